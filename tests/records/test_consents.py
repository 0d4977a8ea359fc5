"""Join, decline, STOP, START: consent decides what can be sent."""

from datetime import datetime, timedelta

from sqlalchemy import select

from programme.delivery import Importance
from records.addresses import add_pending, mark_unreachable
from records.consents import Agreement, consents_of, decline, join, set_checkin_consent, start_again, stop, stop_address
from records.database import Database, Tx
from records.outbox import Put, put
from records.people import NewPerson, add_person, people_at, person
from records.tables import messages
from tests.cast import ANA_CHAT, BEN_PHONE, CVETKA_PHONE, Cast


async def queue(tx: Tx, participant_id: int, now: datetime, kind: str = "reminder_tell") -> int | None:
    useful = now + timedelta(hours=1)
    return await put(tx, Put(participant_id, kind, f"test:{kind}", Importance.REMINDER, now, useful), now=now)


async def state_of(tx: Tx, message_id: int | None) -> tuple[str, str]:
    row = (await tx.execute(select(messages.c.state, messages.c.reason).where(messages.c.id == message_id))).one()
    return row.state, row.reason


async def join_drago(tx: Tx, cast: Cast, now: datetime) -> None:
    await join(tx, cast.drago, Agreement("telegram", "77", how="telegram", text_version="1"), now=now)


async def test_joining_opens_the_address_and_uses_the_code_up(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        before = await person(tx, cast.drago)
        await join_drago(tx, cast, now)
        drago = await person(tx, cast.drago)
        said = await consents_of(tx, cast.drago)
    assert before and drago
    assert (drago.state, drago.channel, drago.join_round) == ("joined", "telegram", before.join_round + 1)
    assert {(each.purpose, each.is_given, each.text_version) for each in said} == {
        ("messages", True, "1"),
        ("checkins", True, "1"),
    }


async def test_telegram_goes_before_sms(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await join(tx, cast.ben, Agreement("telegram", "2002", how="telegram", text_version="1"), now=now)
        ben = await person(tx, cast.ben)
        assert ben and ben.channel == "telegram"
        assert await mark_unreachable(tx, ben.addresses[0].id, "zaprto", now=now) == "sms"
        assert await mark_unreachable(tx, ben.addresses[1].id, "zaprto", now=now) is None
        assert await mark_unreachable(tx, 0, "zaprto", now=now) is None


async def test_stop_ends_everything_but_last_words(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        reminder, farewell = await queue(tx, cast.ana, now), await queue(tx, cast.ana, now, "stop_done")
        assert await stop(tx, cast.ana, how="telegram", now=now) == 1
        assert await stop(tx, cast.ana, how="telegram", now=now) == 0
        ana = await person(tx, cast.ana)
        assert await state_of(tx, reminder) == ("withdrawn", "stopped")
        assert (await state_of(tx, farewell))[0] == "queued"
    assert ana and (ana.state, ana.channel) == ("stopped", None)
    assert {each.state for each in ana.addresses} == {"stopped"}


async def test_an_opted_out_number_comes_in_stopped(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await stop(tx, cast.ben, how="sms", now=now)
        new = await add_person(tx, NewPerson(cast.provider, "N1", "Nova", "Oseba", BEN_PHONE), now=now)
        await add_pending(tx, new, channel="sms", value=BEN_PHONE, now=now)
        found = await person(tx, new)
    assert found and [(each.state, each.reason) for each in found.addresses] == [("stopped", "opted_out")]


async def test_start_opens_only_the_address_it_came_from(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await join(tx, cast.ben, Agreement("telegram", "2002", how="telegram", text_version="7"), now=now)
        await stop(tx, cast.ben, how="sms", now=now)
        await start_again(tx, cast.ben, Agreement("sms", BEN_PHONE, how="sms"), now=now)
        ben = await person(tx, cast.ben)
        said = await consents_of(tx, cast.ben)
    assert ben and (ben.state, ben.channel) == ("joined", "sms")
    assert {each.channel: each.state for each in ben.addresses} == {"telegram": "stopped", "sms": "active"}
    assert (said[-1].is_given, said[-1].text_version) == (True, "7")


async def test_stopping_a_shared_phone_leaves_other_addresses_open(
    database: Database, cast: Cast, now: datetime
) -> None:
    async with database.transaction() as tx:
        await join(tx, cast.ana, Agreement("sms", BEN_PHONE, how="sms", text_version="1"), now=now)
        of_ana, of_ben = await queue(tx, cast.ana, now), await queue(tx, cast.ben, now)
        assert await stop_address(tx, "sms", BEN_PHONE, how="provider", now=now) == 2
        ana, ben = await people_at(tx, "sms", BEN_PHONE)
        assert (ana.state, ana.channel) == ("joined", "telegram")
        assert (ben.state, ben.channel) == ("stopped", None)
        assert (await state_of(tx, of_ana))[0] == "queued"
        assert await state_of(tx, of_ben) == ("withdrawn", "stopped")


async def test_declining_leaves_a_channel_that_was_agreed_to(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await decline(tx, cast.ana, Agreement("sms", CVETKA_PHONE, how="page", text_version="1"), now=now)
        new = await add_person(tx, NewPerson(cast.provider, "N1", "Nova", "Oseba", "040 123 456"), now=now)
        await decline(tx, new, Agreement("sms", "+38640123456", how="page", text_version="1"), now=now)
        ana, other = await person(tx, cast.ana), await person(tx, new)
    assert ana and (ana.state, ana.channel) == ("joined", "telegram")
    assert other and (other.state, other.channel, other.addresses[0].state) == ("declined", None, "stopped")


async def test_checkins_can_end_alone(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await set_checkin_consent(tx, cast.ana, False, how="telegram", now=now)
        ana = (await people_at(tx, "telegram", ANA_CHAT))[0]
        said = await consents_of(tx, cast.ana)
    assert (ana.wants_checkins, ana.channel) == (False, "telegram")
    assert [(each.purpose, each.is_given) for each in said] == [("checkins", False)]

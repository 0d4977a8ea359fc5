"""Forgetting a person: nothing tells who it was, and the counts stay."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from programme.attendance import Answer
from programme.delivery import Importance
from records.attendances import Given, expected, set_answer
from records.database import Database, Tx
from records.enrolments import Enrolment, enrol, enrolments_of
from records.erasure import erase
from records.outbox import Put, put
from records.people import NewPerson, add_person, list_people, people_at, person
from records.scope import EVERYTHING
from records.tables import addresses, arrivals, attendances, journal, messages, opt_outs, participants, replies
from tests.cast import BEN_PHONE, Cast


async def say_something(tx: Tx, cast: Cast, now: datetime) -> int | None:
    raw = {"door": "sms", "provider_ref": "SM1", "content": {"Body": "ja pridem"}, "received_at": now}
    arrival = (await tx.execute(insert(arrivals).values(**raw).returning(arrivals.c.id))).scalar_one()
    said = {"participant_id": cast.ben, "arrival_id": arrival, "channel": "sms", "address_digest": "d", "how": "text"}
    meant = {"text": "ja pridem", "meaning": "coming", "slots": {}, "received_at": now, "why": {"a": 1}}
    await tx.execute(insert(replies).values(**said, **meant))
    useful = now + timedelta(hours=1)
    message = Put(cast.ben, "reminder_tell", "x", Importance.REMINDER, now, useful, facts={"text": "Ben"})
    return await put(tx, message, now=now)


async def test_nothing_tells_who_it_was(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        message = await say_something(tx, cast, now)
        days = date(2026, 9, 1), date(2027, 2, 28)
        await enrol(tx, Enrolment(cast.ben, cast.cycle, *days, details={"birth_year": 1980}))
        assert await erase(tx, cast.ben, now=now, actor="participant:2")
        assert not await erase(tx, cast.ben, now=now)
        assert await person(tx, cast.ben) is None
        assert await people_at(tx, "sms", BEN_PHONE) == []
        assert await list_people(tx, EVERYTHING, q="ben") == []
        row = (await tx.execute(select(participants).where(participants.c.id == cast.ben))).mappings().one()
        assert (row["code"], row["first_name"], row["last_name"], row["state"]) == (
            f"erased-{cast.ben}",
            "",
            "",
            "erased",
        )
        said = (await tx.execute(select(replies))).mappings().one()
        assert (said["text"], said["slots"], said["why"], said["meaning"]) == ("", {}, None, "coming")
        assert (await tx.execute(select(arrivals))).all() == []
        assert (await tx.execute(select(addresses).where(addresses.c.participant_id == cast.ben))).all() == []
        sent = (await tx.execute(select(messages).where(messages.c.id == message))).mappings().one()
        assert (sent["state"], sent["reason"], sent["facts"], sent["text"]) == ("withdrawn", "erased", None, None)
        assert (await enrolments_of(tx, cast.ben))[0].details == {}
        done = (await tx.execute(select(journal))).mappings().one()
        assert (done["verb"], done["actor"], done["participant_id"]) == ("erase", "participant:2", cast.ben)


async def test_the_counts_a_funder_needs_stay(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await set_answer(tx, cast.workshop, cast.ben, given=Given(Answer.COMING, None, None, "text"), at=now)
        await erase(tx, cast.ben, now=now)
        assert cast.ben not in {each.participant_id for each in await expected(tx, cast.workshop)}
        kept = select(attendances.c.answer).where(attendances.c.participant_id == cast.ben)
        assert (await tx.execute(kept)).scalar_one() == "coming"


async def test_a_later_import_writes_to_the_number_no_more(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        await erase(tx, cast.ben, now=now)
        assert len((await tx.execute(select(opt_outs))).all()) == 1
        again = await add_person(tx, NewPerson(cast.provider, "B2", "Ben", "Primer", BEN_PHONE), now=now)
        found = await person(tx, again)
    assert found and [each.state for each in found.addresses] == ["stopped"]

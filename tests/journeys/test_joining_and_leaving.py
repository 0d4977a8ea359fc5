"""Nothing before a yes, nothing after a STOP: by words, by a blocked bot, by what the provider tells."""

from datetime import UTC, datetime

from records.tables import addresses, consents, messages, participants
from tests.cast import BEN_PHONE, Cast
from tests.journeys.evening import EVENING, NIGHT, asked
from tests.journeys.house import WITHIN, House, until
from tests.journeys.team import api, browser

TUESDAY_EVENING = datetime(2026, 9, 15, 15, 0, 30, tzinfo=UTC)
DRAGO_CHAT, FILIP_PHONE = 5005, "+38640777888"


async def plan_wednesday(house: House, cast: Cast) -> None:
    """One more workshop for the whole cycle, of which everybody willing is told on Tuesday evening."""
    async with api(house, cast.provider) as team:
        new = {"cycle_id": str(cast.cycle), "kind": "workshop", "title": "Življenjepis", "place": "ZPTM Brežice"}
        times = {"starts_local": "2026-09-16T09:00:00", "ends_local": "2026-09-16T12:00:00"}
        await team.post("/activities", new | times)


async def state_of(house: House, who: int) -> str:
    [row] = await house.rows(participants, participants.c.id == who)
    return str(row["state"])


def sends_to(house: House, target: str) -> int:
    """How often somebody was written to at either provider, refused or not."""
    calls = [*house.telegram.calls, *house.twilio.calls]
    return len([call for call in calls if call.target == target and call.method.lower() in ("sendmessage", "create")])


async def test_stop_by_sms_is_confirmed_once_even_at_night_and_then_it_is_quiet(house: House, cast: Cast) -> None:
    ana, ben = await asked(house)
    await plan_wednesday(house, cast)
    await house.turn_to(NIGHT)
    await ben.texts("STOP")
    await ben.receives(containing="START", within=WITHIN)
    assert await state_of(house, cast.ben) == "stopped"

    await ben.texts("stop")
    await house.turn_to(TUESDAY_EVENING)
    await ana.receives(containing="Življenjepis", within=WITHIN)
    await house.rests()
    assert len(ben.inbox) == 2 and sends_to(house, BEN_PHONE) == 2


async def test_stop_takes_back_what_had_not_left(house: House, cast: Cast) -> None:
    await house.twilio.goes_down()
    await house.turn_to(EVENING)
    await until(lambda: is_waiting(house, cast.ben))
    await house.twilio.comes_back()
    ben = house.twilio.phone(BEN_PHONE)
    await ben.texts("Ne pišite mi več")
    await ben.receives(containing="START", within=WITHIN)
    await house.later(minutes=10)
    await house.rests()
    assert len(ben.inbox) == 1
    [reminder] = await house.rows(messages, messages.c.participant_id == cast.ben, messages.c.kind == "reminder_ask")
    assert (reminder["state"], reminder["reason"]) == ("withdrawn", "stopped")


async def is_waiting(house: House, who: int) -> bool:
    put_off = messages.c.participant_id == who, messages.c.tries > 0, messages.c.state == "queued"
    return await house.count(messages, *put_off) > 0


async def test_who_blocks_the_bot_is_not_written_to_again(house: House, cast: Cast) -> None:
    ana, ben = await asked(house)
    await plan_wednesday(house, cast)
    ana.blocks()
    await until(lambda: is_stopped(house, cast.ana))
    await house.turn_to(TUESDAY_EVENING)
    await ben.receives(containing="ivljenjepis", within=WITHIN)
    await house.rests()
    assert sends_to(house, str(ana.chat_id)) == 1

    ana.starts()
    await ana.receives(containing="Spet", within=WITHIN)
    assert await state_of(house, cast.ana) == "joined"


async def is_stopped(house: House, who: int) -> bool:
    return await state_of(house, who) == "stopped"


async def test_a_number_that_stopped_at_twilio_is_tried_once(house: House, cast: Cast) -> None:
    ben = house.twilio.phone(BEN_PHONE)
    ben.refuses(21610)
    await plan_wednesday(house, cast)
    await house.turn_to(EVENING)
    await until(lambda: is_stopped(house, cast.ben))
    ben.refuses(None)
    await house.turn_to(TUESDAY_EVENING)
    await house.rests()
    assert sends_to(house, BEN_PHONE) == 1 and ben.inbox == []


async def test_drago_joins_in_the_chat_and_hears_nothing_before_his_yes(house: House, cast: Cast) -> None:
    async with api(house, cast.provider) as team:
        code = (await team.get(f"/participants/{cast.drago}"))["join_code"]
    drago = house.telegram.person(DRAGO_CHAT, started=False)
    drago.starts(code)
    question = await drago.receives(containing="Se strinjate", within=WITHIN)
    await house.turn_to(EVENING)
    await house.rests()
    assert len(drago.chat) == 1 and await house.count(consents) == 0

    drago.presses(question.message_id, "Da, strinjam se")
    await drago.receives(containing="Vpisani ste", within=WITHIN)
    await house.tick()
    await drago.receives(containing="Iskanje zaposlitve", within=WITHIN)
    assert await state_of(house, cast.drago) == "joined"


async def test_filip_joins_on_the_page_and_hears_nothing_before_his_yes(house: House, cast: Cast) -> None:
    async with api(house, cast.provider) as team:
        new = {"first_name": "Filip", "last_name": "Primer", "phone": "040 777 888", "language": "sl"}
        filip = await team.post("/participants", new | {"cycle_id": str(cast.cycle)})
    phone = house.twilio.phone(FILIP_PHONE)
    await house.turn_to(EVENING)
    async with browser(house) as page:
        assert "Se strinjate" in await page.open(f"/j/{filip['join_code']}")
        await house.rests()
        assert phone.inbox == []
        assert "Vpisani ste" in await page.send(f"/j/{filip['join_code']}", choice="yes", channel="sms", language="sl")
    await phone.receives(containing="STOP", within=WITHIN)
    await house.tick()
    await phone.receives(containing="Iskanje", within=WITHIN)
    states = await house.rows(addresses, addresses.c.participant_id == int(filip["id"]))
    assert [row["state"] for row in states] == ["active"]


async def test_a_no_on_the_page_is_the_last_word(house: House, cast: Cast) -> None:
    async with api(house, cast.provider) as team:
        new = {"first_name": "Filip", "last_name": "Primer", "phone": "040 777 888", "language": "sl"}
        filip = await team.post("/participants", new | {"cycle_id": str(cast.cycle)})
    async with browser(house) as page:
        await page.open(f"/j/{filip['join_code']}")
        assert "Ne bomo vam pisali" in await page.send(f"/j/{filip['join_code']}", choice="no", language="sl")
    await house.turn_to(EVENING)
    await house.rests()
    assert sends_to(house, FILIP_PHONE) == 0

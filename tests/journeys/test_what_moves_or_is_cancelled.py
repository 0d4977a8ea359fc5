"""A workshop that moves or is cancelled after people were asked: nobody is left with the old time."""

from datetime import UTC, datetime
from typing import Any

from records.tables import attendances, messages
from tests.cast import ANA_CHAT, BEN_PHONE, Cast
from tests.journeys.evening import EVENING, asked
from tests.journeys.house import WITHIN, House, until
from tests.journeys.team import Api, api

DAY_AFTER = {"starts_local": "2026-09-16T10:00:00", "ends_local": "2026-09-16T13:00:00"}
TUESDAY_EVENING = datetime(2026, 9, 15, 15, 0, 30, tzinfo=UTC)


async def move(team: Api, activity: int, **where: str) -> dict[str, Any]:
    """Moves it and lets the notice go."""
    moved: dict[str, Any] = await team.change(f"/activities/{activity}", where)
    await team.post(f"/broadcasts/{moved['notice']['broadcast_id']}/send")
    return moved


async def test_a_moved_workshop_is_told_asked_and_reminded_anew(house: House, cast: Cast) -> None:
    ana, ben = await asked(house)
    ana.presses(None, "Da, pridem")
    await ana.receives(containing="pridete", within=WITHIN)
    async with api(house, cast.provider) as team:
        await move(team, cast.workshop, **DAY_AFTER)
    assert await house.answer_of(cast.ana, cast.workshop) == "none"

    await house.later(seconds=5)
    notice = await ana.receives(containing="Sprememba", within=WITHIN)
    assert "16. september ob 10.00" in notice.text and notice.labels[0] == "Da, pridem"
    assert "16." in await ben.receives(containing="SPREMEMBA", within=WITHIN)

    old = next(said for said in ana.chat if said.labels and "Sprememba" not in said.text)
    ana.presses(old.message_id, "Da, pridem")
    await ana.receives(containing="ni več odprto", within=WITHIN)
    assert await house.answer_of(cast.ana, cast.workshop) == "none"

    await ben.texts("da")
    await until(lambda: has_answered(house, cast.ben, cast.workshop, answer="coming"))
    await house.turn_to(TUESDAY_EVENING)
    await ana.receives(2, containing="Iskanje zaposlitve", within=WITHIN)
    await house.rests()
    assert "10.00" in ana.chat[-1].text
    about = await house.rows(messages, messages.c.activity_id == cast.workshop, messages.c.kind.like("reminder%"))
    assert {(row["participant_id"], row["revision"]) for row in about} == {
        (who, revision) for who in (cast.ana, cast.ben) for revision in (1, 2)
    }


async def has_answered(house: House, who: int, activity: int, *, answer: str) -> bool:
    return await house.answer_of(who, activity) == answer


async def test_a_reminder_that_had_not_left_is_never_said_about_the_old_time(house: House, cast: Cast) -> None:
    await house.twilio.goes_down()
    await house.turn_to(EVENING)
    await until(lambda: is_put_off(house, cast.ben))
    async with api(house, cast.provider) as team:
        await move(team, cast.workshop, **DAY_AFTER)
    await house.twilio.comes_back()
    await house.later(minutes=10)
    ben = house.twilio.phone(BEN_PHONE)
    await ben.receives(containing="SPREMEMBA", within=WITHIN)
    await house.rests()
    assert len(ben.inbox) == 1


async def is_put_off(house: House, who: int) -> bool:
    return (
        await house.count(
            messages, messages.c.participant_id == who, messages.c.tries > 0, messages.c.state == "queued"
        )
        > 0
    )


async def test_a_cancelled_workshop_is_told_once_and_what_was_queued_is_withdrawn(house: House, cast: Cast) -> None:
    ana, ben = house.telegram.person(int(ANA_CHAT)), house.twilio.phone(BEN_PHONE)
    await house.twilio.goes_down()
    await house.turn_to(EVENING)
    await ana.receives(containing="Iskanje zaposlitve", within=WITHIN)
    await until(lambda: is_put_off(house, cast.ben))
    async with api(house, cast.provider) as team:
        await team.post(f"/activities/{cast.workshop}/cancel", {"notify": True})
        await team.post(f"/activities/{cast.workshop}/cancel", {"notify": True})
    [held] = await house.rows(messages, messages.c.participant_id == cast.ben)
    assert (held["state"], held["reason"]) == ("withdrawn", "cancelled")

    await house.twilio.comes_back()
    await house.later(seconds=5)
    await ana.receives(containing="ODPADE", within=WITHIN)
    await ben.receives(containing="ODPADE", within=WITHIN)
    ana.presses(ana.chat[0].message_id, "Da, pridem")
    await ana.receives(3, within=WITHIN)
    assert "pridete" not in ana.chat[-1].text
    for hours in (1, 12, 15):
        await house.later(hours=hours)
        await house.rests()
    assert (len(ana.chat), len(ben.inbox)) == (3, 1)


async def test_a_workshop_cancelled_before_the_reminder_says_nothing_more(house: House, cast: Cast) -> None:
    async with api(house, cast.provider) as team:
        await team.post(f"/activities/{cast.workshop}/cancel", {"notify": False})
    await house.turn_to(EVENING)
    await house.rests()
    assert house.telegram.accepted == [] and house.twilio.accepted == []
    assert {row["answer"] for row in await house.rows(attendances)} == {"none"}

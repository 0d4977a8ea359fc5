"""Answers about coming on both databases: the right day, nothing lost, and an echo that lets a mistake be seen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from programme.delivery import Importance
from records import outbox
from records.database import Database
from records.outbox import Put
from records.tables import attendances, messages, replies, tasks
from tests.bot.stage import Stage
from tests.cast import ANA_CHAT, BEN_PHONE, Cast, add_workshop

MONDAY_9 = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)
MONDAY_17 = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
TUESDAY_8 = datetime(2026, 9, 15, 6, 0, tzinfo=UTC)
TUESDAY_9 = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)  # the workshop begins
THURSDAY_LOCAL = datetime(2026, 9, 17, 10, 0)
ANA = ("telegram", ANA_CHAT)
BEN = ("sms", BEN_PHONE)


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    return Stage(database, MONDAY_9)


@pytest.fixture
async def thursday(stage: Stage, cast: Cast) -> int:
    """A second workshop, on Thursday at 10.00."""
    return await add(stage, cast, THURSDAY_LOCAL)


async def add(stage: Stage, cast: Cast, starts_local: datetime) -> int:
    """One more workshop for Ana and Ben."""
    async with stage.database.transaction() as tx:
        both = [cast.ana, cast.ben]
        return await add_workshop(tx, cast.cycle, cast.place, both, starts_local=starts_local, now=stage.at)


async def ask(stage: Stage, who: int, *, activity: int | None = None, asks: str = "attendance") -> None:
    """Puts a question to somebody, open for three days."""
    kind = {"attendance": "reminder_ask", "checkin": "checkin_morning", "reason": "missed_followup"}[asks]
    until = stage.at + timedelta(days=3)
    occasion = f"checkin:{stage.at:%Y-%m-%d}" if activity is None else f"{kind}:{activity}"
    async with stage.database.transaction() as tx:
        put = Put(
            who, kind, occasion, Importance.REMINDER, stage.at, until,
            activity_id=activity, revision=1 if activity else None, asks=asks, asked_until=until,
        )  # fmt: skip
        await outbox.put(tx, put, now=stage.at)
    await stage.send()


async def known(stage: Stage, who: int, activity: int, *, answer: str, at: datetime | None = None) -> None:
    """Writes an answer of an hour ago down."""
    mine = attendances.c.participant_id == who, attendances.c.activity_id == activity
    async with stage.database.transaction() as tx:
        told = {"answer": answer, "answered_at": at or stage.at - timedelta(hours=1)}
        await tx.execute(update(attendances).where(*mine).values(**told))


async def record(stage: Stage, who: int, activity: int) -> dict[str, Any]:
    return await stage.one(attendances, attendances.c.participant_id == who, attendances.c.activity_id == activity)


async def answers(stage: Stage, who: int, *activities: int) -> list[str]:
    """What is on record, activity by activity."""
    return [(await record(stage, who, each))["answer"] for each in activities]


async def test_a_day_that_is_named_wins_over_the_open_question(stage: Stage, cast: Cast, thursday: int) -> None:
    stage.at = TUESDAY_8
    await known(stage, cast.ana, cast.workshop, answer="coming")
    await ask(stage, cast.ana, activity=thursday)
    said = await stage.write(*ANA, "danes ne morem priti, bolna sem")
    assert await answers(stage, cast.ana, cast.workshop, thursday) == ["not_coming", "none"]
    assert "bolezni" in said[0] and "danes ob 9.00" in said[0]


async def test_a_weekday_that_is_named_wins_and_the_question_stays_open(
    stage: Stage, cast: Cast, thursday: int
) -> None:
    stage.at = MONDAY_17
    await stage.remind()
    said = await stage.write(*BEN, "v četrtek ne pridem")
    assert await answers(stage, cast.ben, cast.workshop, thursday) == ["none", "not_coming"]
    assert "17. 9. ob 10.00" in said[0]
    question = await stage.one(messages, messages.c.participant_id == cast.ben, messages.c.kind == "reminder_ask")
    assert question["answered_at"] is None


async def test_a_refusal_of_a_day_holds_for_everything_on_it(stage: Stage, cast: Cast) -> None:
    later = await add(stage, cast, datetime(2026, 9, 15, 13, 0))
    [said] = await stage.write(*BEN, "jutri ne pridem, bolan sem")
    rows = [await record(stage, cast.ben, each) for each in (cast.workshop, later)]
    assert [(row["answer"], row["reason"]) for row in rows] == [("not_coming", "illness")] * 2
    assert "9.00" in said and "13.00" in said and "15. 9." in said


async def test_a_reason_given_afterwards_stands_beside_every_refusal_of_that_reply(stage: Stage, cast: Cast) -> None:
    later = await add(stage, cast, datetime(2026, 9, 15, 13, 0))
    await stage.write(*ANA, "jutri ne pridem")
    await stage.press(*ANA, "transport")
    assert [(await record(stage, cast.ana, each))["reason"] for each in (cast.workshop, later)] == ["transport"] * 2


async def test_a_day_on_which_nothing_is_planned_changes_nothing_and_asks(stage: Stage, cast: Cast) -> None:
    stage.at = MONDAY_17
    await stage.remind()
    said = await stage.write(*BEN, "v petek ne pridem")
    assert await answers(stage, cast.ben, cast.workshop) == ["none"]
    assert "Boste prišli jutri ob 9.00" in said[0]
    assert (await stage.one(replies))["needs_person"]


async def test_a_refusal_that_may_mean_several_activities_asks_which(stage: Stage, cast: Cast) -> None:
    later = await add(stage, cast, datetime(2026, 9, 15, 13, 0))
    for each in (cast.workshop, later):
        await known(stage, cast.ben, each, answer="coming")
    said = await stage.write(*BEN, "ne pridem")
    assert await answers(stage, cast.ben, cast.workshop, later) == ["coming", "coming"]
    assert "Boste prišli jutri ob 9.00" in said[0]
    assert (await stage.one(replies))["needs_person"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("coming", ["pridete", "jutri ob 9.00", "nam sporočite"]),
        ("not_coming", ["ne pridete", "jutri ob 9.00", "nam sporočite"]),
        ("late", ["zamudite", "jutri ob 9.00", "nam sporočite"]),
        ("maybe", ["še ne veste", "jutri ob 9.00"]),
    ],
)
async def test_every_echo_names_the_day_and_the_hour(stage: Stage, cast: Cast, key: str, words: list[str]) -> None:
    stage.at = MONDAY_17
    await stage.remind()
    said = await stage.press(*ANA, key)
    assert [word for word in words if word not in said[0]] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pridem", ["pridete", "jutri ob 9.00", "odpišite"]),
        ("ne pridem", ["ne pridete", "jutri ob 9.00", "Odpišite"]),
        ("bolan sem, ne pridem", ["bolezen", "jutri ob 9.00", "Odpišite"]),
        ("zamudim 20 minut", ["zamudite", "20 min", "jutri ob 9.00", "Odpišite"]),
    ],
)
async def test_every_echo_by_sms_says_how_to_correct_it(stage: Stage, cast: Cast, text: str, words: list[str]) -> None:
    stage.at = MONDAY_17
    await stage.remind()
    [said] = await stage.write(*BEN, text)
    assert [word for word in words if word.lower() not in said.lower()] == []
    assert (await stage.rows(messages, messages.c.reply_id.is_not(None)))[0]["parts"] == 1


async def test_being_late_is_kept_for_an_hour_after_the_start(stage: Stage, cast: Cast) -> None:
    stage.at = TUESDAY_9 + timedelta(minutes=10)
    said = await stage.write(*BEN, "zamujam 15 minut")
    row = await record(stage, cast.ben, cast.workshop)
    assert (row["answer"], row["minutes_late"]) == ("late", 15)
    assert "15 min" in said[0] and "danes ob 9.00" in said[0]


async def test_being_late_by_a_button_after_the_start_is_kept_with_its_minutes(stage: Stage, cast: Cast) -> None:
    stage.at = MONDAY_17
    await stage.remind()
    stage.at = TUESDAY_9 + timedelta(minutes=5)
    await stage.press(*ANA, "late")
    await stage.press(*ANA, "minutes_30")
    row = await record(stage, cast.ana, cast.workshop)
    assert (row["answer"], row["minutes_late"]) == ("late", 30)


@pytest.mark.parametrize(("text", "minutes"), [("zamujam 15 minut", 70), ("ne pridem", 10)])
async def test_other_news_after_the_start_go_to_a_person(stage: Stage, cast: Cast, text: str, minutes: int) -> None:
    stage.at = TUESDAY_9 + timedelta(minutes=minutes)
    await stage.write(*BEN, text)
    assert await answers(stage, cast.ben, cast.workshop) == ["none"]
    assert (await stage.one(replies))["needs_person"]


async def test_each_question_is_asked_again_once(stage: Stage, cast: Cast) -> None:
    await ask(stage, cast.ana, asks="checkin")
    await stage.write(*ANA, "xxyy zzkk")
    stage.at = MONDAY_17
    await stage.remind()
    assert "Boste prišli" in (await stage.write(*ANA, "qqww rrtt"))[0]
    assert await stage.rows(tasks) == []
    assert "osebje" in (await stage.write(*ANA, "qqww rrtt"))[0]
    assert [row["kind"] for row in await stage.rows(tasks)] == ["question"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (MONDAY_9, ["najpozneje jutri ob 10.00"]),
        (MONDAY_17 + timedelta(hours=2), ["Pisarna je zdaj zaprta", "najpozneje jutri ob 10.00"]),
    ],
)
async def test_a_question_gets_the_time_of_its_answer(stage: Stage, cast: Cast, at: datetime, words: list[str]) -> None:
    stage.at = at
    said = await stage.write(*ANA, "ali dobim potrdilo za zavod?")
    assert [word for word in words if word not in said[0]] == []
    assert (await stage.one(tasks))["due_at"] == datetime(2026, 9, 15, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["kdaj bodo denar nakazali?", "kdaj me pokličete?", "kje dobim potrdilo?"])
async def test_when_and_where_of_something_else_are_answered_by_a_person(stage: Stage, cast: Cast, text: str) -> None:
    await ask(stage, cast.ana, activity=cast.workshop)
    said = await stage.write(*ANA, text)
    assert "najpozneje" in said[0] and "ZPTM" not in said[0]
    assert (await stage.one(tasks))["kind"] == "question"


@pytest.mark.parametrize("text", ["kje se dobimo?", "ob kateri uri je delavnica", "kje je to?"])
async def test_when_and_where_of_the_activity_are_answered_from_the_timetable(
    stage: Stage, cast: Cast, text: str
) -> None:
    await ask(stage, cast.ana, activity=cast.workshop)
    assert "ZPTM Brežice" in (await stage.write(*ANA, text))[0]


async def test_illness_twice_in_two_weeks_opens_an_offer_of_help(stage: Stage, cast: Cast, thursday: int) -> None:
    later = await add(stage, cast, datetime(2026, 9, 15, 13, 0))
    await stage.write(*BEN, "jutri ne pridem, bolan sem")
    assert await answers(stage, cast.ben, cast.workshop, later) == ["not_coming", "not_coming"]
    assert await stage.rows(tasks) == []
    await stage.write(*BEN, "v četrtek ne pridem, bolan sem")
    barrier = await stage.one(tasks)
    assert (barrier["kind"], barrier["why"]) == ("barrier", "illness")


async def test_coming_beside_a_question_is_kept_too(stage: Stage, cast: Cast) -> None:
    await ask(stage, cast.ana, activity=cast.workshop)
    said = await stage.write(*ANA, "kje je to? pridem")
    assert await answers(stage, cast.ana, cast.workshop) == ["coming"]
    assert any("ZPTM Brežice" in text for text in said) and any("da pridete" in text for text in said)


@pytest.mark.parametrize(
    "text", ["moram k sestri", "zvečer pridejo gostje iz Kopra", "ej, saj veste kako je to pri nas"]
)
@pytest.mark.parametrize("answer", ["not_coming", "coming", "none"])
async def test_a_reason_in_own_words_is_read_by_a_person(stage: Stage, cast: Cast, answer: str, text: str) -> None:
    await known(stage, cast.ana, cast.workshop, answer=answer)
    await ask(stage, cast.ana, activity=cast.workshop, asks="reason")
    await stage.write(*ANA, text)
    reply = await stage.one(replies)
    assert reply["needs_person"], reply["meaning"]


async def test_an_hour_named_counts_from_the_start_of_its_own_activity(stage: Stage, cast: Cast, thursday: int) -> None:
    await ask(stage, cast.ana, activity=thursday)
    await stage.write(*ANA, "pridem ob pol enajstih")
    row = await record(stage, cast.ana, thursday)
    assert (row["answer"], row["minutes_late"]) == ("late", 30)


async def test_a_stop_with_a_word_of_danger_stops_and_is_heard(stage: Stage, cast: Cast) -> None:
    answers = await stage.write(*ANA, "nehajte mi pisati, nočem več živeti")
    assert any("112" in each for each in answers)
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress"]


@pytest.mark.parametrize("words", ["17. 9. ne morem", "17. septembra ne pridem", "17.9. me ne bo"])
async def test_a_date_that_is_named_wins_too(stage: Stage, cast: Cast, thursday: int, words: str) -> None:
    await ask(stage, cast.ana, activity=cast.workshop)
    await stage.write(*ANA, words)
    assert await answers(stage, cast.ana, cast.workshop, thursday) == ["none", "not_coming"]

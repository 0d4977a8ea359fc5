"""Words against the question they answer, driven through the whole way of a reply."""

from datetime import UTC, datetime, timedelta

import pytest

from programme.delivery import Importance
from records import outbox
from records.database import Database
from records.outbox import Put
from records.tables import checkins, participants, tasks
from tests.bot.stage import Stage
from tests.bot.test_receiver import share_phone
from tests.bot.test_receiver_attendance import answers, ask
from tests.cast import ANA_CHAT, BEN_PHONE, Cast

MONDAY_9 = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)
ANA = ("telegram", ANA_CHAT)
BEN = ("sms", BEN_PHONE)


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    return Stage(database, MONDAY_9)


async def asked_something(stage: Stage, who: int, kind: str, *, asks: str) -> None:
    """Puts a question that belongs to no activity."""
    until = stage.at + timedelta(days=1)
    async with stage.database.transaction() as tx:
        put = Put(who, kind, f"{kind}:1", Importance.ANSWER, stage.at, until, asks=asks, asked_until=until)
        await outbox.put(tx, put, now=stage.at)
    await stage.send()


@pytest.mark.parametrize("words", ["nočem več živeti", "ne zdržim več tega doma", "he hits me"])
async def test_danger_unsubscribes_nobody_and_answers_nothing(stage: Stage, cast: Cast, words: str) -> None:
    await ask(stage, cast.ana, activity=cast.workshop)
    await stage.write(*ANA, words)
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress"]
    assert (await stage.one(participants, participants.c.id == cast.ana))["state"] == "joined"
    assert await answers(stage, cast.ana, cast.workshop) == ["none"]


async def test_a_bare_number_answers_the_mornings_question_although_a_reminder_came_after_it(
    stage: Stage, cast: Cast
) -> None:
    await ask(stage, cast.ana, asks="checkin")
    stage.at += timedelta(hours=8)
    await ask(stage, cast.ana, activity=cast.workshop)
    await stage.write(*ANA, "1")
    assert [row["score"] for row in await stage.rows(checkins)] == [1]
    assert await answers(stage, cast.ana, cast.workshop) == ["none"]


async def test_a_score_and_a_refusal_in_one_reply_are_both_kept(stage: Stage, cast: Cast) -> None:
    await ask(stage, cast.ana, asks="checkin")
    stage.at += timedelta(hours=8)
    await ask(stage, cast.ana, activity=cast.workshop)
    await stage.write(*ANA, "2, ne pridem")
    assert [row["score"] for row in await stage.rows(checkins)] == [2]
    assert await answers(stage, cast.ana, cast.workshop) == ["not_coming"]


@pytest.mark.parametrize(
    "words", ["pokličite", "lahko me pokličete", "po 15h", "ob 16h", "ja prosim", "call me please"]
)
async def test_a_call_that_is_wished_for_becomes_an_urgent_task(stage: Stage, cast: Cast, words: str) -> None:
    await asked_something(stage, cast.ana, "checkin_low", asks="call_me")
    await stage.write(*ANA, words)
    assert [row["kind"] for row in await stage.rows(tasks)] == ["call"]


@pytest.mark.parametrize("words", ["vzela sem 30 tablet", "ubila se bom ob 16h", "mož me tepe, pokličite"])
async def test_danger_told_instead_of_a_yes_is_heard_as_danger(stage: Stage, cast: Cast, words: str) -> None:
    await asked_something(stage, cast.ana, "checkin_low", asks="call_me")
    said = await stage.write(*ANA, words)
    assert [row["kind"] for row in await stage.rows(tasks)] == ["distress"]
    assert "112" in said[0]


@pytest.mark.parametrize("words", ["ne", "ni me treba klicat, mi je že boljše", "no need"])
async def test_a_call_that_is_not_wanted_opens_no_task(stage: Stage, cast: Cast, words: str) -> None:
    await asked_something(stage, cast.ana, "checkin_low", asks="call_me")
    await stage.write(*ANA, words)
    assert await stage.rows(tasks) == []


@pytest.mark.parametrize(("words", "hour"), [("15", 15), ("deset", 10), ("ob osmih", 8), ("18h prosim", 18)])
async def test_an_hour_is_only_an_hour(stage: Stage, cast: Cast, words: str, hour: int) -> None:
    await ask(stage, cast.ana, activity=cast.workshop)
    await asked_something(stage, cast.ana, "checkin_hour_ask", asks="hour")
    await stage.write(*ANA, words)
    kept = (await stage.one(participants, participants.c.id == cast.ana))["checkin_at_local"]
    assert kept is not None and kept.hour == hour
    assert await answers(stage, cast.ana, cast.workshop) == ["none"]


@pytest.mark.parametrize(("words", "days"), [("tri dni", 3), ("en teden", 7), ("2 tedna", 14)])
async def test_days_in_words_pause(stage: Stage, cast: Cast, words: str, days: int) -> None:
    await asked_something(stage, cast.ana, "pause_ask", asks="pause")
    await stage.write(*ANA, words)
    until_on = (await stage.one(participants, participants.c.id == cast.ana))["paused_until_on"]
    assert (until_on - stage.at.date()).days == days - 1
    assert await stage.rows(tasks) == []


async def test_a_list_on_a_shared_phone_names_no_place(stage: Stage, cast: Cast) -> None:
    await share_phone(stage, cast)
    await stage.write(*BEN, "Ben tukaj")
    [told] = await stage.write(*BEN, "/teden")
    assert "ZPTM" not in told

"""What is confirmed is what will happen: an hour in quiet hours is said as the one that will be used."""

from datetime import UTC, datetime

import pytest

from records.database import Database
from records.tables import participants
from tests.bot.stage import Stage
from tests.cast import ANA_CHAT, Cast

ANA = ("telegram", ANA_CHAT)


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    return Stage(database, datetime(2026, 9, 14, 15, 0, tzinfo=UTC))


@pytest.mark.parametrize(("text", "said"), [("ura 3", "8.00"), ("ura 22", "19.45"), ("ura 20", "19.45")])
async def test_an_hour_at_night_is_confirmed_as_the_nearest_possible(stage: Stage, text: str, said: str) -> None:
    [answer] = await stage.write(*ANA, text)
    assert answer.endswith(f": {said}") and "ne pošiljamo" in answer


async def test_an_hour_of_the_day_is_confirmed_as_it_was_chosen(stage: Stage, cast: Cast) -> None:
    [answer] = await stage.write(*ANA, "ura 10")
    assert answer.endswith(": 10.00") and "ne pošiljamo" not in answer
    assert str((await stage.one(participants, participants.c.id == cast.ana))["checkin_at_local"]) == "10:00:00"


async def test_a_language_is_changed_by_two_words(stage: Stage, cast: Cast) -> None:
    [answer] = await stage.write(*ANA, "jezik en")
    assert "English" in answer
    assert (await stage.one(participants, participants.c.id == cast.ana))["language"] == "en"


async def test_a_bare_number_after_the_question_for_the_hour_is_that_hour(stage: Stage, cast: Cast) -> None:
    assert "Ob kateri uri" in (await stage.write(*ANA, "ura"))[0]
    [answer] = await stage.write(*ANA, "3")
    assert answer.endswith(": 8.00")


async def test_a_pause_and_being_late_are_no_hour_while_the_hour_is_asked(stage: Stage, cast: Cast) -> None:
    await stage.write(*ANA, "ura")
    assert "3 dni" in (await stage.write(*ANA, "pavza 3"))[0]
    assert "zamudite" in (await stage.write(*ANA, "zamudim 15 minut"))[0]
    ana = await stage.one(participants, participants.c.id == cast.ana)
    assert (ana["checkin_at_local"], str(ana["paused_until_on"])) == (None, "2026-09-16")

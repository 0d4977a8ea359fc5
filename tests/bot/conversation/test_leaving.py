"""Leaving: a wrong number is closed only when that is sure, and who wants no questions still gets reminders."""

from datetime import UTC, datetime

import pytest

from bot.conversation import Meant, Moment, PersonView, Turn, decide
from bot.conversation.effects import NeedsPerson, OpenTask, SetCheckins, StopEverything, StopThisAddress
from records.database import Database
from records.tables import addresses, participants, tasks
from tests.bot.stage import Stage
from tests.cast import BEN_PHONE, Cast

EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)
BEN = ("sms", BEN_PHONE)
ONLY_QUESTIONS = [
    "ne sprašujte me več kako sem",
    "nočem več teh vprašanj, opomnike pa še",
    "brez dnevnega pozdrava",
    "Nehajte me spraševati, kako sem.",
    "no more questions please, only reminders",
]
EVERYTHING = [
    "STOP",
    "odjava",
    "nočem več sporočil",
    "STOP, ne sprašujte me več kako sem",
    "nočem več vprašanj in opomnikov",
    "nočem teh vprašanj, opomnike pa tudi ne",
    "ne pišite mi več in ne sprašujte, kako sem",
]


@pytest.fixture
async def stage(database: Database, cast: Cast) -> Stage:
    return Stage(database, EVENING)


def turn(meaning: str, text: str, *, confidence: float = 0.9, how: str = "text", state: str = "joined") -> Turn:
    meant = Meant(meaning, text=text, how=how, confidence=confidence)
    person = PersonView(id=1, provider_id=1, state=state)
    return Turn(meant, person, Moment(EVENING, EVENING, "Europe/Ljubljana"))


@pytest.mark.parametrize("text", ONLY_QUESTIONS)
def test_who_wants_no_questions_keeps_the_reminders(text: str) -> None:
    decision = decide(turn("opt_out", text))
    assert decision.effects == (SetCheckins(False),)
    assert [each.kind for each in decision.says] == ["only_checkins_stopped"]


@pytest.mark.parametrize("text", EVERYTHING)
def test_who_wants_nothing_gets_nothing(text: str) -> None:
    assert decide(turn("opt_out", text)).effects == (StopEverything(),)


@pytest.mark.parametrize("state", ["invited", "stopped"])
def test_who_never_agreed_is_not_kept_by_a_word_about_questions(state: str) -> None:
    assert decide(turn("opt_out", ONLY_QUESTIONS[0], state=state)).effects == (StopEverything(),)


@pytest.mark.parametrize("text", ONLY_QUESTIONS[:3])
async def test_the_answer_says_that_reminders_go_on_and_how_to_end_them(stage: Stage, cast: Cast, text: str) -> None:
    [said] = await stage.write(*BEN, text)
    assert "pomnik" in said and "STOP" in said
    ben = await stage.one(participants, participants.c.id == cast.ben)
    assert (ben["state"], ben["wants_checkins"]) == ("joined", False)


async def test_a_sure_word_about_a_wrong_number_closes_it(stage: Stage, cast: Cast) -> None:
    assert "Oprostite" in (await stage.write(*BEN, "napačna številka"))[0]
    mine = await stage.one(addresses, addresses.c.participant_id == cast.ben)
    assert (mine["state"], mine["reason"]) == ("stopped", "wrong_person")


def test_a_doubtful_word_about_a_wrong_number_is_looked_at_by_a_person() -> None:
    decision = decide(turn("wrong_person", "mislim da to ni zame", confidence=0.7))
    assert StopThisAddress() not in decision.effects and NeedsPerson() in decision.effects
    assert [each.kind for each in decision.effects if isinstance(each, OpenTask)] == ["wrong_person"]
    assert [each.kind for each in decision.says] == ["wrong_person_noted"]


def test_a_tap_closes_a_wrong_number_whatever_was_read() -> None:
    assert StopThisAddress() in decide(turn("wrong_person", "", how="button", confidence=0.5)).effects


@pytest.mark.parametrize("text", ["kdo ste", "Kdo je to?", "who is this?"])
async def test_who_asks_who_we_are_is_told_and_keeps_the_number(stage: Stage, cast: Cast, text: str) -> None:
    [said] = await stage.write(*BEN, text)
    assert "Lumia" in said and "Oprostite" not in said
    assert (await stage.one(addresses, addresses.c.participant_id == cast.ben))["state"] == "active"
    assert await stage.rows(tasks) == []

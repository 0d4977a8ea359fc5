"""Floor figures on replies of an author whose file the reader has not learned; docs/figures.md has more."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest

from language.reading import Meaning, Reading, read
from tests.language.test_reading import replies

Read = tuple[dict[str, Any], Reading]


@cache
def readings() -> list[Read]:
    """Every unseen reply with its reading."""
    return [(reply, read(reply["text"], reply["context"], explain=False)) for reply in replies("unseen.jsonl")]


def right_of(reply: dict[str, Any]) -> list[str]:
    """Every meaning that counts as right."""
    return reply.get("accept") or [reply["intent"]]


def share(found: Iterable[Read], is_so: Callable[[dict[str, Any], Reading], bool]) -> float:
    """The part of the replies of which it is so."""
    values = [is_so(reply, reading) for reply, reading in found]
    return sum(values) / len(values)


def meant(meaning: Meaning) -> list[Read]:
    """The replies that mean this first."""
    return [(reply, reading) for reply, reading in readings() if reply["intent"] == meaning]


def not_meant(meaning: Meaning) -> list[Read]:
    """The replies for which this would be wrong."""
    return [(reply, reading) for reply, reading in readings() if meaning not in right_of(reply)]


def is_read_as(meaning: Meaning) -> Callable[[dict[str, Any], Reading], bool]:
    """Whether a reply is wrongly or rightly read as this."""
    return lambda reply, reading: reading.meaning is meaning


def test_most_replies_are_answered_and_the_answers_are_right() -> None:
    answered = [(reply, reading) for reply, reading in readings() if reading.meaning is not Meaning.UNCLEAR]
    assert len(answered) >= 0.85 * len(readings())
    assert share(answered, lambda reply, reading: reading.meaning in right_of(reply)) >= 0.93


def test_nearly_every_cry_for_help_is_heard() -> None:
    assert share(meant(Meaning.DISTRESS), is_read_as(Meaning.DISTRESS)) >= 0.95


def test_few_other_replies_raise_an_alarm() -> None:
    """Wished for are 0.03, and 0.15 of what only sounds like danger; hearing it comes first."""
    others = not_meant(Meaning.DISTRESS)
    sounding = [(reply, reading) for reply, reading in others if "near_miss" in reply["notes"]]
    assert share(others, is_read_as(Meaning.DISTRESS)) <= 0.04
    assert share(sounding, is_read_as(Meaning.DISTRESS)) <= 0.21


def test_a_wish_to_stop_is_heard_and_hardly_ever_invented() -> None:
    assert share(meant(Meaning.OPT_OUT), is_read_as(Meaning.OPT_OUT)) >= 0.97
    assert share(not_meant(Meaning.OPT_OUT), is_read_as(Meaning.OPT_OUT)) <= 0.003


@pytest.mark.parametrize(
    ("said", "read_as", "most"),
    [(Meaning.DECLINE, Meaning.CONFIRM, 0.01), (Meaning.CONFIRM, Meaning.DECLINE, 0.01)],
)
def test_coming_and_not_coming_are_hardly_ever_confused(said: Meaning, read_as: Meaning, most: float) -> None:
    wrong = [reply["text"] for reply, reading in meant(said) if reading.meaning is read_as not in right_of(reply)]
    assert len(wrong) <= most * len(meant(said))


@pytest.mark.parametrize(("slot", "floor"), [("absence_reason", 0.85), ("minutes", 0.9), ("score", 0.92)])
def test_what_is_said_besides_is_right(slot: str, floor: float) -> None:
    told = [(reply, reading) for reply, reading in readings() if slot in reply["slots"]]
    assert share(told, lambda reply, reading: reading.slots.get(slot) == reply["slots"][slot]) >= floor


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("rekla sem da ne pridem, zdaj pa lahko, pridem", Meaning.CONFIRM),
        ("na manjkam", Meaning.CONFIRM),
        ("ni šanse da zamudim", Meaning.CONFIRM),
        ("kaj pa mislite da ne bom", Meaning.CONFIRM),
        ("šef me je poklical da pridem delat", Meaning.DECLINE),
        ("mislila sem, da bo bolje, pa ni, glavo mi razganja, ne morem", Meaning.DECLINE),
        ("dons na bom mogla", Meaning.DECLINE),
        ("rabim še pol ure, da oddam malo v vrtec", Meaning.LATE),
        ("devet štirideset bom tam", Meaning.LATE),
        ("jutri nikakor, kaj pa v petek", Meaning.RESCHEDULE_REQUEST),
        ("a vam povem zvečer, če dobim varstvo", Meaning.TENTATIVE),
    ],
)
def test_a_reply_told_in_other_words_is_read_rightly(text: str, meaning: Meaning) -> None:
    assert read(text, "reminder").meaning is meaning


@pytest.mark.parametrize(
    ("text", "score"), [("4. a je jutri delavnica?", 4), ("pet ne štiri", 4), ("star sem 61 let, počutje 3", 3)]
)
def test_a_score_is_found_beside_other_numbers_and_questions(text: str, score: int) -> None:
    assert read(text, "checkin").slots["score"] == score

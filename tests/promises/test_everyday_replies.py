"""Floor figures on everyday replies of fifty invented people: coming, late, reasons, scores, questions."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from language.reading import Meaning, Reading, read
from tests.language.test_reading import replies, share

_FLIPS = ((Meaning.DECLINE, Meaning.CONFIRM, 0.02), (Meaning.CONFIRM, Meaning.DECLINE, 0.03))


@cache
def readings() -> list[tuple[dict[str, Any], Reading]]:
    return [(reply, read(reply["text"], reply["context"])) for reply in replies("replies_everyday.jsonl")]


def wanted(reply: dict[str, Any]) -> list[str]:
    """Every meaning that counts as right."""
    return reply.get("accept") or [reply["intent"]]


def right(found: Iterable[tuple[dict[str, Any], Reading]]) -> float:
    return share(reading.meaning in wanted(reply) for reply, reading in found)


def test_most_everyday_replies_are_answered_and_right() -> None:
    answered = [(reply, reading) for reply, reading in readings() if reading.meaning is not Meaning.UNCLEAR]
    assert len(answered) >= 0.85 * len(readings())
    assert right(answered) >= 0.85


@pytest.mark.parametrize(("said", "read_as", "most"), _FLIPS)
def test_coming_and_not_coming_are_hardly_ever_confused(said: Meaning, read_as: Meaning, most: float) -> None:
    meant = [(reply, reading) for reply, reading in readings() if reply["intent"] == said]
    flipped = [r["text"] for r, reading in meant if reading.meaning is read_as and read_as not in wanted(r)]
    assert len(flipped) <= most * len(meant)


@pytest.mark.parametrize(
    ("slot", "floor"), [("absence_reason", 0.8), ("minutes", 0.9), ("score", 0.95), ("when", 0.55)]
)
def test_what_is_said_besides_is_right_where_the_meaning_is(slot: str, floor: float) -> None:
    found = [(r, reading) for r, reading in readings() if slot in r["slots"] and reading.meaning == r["intent"]]
    assert share(_fits(reply, reading, slot) for reply, reading in found) >= floor


def _fits(reply: dict[str, Any], reading: Reading, slot: str) -> bool:
    if slot == "when":
        words = set(str(reading.slots.get(slot, "")).lower().split())
        return bool(words & set(reply["slots"][slot].lower().split()))
    return reading.slots.get(slot) in reply.get("slots_accept", {}).get(slot, [reply["slots"][slot]])


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

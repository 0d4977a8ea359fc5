"""Facts about what replies mean: plain replies, traps, contexts, slots, speed."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from language.reading import Meaning, read, read_lines

DATA = Path(__file__).parent / "data"


def replies(name: str) -> list[dict[str, Any]]:
    """The labelled replies of a file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def is_right(reply: dict[str, Any]) -> bool:
    return read(reply["text"], reply["context"]).meaning in (reply.get("accept") or [reply["intent"]])


def test_plain_replies_in_every_spelling_are_all_right() -> None:
    assert [r["text"] for r in replies("core.jsonl") if not is_right(r)] == []


def test_plain_scores_and_languages_are_all_right() -> None:
    wrong = [r for r in replies("core.jsonl") if dict(read(r["text"], r["context"]).slots) != r["slots"]]
    assert [r["text"] for r in wrong] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("nimamo kaj jest", "basic_needs"), ("nam so štrom vzeli, otroke zebe", "basic_needs"), ("mož me tepe", None)],
)
def test_a_lack_of_food_roof_or_heat_is_named(text: str, kind: str | None) -> None:
    reading = read(text, "checkin")
    assert (reading.meaning, reading.slots.get("kind")) == (Meaning.DISTRESS, kind)


@pytest.mark.parametrize(
    ("text", "context", "meaning"),
    [
        ("ne bom zamudila", "reminder", Meaning.CONFIRM),
        ("nisem pozabil", "reminder", Meaning.CONFIRM),
        ("ne bom manjkala", "reminder", Meaning.CONFIRM),
        ("ni problema", "reminder", Meaning.CONFIRM),
        ("ne vem zakaj ne bi prišla", "reminder", Meaning.CONFIRM),
        ("pridem, otrok ni več bolan", "reminder", Meaning.CONFIRM),
        ("prišla bi, ampak ne gre", "reminder", Meaning.DECLINE),
        ("na pridem", "reminder", Meaning.DECLINE),
        ("jest nam pršou", "reminder", Meaning.DECLINE),
        ("nemrem", "reminder", Meaning.DECLINE),
        ("nisem bolan ampak ne pridem", "reminder", Meaning.DECLINE),
        ("bon prišla", "reminder", Meaning.CONFIRM),
        ("bum", "reminder", Meaning.CONFIRM),
        ("ne vem če pridem", "reminder", Meaning.TENTATIVE),
        ("ne morem, lahko v četrtek?", "reminder", Meaning.RESCHEDULE_REQUEST),
        ("hvala", "reminder", Meaning.THANKS_ACK),
        ("stopim še v trgovino pa pridem", "reminder", Meaning.CONFIRM),
        ("odjavljam se od jutrišnje delavnice", "reminder", Meaning.DECLINE),
        ("konec tedna gremo v hribe", "none", Meaning.OTHER_FREE_TEXT),
        ("ne pridem, mož me je pretepel", "reminder", Meaning.DISTRESS),
        ("umrla bom od smeha", "reminder", Meaning.OTHER_FREE_TEXT),
        ("po", "reminder", Meaning.CONFIRM),
        ("tak", "reminder", Meaning.CONFIRM),
    ],
)
def test_a_trap_is_read_rightly(text: str, context: str, meaning: Meaning) -> None:
    assert read(text, context).meaning is meaning


@pytest.mark.parametrize("text", ["da", "ne", "3"])
def test_a_bare_answer_without_a_question_is_unclear(text: str) -> None:
    assert read(text, "none").meaning is Meaning.UNCLEAR


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("pridem ob pol desetih", 30),
        ("bom tam četrt na deset", 15),
        ("tri četrt na deset", 45),
        ("zamudim dvejst minut", 20),
        ("uro pa pol zamude", 90),
        ("čez pou ure pridem", 30),
        ("ob 9.20 bom", 20),
    ],
)
def test_minutes_count_from_nine(text: str, minutes: int) -> None:
    reading = read(text, "reminder")
    assert (reading.meaning, reading.slots["minutes"]) == (Meaning.LATE, minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("20", 20), ("petnajst", 15), ("pol ure", 30), ("eno uro", 60), ("ura in pol", 90), ("poldrugo uro", 90)],
)
def test_a_number_after_how_many_minutes_is_minutes(text: str, minutes: int) -> None:
    reading = read(text, "minutes")
    assert (reading.meaning, reading.slots["minutes"]) == (Meaning.LATE, minutes)


@pytest.mark.parametrize(
    ("text", "score"), [("včeraj 2 danes 4", 4), ("3, otroci bolni", 3), ("ful dobr", 5), ("tko tko", 3), ("4/5", 4)]
)
def test_a_score_is_found(text: str, score: int) -> None:
    reading = read(text, "checkin")
    assert (reading.meaning, reading.slots["score"]) == (Meaning.CHECKIN_SCORE, score)


@pytest.mark.parametrize("text", ["imam 3 otroke bolne", "ob 3 imam razgovor", "kupila sem 3 rože", "7"])
def test_a_number_that_counts_something_is_no_score(text: str) -> None:
    assert "score" not in read(text, "checkin").slots


def test_a_reason_after_why_is_the_reason() -> None:
    reading = read("otrok je bolan", "reason")
    assert (reading.meaning, reading.slots["absence_reason"]) == (Meaning.DECLINE, "child_care")


def test_a_plain_question_is_answered_yes_or_no() -> None:
    assert read("ja", "yes_no").meaning is Meaning.CONFIRM
    assert read("ne hvala", "yes_no").meaning is Meaning.DECLINE


def test_further_meanings_stand_beside_the_first() -> None:
    reading = read("pridem, kje je to?", "reminder")
    assert {Meaning.CONFIRM, Meaning.QUESTION} <= {reading.meaning, *reading.also}


def test_the_deciding_words_are_named_as_written() -> None:
    told = read("Žal jutri ne morem priti, lep pozdrav", "reminder").why
    assert "ne morem" in " ".join(told)
    assert "pozdrav" not in " ".join(told)


def test_nobody_need_be_told_why() -> None:
    assert read("ne morem priti", "reminder", explain=False).why == ()


def test_lines_are_answered_one_by_one() -> None:
    asked = '{"id": "1", "text": "zamudim 10 min", "context": "reminder"}'
    answer = json.loads(next(read_lines([asked, "\n"])))
    assert answer["id"] == "1"
    assert answer["intent"] == "late"
    assert answer["slots"]["minutes"] == 10
    assert set(answer) == {"id", "intent", "slots", "confidence", "language"}


def test_an_explained_line_says_why() -> None:
    answer = json.loads(next(read_lines(['{"id": "1", "text": "ne pridem", "context": "reminder"}'], explain=True)))
    assert "ne" in " ".join(answer["why"])


@pytest.mark.parametrize("text", ["", " ", "?", "...", "\x00", "😀" * 50, "a" * 5000, "9" * 400, "ne " * 500])
def test_odd_texts_are_read_without_a_fault(text: str) -> None:
    assert read(text, "checkin").confidence <= 1


def test_a_reply_takes_less_than_a_millisecond() -> None:
    """Once its words are known, and in the quickest of ten tenths, since other work may stand beside the others."""
    asked = replies("unseen.jsonl")
    seconds_for(asked)
    assert min(seconds_for(asked[tenth::10]) for tenth in range(10)) < 0.001


def seconds_for(asked: list[dict[str, Any]]) -> float:
    """The processor's time for one reply."""
    started = time.process_time()
    for reply in asked:
        read(reply["text"], reply["context"], explain=False)
    return (time.process_time() - started) / len(asked)

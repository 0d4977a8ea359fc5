"""Facts about the second opinion: it loads, says the same each time, is quick, and knows its limits."""

import hashlib
import time
from pathlib import Path

import pytest

from language.meanings import Meaning, Reading
from language.reading import SECOND, read, weighed
from language.second import Opinion, about, opine

DATA = Path(__file__).parent / "data"


def opinion(meaning: Meaning, probability: float, *, danger: float = 0.0) -> Opinion:
    """An opinion that leaves the rest to no other meaning."""
    return Opinion(meaning, probability, danger, dict.fromkeys(Meaning, 0.0) | {meaning: probability})


def by_rules(meaning: Meaning, *also: Meaning) -> Reading:
    """What the rules alone might have said."""
    return Reading(meaning, {}, 0.0 if meaning is Meaning.UNCLEAR else 0.9, "sl", also, ())


def test_the_weights_load_and_read_a_plain_reply() -> None:
    told = opine("ja pridem", "reminder")
    assert told.meaning is Meaning.CONFIRM
    assert sum(told.of.values()) == pytest.approx(1)


def test_the_same_reply_gets_the_same_opinion() -> None:
    assert opine("ne morem priti", "reminder") == opine("ne morem priti", "reminder")


def test_case_and_diacritics_change_no_opinion() -> None:
    assert opine("ŽAL ne pridem čez dan", "reminder") == opine("zal ne pridem cez dan", "reminder")


@pytest.mark.parametrize("text", ["", " ", "?", "\x00", "😀" * 50, "a" * 5000, "9" * 400])
def test_odd_texts_get_an_opinion(text: str) -> None:
    assert 0 <= opine(text, "checkin").distress_probability <= 1


def test_a_reply_takes_half_a_millisecond() -> None:
    asked = [f"jutri ne morem priti ker je otrok bolan, številka {number}" for number in range(200)]
    opine("ja")
    started = time.process_time()
    for text in asked:
        opine(text, "reminder")
    assert (time.process_time() - started) / len(asked) < 0.0005


def test_the_weights_were_learned_from_the_replies_that_lie_here() -> None:
    """After a change of the data: run tools/train_reader.py, then measure."""
    trained_on = about()["trained_on"]
    assert {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in trained_on} == trained_on


def test_an_alarm_that_the_rules_missed_is_raised_and_the_rest_is_kept() -> None:
    found = weighed(by_rules(Meaning.DECLINE), opinion(Meaning.DISTRESS, 0.9, danger=0.97), context="reminder")
    assert (found.meaning, found.also, found.why) == (Meaning.DISTRESS, (Meaning.DECLINE,), (SECOND,))


def test_the_score_beside_an_alarm_is_kept() -> None:
    rules = Reading(Meaning.CHECKIN_SCORE, {"score": 1}, 0.9, "sl", (), ())
    found = weighed(rules, opinion(Meaning.DISTRESS, 0.9, danger=0.97), context="checkin")
    assert (found.meaning, dict(found.slots)) == (Meaning.DISTRESS, {"score": 1})


def test_an_alarm_of_the_rules_is_never_taken_back() -> None:
    rules = by_rules(Meaning.DISTRESS)
    assert weighed(rules, opinion(Meaning.CONFIRM, 1.0), context="reminder") is rules


def test_a_smaller_suspicion_is_enough_where_the_rules_are_unsettled() -> None:
    suspicion = opinion(Meaning.DISTRESS, 0.6, danger=0.6)
    assert weighed(by_rules(Meaning.UNCLEAR), suspicion, context="checkin").meaning is Meaning.DISTRESS
    assert weighed(by_rules(Meaning.CHECKIN_SCORE), suspicion, context="none").meaning is not Meaning.DISTRESS


def test_silence_is_filled_only_when_very_sure() -> None:
    silent = by_rules(Meaning.UNCLEAR)
    assert weighed(silent, opinion(Meaning.CONFIRM, 0.95), context="reminder").meaning is Meaning.CONFIRM
    assert weighed(silent, opinion(Meaning.CONFIRM, 0.85), context="reminder").meaning is Meaning.UNCLEAR
    assert weighed(silent, opinion(Meaning.CONFIRM, 0.95), context="none").meaning is Meaning.UNCLEAR


def test_a_doubt_about_a_stray_not_is_never_settled() -> None:
    doubt = by_rules(Meaning.UNCLEAR, Meaning.UNCLEAR)
    assert weighed(doubt, opinion(Meaning.CONFIRM, 1.0), context="reminder").meaning is Meaning.UNCLEAR


@pytest.mark.parametrize(
    "meaning",
    [Meaning.OPT_OUT, Meaning.OPT_IN, Meaning.DATA_REQUEST, Meaning.WRONG_PERSON, Meaning.LANGUAGE_CHANGE],
)
def test_it_never_says_stop_nor_changes_what_is_kept(meaning: Meaning) -> None:
    assert weighed(by_rules(Meaning.UNCLEAR), opinion(meaning, 1.0), context="reminder").meaning is Meaning.UNCLEAR


@pytest.mark.parametrize(
    ("rules", "second"),
    [
        (Meaning.CONFIRM, Meaning.DECLINE),
        (Meaning.DECLINE, Meaning.CONFIRM),
        (Meaning.CONFIRM, Meaning.TENTATIVE),
        (Meaning.DECLINE, Meaning.QUESTION),
        (Meaning.DECLINE, Meaning.RESCHEDULE_REQUEST),
    ],
)
def test_a_strong_contradiction_is_asked_again(rules: Meaning, second: Meaning) -> None:
    found = weighed(by_rules(rules), opinion(second, 0.95), context="reminder")
    assert (found.meaning, found.also, found.why) == (Meaning.UNCLEAR, (rules,), (SECOND,))


@pytest.mark.parametrize(
    "meaning", [Meaning.OPT_OUT, Meaning.DATA_REQUEST, Meaning.WRONG_PERSON, Meaning.CHECKIN_SCORE]
)
def test_what_the_rules_heard_of_stop_or_of_data_stands(meaning: Meaning) -> None:
    rules = by_rules(meaning)
    assert weighed(rules, opinion(Meaning.CONFIRM, 1.0), context="none") is rules


@pytest.mark.parametrize("context", ["minutes", "reason", "yes_no"])
def test_an_answer_to_a_narrow_question_is_left_to_the_rules(context: str) -> None:
    rules = by_rules(Meaning.LATE)
    assert weighed(rules, opinion(Meaning.CONFIRM, 1.0), context=context) is rules


def test_a_bare_stop_stays_a_stop() -> None:
    assert all(read(text, "reminder").meaning is Meaning.OPT_OUT for text in ("STOP", "stop", "odjava"))

"""Facts about how weights become a meaning: what is certain, what is cautious, what is left open."""

import pytest

from language.folding import pieces
from language.judging import Case, decided, further
from language.meanings import Meaning
from language.page import page
from language.times import START
from language.tongues import likely


def case(text: str, context: str = "reminder", **shares: float) -> Case:
    """A reply of which the weights would say so."""
    rest = dict.fromkeys((str(meaning) for meaning in Meaning if meaning is not Meaning.UNCLEAR), 0.0)
    return Case(page(text, likely(pieces(text), "sl", text=text)), context, {"meaning": rest | shares}, START)


def held(judged: Case) -> Meaning:
    """The meaning that holds."""
    return decided(judged)[1]


@pytest.mark.parametrize("text", ["STOP", "stop", "Stop!", "odjava", "stop prosim", "sotp", "ODJAVA."])
def test_a_bare_stop_is_certain_whatever_the_weights_say(text: str) -> None:
    assert decided(case(text, confirm=1.0)) == (Meaning.OPT_OUT, Meaning.OPT_OUT, 1.0)


@pytest.mark.parametrize("text", ["START", "start", "prijava"])
def test_a_bare_start_is_certain_too(text: str) -> None:
    assert held(case(text, decline=1.0)) is Meaning.OPT_IN


def test_a_small_suspicion_of_danger_is_enough() -> None:
    assert held(case("pa kaj", distress=0.3, other_free_text=0.7)) is Meaning.DISTRESS


def test_what_is_likeliest_but_not_likely_is_left_open() -> None:
    likeliest, holds, _ = decided(case("pa kaj", confirm=0.3, tentative=0.25, question=0.2, help=0.2))
    assert (likeliest, holds) == (Meaning.CONFIRM, Meaning.UNCLEAR)


@pytest.mark.parametrize(("first", "second"), [("confirm", "decline"), ("decline", "confirm")])
def test_coming_is_left_open_where_the_opposite_is_likely_too(first: str, second: str) -> None:
    assert held(case("pa kaj", **{first: 0.75, second: 0.25})) is Meaning.UNCLEAR


@pytest.mark.parametrize("text", ["da", "ne", "3", "Ja.", "👍"])
def test_a_bare_answer_without_a_question_says_nothing(text: str) -> None:
    assert held(case(text, "none", confirm=1.0)) is Meaning.UNCLEAR


def test_a_number_after_how_many_minutes_is_lateness() -> None:
    assert held(case("20", "minutes", checkin_score=1.0)) is Meaning.LATE


def test_a_meaning_beside_the_main_one_is_kept() -> None:
    beside = further(case("pa kaj", checkin_score=0.6, decline=0.3, help=0.1), Meaning.CHECKIN_SCORE)
    assert beside == (Meaning.DECLINE,)


def test_a_row_of_words_makes_a_faint_meaning_count() -> None:
    beside = further(case("2, jutri ne pridem", "checkin", checkin_score=0.9, decline=0.1), Meaning.CHECKIN_SCORE)
    assert beside == (Meaning.DECLINE,)


def test_danger_does_not_hide_what_else_was_said() -> None:
    beside = further(case("ne pridem", distress=0.98, decline=0.019, help=0.001), Meaning.DISTRESS)
    assert beside == (Meaning.DECLINE,)


def test_beside_danger_only_plain_words_count() -> None:
    shares = {"distress": 0.98, "opt_out": 0.019, "help": 0.001}
    assert further(case("pa kaj", **shares), Meaning.DISTRESS) == ()


def test_a_stop_with_words_of_danger_is_both() -> None:
    beside = further(case("ne pišite, nočem več živeti", opt_out=0.999), Meaning.OPT_OUT)
    assert beside == (Meaning.DISTRESS,)

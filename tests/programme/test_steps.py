"""Reminder steps as people write them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.steps import BadStep, Step, parse_step, step_text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("3 dni prej 10:00", "3d1000"),
        ("3 dni prej ob 10.00", "3d1000"),
        ("3 DNI PREJ, ob 10:00", "3d1000"),
        ("  3  dni   prej 10 ", "3d1000"),
        ("3 dni pred 10:00", "3d1000"),
        ("1 dan prej 17:00", "1d1700"),
        ("1 dan prej 17.00", "1d1700"),
        ("dan prej 17h", "1d1700"),
        ("en dan prej ob 17:00", "1d1700"),
        ("dva dni prej 10:00", "2d1000"),
        ("2 dneva prej 10:00", "2d1000"),
        ("1 teden prej 10:00", "7d1000"),
        ("dva tedna prej 9.30", "14d0930"),
        ("2 h prej", "120m"),
        ("2h prej", "120m"),
        ("dve uri prej", "120m"),
        ("2 uri prej", "120m"),
        ("uro prej", "60m"),
        ("pol ure prej", "30m"),
        ("1,5 ure prej", "90m"),
        ("15 min prej", "15m"),
        ("15 min. prej", "15m"),
        ("15 minut prej", "15m"),
        ("isti dan 7:30", "0d0730"),
        ("isti dan ob 7.30", "0d0730"),
        ("na isti dan 7.30", "0d0730"),
        ("3 days before at 10:00", "3d1000"),
        ("a day before 17:00", "1d1700"),
        ("2 hours before", "120m"),
        ("same day 7:30", "0d0730"),
    ],
)
def test_many_spellings_are_one_step(text: str, key: str) -> None:
    assert parse_step(text, asks=True).key == key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "ne razumemo"),
        ("jutri", "ne razumemo"),
        ("3 dni potem 10:00", "ne razumemo"),
        ("nekaj dni prej 10:00", "ne razumemo"),
        ("-2 h prej", "ne razumemo"),
        ("3 dni prej", "manjka ura"),
        ("isti dan", "manjka ura"),
        ("3 dni prej 25:00", "ura ni prava"),
        ("1 dan prej 17:75", "ura ni prava"),
        ("0 dni prej 10:00", "pred začetkom"),
        ("0 min prej", "pred začetkom"),
        ("31 dni prej 10:00", "največ 30 dni"),
        ("999999 h prej", "največ 30 dni"),
        ("9" * 5000 + " h prej", "ne razumemo"),
    ],
)
def test_what_is_not_a_step_is_refused_in_a_plain_sentence(text: str, says: str) -> None:
    with pytest.raises(BadStep, match=says):
        parse_step(text, asks=True)


def test_a_step_far_off_is_a_notice_and_a_near_one_a_reminder() -> None:
    texts = ["3 dni prej 10:00", "2 dni prej 10:00", "1 dan prej 17:00", "isti dan 7:30", "2 h prej"]
    tells = [parse_step(text, asks=True).tells for text in texts]
    assert tells == ["notice", "notice", "reminder", "reminder", "reminder"]


def test_whether_it_asks_is_kept() -> None:
    assert parse_step("2 h prej", asks=True).asks
    assert not parse_step("2 h prej", asks=False).asks


def test_a_step_is_written_as_in_the_workbook() -> None:
    texts = ["3 dni prej 10:00", "1 dan prej 17:00", "2 h prej", "15 min prej", "90 min prej", "isti dan 7:30"]
    assert [step_text(parse_step(text, asks=True)) for text in texts] == texts


def test_a_step_is_written_in_english_too() -> None:
    assert step_text(Step(3, time(10), None), "en") == "3 days before 10:00"
    assert step_text(Step(1, time(17), None), "en") == "1 day before 17:00"
    assert step_text(Step(None, None, 120), "en") == "2 h before"
    assert step_text(Step(0, time(7, 30), None), "en") == "same day 7:30"


@given(
    st.one_of(
        st.builds(Step, st.integers(0, 30), st.builds(time, st.integers(0, 23), st.integers(0, 59)), st.none()),
        st.builds(Step, st.none(), st.none(), st.integers(1, 30 * 24 * 60)),
    ),
    st.sampled_from(["sl", "en"]),
)
def test_a_written_step_reads_back_as_itself(step: Step, language: str) -> None:
    assert parse_step(step_text(step, language), asks=True).key == step.key


@given(st.text(max_size=40))
def test_any_text_is_a_step_or_a_plain_refusal(text: str) -> None:
    try:
        parse_step(text, asks=True)
    except BadStep as fault:
        assert str(fault).endswith(".")


@pytest.mark.parametrize(
    "parts",
    [
        (None, None, None),
        (1, None, None),
        (None, time(9), None),
        (1, time(9), 30),
        (1, None, 30),
        (-1, time(9), None),
        (None, None, 0),
        (None, None, -5),
    ],
)
def test_half_a_step_cannot_be_made(parts: tuple[int | None, time | None, int | None]) -> None:
    with pytest.raises(ValueError, match="A step"):
        Step(*parts)


def test_a_step_tells_a_reminder_or_a_notice() -> None:
    with pytest.raises(ValueError, match="notice"):
        Step(1, time(9), None, tells="shout")

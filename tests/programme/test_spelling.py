"""How people write numbers, hours and dates."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.spelling import clock_text, date_text, fold, read_date, read_number, read_wall_time

NOT_BEFORE = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "folded"), [("  Tržnica\u00a0 DELA ", "trznica dela"), ("čšžćđ ČŠŽĆĐ", "cszcd cszcd"), ("a–b—c", "a-b-c")]
)
def test_folding_takes_away_what_people_leave_out(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["9:00", "9.00", "09:00", "9", "9h", "9.00 h", "9:00 uri", "9:00:00"])
def test_an_hour_can_be_written_in_many_ways(text: str) -> None:
    assert read_wall_time(text) == time(9)


@pytest.mark.parametrize("text", ["", "24:00", "9:60", "ob devetih", "9:5", "-1"])
def test_what_is_not_an_hour_is_none(text: str) -> None:
    assert read_wall_time(text) is None


@pytest.mark.parametrize("text", ["3.6.2027", "3. 6. 2027", "03.06.2027", "3.6.27", "2027-06-03", "3.6.", "3.6"])
def test_a_date_can_be_written_in_many_ways(text: str) -> None:
    assert read_date(text, not_before=NOT_BEFORE) == date(2027, 6, 3)


def test_a_date_without_a_year_is_the_next_one() -> None:
    assert read_date("22.11.", not_before=NOT_BEFORE) == NOT_BEFORE
    assert read_date("21.11.", not_before=NOT_BEFORE) == date(2027, 11, 21)


@pytest.mark.parametrize("text", ["", "31.11.2026", "29.2.", "2026-13-01", "jutri", "1.1.20261", "3/6/2027"])
def test_what_is_not_a_date_is_none(text: str) -> None:
    assert read_date(text, not_before=NOT_BEFORE) is None


def test_numbers_come_in_words_too() -> None:
    assert [read_number(word) for word in ("dva", "2", "stirinajst", "mnogo", "-1")] == [2, 2, 14, None, None]


@given(st.builds(time, st.integers(0, 23), st.integers(0, 59)), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_what_is_written_reads_back(at: time, on: date) -> None:
    assert read_wall_time(clock_text(at)) == at
    assert read_date(date_text(on), not_before=NOT_BEFORE) == on

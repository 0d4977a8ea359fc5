"""Repetitions in the words of a coordinator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import is_work_free
from programme.recurrence import MOST_DATES, BadRule, dates

TUESDAY, WEDNESDAY, MONDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 23)


def _days(first_on: date, rule: str) -> list[tuple[int, int]]:
    return [(on.day, on.month) for on in dates(first_on, rule)]


@pytest.mark.parametrize("rule", ["", "   "])
def test_no_rule_is_the_first_day_only_even_a_work_free_one(rule: str) -> None:
    assert dates(date(2026, 12, 25), rule) == (date(2026, 12, 25),)


@pytest.mark.parametrize(
    "rule",
    [
        "vsak torek do 18.12.2026",
        "Vsak torek do 18. 12. 2026",
        "vsak tor. do 18.12.26",
        "ob torkih do 2026-12-18",
        "vsak torek do 18.12.",
        "vsak torek 4-krat",
        "vsak torek, 4x",
        "vsak teden do 18.12.2026",
        "vsakih 7 dni do 18.12.2026",
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261218",
        "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4",
    ],
)
def test_every_tuesday_can_be_said_in_many_ways(rule: str) -> None:
    assert _days(TUESDAY, rule) == [(24, 11), (1, 12), (8, 12), (15, 12)]


@pytest.mark.parametrize("rule", ["vsak torek in četrtek do 4.12.2026", "ob torkih in cetrtkih do 4.12.2026"])
def test_two_days_a_week(rule: str) -> None:
    assert _days(TUESDAY, rule) == [(24, 11), (26, 11), (1, 12), (3, 12)]


def test_three_days_a_week_and_a_span_of_days() -> None:
    assert _days(MONDAY, "vsak pon, sre in pet do 30.11.2026") == [(23, 11), (25, 11), (27, 11), (30, 11)]
    assert _days(MONDAY, "pon-sre do 30.11.2026") == [(23, 11), (24, 11), (25, 11), (30, 11)]


@pytest.mark.parametrize(
    "rule",
    ["vsakih 14 dni do 18.12.2026", "vsaka dva tedna do 18.12.2026", "vsak drugi torek do 18.12.2026",
     "vsak drugi teden do 18.12.2026", "na 14 dni do 18.12.2026"],
)  # fmt: skip
def test_every_fortnight_keeps_its_rhythm(rule: str) -> None:
    assert _days(TUESDAY, rule) == [(24, 11), (8, 12)]


def test_every_day_of_a_programme_is_monday_to_friday() -> None:
    expected = [(26, 11), (27, 11), (30, 11)]
    assert _days(date(2026, 11, 26), "vsak dan do 30.11.2026") == expected
    assert _days(date(2026, 11, 26), "vsak delovni dan do 30.11.2026") == expected


def test_every_day_that_begins_at_a_weekend_means_every_day() -> None:
    assert _days(date(2026, 11, 28), "vsak dan do 30.11.2026") == [(28, 11), (29, 11), (30, 11)]


def test_work_free_days_are_left_out_and_a_count_is_still_reached() -> None:
    assert _days(date(2026, 12, 24), "vsak dan do 29.12.2026") == [(24, 12), (28, 12), (29, 12)]
    assert _days(date(2026, 12, 18), "vsak petek 3-krat") == [(18, 12), (8, 1), (15, 1)], "Christmas and New Year"


def test_a_rule_of_rfc_5545_is_taken_literally() -> None:
    assert (25, 12) in _days(date(2026, 12, 18), "FREQ=WEEKLY;BYDAY=FR;COUNT=3")


@pytest.mark.parametrize(
    ("first_on", "rule", "says"),
    [
        (TUESDAY, "vsak torek", "manjka konec"),
        (TUESDAY, "kadar bo čas do 18.12.2026", "ne razumemo"),
        (TUESDAY, "vsak prvi torek v mesecu do 18.12.2026", "ne razumemo"),
        (TUESDAY, "vsak torek do konca leta", "Končnega datuma"),
        (TUESDAY, "vsak torek do 31.11.2026", "Končnega datuma"),
        (TUESDAY, "vsak torek do 18.12.2026 razen 8.12.", "Končnega datuma"),
        (TUESDAY, "vsak torek do 1.1.2026", "nobenega termina"),
        (TUESDAY, "vsak torek 0-krat", "nobenega termina"),
        (WEDNESDAY, "vsak torek do 18.12.2026", "Prvi dan 25. 11. 2026"),
        (TUESDAY, "vsak dan do 1.1.2036", f"več kot {MOST_DATES}"),
        (TUESDAY, "vsak torek 500-krat", f"več kot {MOST_DATES}"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_plain_sentence(first_on: date, rule: str, says: str) -> None:
    with pytest.raises(BadRule, match=says):
        dates(first_on, rule)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 365), st.integers(1, 9))
def test_dates_are_sorted_distinct_working_and_within_the_rule(first_on: date, span: int, step: int) -> None:
    until = first_on + timedelta(days=span)
    try:
        days = dates(first_on, f"vsakih {step} dni do {until:%d.%m.%Y}")
    except BadRule:
        assert all(is_work_free(first_on + timedelta(days=n)) for n in range(0, span + 1, step))
        return
    assert list(days) == sorted(set(days))
    assert all(first_on <= on <= until and not is_work_free(on) and (on - first_on).days % step == 0 for on in days)


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_a_plain_refusal(text: str) -> None:
    try:
        assert dates(TUESDAY, text)
    except BadRule as fault:
        assert str(fault).endswith(".")

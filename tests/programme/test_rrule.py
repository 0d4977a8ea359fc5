"""Recurrence rules of RFC 5545."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.rrule import BadRule, rrule_days

TUESDAY = date(2026, 11, 24)


def _days(rule: str) -> list[date]:
    return list(rrule_days(TUESDAY, rule))


@pytest.mark.parametrize("until", ["20261208", "20261208T235959Z", "20261208T000000", "2026-12-08"])
def test_until_counts_as_a_whole_day(until: str) -> None:
    assert _days(f"FREQ=WEEKLY;UNTIL={until}") == [TUESDAY, date(2026, 12, 1), date(2026, 12, 8)]


def test_case_and_spaces_do_not_matter() -> None:
    assert _days(" rrule:freq=weekly; interval=2; byday=TU; count=2; ") == [TUESDAY, date(2026, 12, 8)]


def test_a_day_of_the_month_can_be_named() -> None:
    assert _days("FREQ=MONTHLY;BYDAY=4TU;COUNT=3") == [TUESDAY, date(2026, 12, 22), date(2027, 1, 26)]


def test_a_count_and_an_end_hold_both() -> None:
    assert len(_days("FREQ=WEEKLY;COUNT=10;UNTIL=20261208")) == 3
    assert len(_days("FREQ=WEEKLY;COUNT=2;UNTIL=20261208")) == 2


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "manjka konec"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=3", "Prvi dan"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=4", "Prvi dan"),
        ("FREQ=HOURLY;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;BYHOUR=9,10;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;INTERVAL=-1;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;COUNT=0", "ne razumemo"),
        ("FREQ=WEEKLY;COUNT=mnogo", "ne razumemo"),
        ("FREQ=WEEKLY;UNTIL=20261345", "ne razumemo"),
        ("FREQ=WEEKLY;UNTIL=jutri", "ne razumemo"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;BYDAY=;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;FREQ=DAILY;COUNT=3", "ne razumemo"),
        ("FREQ=WEEKLY;BYMONTH=99;COUNT=3", "Prvi dan"),
        ("FREQ=", "ne razumemo"),
    ],
)
def test_what_is_not_a_rule_is_refused_in_a_plain_sentence(rule: str, says: str) -> None:
    with pytest.raises(BadRule, match=says):
        _days(rule)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST", "X"]),
            st.one_of(st.sampled_from(["WEEKLY", "DAILY", "20270101", "TU", "1", "-1", "MO"]), st.text(max_size=5)),
        ),
        max_size=5,
    )
)
def test_any_rule_ends_or_is_refused(parts: list[tuple[str, str]]) -> None:
    try:
        assert len(_days(";".join(f"{name}={value}" for name, value in parts))) < 2000
    except BadRule as fault:
        assert str(fault).endswith(".")

"""When the daily check-in goes out."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import QuietHours, to_instant, to_local
from programme.checkin import WORKDAYS, CheckinDue, checkin_due, falls_on, parse_weekdays

ZONE = "Europe/Ljubljana"
NIGHT = QuietHours(time(20), time(8))
NEVER = QuietHours(time(0), time(0))
TUESDAY = date(2026, 11, 24)


def _walls(due: CheckinDue) -> tuple[time, time]:
    return to_local(due.due_at, ZONE).time(), to_local(due.useful_until, ZONE).time()


@pytest.mark.parametrize(
    ("hour", "quiet", "due", "until"),
    [
        (time(10), NIGHT, time(10), time(20)),
        (time(10), NEVER, time(10), time(22)),
        (time(6), NIGHT, time(8), time(20)),
        (time(0), NIGHT, time(8), time(20)),
        (time(20), NIGHT, time(19, 45), time(20)),
        (time(21, 30), NIGHT, time(19, 45), time(20)),
        (time(23), NEVER, time(21, 45), time(22)),
        (time(10), QuietHours(time(23), time(7)), time(10), time(22)),
        (time(10), QuietHours(time(13), time(15)), time(10), time(13)),
        (time(14), QuietHours(time(13), time(15)), time(15), time(22)),
        (time(10), QuietHours(time(0), time(7)), time(10), time(22)),
    ],
)
def test_a_checkin_keeps_quiet_hours_and_its_day(hour: time, quiet: QuietHours, due: time, until: time) -> None:
    found = checkin_due(TUESDAY, hour, zone=ZONE, quiet=quiet)
    assert _walls(found) == (due, until)
    assert to_local(found.due_at, ZONE).date() == TUESDAY


@pytest.mark.parametrize("on", [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)])
def test_a_checkin_comes_by_the_wall_clock_on_the_day_of_a_change(on: date) -> None:
    found = checkin_due(on, time(10), zone=ZONE, quiet=NIGHT)
    assert found.due_at == to_instant(datetime.combine(on, time(10)), ZONE)
    assert _walls(found) == (time(10), time(20))


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.times(), st.integers(18, 23), st.integers(0, 10))
def test_a_checkin_is_always_worth_sending_when_it_is_due(on: date, hour: time, starts: int, ends: int) -> None:
    quiet = QuietHours(time(starts), time(ends))
    found = checkin_due(on, hour, zone=ZONE, quiet=quiet)
    assert found.due_at < found.useful_until
    assert not quiet.holds(found.due_at, ZONE)
    assert to_local(found.due_at, ZONE).date() == on == to_local(found.useful_until, ZONE).date()


def test_a_checkin_falls_on_the_chosen_days_of_the_cycle() -> None:
    cycle = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 12, 31)}
    days = parse_weekdays("pon-pet")
    assert days == WORKDAYS
    assert falls_on(TUESDAY, days, **cycle)
    assert falls_on(date(2026, 11, 23), days, **cycle), "the first day"
    assert falls_on(date(2026, 12, 31), days, **cycle), "the last day"
    assert not falls_on(date(2026, 11, 22), frozenset(range(7)), **cycle)
    assert not falls_on(date(2027, 1, 4), days, **cycle)
    assert not falls_on(date(2026, 11, 28), days, **cycle), "a Saturday"


def test_nobody_is_asked_on_a_work_free_day() -> None:
    assert not falls_on(date(2026, 12, 25), WORKDAYS, starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 31))

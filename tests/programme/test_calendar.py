"""Wall time, instants, clock changes, quiet hours and work-free days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import QuietHours, is_doubtful, is_work_free, to_instant, to_local, work_free_name

ZONE = "Europe/Ljubljana"
NIGHT = QuietHours(time(20), time(8))
walls = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31))
near_changes = st.sampled_from([datetime(2026, 10, 25), datetime(2027, 3, 28), datetime(2027, 10, 31)]).flatmap(
    lambda day: st.integers(0, 24 * 60).map(lambda minutes: day + timedelta(minutes=minutes))
)
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        (datetime(2026, 7, 1, 9), _utc(2026, 7, 1, 7)),
        (datetime(2026, 12, 1, 9), _utc(2026, 12, 1, 8)),
        (datetime(2026, 10, 25, 1, 59), _utc(2026, 10, 24, 23, 59)),
        (datetime(2026, 10, 25, 3), _utc(2026, 10, 25, 2)),
        (datetime(2027, 3, 28, 1, 59), _utc(2027, 3, 28, 0, 59)),
        (datetime(2027, 3, 28, 3), _utc(2027, 3, 28, 1)),
        (datetime(2027, 10, 31, 3), _utc(2027, 10, 31, 2)),
    ],
)
def test_a_wall_time_is_the_instant_at_which_the_clock_shows_it(local: datetime, instant: datetime) -> None:
    assert to_instant(local, ZONE) == instant
    assert to_local(instant, ZONE) == local


def test_a_wall_time_that_does_not_exist_moves_forward_by_the_gap() -> None:
    assert to_instant(datetime(2027, 3, 28, 2, 30), ZONE) == _utc(2027, 3, 28, 1, 30)
    assert to_local(to_instant(datetime(2027, 3, 28, 2, 30), ZONE), ZONE) == datetime(2027, 3, 28, 3, 30)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_a_wall_time_that_comes_twice_is_the_first(day: date) -> None:
    local = datetime.combine(day, time(2, 30))
    assert to_instant(local, ZONE) == datetime.combine(day, time(0, 30), tzinfo=UTC)
    assert to_instant(local.replace(fold=1), ZONE) == to_instant(local, ZONE)


def test_doubtful_wall_times_are_named() -> None:
    assert is_doubtful(datetime(2027, 3, 28, 2, 30), ZONE) == "gap"
    assert is_doubtful(datetime(2026, 10, 25, 2, 30), ZONE) == "twice"
    assert is_doubtful(datetime(2027, 10, 31, 2, 0), ZONE) == "twice"
    assert is_doubtful(datetime(2027, 10, 31, 3, 0), ZONE) == ""
    assert is_doubtful(datetime(2027, 3, 28, 1, 59), ZONE) == ""


def test_a_zone_where_it_does_not_belong_is_refused() -> None:
    with pytest.raises(ValueError, match="wall time"):
        to_instant(_utc(2026, 1, 1), ZONE)
    with pytest.raises(ValueError, match="instant"):
        to_local(datetime(2026, 1, 1), ZONE)


def test_an_instant_of_any_zone_becomes_local() -> None:
    far = datetime(2026, 7, 1, 0, tzinfo=timezone(timedelta(hours=-7)))
    assert to_local(far, ZONE) == datetime(2026, 7, 1, 9)


@given(st.one_of(walls, near_changes))
def test_a_wall_time_comes_back_unless_it_never_was(local: datetime) -> None:
    back = to_local(to_instant(local, ZONE), ZONE)
    gap = timedelta(hours=1) if is_doubtful(local, ZONE) == "gap" else timedelta(0)
    assert back == local + gap


@pytest.mark.parametrize("text", ["20:00-08:00", "20.00-8.00", "20:00 – 08:00", "20h-8h", "20:00 do 8:00"])
def test_quiet_hours_are_read(text: str) -> None:
    assert QuietHours.parse(text) == NIGHT


@pytest.mark.parametrize("text", ["20:00", "20:00-25:00", "ponoči", "8-9-10", "-"])
def test_unreadable_quiet_hours_say_how_to_write_them(text: str) -> None:
    with pytest.raises(ValueError, match="20:00-08:00"):
        QuietHours.parse(text)


@pytest.mark.parametrize("text", ["", "00:00-00:00", "9:00-9:00"])
def test_equal_ends_mean_no_quiet_hours(text: str) -> None:
    quiet = QuietHours.parse(text)
    assert not any(quiet.holds(_utc(2026, 11, 24, hour), ZONE) for hour in range(24))


def test_quiet_hours_reach_across_midnight() -> None:
    at = {hour: to_instant(datetime(2026, 11, 24, hour), ZONE) for hour in range(24)}
    assert {hour for hour in at if NIGHT.holds(at[hour], ZONE)} == {20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7}
    assert NIGHT.next_open(at[23], ZONE) == to_instant(datetime(2026, 11, 25, 8), ZONE)
    assert NIGHT.next_open(at[3], ZONE) == to_instant(datetime(2026, 11, 24, 8), ZONE)
    assert NIGHT.last_open(at[23], ZONE) == to_instant(datetime(2026, 11, 24, 19, 59), ZONE)
    assert NIGHT.last_open(at[3], ZONE) == to_instant(datetime(2026, 11, 23, 19, 59), ZONE)
    assert NIGHT.next_open(at[12], ZONE) == NIGHT.last_open(at[12], ZONE) == at[12]


def test_quiet_hours_by_day_stay_within_the_day() -> None:
    rest = QuietHours(time(13), time(15))
    at = to_instant(datetime(2026, 11, 24, 14), ZONE)
    assert rest.next_open(at, ZONE) == to_instant(datetime(2026, 11, 24, 15), ZONE)
    assert rest.last_open(at, ZONE) == to_instant(datetime(2026, 11, 24, 12, 59), ZONE)


def test_the_night_of_a_clock_change_ends_by_the_clock() -> None:
    spring, autumn = to_instant(datetime(2027, 3, 27, 22), ZONE), to_instant(datetime(2026, 10, 24, 22), ZONE)
    assert NIGHT.next_open(spring, ZONE) - spring == timedelta(hours=9)
    assert NIGHT.next_open(autumn, ZONE) - autumn == timedelta(hours=11)


@given(st.one_of(walls, near_changes), hours, hours)
def test_the_neighbours_of_a_quiet_instant_are_open(local: datetime, starts: time, ends: time) -> None:
    quiet, at = QuietHours(starts, ends), to_instant(local, ZONE)
    before, after = quiet.last_open(at, ZONE), quiet.next_open(at, ZONE)
    assert before <= at <= after
    assert not quiet.holds(before, ZONE)
    assert not quiet.holds(after, ZONE)
    assert after - before < timedelta(days=2)


def test_the_work_free_days_of_2026_are_those_of_the_law() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    free = [(day.month, day.day) for day in days if is_work_free(day)]
    law = [(1, 1), (1, 2), (2, 8), (4, 27), (5, 1), (5, 2), (6, 25), (8, 15), (10, 31), (11, 1), (12, 25), (12, 26)]
    easter = [(4, 5), (4, 6), (5, 24)]
    assert free == sorted(law + easter)


def test_a_holiday_on_which_people_work_is_not_work_free() -> None:
    assert not is_work_free(date(2026, 6, 8))
    assert not is_work_free(date(2026, 11, 23))
    assert not is_work_free(date(2026, 11, 29)), "an ordinary Sunday"


def test_a_work_free_day_has_a_name_in_both_languages() -> None:
    assert work_free_name(date(2026, 2, 8)) == "Prešernov dan, slovenski kulturni praznik"
    assert "Prešeren" in str(work_free_name(date(2026, 2, 8), "en"))
    assert work_free_name(date(2026, 2, 9)) is None

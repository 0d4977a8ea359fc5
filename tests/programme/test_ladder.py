"""When each reminder step is due: by the wall clock, outside quiet hours, before the start."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import QuietHours, to_instant, to_local
from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS, Due, Step, due_steps, parse_step

ZONE = "Europe/Ljubljana"
NIGHT = QuietHours(time(20), time(8))
NEVER = QuietHours(time(0), time(0))
TUESDAY_NINE = datetime(2026, 11, 24, 9)


def _steps(*texts: str) -> tuple[Step, ...]:
    return tuple(parse_step(text, asks=True) for text in texts)


def _due(starts: datetime, *steps: Step, quiet: QuietHours = NIGHT) -> tuple[Due, ...]:
    return due_steps(starts, ZONE, steps=steps, quiet=quiet)


def _walls(dues: tuple[Due, ...]) -> list[datetime]:
    return [to_local(due.due_at, ZONE) for due in dues]


@pytest.mark.parametrize(
    ("kind", "keys", "asking"),
    [
        (ActivityKind.WORKSHOP, ["1d1700"], [True]),
        (ActivityKind.PLACEMENT, ["1d1700"], [True]),
        (ActivityKind.WORK_PRACTICE, ["1d1700"], [True]),
        (ActivityKind.HEALTH_SESSION, ["3d1000", "1d1700"], [True, True]),
        (ActivityKind.APPOINTMENT, ["1d1700", "120m"], [True, False]),
        (ActivityKind.FAIR, ["7d1000", "1d1700"], [True, True]),
        (ActivityKind.EVENT, ["1d1700"], [True]),
    ],
)
def test_each_kind_has_its_default_ladder(kind: ActivityKind, keys: list[str], asking: list[bool]) -> None:
    assert [step.key for step in DEFAULT_LADDERS[kind]] == keys
    assert [step.asks for step in DEFAULT_LADDERS[kind]] == asking


def test_no_kind_is_without_a_ladder() -> None:
    assert set(DEFAULT_LADDERS) == set(ActivityKind)


def test_a_health_session_is_announced_and_then_reminded_of() -> None:
    assert [step.tells for step in DEFAULT_LADDERS[ActivityKind.HEALTH_SESSION]] == ["notice", "reminder"]


def test_a_workshop_is_reminded_of_the_evening_before_until_it_starts() -> None:
    (due,) = _due(TUESDAY_NINE, *DEFAULT_LADDERS[ActivityKind.WORKSHOP])
    assert to_local(due.due_at, ZONE) == datetime(2026, 11, 23, 17)
    assert due.useful_until == to_instant(TUESDAY_NINE, ZONE)
    assert due.asks


@pytest.mark.parametrize(
    ("starts", "due_at"),
    [
        (datetime(2026, 10, 25, 9), datetime(2026, 10, 24, 15, tzinfo=UTC)),
        (datetime(2026, 10, 26, 9), datetime(2026, 10, 25, 16, tzinfo=UTC)),
        (datetime(2027, 3, 28, 9), datetime(2027, 3, 27, 16, tzinfo=UTC)),
        (datetime(2027, 3, 29, 9), datetime(2027, 3, 28, 15, tzinfo=UTC)),
        (datetime(2027, 10, 31, 9), datetime(2027, 10, 30, 15, tzinfo=UTC)),
        (datetime(2027, 11, 1, 9), datetime(2027, 10, 31, 16, tzinfo=UTC)),
    ],
)
def test_a_clock_change_does_not_move_the_reminder_on_the_wall(starts: datetime, due_at: datetime) -> None:
    (due,) = _due(starts, *_steps("1 dan prej 17:00"))
    assert due.due_at == due_at
    assert to_local(due.due_at, ZONE).time() == time(17)
    assert to_local(due.useful_until, ZONE) == starts


def test_24_hours_before_is_the_same_hour_of_the_day_before() -> None:
    for starts in (datetime(2027, 3, 28, 9), datetime(2026, 10, 25, 9)):
        assert _walls(_due(starts, *_steps("24 h prej"))) == [starts - timedelta(days=1)]


def test_two_hours_before_are_two_hours_that_pass() -> None:
    (due,) = _due(datetime(2027, 3, 28, 4), *_steps("2 h prej"), quiet=NEVER)
    assert to_local(due.due_at, ZONE) == datetime(2027, 3, 28, 1)


def test_a_step_in_a_skipped_hour_comes_an_hour_later() -> None:
    (due,) = _due(datetime(2027, 3, 28, 9), *_steps("isti dan 2:30"), quiet=NEVER)
    assert to_local(due.due_at, ZONE) == datetime(2027, 3, 28, 3, 30)


def test_a_step_in_an_hour_that_comes_twice_comes_the_first_time() -> None:
    (due,) = _due(datetime(2026, 10, 25, 9), *_steps("isti dan 2:30"), quiet=NEVER)
    assert due.due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_step_in_quiet_hours_waits_for_their_end() -> None:
    assert _walls(_due(TUESDAY_NINE, *_steps("2 h prej"))) == [datetime(2026, 11, 24, 8)]
    assert _walls(_due(TUESDAY_NINE, *_steps("1 dan prej 6:00"))) == [datetime(2026, 11, 23, 8)]


def test_exactly_half_an_hour_before_the_start_is_still_soon_enough() -> None:
    assert _walls(_due(datetime(2026, 11, 24, 8, 30), *_steps("2 h prej"))) == [datetime(2026, 11, 24, 8)]


def test_a_step_that_would_wait_too_long_comes_the_evening_before() -> None:
    for starts in (datetime(2026, 11, 24, 8, 29), datetime(2026, 11, 24, 6)):
        assert _walls(_due(starts, *_steps("2 h prej"))) == [datetime(2026, 11, 23, 19, 45)]


def test_a_very_short_day_still_has_an_open_minute() -> None:
    quiet = QuietHours(time(8, 10), time(8))
    assert _walls(_due(datetime(2026, 11, 24, 7), *_steps("2 h prej"), quiet=quiet)) == [datetime(2026, 11, 23, 8, 9)]


def test_of_two_steps_that_fall_together_the_later_stays_and_still_asks() -> None:
    asks, tells = parse_step("4 h prej", asks=True), parse_step("2 h prej", asks=False)
    (due,) = _due(TUESDAY_NINE, asks, tells)
    assert due.step == tells
    assert due.asks
    assert due.due_at == to_instant(datetime(2026, 11, 24, 8), ZONE)


def test_a_step_is_useful_until_the_next_one_is_due() -> None:
    notice, evening = _due(TUESDAY_NINE, *DEFAULT_LADDERS[ActivityKind.HEALTH_SESSION])
    assert notice.useful_until == evening.due_at
    assert evening.useful_until == to_instant(TUESDAY_NINE, ZONE)


@pytest.mark.parametrize("planned", [datetime(2026, 11, 23, 18), datetime(2026, 11, 20, 9), datetime(2026, 11, 1)])
def test_an_activity_planned_late_gets_one_reminder_and_not_a_burst(planned: datetime) -> None:
    now = to_instant(planned, ZONE)
    steps = _steps("7 dni prej 10:00", "3 dni prej 10:00", "1 dan prej 17:00")
    assert sum(due.due_at <= now < due.useful_until for due in _due(TUESDAY_NINE, *steps)) <= 1


def test_a_step_at_or_after_the_start_is_left_out() -> None:
    assert _due(TUESDAY_NINE, *_steps("isti dan 9:00", "isti dan 10:00")) == ()
    assert _due(datetime(2026, 11, 24, 7), *_steps("isti dan 7:30")) == (), "quiet hours do not bring it back"


def test_no_steps_give_nothing() -> None:
    assert _due(TUESDAY_NINE) == ()


days = st.builds(Step, st.integers(0, 30), st.builds(time, st.integers(0, 23), st.integers(0, 59)), st.none())
minutes = st.builds(Step, st.none(), st.none(), st.integers(1, 30 * 24 * 60), asks=st.booleans())
ladders = st.lists(st.one_of(days, minutes), max_size=6)
nights = st.builds(
    QuietHours, st.builds(time, st.integers(0, 23)), st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
)
starts = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    st.sampled_from([datetime(2026, 10, 25), datetime(2027, 3, 28), datetime(2027, 10, 31)]).flatmap(
        lambda day: st.integers(0, 36 * 60).map(lambda late: day + timedelta(minutes=late))
    ),
)


@given(starts, ladders, nights)
def test_due_steps_are_sorted_distinct_before_the_start_and_never_in_quiet_hours(
    starts_local: datetime, ladder: list[Step], quiet: QuietHours
) -> None:
    starts_at = to_instant(starts_local, ZONE)
    dues = due_steps(starts_local, ZONE, steps=ladder, quiet=quiet)
    instants = [due.due_at for due in dues]
    assert instants == sorted(set(instants))
    assert all(due.due_at < due.useful_until <= starts_at for due in dues)
    assert not any(quiet.holds(due.due_at, ZONE) for due in dues)
    assert all(one.useful_until == two.due_at for one, two in pairwise(dues))


@given(starts, ladders, nights)
def test_a_ladder_that_asks_never_loses_its_question(
    starts_local: datetime, ladder: list[Step], quiet: QuietHours
) -> None:
    asking = [step for step in ladder if step.asks]
    all_dues = due_steps(starts_local, ZONE, steps=ladder, quiet=quiet)
    if due_steps(starts_local, ZONE, steps=asking, quiet=quiet):
        assert any(due.asks for due in all_dues)

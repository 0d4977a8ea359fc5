"""Which reminder steps an activity has, and when each is due: outside quiet hours, right across clock changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from programme.calendar import QuietHours, to_instant
from programme.kinds import ActivityKind
from programme.steps import BadStep, Step, parse_step, step_text

__all__ = [
    "DEFAULT_LADDERS",
    "BadStep",
    "Due",
    "Step",
    "before_quiet",
    "due_steps",
    "parse_step",
    "step_text",
]

_DAY_MINUTES = 24 * 60
# Time to read, dress and leave: a reminder that quiet hours push nearer to the start than this goes out before them.
_LEAST_AHEAD = timedelta(minutes=30)
# A message queued in the last minute before quiet hours could wait all night behind others.
_BEFORE_QUIET = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Due:
    """A step of one activity, laid on the time line; said at `due_at` or later, but before `useful_until`."""

    step: Step
    due_at: datetime
    useful_until: datetime
    asks: bool


_EVENING_BEFORE = Step(1, time(17), None)

DEFAULT_LADDERS: Mapping[ActivityKind, tuple[Step, ...]] = {
    ActivityKind.WORKSHOP: (_EVENING_BEFORE,),
    ActivityKind.HEALTH_SESSION: (Step(3, time(10), None, tells="notice"), _EVENING_BEFORE),
    ActivityKind.PLACEMENT: (_EVENING_BEFORE,),
    ActivityKind.WORK_PRACTICE: (_EVENING_BEFORE,),
    ActivityKind.FAIR: (Step(7, time(10), None, tells="notice"), _EVENING_BEFORE),
    ActivityKind.APPOINTMENT: (_EVENING_BEFORE, Step(None, None, 120, asks=False)),
    ActivityKind.EVENT: (_EVENING_BEFORE,),
}


def due_steps(starts_local: datetime, zone: str, *, steps: Sequence[Step], quiet: QuietHours) -> tuple[Due, ...]:
    """The steps of an activity in order of time, each before the start, outside quiet hours, at an instant of its own.

    A step in quiet hours moves to their end, or before them when that would be under 30 minutes to the start. Of two
    that fall together the later step stays, and asks if either did. A step is useful until the next one is due, so an
    activity planned late gets one reminder and not a burst. Days count by wall time, so a clock change moves nothing.
    """
    starts_at = to_instant(starts_local, zone)
    wanted = sorted(((_wanted_at(step, starts_local, zone=zone), step) for step in steps), key=lambda each: each[0])
    placed: dict[datetime, Due] = {}
    for wanted_at, step in wanted:
        due_at = _open_at(wanted_at, starts_at, zone=zone, quiet=quiet)
        if wanted_at < starts_at and due_at < starts_at:
            earlier = placed.get(due_at)
            asks = step.asks or (earlier is not None and earlier.asks)
            placed[due_at] = Due(step, due_at, starts_at, asks)
    ordered = [placed[due_at] for due_at in sorted(placed)]
    ends = [*(each.due_at for each in ordered[1:]), starts_at]
    return tuple(replace(due, useful_until=end) for due, end in zip(ordered, ends, strict=False))


def _wanted_at(step: Step, starts_local: datetime, *, zone: str) -> datetime:
    """Where the step would lie without quiet hours; whole days go by the wall clock, hours by time that passes."""
    if step.at_local is not None:
        on = starts_local.date() - timedelta(days=step.days_before or 0)
        return to_instant(datetime.combine(on, step.at_local), zone)
    days, minutes = divmod(step.minutes_before or 0, _DAY_MINUTES)
    return to_instant(starts_local - timedelta(days=days), zone) - timedelta(minutes=minutes)


def _open_at(wanted_at: datetime, starts_at: datetime, *, zone: str, quiet: QuietHours) -> datetime:
    later = quiet.next_open(wanted_at, zone)
    if later == wanted_at or later <= starts_at - _LEAST_AHEAD:
        return later
    return before_quiet(wanted_at, zone, quiet=quiet)


def before_quiet(at: datetime, zone: str, *, quiet: QuietHours) -> datetime:
    """A quarter of an hour before the quiet hours that hold at an instant began; at least outside them."""
    last = quiet.last_open(at, zone)
    sooner = last + timedelta(minutes=1) - _BEFORE_QUIET
    return last if quiet.holds(sooner, zone) else sooner

"""The daily check-in: on which days it comes, when it is due, and until when it is worth sending."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from programme.calendar import QuietHours, is_work_free, to_instant, to_local
from programme.ladder import before_quiet
from programme.weekdays import EVERY_DAY, WORKDAYS, BadWeekdays, parse_weekdays, weekdays_text

__all__ = [
    "EVERY_DAY",
    "WORKDAYS",
    "BadWeekdays",
    "CheckinDue",
    "checkin_due",
    "falls_on",
    "parse_weekdays",
    "weekdays_text",
]

# Nobody should be asked how the day was when the household sleeps.
LATEST_LOCAL = time(22)
_AHEAD_OF_THE_END = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class CheckinDue:
    """A check-in of one day: said at `due_at` or later, but before `useful_until`."""

    due_at: datetime
    useful_until: datetime


def checkin_due(on: date, at_local: time, *, zone: str, quiet: QuietHours) -> CheckinDue:
    """When the check-in of a day goes out, outside quiet hours and on that day, and until when it is worth it.

    It is worth it until 22:00 or the next quiet hours, whichever is first. An hour in the quiet morning moves to their
    end; one in the quiet evening, or after 22:00, to a quarter of an hour before.
    """
    wished = datetime.combine(on, min(at_local, _before(LATEST_LOCAL)))
    wanted_at = to_instant(wished, zone)
    ends_at = to_instant(datetime.combine(on, LATEST_LOCAL), zone)
    due_at = quiet.next_open(wanted_at, zone)
    if due_at >= ends_at or to_local(due_at, zone).date() != on:
        due_at = before_quiet(wanted_at, zone, quiet=quiet)
    quiet_at = to_instant(datetime.combine(on, quiet.from_local), zone)
    is_quieter_sooner = quiet.from_local != quiet.to_local and due_at < quiet_at < ends_at
    return CheckinDue(due_at, quiet_at if is_quieter_sooner else ends_at)


def falls_on(on: date, weekdays: Collection[int], *, starts_on: date, ends_on: date) -> bool:
    """True on the chosen weekdays (0 is Monday) of the cycle, both ends included; never on a work-free day."""
    return starts_on <= on <= ends_on and on.weekday() in weekdays and not is_work_free(on)


def _before(wall: time) -> time:
    return (datetime.combine(date(2000, 1, 1), wall) - _AHEAD_OF_THE_END).time()

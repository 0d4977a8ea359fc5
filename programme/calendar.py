"""Local time and instants, clock changes, quiet hours, and the work-free days of Slovenia.

Wall time and zone are what people mean; the instant is computed from them, never by adding hours to UTC.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from programme.spelling import read_wall_time

_MINUTE = timedelta(minutes=1)
_NO_TIME = time(0)


def to_instant(local: datetime, zone: str) -> datetime:
    """The UTC instant of a naive wall time in a zone.

    A wall time that does not exist moves forward by the gap; one that exists twice is the first.
    Raises ValueError for an aware time, ZoneInfoNotFoundError for an unknown zone.
    """
    if local.tzinfo is not None:
        raise ValueError(f"A wall time has no zone of its own: {local!r}")
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def to_local(at: datetime, zone: str) -> datetime:
    """The naive wall time that a clock in the zone shows at an instant. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError(f"An instant needs a zone: {at!r}")
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def is_doubtful(local: datetime, zone: str) -> Literal["", "gap", "twice"]:
    """`gap` for a wall time that a clock change skips, `twice` for one that comes two times, else empty."""
    first, second = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first == second:
        return ""
    return "gap" if first < second else "twice"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours of the night in which nothing goes out by itself; equal ends mean that there are none."""

    from_local: time
    to_local: time

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """Quiet hours from `20:00-08:00`; an empty text means none. Raises ValueError with a plain sentence."""
        if not text.strip():
            return cls(_NO_TIME, _NO_TIME)
        ends = [read_wall_time(part) for part in re.split(r"\s*(?:[-–—]|\bdo\b|\bto\b)\s*", text.strip())]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            raise ValueError(f"Quiet hours are written as 20:00-08:00, not as {text!r}.")
        return cls(ends[0], ends[1])

    def holds(self, at: datetime, zone: str) -> bool:
        """True when the instant lies in quiet hours; the first minute does, the last no longer."""
        wall = to_local(at, zone).time()
        if self.from_local <= self.to_local:
            return self.from_local <= wall < self.to_local
        return wall >= self.from_local or wall < self.to_local

    def next_open(self, at: datetime, zone: str) -> datetime:
        """The instant itself when it is not quiet, otherwise the end of these quiet hours."""
        if not self.holds(at, zone):
            return at
        today = to_local(at, zone).date()
        ends = _instants_of(self.to_local, zone, days=[today + timedelta(days=n) for n in (0, 1, 2)])
        return next((end for end in ends if end > at and not self.holds(end, zone)), at)

    def last_open(self, at: datetime, zone: str) -> datetime:
        """The instant itself when it is not quiet, otherwise the last minute before these quiet hours began."""
        if not self.holds(at, zone):
            return at
        today = to_local(at, zone).date()
        starts = _instants_of(self.from_local, zone, days=[today - timedelta(days=n) for n in (2, 1, 0)])
        minutes = [start - _MINUTE for start in starts if start <= at]
        return next((minute for minute in reversed(minutes) if not self.holds(minute, zone)), at)


def is_work_free(on: date) -> bool:
    """True on a Slovenian public holiday that is free of work; Sundays are a matter of the weekdays chosen.

    Source: Zakon o praznikih in dela prostih dnevih v Republiki Sloveniji, as kept by the holidays library.
    Holidays on which people work (8 June, 23 November, …) do not count.
    """
    return on in _work_free_days(on.year, "sl")


def work_free_name(on: date, language: str = "sl") -> str | None:
    """The holiday's name in Slovenian or English; None on other days."""
    return _work_free_days(on.year, "en_US" if language == "en" else "sl").get(on)


@functools.lru_cache(maxsize=64)
def _work_free_days(year: int, language: str) -> dict[date, str]:
    from holidays import PUBLIC, country_holidays  # slow to import, and most rounds never ask

    free = country_holidays("SI", years=year, language=language, categories=PUBLIC)
    return {on: str(name) for on, name in free.items()}


def _instants_of(wall: time, zone: str, *, days: list[date]) -> Iterator[datetime]:
    """The instants at which the clock shows a wall time on these days, in order; both when it comes twice."""
    tz = ZoneInfo(zone)
    walls = (datetime.combine(day, wall, tzinfo=tz) for day in days)
    return iter(sorted({each.replace(fold=fold).astimezone(UTC) for each in walls for fold in (0, 1)}))

"""One reminder step and how people write it: `3 dni prej 10:00`, `2 h prej`, `isti dan 7:30`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from programme.spelling import clock_text, fold, read_number, read_wall_time

MOST_DAYS_BEFORE = 30


class BadStep(ValueError):
    """A reminder step that cannot be read; its text is the sentence a person reads."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: a wall time some days before, or some minutes before the start; exactly one of the two.

    `asks` wants an answer; `tells` is `reminder` or `notice` (the first word of something further off).
    """

    days_before: int | None
    at_local: time | None
    minutes_before: int | None
    asks: bool = True
    tells: str = "reminder"

    def __post_init__(self) -> None:
        """Raises ValueError for a step that says neither or both, or lies after the start."""
        by_day = self.days_before is not None and self.at_local is not None
        by_minutes = self.minutes_before is not None
        mixed = by_minutes and (self.days_before is not None or self.at_local is not None)
        if by_day == by_minutes or mixed or (self.days_before or 0) < 0 or (by_minutes and self.minutes_before == 0):
            raise ValueError(f"A step is days and a wall time, or minutes, before the start: {self!r}")
        if (self.minutes_before or 1) < 1 or self.tells not in ("reminder", "notice"):
            raise ValueError(f"A step lies before the start and is a reminder or a notice: {self!r}")

    @property
    def key(self) -> str:
        """A short name that stays the same while the step does: `3d1000`, `1d1700`, `120m`."""
        if self.at_local is None:
            return f"{self.minutes_before}m"
        return f"{self.days_before}d{self.at_local:%H%M}"


_BEFORE = r"(?:prej|pred(?:tem|hodno)?|before|ahead)"
_AT = r"(?:\s+(?:ob|at))?"
_DAYS = re.compile(
    rf"(?:(?P<number>\w+)\s+)?(?P<unit>dan|dni|dneva|dneve|days?|teden|tedna|tedne|tednov|weeks?)\s+{_BEFORE},?"
    rf"{_AT}(?:\s+(?P<clock>[\d.:]+\s*h?))?"
)
_SAME_DAY = re.compile(
    rf"(?:(?:na\s+)?(?:isti|ist)\s+dan|na dan|same day|on the day),?{_AT}(?:\s+(?P<clock>[\d.:]+\s*h?))?"
)
_SPAN = re.compile(
    rf"(?:(?P<number>\w+|\d+[.,]5)\s*)??\s*(?P<unit>h|ura|uro|uri|ure|ur|hours?|min|minut\w*|minutes?)\.?\s+{_BEFORE}"
)
_HALF_HOUR = re.compile(rf"(?:pol ure|half an hour)\s+{_BEFORE}")


def parse_step(text: str, *, asks: bool) -> Step:
    """The step that a text stands for; from two days before on it is a notice, nearer a reminder.

    Raises BadStep with the sentence a person reads.
    """
    folded = fold(text)
    if _HALF_HOUR.fullmatch(folded):
        return Step(None, None, 30, asks=asks)
    same_day = _SAME_DAY.fullmatch(folded)
    if same_day:
        return Step(0, _clock(same_day["clock"], text), None, asks=asks)
    by_day = _DAYS.fullmatch(folded)
    if by_day:
        days = _amount(by_day["number"], text) * (7 if by_day["unit"][0] in "tw" else 1)
        _check(days, MOST_DAYS_BEFORE, text=text)
        return Step(days, _clock(by_day["clock"], text), None, asks=asks, tells="notice" if days > 1 else "reminder")
    span = _SPAN.fullmatch(folded)
    if not span:
        raise BadStep(_sentence(text))
    minutes = _minutes(span["number"], span["unit"], text=text)
    _check(minutes, MOST_DAYS_BEFORE * 24 * 60, text=text)
    return Step(None, None, minutes, asks=asks)


def step_text(step: Step, language: str = "sl") -> str:
    """The step as the workbook writes it, in Slovenian or English; `parse_step` reads it back."""
    is_english = language == "en"
    before = "before" if is_english else "prej"
    if step.minutes_before is not None:
        hours, minutes = divmod(step.minutes_before, 60)
        return f"{step.minutes_before} min {before}" if minutes else f"{hours} h {before}"
    days, clock = step.days_before or 0, clock_text(step.at_local or time(0))
    if not days:
        return f"same day {clock}" if is_english else f"isti dan {clock}"
    unit = ("day" if days == 1 else "days") if is_english else ("dan" if days == 1 else "dni")
    return f"{days} {unit} {before} {clock}"


def _clock(clock: str | None, text: str) -> time:
    if clock is None:
        raise BadStep(f"Koraku »{text.strip()}« manjka ura. Napišite na primer »3 dni prej 10:00«.")
    at_local = read_wall_time(clock)
    if at_local is None:
        raise BadStep(f"V koraku »{text.strip()}« ura ni prava. Napišite jo na primer kot 10:00 ali 10.00.")
    return at_local


def _amount(number: str | None, text: str) -> int:
    amount = 1 if number is None else read_number(number)
    if amount is None:
        raise BadStep(_sentence(text))
    return amount


def _minutes(number: str | None, unit: str, *, text: str) -> int:
    each = 1 if unit.startswith("m") else 60
    half = re.fullmatch(r"(\d+)[.,]5", number or "")
    if half and each == 60:
        return int(half[1]) * 60 + 30
    return _amount(number, text) * each


def _check(amount: int, most: int, *, text: str) -> None:
    if not 0 < amount <= most:
        raise BadStep(f"Korak »{text.strip()}« mora biti pred začetkom, a največ {MOST_DAYS_BEFORE} dni prej.")


def _sentence(text: str) -> str:
    return (
        f"Koraka »{text.strip()}« ne razumemo. "
        "Napišite na primer »3 dni prej 10:00«, »1 dan prej 17:00«, »2 h prej«, »15 min prej« ali »isti dan 7:30«."
    )

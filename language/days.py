"""The days that words name: "danes", "u sredu", "next Tuesday", in any of the languages and mixed."""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from language.folding import fold
from language.phrases import any_of

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = ("today", "tomorrow", "day_after")
NEXT_WEEK, ASIDE = "next_week", "aside"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One mention of a day. `dates`: what it may stand for, the likeliest first; none for a week as a whole.

    `is_told`: a deciding word stands in the same clause. `row`: days that are joined ("danes in jutri") share one.
    """

    dates: tuple[date, ...]
    is_told: bool
    row: int


def named_days(text: str, today_on: date, *, deciding: Sequence[str] = ()) -> tuple[NamedDay, ...]:
    """The days a text names, in order. `deciding`: the words that make it a refusal, a question and so on."""
    said = fold(text)
    breaks = [each.start() for each in _breaks().finditer(said)]
    told = {bisect(breaks, place) for place in _places(said, deciding)}
    mentions = [each for each in _mentions().finditer(said) if each.lastgroup != ASIDE]
    coming = {bisect(breaks, each.start()) for each in mentions if each.lastgroup == NEXT_WEEK}
    dated = {bisect(breaks, each.start()) for each in mentions if each.lastgroup in WEEKDAYS}
    days: list[NamedDay] = []
    row = end = 0
    for each in mentions:
        clause = bisect(breaks, each.start())
        if each.lastgroup == NEXT_WEEK and clause in dated:
            continue
        row += not _joint().fullmatch(said, end, each.start())
        is_next = clause in coming or _next().search(said[: each.start()]) is not None
        dates = _dates(str(each.lastgroup), today_on, is_next=is_next)
        days.append(NamedDay(dates, not told or clause in told, row))
        end = each.end()
    return tuple(days)


def without_days(said: str) -> str:
    """Folded words with every mention of a day left out."""
    return _mentions().sub(" ", said)


def _dates(name: str, today_on: date, *, is_next: bool) -> tuple[date, ...]:
    if name == NEXT_WEEK:
        return ()
    if name in NEAR:
        return (today_on + timedelta(days=NEAR.index(name)),)
    monday = today_on - timedelta(days=today_on.weekday())
    this = monday + timedelta(days=WEEKDAYS.index(name))
    if is_next or this < today_on:
        return (this + WEEK,)
    return (this, this + WEEK) if this == today_on else (this,)


def _places(said: str, words: Sequence[str]) -> list[int]:
    """Where the words begin."""
    each = (rf"\b{re.escape(fold(word))}\b" for word in words if word)
    return [found.start() for one in each for found in re.finditer(one, said)]


@cache
def _mentions() -> re.Pattern[str]:
    names = (ASIDE, *NEAR, *WEEKDAYS, NEXT_WEEK)
    return re.compile("|".join(f"(?P<{name}>{any_of('days', name)})" for name in names))


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(rf"[,;:!?()\n]|\.(?!\d)|{any_of('days', 'contrast')}")


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"(?:\W|{any_of('days', 'between')})*")


@cache
def _next() -> re.Pattern[str]:
    return re.compile(rf"{any_of('days', 'next')}\W+\Z")

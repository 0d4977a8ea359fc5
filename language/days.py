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
NEXT_WEEK, ASIDE, DATE = "next_week", "aside", "date"
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
    said = _joined_dates(fold(text))
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
        if each.lastgroup == DATE:
            dates = _of_date(each[0], today_on)
        else:
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


def _joined_dates(said: str) -> str:
    """The same words with dates as "17/ 9/" and "17/septembra", so that no full stop parts them."""
    said = re.sub(r"\b\d{1,2}\.\s?\d{1,2}\.(?!\d)", lambda found: found[0].replace(".", "/"), said)
    return re.sub(rf"\b(\d{{1,2}})\.(?=\s?(?:{_any_month()}))", r"\1/", said)


def _of_date(words: str, today_on: date) -> tuple[date, ...]:
    """The next day that a date without a year stands for; none if there is no such day."""
    numbers = [int(each) for each in re.findall(r"\d+", words)]
    months = [at for at in range(1, 13) if re.search(any_of("months", f"m{at}"), words)]
    day, month = numbers[0], (numbers[1:] or months or [0])[0]
    for year in (today_on.year, today_on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return ()
        if found >= today_on:
            return (found,)
    return ()


@cache
def _any_month() -> str:
    return "|".join(any_of("months", f"m{at}") for at in range(1, 13))


def _places(said: str, words: Sequence[str]) -> list[int]:
    """Where the words begin."""
    each = (rf"\b{re.escape(fold(word))}\b" for word in words if word)
    return [found.start() for one in each for found in re.finditer(one, said)]


@cache
def _mentions() -> re.Pattern[str]:
    names = (ASIDE, *NEAR, *WEEKDAYS, NEXT_WEEK)
    spoken = "|".join(f"(?P<{name}>{any_of('days', name)})" for name in names)
    month = _any_month()
    dated = rf"\b\d{{1,2}}/\s?\d{{1,2}}/|\b\d{{1,2}}[/\s]\s?(?:{month})|(?:{month})\s\d{{1,2}}\b"
    return re.compile(f"{spoken}|(?P<{DATE}>{dated})")


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(rf"[,;:!?()\n]|\.(?!\d)|{any_of('days', 'contrast')}")


@cache
def _joint() -> re.Pattern[str]:
    return re.compile(rf"(?:\W|{any_of('days', 'between')})*")


@cache
def _next() -> re.Pattern[str]:
    return re.compile(rf"{any_of('days', 'next')}\W+\Z")

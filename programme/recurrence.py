"""On which days an activity repeats: `vsak torek do 18.12.2026` in the words of a coordinator, or RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, takewhile

from programme.calendar import is_work_free
from programme.rrule import BadRule, not_its_first_day, rrule_days
from programme.spelling import fold, read_date, read_number
from programme.weekdays import EVERY_DAY, WORKDAYS, BadWeekdays, parse_weekdays

__all__ = ["MOST_DATES", "BadRule", "dates"]

MOST_DATES = 400
_EXAMPLE = "Napišite na primer »vsak torek do 18.12.2026« ali »vsakih 14 dni do 18.12.2026«."

_ENDING = re.compile(r"(?P<what>.+?),?\s+(?:do\s+(?P<until>\S.*)|(?P<count>\d+)\s*-?\s*(?:krat|x))")
_EVERY_SO_OFTEN = re.compile(r"(?:vsak\w*|na)\s+(?P<number>\w+)\s+(?P<unit>dan|dni|dneva|tedn\w*|teden)")
_ON_DAYS = re.compile(r"(?:vsak\w*|ob)\s+(?:(?P<number>drug\w*|tretj\w*|\d+\.)\s+)?(?P<days>.+)")


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """Either a step of days from the first on, or weekdays in every n-th week."""

    step_days: int = 0
    weekdays: frozenset[int] = frozenset()
    every_weeks: int = 1

    def days(self, first_on: date) -> Iterator[date]:
        if self.step_days:
            steps = range(_longest(first_on, self.step_days))
            yield from (first_on + timedelta(days=self.step_days * n) for n in steps)
            return
        monday = first_on - timedelta(days=first_on.weekday())
        for week in range(_longest(monday, 7 * self.every_weeks)):
            begins = monday + timedelta(weeks=week * self.every_weeks)
            days = (begins + timedelta(days=day) for day in sorted(self.weekdays))
            yield from (on for on in days if on >= first_on)


def dates(first_on: date, rule: str) -> tuple[date, ...]:
    """The days of a repeated activity in order; an empty rule means only the first day, whatever day that is.

    Slovenian rules leave out work-free days, and `vsak dan` means Monday to Friday unless the first day is at a
    weekend. RFC 5545 rules are taken literally. Raises BadRule with the sentence a person reads: no end, no day,
    over 400 days, or a first day that the rule itself does not name.
    """
    if not rule.strip():
        return (first_on,)
    found = rrule_days(first_on, rule) if "FREQ=" in rule.upper() else _slovenian(first_on, rule)
    days = tuple(islice(found, MOST_DATES + 1))
    if len(days) > MOST_DATES:
        raise BadRule(f"Ponavljanje »{rule.strip()}« da več kot {MOST_DATES} terminov. Preverite končni datum.")
    if not days:
        raise BadRule(f"Ponavljanje »{rule.strip()}« ne da nobenega termina. Preverite oba datuma.")
    return days


def _slovenian(first_on: date, rule: str) -> Iterator[date]:
    ending = _ENDING.fullmatch(fold(rule).removesuffix("."))
    if not ending:
        raise BadRule(f"Ponavljanju »{rule.strip()}« manjka konec. {_EXAMPLE}")
    days = _rhythm(ending["what"], first_on, rule=rule).days(first_on)
    first = next(days, None)
    if first != first_on:
        raise BadRule(not_its_first_day(first_on, rule))
    working = (on for on in _with_first(first_on, days) if not is_work_free(on))
    if ending["count"]:
        return islice(working, min(int(ending["count"]), MOST_DATES + 1))
    until = _until(ending["until"], first_on, rule=rule)
    return takewhile(lambda on: on <= until, working)


def _rhythm(what: str, first_on: date, *, rule: str) -> _Rhythm:
    if what == "vsak dan":
        return _Rhythm(weekdays=EVERY_DAY if first_on.weekday() > 4 else WORKDAYS)
    if what in ("vsak teden", "tedensko"):
        return _Rhythm(step_days=7)
    if re.fullmatch(r"vsak\w* drug\w* teden", what):
        return _Rhythm(step_days=14)
    often = _EVERY_SO_OFTEN.fullmatch(what)
    number = read_number(often["number"]) if often else None
    if often and number:
        return _Rhythm(step_days=number * (7 if often["unit"].startswith("t") else 1))
    return _on_weekdays(what, rule=rule)


def _on_weekdays(what: str, *, rule: str) -> _Rhythm:
    try:
        return _Rhythm(weekdays=parse_weekdays(what))
    except BadWeekdays:
        found = _ON_DAYS.fullmatch(what)
    if not found:
        raise BadRule(f"Ponavljanja »{rule.strip()}« ne razumemo. {_EXAMPLE}")
    every = {"d": 2, "t": 3}.get((found["number"] or "")[:1]) or int((found["number"] or "1").rstrip("."))
    try:
        return _Rhythm(weekdays=parse_weekdays(found["days"]), every_weeks=max(every, 1))
    except BadWeekdays as fault:
        raise BadRule(f"Ponavljanja »{rule.strip()}« ne razumemo. {_EXAMPLE}") from fault


def _until(text: str, first_on: date, *, rule: str) -> date:
    until = read_date(text.removeprefix("vkljucno "), not_before=first_on)
    if until is None:
        raise BadRule(f"Končnega datuma v »{rule.strip()}« ne razumemo. {_EXAMPLE}")
    return until


def _with_first(first_on: date, rest: Iterator[date]) -> Iterator[date]:
    yield first_on
    yield from rest


def _longest(first_on: date, step_days: int) -> int:
    """How many steps fit before the calendar ends, and no more than anybody could need."""
    return min((date.max - first_on).days // step_days, 20 * MOST_DATES)

"""Recurrence rules of RFC 5545 (`FREQ=WEEKLY;BYDAY=TU;UNTIL=20261218`), as whole days and always with an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from programme.spelling import date_text, read_date

_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY"})
# A rule that never meets a day would otherwise be searched to the year 9999.
_LONGEST = timedelta(days=5 * 366)


class BadRule(ValueError):
    """A repetition that cannot be read; its text is the sentence a person reads."""


def rrule_days(first_on: date, rule: str) -> Iterator[date]:
    """The days of the rule from the first day on, at most five years long; UNTIL counts as a whole day.

    Raises BadRule with the sentence a person reads.
    """
    parts = _parts(rule)
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    if count is None and until is None:
        raise BadRule(f"Ponavljanju »{rule.strip()}« manjka konec. Dopišite UNTIL=20261218 ali COUNT=10.")
    last_on = min(_last_day(until, rule) if until else date.max, _add(first_on, _LONGEST))
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(f"{text};UNTIL={last_on:%Y%m%d}T235959", dtstart=datetime.combine(first_on, time(0)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as fault:
        raise BadRule(_sentence(rule)) from fault
    days: Iterator[date] = (each.date() for each in found)
    first = next(days, None)
    if first != first_on:
        raise BadRule(not_its_first_day(first_on, rule))
    rest = None if count is None else _whole(count, rule) - 1
    return _joined(first_on, islice(days, rest))


def not_its_first_day(first_on: date, rule: str) -> str:
    """The sentence for a first day that the rule itself does not name."""
    return f"Prvi dan {date_text(first_on)} ne ustreza ponavljanju »{rule.strip()}«. Popravite datum ali dan."


def _parts(rule: str) -> dict[str, str]:
    bare = re.sub(r"\s+", "", rule.upper()).removeprefix("RRULE:").strip(";")
    pairs = [part.partition("=")[::2] for part in bare.split(";")]
    parts = {name: value for name, value in pairs}
    if len(parts) < len(pairs) or not parts.keys() <= _PARTS or not all(parts.values()):
        raise BadRule(_sentence(rule))
    if parts.get("FREQ") not in _FREQUENCIES or _whole(parts.get("INTERVAL", "1"), rule) > 999:
        raise BadRule(_sentence(rule))
    return parts


def _last_day(until: str, rule: str) -> date:
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})(?:T\d{2}:?\d{2}:?\d{2}Z?)?", until)
    last_on = read_date("-".join(found.groups()), not_before=date.min) if found else None
    if last_on is None:
        raise BadRule(_sentence(rule))
    return last_on


def _whole(number: str, rule: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", number):
        raise BadRule(_sentence(rule))
    return int(number)


def _joined(first_on: date, rest: Iterator[date]) -> Iterator[date]:
    yield first_on
    yield from rest


def _add(on: date, span: timedelta) -> date:
    return on + span if date.max - on > span else date.max


def _sentence(rule: str) -> str:
    return f"Pravila »{rule.strip()}« ne razumemo. Napišite na primer FREQ=WEEKLY;BYDAY=TU;UNTIL=20261218."

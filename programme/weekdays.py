"""Days of the week as people write them: `pon-pet`, `pon, sre, pet`, `vsak dan`; 0 is Monday."""

from __future__ import annotations

import re
from collections.abc import Collection

from programme.spelling import fold

EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))


class BadWeekdays(ValueError):
    """Days of the week that cannot be read; its text is the sentence a person reads."""


_SHORT = {
    "sl": ("pon", "tor", "sre", "čet", "pet", "sob", "ned"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_NAMES = (
    r"pon(edelj\w*)?|mon(day)?s?",
    r"tor(e?k\w*)?|tue(s(day)?)?s?",
    r"sre(d\w*)?|wed(nesday)?s?",
    r"cet(rt\w*)?|thu(r(s(day)?)?)?s?",
    r"pet(e?k\w*)?|fri(day)?s?",
    r"sob(ot\w*)?|sat(urday)?s?",
    r"ned(elj\w*)?|sun(day)?s?",
)
_PHRASES = {
    "vsak dan": EVERY_DAY,
    "vse dni": EVERY_DAY,
    "every day": EVERY_DAY,
    "delavniki": WORKDAYS,
    "ob delavnikih": WORKDAYS,
    "delovni dnevi": WORKDAYS,
    "vsak delovni dan": WORKDAYS,
    "workdays": WORKDAYS,
    "vikend": EVERY_DAY - WORKDAYS,
    "vikendi": EVERY_DAY - WORKDAYS,
}


def parse_weekdays(text: str) -> frozenset[int]:
    """The days that a text names, 0 for Monday. Raises BadWeekdays with the sentence a person reads."""
    folded = fold(text)
    if folded in _PHRASES:
        return _PHRASES[folded]
    parts = [part for part in re.split(r"\s*(?:[,;+/]|\bin\b|\bter\b|\band\b)\s*", folded) if part]
    days = frozenset(day for part in parts for day in _days_of(part))
    if not days or any(not _days_of(part) for part in parts):
        raise BadWeekdays(f"Dni »{text.strip()}« ne razumemo. Napišite na primer »pon-pet« ali »pon, sre, pet«.")
    return days


def weekdays_text(days: Collection[int], language: str = "sl") -> str:
    """The days as the workbook writes them; `parse_weekdays` reads it back."""
    names = _SHORT["en" if language == "en" else "sl"]
    ordered = sorted(days)
    if set(ordered) == EVERY_DAY:
        return "every day" if language == "en" else "vsak dan"
    is_run = len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1
    return f"{names[ordered[0]]}-{names[ordered[-1]]}" if is_run else ", ".join(names[day] for day in ordered)


def read_weekday(word: str) -> int | None:
    """The day that one folded word names in any case ending, or None."""
    bare = word.removesuffix(".")
    return next((day for day, name in enumerate(_NAMES) if re.fullmatch(name, bare)), None)


def _days_of(part: str) -> tuple[int, ...]:
    ends = [read_weekday(word) for word in re.split(r"\s*-\s*|\s+do\s+|\s+to\s+", part.removeprefix("od "))]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return ()
    return tuple((first + n) % 7 for n in range((last - first) % 7 + 1))

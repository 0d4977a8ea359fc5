"""How people write things in a workbook: without diacritics, with a dot for a colon, with numbers in words."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

NUMBER_WORDS = {
    "en": 1, "ena": 1, "eno": 1, "one": 1, "a": 1, "an": 1,
    "dva": 2, "dve": 2, "drugi": 2, "drugo": 2, "drugega": 2, "two": 2,
    "tri": 3, "trije": 3, "tretji": 3, "tretjo": 3, "three": 3,
    "stiri": 4, "stirje": 4, "cetrti": 4, "four": 4,
    "pet": 5, "five": 5, "sest": 6, "six": 6, "sedem": 7, "seven": 7,
    "osem": 8, "devet": 9, "deset": 10, "ten": 10, "stirinajst": 14, "petnajst": 15, "trideset": 30,
}  # fmt: skip

_TIME = re.compile(r"(\d{1,2})(?:[.:h](\d{2})(?:[.:]00)?)?\s*(?:h|uri|ura|ure)?")
_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})(?:\.\s*(\d{4}|\d{2}))?\.?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def fold(text: str) -> str:
    """The text in lower case, without diacritics, with single spaces and plain hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", re.sub(r"[‐‑‒–—−]", "-", bare.replace("đ", "d"))).strip()


def read_number(word: str) -> int | None:
    """The whole number that a folded word or digits stand for; None when it is not one."""
    return int(word) if re.fullmatch(r"[0-9]{1,6}", word) else NUMBER_WORDS.get(word)


def read_wall_time(text: str) -> time | None:
    """`17:00`, `17.00`, `7.30`, `17` or `17h` as a wall time; None when it is not one."""
    found = _TIME.fullmatch(fold(text))
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0))


def read_date(text: str, *, not_before: date) -> date | None:
    """`18.12.2026`, `18. 12. 26`, `2026-12-18`, or `18.12.` as the next such day; None when it is not a date."""
    folded = fold(text)
    iso = _ISO_DATE.fullmatch(folded)
    if iso:
        return _date(int(iso[1]), int(iso[2]), day=int(iso[3]))
    found = _DATE.fullmatch(folded)
    if not found:
        return None
    if found[3]:
        year = int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3])
        return _date(year, int(found[2]), day=int(found[1]))
    this = _date(not_before.year, int(found[2]), day=int(found[1]))
    return this if this and this >= not_before else _date(not_before.year + 1, int(found[2]), day=int(found[1]))


def clock_text(at: time) -> str:
    """A wall time as the workbook writes it: `7:30`."""
    return f"{at.hour}:{at.minute:02d}"


def date_text(on: date) -> str:
    """A date as Slovenian writes it in figures: `3. 6. 2026`."""
    return f"{on.day}. {on.month}. {on.year}"


def _date(year: int, month: int, *, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

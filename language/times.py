"""Minutes, clock times and days in a reply: "20 minut", "pol desetih", "četrt na deset", "v četrtek popoldne"."""

from __future__ import annotations

from language.folding import MARKS
from language.page import Page

START = 9 * 60  # the programmes begin at 9.00; minutes late count from here
_WORKING = (7, 18)
_FIVES = tuple(float(five) for five in range(5, 60, 5))
_BARRED = frozenset(
    [
        "ob",
        "na",
        "katero",
        "drugo",
        "isto",
        "kero",
        "to",
        "ta",
        "kira",
        "kera",
        "tocno",
        "pravo",
        "svojo",
        "kako",
        "kdaj",
    ]
)


def minutes_late(page: Page, start: int = START, *, bare: bool = False) -> int | None:
    """How many minutes after the start, if the reply says so; bare: a lone number counts as minutes."""
    lasting = _durations(page)
    if lasting:
        return lasting[-1][0] if len(lasting) == 1 else _beside_lateness(page, lasting)
    clocks = [at - start for at in clock_times(page) if 0 < at - start <= 180]
    if clocks:
        return clocks[-1]
    return _lone_number(page) if bare or page.of("late") else None


def clock_times(page: Page) -> list[int]:
    """The clock times named, in minutes after midnight."""
    return [found for at in range(len(page.keys)) if (found := _clock(page, at)) is not None]


def _beside_lateness(page: Page, lasting: list[tuple[int, int]]) -> int:
    signs = page.of("late")
    if not signs:
        return lasting[-1][0]
    return min(lasting, key=lambda item: min(abs(item[1] - sign.start) for sign in signs))[0]


def _durations(page: Page) -> list[tuple[int, int]]:
    found = []
    for at in range(len(page.keys)):
        if page.within(at, "@minunit") and (count := _count(page, at - 1)) is not None:
            found.append((int(count), at))
        elif page.within(at, "@hourunit") and (length := _hours(page, at)) is not None:
            found.append((length, at))
    return _merged(found)


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """An hour followed at once by minutes is one length of time."""
    if len(found) == 2 and found[0][0] % 60 == 0 and found[1][0] < 60 and found[1][1] - found[0][1] <= 3:
        return [(found[0][0] + found[1][0], found[1][1])]
    return found


def _count(page: Page, at: int) -> float | None:
    if at < 0:
        return None
    if page.within(at, "@half") or page.words_at(at) in ("pol",):
        return None
    return page.numbers[at]


def _hours(page: Page, at: int) -> int | None:
    before = _length_before(page, at)
    if before is None:
        return None
    tail = at + 2 if page.words_at(at + 1) in ("in", "pa", "i", "n") else at + 1
    if page.within(tail, "@half") and not page.within(tail + 1, "@hourunit"):
        return before + 30
    if page.within(tail, "@quarter") and not page.within(tail + 1, "@hourunit"):
        return before + 15
    return before


def _length_before(page: Page, at: int) -> int | None:
    count = page.numbers[at - 1] if at else None
    if page.words_at(at - 1).startswith("poldrug"):
        return 90
    if page.within(at - 1, "@half"):
        return 30
    if page.within(at - 1, "@quarter"):
        return 45 if page.number_at(at - 2) == 3 else 15
    if count is not None:
        return None if page.within(at - 2, "@sharp") or count > 5 else int(count * 60)
    word = page.words_at(at)
    if word.startswith(("ur", "vur")) and word[-1] in "oaucic" and word not in ("ur", "uri"):
        return None if page.words_at(at - 1) in _BARRED else 60
    return None


def _clock(page: Page, at: int) -> int | None:
    if page.within(at, "@half") and (hour := page.number_at(at + 1)) and 1 <= hour <= 12:
        return int(hour) * 60 - 30
    if page.within(at, "@quarter") or page.within(at, "@threequarter"):
        return _quarter(page, at)
    if page.within(at, "@over") and (hour := page.number_at(at + 1)) and (past := page.number_at(at - 1)):
        return int(hour * 60 + past) if hour <= 12 and not page.within(at + 2, "@minunit") else None
    digits = page.words_at(at)
    if digits[:1].isdecimal() and "." in digits and len(digits.split(".")[1]) == 2:
        hour_part, minute_part = (int(part) for part in digits.split("."))
        return hour_part * 60 + minute_part if _WORKING[0] <= hour_part < _WORKING[1] and minute_part < 60 else None
    if page.within(at, "@sharp"):
        return _sharp(page, at)
    return _hour_and_minutes(page, at)


def _hour_and_minutes(page: Page, at: int) -> int | None:
    """ "devet pa petnajst" or "devet štirideset" without a preposition; "pet čez" is after the start."""
    hour, tail = page.number_at(at), at + 1 + (page.words_at(at + 1) in ("pa", "in"))
    minutes = page.number_at(tail)
    if hour is None:
        return None
    if hour in _FIVES and page.within(at + 1, "@over") and _ends(page, at + 2):
        return START + int(hour)
    if minutes not in _FIVES or not 8 <= hour <= 12 or page.within(tail + 1, "@minunit"):
        return None
    return int(hour * 60 + minutes) if tail > at + 1 or minutes >= 10 else None


def _ends(page: Page, at: int) -> bool:
    return at >= len(page.keys) or bool(page.keys[at] & MARKS)


def _quarter(page: Page, at: int) -> int | None:
    hour = page.number_at(at + 2 if page.words_at(at + 1) in ("na", "n", "pred") else at + 1)
    if not hour or hour > 12:
        return None
    return int(hour) * 60 - (15 if page.number_at(at - 1) == 3 or page.within(at, "@threequarter") else 45)


def _sharp(page: Page, at: int) -> int | None:
    hour = page.number_at(at + 1)
    if hour is None or not _WORKING[0] <= hour < _WORKING[1] or hour % 1:
        return None
    if page.within(at + 2, "@minunit"):
        return None
    after = at + 2 + (page.words_at(at + 2) in ("ih", "h", "tih", "ti", "uri"))
    joined = page.words_at(after) in ("in", "pa", "i", "")
    extra = page.number_at(after + 1 if joined else after)
    if joined and page.within(after + 1, "@half"):
        return int(hour) * 60 + 30
    return int(hour * 60 + (extra or 0 if extra in _FIVES else 0))


def _names_hour(page: Page, at: int) -> bool:
    """True for the number in "ob desetih" and "pol desetih"."""
    return any(page.within(at - 1, name) for name in ("@sharp", "@half"))


def _lone_number(page: Page) -> int | None:
    found = [
        n
        for at, n in enumerate(page.numbers)
        if n is not None and 1 <= n <= 180 and n == int(n) and not _names_hour(page, at)
    ]
    if found:
        return int(found[-1])
    half = any(page.within(at, "@half") for at in range(len(page.keys)))
    return 30 if half and not clock_times(page) else None

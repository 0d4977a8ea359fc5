"""Time expressions in a reply as they were written: the day wished for, the hour of arrival."""

from __future__ import annotations

from language.folding import MARKS
from language.page import Page

_DAYS = {"@day", "@relday", "@part", "@other", "@later", "@weekword", "@month"}
_NEAR = {"@relday", "@today"}
_COUNTED = {"@minunit", "@hourunit", "@half", "@quarter", "@hourmark"}
_LEADING = {"@sharp", "@over", "@half", "@quarter"}
_INSTEAD = ("namesto", "umjesto", "instead", "of", "ne", "mesto")
_JOINTS = frozenset(
    [
        "v",
        "u",
        "na",
        "ob",
        "po",
        "do",
        "od",
        "in",
        "a",
        "naslednji",
        "ta",
        "za",
        "on",
        "at",
        "in",
        "um",
        "am",
        "il",
        "alle",
        "med",
    ]
)


def when(page: Page, avoid: range = range(0)) -> str | None:
    """The last time expression as it was written, outside the avoided tokens if there is one."""
    runs = [run for run in _runs(page) if page.words_at(run[0] - 1) not in _INSTEAD]
    free = [run for run in runs if run[0] not in avoid]
    other = [run for run in free if not any(page.keys[at] & _NEAR for at in range(*run))]
    best = (other or free or runs)[-1:]
    return page.written(*best[0]) if best else None


def arrival(page: Page) -> str | None:
    """The hour or the minutes from now at which somebody says to arrive, as written."""
    for first, last in _runs(page):
        names = page.keys[first]
        if names & _LEADING or (page.words_at(first) in ("v", "u") and _counts_minutes(page, range(first, last))):
            return page.written(first, last)
    return None


def _counts_minutes(page: Page, places: range) -> bool:
    return any(page.within(at, "@minunit") for at in places)


def _runs(page: Page) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(page.keys):
        end = _run_end(page, at)
        if end > at:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _run_end(page: Page, at: int) -> int:
    """Where a time expression that begins here ends; the same place if none begins."""
    end = last = at
    while end < len(page.keys) and not page.keys[end] & MARKS:
        names = page.keys[end]
        counted = end > at and (names & _COUNTED or page.numbers[end] is not None)
        if names & _DAYS or _is_ordinal(page, end) or counted:
            last = end + 1
        elif not (names & _LEADING or page.words_at(end) in _JOINTS):
            break
        end += 1
    return last


def _is_ordinal(page: Page, at: int) -> bool:
    """True for "20." in a date or before an hour."""
    return page.words_at(at)[:1].isdecimal() and page.written(at, at + 1).endswith(".")

"""The mood of the day from 1 to 5 where a number tells it, in digits or written out."""

from __future__ import annotations

from language.folding import MARKS
from language.page import Page

_JOINING = ("in", "pa", "k", "ku", "ne", "ampak", "skoraj")
_PRESENTING = {"@presents", "@break", "@so", "@that", "@yesword", "@but", "@number", "@feel", "@mark", "@today"}


def number_score(page: Page) -> int | None:
    """The last number from 1 to 5 that stands for the day and counts nothing else."""
    found = [at for at in range(len(page.keys)) if _stands_alone(page, at)]
    today = [at for at in found if not _is_past(page, at)]
    chosen = (today or found)[-1:]
    if not chosen:
        return None
    if len(today) > 1 and _is_range(page, range(today[-2] + 1, today[-1])):
        chosen = [today[-2]]
    return int(page.numbers[chosen[0]] or 0)


def leads(page: Page) -> bool:
    """True for "2. jutri me ne bo": a number from 1 to 5 and a mark come first, so it is the score."""
    number = page.number_at(0)
    ends = len(page.keys) == 1 or bool(page.keys[1] & (MARKS | {"@break"})) if page.keys else False
    return ends and number in (1, 2, 3, 4, 5) and number_score(page) is not None


def _stands_alone(page: Page, at: int) -> bool:
    number = page.numbers[at]
    if (
        number is None
        or not 1 <= number <= 5
        or number % 1 not in (0, 0.5)
        or (page.words_at(at - 1) in ("ne", "not", "nije") and page.number_at(at - 2) is None)
    ):
        return False
    if any(page.within(near, "@aged") for near in (at - 2, at - 1, at + 1)):
        return False
    if page.words_at(at - 1) in ("/", "od", "+") and page.number_at(at - 2) is not None:
        return False
    if page.within(at + 1, "@counted") or page.within(at + 1, "@minunit") or page.within(at - 1, "@timeprep"):
        return False
    return _digit_fits(page, at) if page.words_at(at)[0].isdecimal() else _bordered(page, at)


def _digit_fits(page: Page, at: int) -> bool:
    """A digit is a score at the start, before a border, or right after a word for today or for marks."""
    first = at == 0 or bool(page.keys[at - 1] & (MARKS | {"@today", "@mark", "@break", "@greet", "@feel"}))
    return first or at + 1 >= len(page.keys) or bool(page.keys[at + 1] & (MARKS | {"@break", "@presents", "@thanks"}))


def _bordered(page: Page, at: int) -> bool:
    """A written-out number is a score only at a border or beside a word that presents it."""
    before = at == 0 or page.words_at(at - 1) == "ne" or bool(page.keys[at - 1] & (MARKS | _PRESENTING))
    after = (
        at + 1 >= len(page.keys)
        or page.words_at(at + 1) in _JOINING
        or bool(page.keys[at + 1] & (MARKS | _PRESENTING | {"@e_thanks", "@thanks"}))
    )
    return before and after


def _is_range(page: Page, gap: range) -> bool:
    between = [page.words_at(at) for at in gap]
    return len(between) <= 1 and all(word in ("in", "-", "do", "ali", "pa", "/", ",", "al", "oz") for word in between)


def _is_past(page: Page, at: int) -> bool:
    """True if a word for yesterday stands shortly before, or right after, with no today between."""
    for place in range(at, max(at - 5, -1), -1):
        if page.within(place, "@today"):
            return False
        if page.within(place, "@past"):
            return True
    return page.within(at + 1, "@past")

"""Rows of words that tell something, and where they occur in a text.

`@no .. @come` is a row: `..` up to two words between, `...` up to five, `_` up to four small ones, `a|b` either, `x?`
perhaps, `!x` not this word, `^` and `$` the ends of a clause, `#` a number. `otrok* & bol*` stands in any order within
a clause. A line that begins with ~ is a weak sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from language.folding import MARKS

_GAPS = {"..": 2, "...": 5}
_LOOSELESS = ("..", "...", "_")
_REACH = 7


class Element(NamedTuple):
    """One place of a row: the keys that fit, or a gap, a border or a word that must not stand there."""

    keys: frozenset[str]
    kind: str = "word"
    gap: int = 0


class Pattern(NamedTuple):
    """A row (or, if loose, a set) of elements that shows an act."""

    act: str
    elements: tuple[Element, ...]
    weak: bool
    loose: bool
    line: str

    @property
    def anchor(self) -> frozenset[str]:
        """The keys of the first word that must be there."""
        return next(element.keys for element in self.elements if element.kind == "word")

    @property
    def literals(self) -> set[str]:
        """The plain words and stems that the pattern names."""
        return {key for element in self.elements for key in element.keys if key[:1] not in "@#"}


@dataclass(frozen=True, slots=True)
class Sign:
    """An act seen in tokens start..end (end not included)."""

    act: str
    start: int
    end: int
    weak: bool
    line: str


def compiled(act: str, lines: str) -> Iterator[Pattern]:
    """The patterns of a block of lines, optional words spelled out."""
    for line in lines.splitlines():
        line = line.strip()
        if line:
            yield from _line(act, line)


def _line(act: str, line: str) -> Iterator[Pattern]:
    weak, loose = line.startswith("~"), " & " in line
    parts = [part for part in line.lstrip("~").split() if part != "&" and not (loose and part in _LOOSELESS)]
    for chosen in product(*(_readings(part, loose) for part in parts)):
        elements = tuple(_element(part) for reading in chosen for part in reading)
        if any(element.kind == "word" for element in elements):
            yield Pattern(act, elements, weak, loose, line)


@cache
def _readings(part: str, loose: bool) -> list[list[str]]:
    """The ways to take one part of a line: present or absent, one word or a phrase joined by low lines."""
    bare = part[:-1].replace("?|", "|") if part.endswith("?") and part != "?" else part
    keys = bare.split("|")
    words = [key for key in keys if "_" not in key or key[0] == "@" or key == "_"]
    phrases = [key.split("_") for key in keys if key not in words and not loose]
    readings = [["|".join(words)]] if words else []
    return [*readings, *phrases] if bare == part else [*readings, *phrases, []]


@cache
def _element(part: str) -> Element:
    if part == "_":
        return Element(frozenset(("@small",)), "small", 4)
    if part in _GAPS:
        return Element(frozenset(), "gap", _GAPS[part])
    if part in "^$":
        return Element(frozenset(), part)
    if part.startswith("!"):
        return Element(frozenset(part[1:].split("|")), "not")
    return Element(frozenset("@number" if key == "#" else key for key in part.split("|")))


Keys = Sequence[frozenset[str]]


def ends(pattern: Pattern, keys: Keys, at: int) -> tuple[int, int] | None:
    """Where the pattern starts and ends if its first required word stands at this place."""
    if pattern.loose:
        return _loose(pattern, keys, at)
    lead = next(i for i, element in enumerate(pattern.elements) if element.kind == "word")
    for element in pattern.elements[:lead]:
        if not _before(element, keys, at):
            return None
    end = _row(pattern.elements, lead, keys, at)
    return None if end is None else (at, end)


def _before(element: Element, keys: Keys, at: int) -> bool:
    edge = at == 0 or bool(keys[at - 1] & MARKS)
    if element.kind == "^":
        return edge
    return edge or not keys[at - 1] & element.keys


def _row(elements: tuple[Element, ...], i: int, keys: Keys, at: int) -> int | None:
    if i == len(elements):
        return at
    element = elements[i]
    over = at >= len(keys) or bool(keys[at] & MARKS)
    if element.kind == "word":
        return _row(elements, i + 1, keys, at + 1) if at < len(keys) and keys[at] & element.keys else None
    if element.kind in ("gap", "small"):
        return _gap(elements, i, keys, at)
    if element.kind == "$":
        return _row(elements, i + 1, keys, at) if over else None
    return _row(elements, i + 1, keys, at) if at >= len(keys) or not keys[at] & element.keys else None


def _gap(elements: tuple[Element, ...], i: int, keys: Keys, at: int) -> int | None:
    for skipped in range(elements[i].gap + 1):
        end = _row(elements, i + 1, keys, at + skipped)
        if end is not None:
            return end
        if at + skipped >= len(keys) or keys[at + skipped] & BREAKS:
            return None
        if elements[i].keys and not keys[at + skipped] & elements[i].keys:
            return None
    return None


BREAKS = MARKS | {"@break"}
FENCES = MARKS | {"@fence", "@symbol"}


def _loose(pattern: Pattern, keys: Keys, at: int) -> tuple[int, int] | None:
    low, high = _clause(keys, at)
    places = [at]
    for element in pattern.elements:
        found = [p for p in range(low, high) if keys[p] & element.keys]
        if element.kind == "not":
            if found:
                return None
            continue
        free = [p for p in found if p not in places] if not keys[at] & element.keys else [at]
        if not free:
            return None
        places.append(min(free, key=lambda p: abs(p - at)))
    return min(places), max(places) + 1


def _clause(keys: Keys, at: int) -> tuple[int, int]:
    low = at
    while low > 0 and at - low < _REACH and not keys[low - 1] & FENCES:
        low -= 1
    high = at + 1
    while high < len(keys) and high - at <= _REACH and not keys[high] & FENCES:
        high += 1
    return low, high

"""Rows of words that tell something, and where they occur in a text.

`@no .. @come` is a row: `..` up to two words between, `...` up to five, `_` up to four small ones, `a|b` either, `x?`
perhaps, `!x` not this word, `^` and `$` the ends of a clause, `#` a number. `otrok* & bol*` stands in any order within
a clause, `otrok* && bol*` anywhere near. A line that begins with ~ is a weak sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from typing import NamedTuple

_GAPS = {"..": 2, "...": 5}
_LOOSELESS = ("..", "...", "_")


class Element(NamedTuple):
    """One place of a row: the keys that fit, or a gap, a border or a word that must not stand there."""

    keys: frozenset[str]
    kind: str = "word"
    gap: int = 0


class Pattern(NamedTuple):
    """A row (or, if loose, a set) of elements that shows an act; then: the keys of a second word that must be there."""

    act: str
    elements: tuple[Element, ...]
    lead: int
    weak: bool
    loose: bool
    line: str
    wide: bool
    then: frozenset[str]

    @property
    def anchor(self) -> frozenset[str]:
        """The keys of the first word that must be there."""
        return self.elements[self.lead].keys

    @property
    def literals(self) -> set[str]:
        """The plain words and stems that the pattern names."""
        return set().union(*(_literals(element) for element in self.elements))


@cache
def _literals(element: Element) -> frozenset[str]:
    return frozenset(key for key in element.keys if key[:1] not in "@#")


def compiled(act: str, lines: str) -> Iterator[Pattern]:
    """The patterns of a block of lines, optional words spelled out."""
    for line in lines.splitlines():
        line = line.strip()
        if line:
            yield from _line(act, line)


def _line(act: str, line: str) -> Iterator[Pattern]:
    weak, wide = line.startswith("~"), " && " in line
    loose = wide or " & " in line
    dropped = ("&", "&&", *_LOOSELESS) if loose else ("&",)
    parts = [part for part in line.lstrip("~").split() if part not in dropped]
    for chosen in product(*(_readings(part, loose) for part in parts)):
        elements = tuple(chain.from_iterable(chosen))
        lead = next((i for i, element in enumerate(elements) if element.kind == "word"), None)
        if lead is not None:
            yield Pattern(act, elements, lead, weak, loose, line, wide, _then(elements[lead + 1 :]))


def _then(elements: tuple[Element, ...]) -> frozenset[str]:
    """The keys of the next word that must be there; none if there is no other."""
    return next((element.keys for element in elements if element.kind == "word"), frozenset())


@cache
def _readings(part: str, loose: bool) -> list[tuple[Element, ...]]:
    """The ways to take one part of a line: present or absent, one word or a phrase joined by low lines."""
    bare = part[:-1].replace("?|", "|") if part.endswith("?") and part != "?" else part
    keys = bare.split("|")
    words = [key for key in keys if "_" not in key or key[0] == "@" or key == "_"]
    phrases = [] if loose else [key.split("_") for key in keys if key not in words]
    rows = ([["|".join(words)]] if words else []) + phrases + ([[]] if bare != part else [])
    return [tuple(_element(word) for word in row) for row in rows]


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

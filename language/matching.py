"""Where the rows of a lexicon occur in a reply: the signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from language.folding import COMMA, MARKS
from language.patterns import Element, Pattern

_BREAKS = MARKS | {"@break"}
_FENCES = MARKS | {"@fence", "@symbol"}
_GRAVE = ("distress", "calm")
_REACH = 7
_NEAR = 16  # tokens to either side, for words that belong together across clauses
_Row = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """An act seen in tokens start..end (end not included), and the line of the lexicon that shows it."""

    act: str
    start: int
    end: int
    weak: bool
    line: str


def _parts(keys: frozenset[str], *, grave: bool) -> bool:
    """True where a clause ends; what is grave is told across commas and conjunctions, so only a full stop ends it."""
    return bool(keys & MARKS) and COMMA not in keys if grave else bool(keys & _FENCES)


class Matcher:
    """Looks for patterns in one reply, given what each of its tokens may be called."""

    def __init__(self, keys: Sequence[frozenset[str]]) -> None:
        self._keys = keys
        self._present = frozenset((".",)).union(*keys)  # the end of a reply is a full stop

    def signs(self, patterns: Mapping[str, Sequence[Pattern]]) -> list[Sign]:
        """Every sign in the reply; of two equal ones the strong one."""
        found: dict[tuple[str, int, int], Sign] = {}
        for pattern, at in self._possible(patterns):
            span = self._span(pattern, at)
            if span and (not pattern.weak or (pattern.act, *span) not in found):
                found[pattern.act, *span] = Sign(pattern.act, *span, pattern.weak, pattern.line)
        return list(found.values())

    def _possible(self, patterns: Mapping[str, Sequence[Pattern]]) -> Iterator[tuple[Pattern, int]]:
        for at, names in enumerate(self._keys):
            for name in names:
                yield from ((pattern, at) for pattern in patterns.get(name, ()) if self._may_fit(pattern))

    def _may_fit(self, pattern: Pattern) -> bool:
        return not pattern.then or not pattern.then.isdisjoint(self._present)

    def _span(self, pattern: Pattern, at: int) -> tuple[int, int] | None:
        """Where the pattern starts and ends if its first required word stands at this place."""
        if pattern.loose:
            return self._loose(pattern, at)
        if not all(self._before(element, at) for element in pattern.elements[: pattern.lead]):
            return None
        end = self._row(pattern.elements[pattern.lead :], at)
        return None if end is None else (at, end)

    def _before(self, element: Element, at: int) -> bool:
        edge = at == 0 or bool(self._keys[at - 1] & MARKS)
        return edge if element.kind == "^" else edge or not self._keys[at - 1] & element.keys

    def _row(self, row: _Row, at: int) -> int | None:
        """Where the rest of a row ends if it begins here."""
        if not row:
            return at
        element, rest = row[0], row[1:]
        here = self._keys[at] if at < len(self._keys) else frozenset((".",))
        if element.kind == "word":
            return self._row(rest, at + 1) if here & element.keys else None
        if element.kind in ("gap", "small"):
            return self._gap(row, at)
        fits = here & MARKS if element.kind == "$" else not here & element.keys
        return self._row(rest, at) if fits else None

    def _gap(self, row: _Row, at: int) -> int | None:
        for place in range(at, at + row[0].gap + 1):
            end = self._row(row[1:], place)
            if end is not None:
                return end
            if place >= len(self._keys) or self._keys[place] & _BREAKS:
                return None
            if row[0].keys and not self._keys[place] & row[0].keys:
                return None
        return None

    def _loose(self, pattern: Pattern, at: int) -> tuple[int, int] | None:
        grave = pattern.act.startswith(_GRAVE)
        clause = range(*(self._nearby(at) if pattern.wide else self._clause(at, grave=grave)))
        places = [at]
        for element in (*pattern.elements[: pattern.lead], *pattern.elements[pattern.lead + 1 :]):
            found = [place for place in clause if place not in places and self._keys[place] & element.keys]
            if bool(found) == (element.kind == "not"):
                return None
            places += sorted(found, key=lambda place: abs(place - at))[:1]
        if pattern.wide and pattern.act.startswith("distress"):
            return at, at + 1
        return min(places), max(places) + 1

    def _nearby(self, at: int) -> tuple[int, int]:
        return max(at - _NEAR, 0), min(at + _NEAR + 1, len(self._keys))

    def _clause(self, at: int, *, grave: bool) -> tuple[int, int]:
        low = high = at
        while low > 0 and at - low < _REACH and not _parts(self._keys[low - 1], grave=grave):
            low -= 1
        while high + 1 < len(self._keys) and high - at < _REACH and not _parts(self._keys[high + 1], grave=grave):
            high += 1
        return low, high + 1

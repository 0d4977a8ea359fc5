"""Who of several people writes: a name at the beginning or the end of the words, as one introduces or signs oneself.

A name in the middle is spoken about ("Ben jutri ne pride") and says nothing about who writes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from language.phrases import any_of, flat

_EDGES = " \t\n.,;:!-–"


@dataclass(frozen=True, slots=True)
class Introduced:
    """Who writes, the words that said so, and what else was written."""

    who: int
    words: str
    rest: str


def introduced(text: str, names: Mapping[int, Sequence[str]]) -> Introduced | None:
    """The one person of these who says that it is they who write; None when nobody does, or more than one could."""
    found = [each for who, theirs in names.items() if (each := _introduced(text, who, theirs=theirs)) is not None]
    return found[0] if len(found) == 1 else None


def _introduced(text: str, who: int, *, theirs: Sequence[str]) -> Introduced | None:
    plain = flat(text)
    for name in filter(None, theirs):
        for pattern in _patterns(re.escape(flat(name))):
            match = re.search(pattern, plain)
            if match is not None:
                words, rest = match[0], text[: match.start()] + text[match.end() :]
                return Introduced(
                    who, text[match.start() : match.start() + len(words)].strip(_EDGES), rest.strip(_EDGES)
                )
    return None


def _patterns(name: str) -> Iterator[str]:
    before, after, greeting = (any_of("writer", each) for each in ("before", "after", "greeting"))
    opening = rf"\A\W*(?:(?:{greeting})\W+)?"
    yield rf"{opening}(?:(?:{before})\W+)?{name}(?:\s+(?:{after}))?\s*(?:[,.;:!]+|[-–]\s|\n|\Z)"  # tukaj Ben: …
    yield rf"{opening}(?:{before})\W+{name}\b(?!\s*\?)"  # tukaj Ben …
    yield rf"{opening}{name}\s+(?:{after})\b(?!\s*\?)"  # Ben tukaj …
    yield rf"(?:[,.;:!\n]\s*|\s[-–]\s*|\b)(?:{before})\W+{name}[\s.!]*\Z"  # … lp Ben
    yield rf"(?:[,.;:!\n]\s*|\s[-–]\s*){name}[\s.!]*\Z"  # …, Ben

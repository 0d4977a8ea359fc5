"""A text with gaps: {placeholder} is filled, [a piece in brackets] falls away when a gap in it stays empty.

A capital ({Day_run}) capitalises the value. A line that is nothing but a fallen piece goes with its line end;
after a fallen beginning the text starts with a capital.
Pieces may stand inside pieces. A value is never read again, so brackets and braces in it are harmless.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\{([A-Za-z_0-9]+)\}|([\[\]{}])")
_FALLEN = "\x00"
_TIDY = re.compile(r"^\x00+(?:\n|\Z)|\x00", re.MULTILINE)


class BadTemplate(ValueError):
    """The text's brackets or braces do not match; the sentence says which."""


class EmptyGap(Exception):
    """A gap that must be filled has no value; the argument is the placeholder's name."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place to fill; a capital one begins with a capital letter."""

    name: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Template:
    """Pieces in order: plain words, gaps, and inner templates that may fall away."""

    pieces: "tuple[str | Gap | Template, ...]"

    def fill(self, value: Callable[[str], str]) -> str:
        """The text with every gap filled. Raises EmptyGap when a gap outside brackets has no value."""
        text = _fill(self, value)
        if _FALLEN not in text:
            return text.strip()
        tidy = _TIDY.sub("", text).strip()
        return tidy[:1].upper() + tidy[1:] if text.startswith(_FALLEN) else tidy

    def gaps(self) -> Iterator[str]:
        """Every placeholder's name, as often as it occurs."""
        for piece in self.pieces:
            if isinstance(piece, Gap):
                yield piece.name
            elif isinstance(piece, Template):
                yield from piece.gaps()

    def needed(self) -> frozenset[str]:
        """The placeholders that cannot stay empty."""
        return frozenset(piece.name for piece in self.pieces if isinstance(piece, Gap))

    def words(self) -> str:
        """The words alone, without what fills the gaps."""
        return "".join(_words(piece) for piece in self.pieces)


def _words(piece: str | Gap | Template) -> str:
    if isinstance(piece, Template):
        return piece.words()
    return piece if isinstance(piece, str) else "…"


def _fill(template: Template, value: Callable[[str], str]) -> str:
    said: list[str] = []
    for piece in template.pieces:
        if isinstance(piece, str):
            said.append(piece)
        elif isinstance(piece, Gap):
            said.append(_filled(piece, value))
        else:
            said.append(_fill_or_drop(piece, value))
    return "".join(said)


def _filled(gap: Gap, value: Callable[[str], str]) -> str:
    words = value(gap.name)
    if not words:
        raise EmptyGap(gap.name)
    return words[0].upper() + words[1:] if gap.capital else words


def _fill_or_drop(piece: Template, value: Callable[[str], str]) -> str:
    try:
        return _fill(piece, value)
    except EmptyGap:
        return _FALLEN


@lru_cache(maxsize=4096)
def parse(source: str) -> Template:
    """The template a source text describes. Raises BadTemplate with a plain sentence."""
    stack: list[list[str | Gap | Template]] = [[]]
    end = 0
    for token in _TOKEN.finditer(source):
        if token.start() > end:
            stack[-1].append(source[end : token.start()])
        end = token.end()
        _take(stack, name=token[1], bracket=token[2])
    if len(stack) > 1:
        raise BadTemplate("a [ is never closed; add the ].")
    if end < len(source):
        stack[-1].append(source[end:])
    return Template(tuple(stack[0]))


def _take(stack: list[list[str | Gap | Template]], *, name: str | None, bracket: str | None) -> None:
    if name:
        stack[-1].append(Gap(name[0].lower() + name[1:], name[0].isupper()))
    elif bracket == "[":
        stack.append([])
    elif bracket == "]" and len(stack) > 1:
        inner = Template(tuple(stack.pop()))
        if not inner.needed():
            raise BadTemplate("a piece in [ ] has no {placeholder} of its own, so it would never fall away.")
        stack[-1].append(inner)
    else:
        raise BadTemplate(f"a {bracket} stands alone; write placeholders as {{name}} and optional pieces in [ ].")

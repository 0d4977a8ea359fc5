"""The reader's word lists of one group of languages, made ready for looking up.

A lexicon folder or file holds TOML: [classes] (families of word forms), [same] (other spellings of a word), [numbers]
and [signs] (what a row of words tells). `pri{de,d}{m,n}` stands for every spelling in the braces, `zamud*` for every
word that begins so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from language.folding import fold
from language.patterns import Pattern, compiled
from language.variants import Variants

_BRACES = re.compile(r"\{([^{}]*)\}")
_HOME = Path(__file__).parent
_Table = dict[str, str]


def spellings(words: str) -> Iterator[str]:
    """Every word of a list, braces spelled out."""
    for word in words.split():
        yield from _spelled_out(word)


def _spelled_out(word: str) -> Iterator[str]:
    found = _BRACES.search(word)
    if not found:
        yield word
        return
    for choice in found.group(1).split(","):
        yield from _spelled_out(word[: found.start()] + choice + word[found.end() :])


class Lexicon:
    """Words, numbers and patterns of the named languages, read together as one."""

    def __init__(self, name: str, *languages: str) -> None:
        self.name, self.languages = name, languages
        self.exact: dict[str, set[str]] = {}
        self.stems: dict[str, set[str]] = {}
        self.numbers: dict[str, float] = {}
        self.patterns: dict[str, list[Pattern]] = {}
        self.spoken: dict[str, set[str]] = {}
        self._named: set[str] = set()
        self._known: dict[str, frozenset[str]] = {}
        self.ordinary = frozenset(word for language in languages for word in _ordinary(language))
        for language in languages:
            for path in _files(language):
                self._take(tomllib.loads(fold(path.read_text(encoding="utf-8"))), language)

    def keys(self, word: str) -> frozenset[str]:
        """What patterns may call this word: itself, its stems and its classes; looked up through dialect and typos."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 20_000:
                self._known.clear()
            known = self._known[word] = self._looked_up(word)
        return known

    def knows(self, word: str) -> bool:
        """True if the word stands in the lists as it is written."""
        return word in self.exact or any(stem in self.stems for stem in _beginnings(word))

    def number(self, word: str) -> float | None:
        """The value of digits or of a written-out number."""
        if word[0].isdecimal():
            return float(word) if len(word) < 8 else None
        return self.numbers.get(word)

    def direct(self, word: str) -> set[str]:
        """The keys of a word exactly as it is written; empty if it is not listed."""
        found = set(self.exact.get(word, ()))
        for beginning in _beginnings(word):
            found |= self.stems.get(beginning, set())
        return found

    @cached_property
    def variants(self) -> Variants:
        """Ways from an unknown spelling to a listed word."""
        return Variants(self.exact)

    def _looked_up(self, word: str) -> frozenset[str]:
        found = self.direct(word)
        if word in self.exact or word in self.ordinary or any(stem in self.stems for stem in _beginnings(word[:-1], 5)):
            return frozenset(found | {word})
        for candidate in self.variants.candidates(word):
            meant = self.direct(candidate) if not found else self.exact.get(candidate)
            if meant:
                return frozenset(found | meant | {word})
        return frozenset(found | {word})

    def _take(self, tables: dict[str, _Table], language: str) -> None:
        for name, words in tables.get("classes", {}).items():
            for word in spellings(words):
                self._register(word, f"@{name}", language=language)
        for meant, words in tables.get("same", {}).items():
            for word in spellings(words):
                self._register(word, meant, language=language)
        for value, words in tables.get("numbers", {}).items():
            for word in spellings(words):
                self.numbers[word] = float(value.replace("_", "."))
                self._register(word, "@number", language=language)
        for act, lines in tables.get("signs", {}).items():
            for pattern in compiled(act, lines):
                self._index(pattern, language)

    def _index(self, pattern: Pattern, language: str) -> None:
        for key in pattern.anchor:
            self.patterns.setdefault(key, []).append(pattern)
        for word in pattern.literals - self._named:
            self._register(word, word, language=language)
        self._named |= pattern.literals

    def _register(self, word: str, key: str, *, language: str) -> None:
        table, word = (self.stems, word[:-1]) if word.endswith("*") else (self.exact, word)
        table.setdefault(word, set()).add(key)
        self.spoken.setdefault(word, set()).add(language)


def _beginnings(word: str, shortest: int = 2) -> Iterable[str]:
    return (word[:size] for size in range(shortest, len(word) + 1))


def _files(language: str) -> list[Path]:
    home = _HOME / language
    return sorted([*home.glob("lexicon/*.toml"), *home.glob("lexicon.toml"), *home.glob("safety.toml")])


def _ordinary(language: str) -> list[str]:
    """Everyday words that look like a slip of a listed word but are meant as they stand."""
    path = _HOME / language / "ordinary.txt"
    return fold(path.read_text(encoding="utf-8")).split() if path.is_file() else []

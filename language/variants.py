"""Unknown spellings led back to known ones: dialect endings and sounds, lost vowels, a slip of the finger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

_VOWELS = re.compile(r"[aeiouy]")
_DOUBLE = re.compile(r"([a-z])\1")
_ENDINGS = (
    ("n", ("m",)),  # Primorska: bon, pridn
    ("u", ("il", "el", "al", "l")),  # pozabu, mogu, delu
    ("o", ("il", "el", "al", "l")),  # Prekmurje: prišo, delo
    ("w", ("l", "v")),
    ("a", ("ila", "ela", "ala", "la", "o")),
    ("t", ("ti", "iti", "eti", "ati")),
    ("st", ("s",)),
    ("m", ("em", "im", "am")),
    ("mo", ("emo", "imo", "amo")),
    ("e", ("i", "")),
)
_SOUNDS = tuple(
    (pair.split(">")[0], pair.split(">")[1])
    for pair in [
        "ie>e",
        "uo>o",
        "ei>e",
        "ej>e",
        "ou>ol",
        "ou>o",
        "au>al",
        "ow>ol",
        "aw>al",
        "w>v",
        "y>i",
        "q>k",
        "x>ks",
        "sh>s",
        "ch>c",
        "zh>z",
        "cc>c",
        "lj>l",
        "nj>n",
        "l>lj",
        "n>nj",
        "h>g",
        "h>k",
        "u>v",
        "ij>i",
        "j>",
        "oa>o",
        "ea>e",
    ]
)


class Variants:
    """Finds listed words near an unlisted one; longer words bear more difference."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = frozenset(word for word in vocabulary if word.isalpha())
        self._bones: dict[str, list[str]] = {}
        self._shelves: dict[tuple[str, int], list[str]] = {}
        for word in self._words:
            if len(word) > 4:
                self._bones.setdefault(_bones(word), []).append(word)
                self._shelves.setdefault((word[0], len(word)), []).append(word)

    def candidates(self, word: str) -> Iterator[str]:
        """Possible meant spellings, the likeliest first; the caller looks each up."""
        if not word.isalpha() or len(word) < 3:
            return
        single = _DOUBLE.sub(r"\1", word)
        yield single
        yield from _respelled(single)
        if len(single) > 4:
            yield from self._same_bones(single)
            yield from self._slips(single)

    def _same_bones(self, word: str) -> Iterator[str]:
        bones = _bones(word)
        if len(bones) < 4:
            return
        near = [w for w in self._bones.get(bones, ()) if abs(len(w) - len(word)) <= 2 and w[-1] == word[-1]]
        yield from sorted(near, key=lambda known: abs(len(known) - len(word)))

    def _slips(self, word: str) -> Iterator[str]:
        sizes = range(len(word) - 1, len(word) + 2)
        for shelf in product(dict.fromkeys(word[:2]), sizes):
            yield from (known for known in self._shelves.get(shelf, ()) if is_slip(known, word))


def is_slip(known: str, word: str) -> bool:
    """True if one letter is missing, added, changed or swapped with its neighbour."""
    first = 0
    while first < min(len(known), len(word)) and known[first] == word[first]:
        first += 1
    rest, other = known[first:], word[first:]
    if len(rest) == len(other):
        return rest[1:] == other[1:] or (rest[1:2] + rest[:1] == other[:2] and rest[2:] == other[2:])
    return rest[1:] == other if len(rest) > len(other) else rest == other[1:]


def _bones(word: str) -> str:
    return word[0] + _VOWELS.sub("", word[1:])


def _respelled(word: str) -> Iterator[str]:
    for ending, choices in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            for choice in choices:
                yield word[: -len(ending)] + choice
    for sound, other in _SOUNDS:
        if sound in word:
            yield word.replace(sound, other)
            yield from _tail(word.replace(sound, other))


def _tail(word: str) -> Iterator[str]:
    if word.endswith("n"):
        yield word[:-1] + "m"
    if word.endswith("u"):
        yield from (word[:-1] + "il", word[:-1] + "el", word[:-1] + "al")

"""What a reply shows to the learned weights, piece by piece, as numbered traits.

What is written: letters in a row, words, neighbours, words after a "not". What is recognised: families of words, rows
of words, and what the rules for numbers found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from language.folding import MARKS
from language.page import Page
from language.scores import number_score
from language.times import minutes_late

BUCKETS = 1 << 16
_SHORTEST, _LONGEST, _WHOLE = 2, 5, 4
_NOT = frozenset(("ne", "na", "ni", "nisem", "nism", "nimam", "nikoli", "nic", "brez", "not", "no", "nije", "nisam"))
_ASKED = {"health_notice": "reminder", "reason": "reminder", "minutes": "reminder", "yes_no": "reminder"}
_MOST_PIECES, _MOST_SIGNS, _MOST_FAMILIES, _MOST_LETTERS = 80, 40, 4, 40
_LENGTHS = (1, 2, 3, 4, 8, 14, 25)
Buckets = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Buckets of what the reply shows, a row a piece, the last row for the whole reply.

    letters and placed together are what is written; no row has more than 256 buckets.
    """

    letters: tuple[Buckets, ...]
    placed: tuple[Buckets, ...]
    recognised: tuple[Buckets, ...]

    @property
    def kinds(self) -> tuple[tuple[tuple[Buckets, ...], ...], ...]:
        """What has a say together: all that is written, all that was recognised."""
        return (self.letters, self.placed), (self.recognised,)


def evidence(page: Page, context: str) -> Evidence:
    """What the page shows after this question; the same for the same page and context."""
    asked = _ASKED.get(context, context)
    words = [piece.word for piece in page.pieces][:_MOST_PIECES]
    letters = (*map(_letters, words), ())
    return Evidence(letters, _placed(words, asked), _recognised(page, asked, size=len(words)))


def bucket(name: str) -> int:
    """The place of a named trait among the weights."""
    return crc32(name.encode()) % BUCKETS


@lru_cache(maxsize=8192)
def _letters(word: str) -> Buckets:
    """The letters of a word, two to five in a row, and the word itself."""
    framed = f"<{word[:_MOST_LETTERS]}>"
    lengths = range(_SHORTEST, min(_LONGEST, len(framed)) + 1)
    rows = (framed[at : at + n] for n in lengths for at in range(len(framed) - n + 1))
    return tuple(map(bucket, (*rows, f"u:{word}")))


def _placed(words: list[str], asked: str) -> tuple[Buckets, ...]:
    """Words in their place, and what the whole reply looks like."""
    told = [word for word in words if word not in MARKS]
    whole = [f"c:{asked}", f"len:{asked}{sum(len(told) > size for size in _LENGTHS)}"]
    if len(told) <= _WHOLE:
        whole.append(f"w:{asked} {' '.join(told)}")
    whole.append(f"b:{words[-1] if words else '^'} $")
    rows = (_in_place(words, at, asked=asked) for at in range(len(words)))
    return (*rows, tuple(map(bucket, whole)))


def _in_place(words: list[str], at: int, *, asked: str) -> Buckets:
    """The word beside the question, its neighbour, and a "not" shortly before it."""
    word, before = words[at], words[at - 1] if at else "^"
    names = [f"c:{asked} {word}", f"b:{before} {word}"]
    names += [f"n:{word[:4]}" for near in words[max(at - 3, 0) : at] if near in _NOT]
    return tuple(map(bucket, names))


def _recognised(page: Page, asked: str, *, size: int) -> tuple[Buckets, ...]:
    rows: list[list[str]] = [[] for _ in range(size + 1)]
    for row, keys in zip(rows, page.keys[:size], strict=False):
        for family in sorted(key for key in keys if key[0] == "@")[:_MOST_FAMILIES]:
            row += (f"k:{family}", f"kc:{asked}{family}")
    for sign in page.signs[:_MOST_SIGNS]:
        rows[min(sign.start, size)] += (f"S:{sign.act}{sign.weak}", f"Sc:{asked}{sign.act}{sign.weak}")
    rows[-1] += _numbers(page, asked)
    return tuple(tuple(map(bucket, row)) for row in rows)


def _numbers(page: Page, asked: str) -> Iterator[str]:
    yield f"d:{asked}{number_score(page)}"
    yield f"t:{minutes_late(page)}"

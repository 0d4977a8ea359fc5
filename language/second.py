"""A second opinion on a reply: weights learned from labelled replies, beside the rules and never instead of them.

Pure Python over second_opinion.bin, which tools/train_reader.py writes and describes. It knows no slots.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any
from zlib import crc32

from language.folding import MARKS, pieces
from language.meanings import Meaning

FILE, MAGIC, BUCKETS = "second_opinion.bin", b"STK2", 1 << 16
_SHORTEST, _LONGEST, _WHOLE = 2, 5, 4
_NOT = frozenset(("ne", "na", "ni", "nisem", "nism", "nimam", "nikoli", "nic", "brez", "not", "no", "nije", "nisam"))
_ASKED = {"health_notice": "reminder", "reason": "reminder", "minutes": "reminder", "yes_no": "reminder"}
_MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Opinion:
    """The likeliest meaning with its probability, that of every meaning, and whether somebody is in danger."""

    meaning: Meaning
    probability: float
    distress_probability: float
    of: dict[Meaning, float]


@dataclass(frozen=True, slots=True)
class Model:
    """The learned weights: a row of small numbers a bucket, one column a meaning and a last one for danger."""

    meanings: tuple[Meaning, ...]
    scales: tuple[float, ...]
    biases: tuple[float, ...]
    weights: array[int]
    about: dict[str, Any]


def opine(text: str, context: str = "none") -> Opinion:
    """What the learned weights make of a reply; the same for the same text and context."""
    model, found = _model(), features(text, context)
    wide = len(model.scales)
    rows = [model.weights[at * wide : (at + 1) * wide] for at in found]
    length = math.sqrt(len(rows))
    sums = [sum(column) / length for column in zip(*rows, strict=True)]
    *scores, danger = [s * scale + bias for s, scale, bias in zip(sums, model.scales, model.biases, strict=True)]
    of = dict(zip(model.meanings, _shares(scores), strict=True))
    likeliest = max(of, key=lambda meaning: of[meaning])
    return Opinion(likeliest, of[likeliest], 1 / (1 + math.exp(-max(danger, -50.0))), of)


def about() -> dict[str, Any]:
    """What the file says of itself: the meanings, and the files it was trained on with their SHA-256."""
    return dict(_model().about)


def features(text: str, context: str) -> list[int]:
    """The buckets of a reply, repeated if seen twice: letters in a row, words, pairs, words after a "not"."""
    words = [piece.word for piece in pieces(text)][:_MOST_WORDS]
    found = [bucket for word in words for bucket in _of_word(word)]
    found.extend(_bucket(name) for name in _of_row(words, _ASKED.get(context, context)))
    return found


def _of_row(words: list[str], context: str) -> Iterator[str]:
    """The names of what stands in the reply beyond single words."""
    yield f"c:{context}"
    told = [word for word in words if word not in MARKS]
    if len(told) <= _WHOLE:
        yield f"w:{context} {' '.join(told)}"
    for word in words:
        yield f"c:{context} {word}"
    for first, second in pairwise(("^", *words, "$")):
        yield f"b:{first} {second}"
    for first, second in zip(told, told[2:], strict=False):
        yield f"s:{first} {second}"
    for at, word in enumerate(words):
        if word in _NOT:
            yield from (f"n:{after[:4]}" for after in words[at + 1 : at + 3])


@lru_cache(maxsize=8192)
def _of_word(word: str) -> tuple[int, ...]:
    framed = f"<{word}>"
    lengths = range(_SHORTEST, min(_LONGEST, len(framed)) + 1)
    grams = [framed[at : at + n] for n in lengths for at in range(len(framed) - n + 1)]
    kind = ["#"] if word[0].isdecimal() else []
    return tuple(_bucket(gram) for gram in (*grams, f"u:{word}", *kind))


def _bucket(name: str) -> int:
    return crc32(name.encode()) % BUCKETS


def _shares(scores: list[float]) -> list[float]:
    highest = max(scores)
    parts = [math.exp(score - highest) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]


@cache
def _model() -> Model:
    """The weights, read once: magic, length of the description, description as JSON, then signed bytes."""
    content = files("language").joinpath(FILE).read_bytes()
    begins = 8 + int.from_bytes(content[4:8], "little")
    told = json.loads(content[8:begins])
    weights = array("b", content[begins:])
    if content[:4] != MAGIC or len(weights) != BUCKETS * len(told["scales"]):
        raise ValueError(f"{FILE} is damaged: write it anew with tools/train_reader.py.")
    meanings = tuple(Meaning(name) for name in told["meanings"])
    return Model(meanings, tuple(told["scales"]), tuple(told["biases"]), weights, told)

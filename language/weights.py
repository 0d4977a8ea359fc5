"""The learned weights of the reader: what a reply's evidence speaks for, and which of its pieces decided.

Sums of small numbers and one layer of hidden sums for the meaning: pure Python over weights.bin, which
tools/train_reader.py learns from labelled replies and writes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import Any

from language.evidence import BUCKETS, Buckets, Evidence

FILE, MAGIC = "weights.bin", b"STK4"
_ZERO = 128  # a weight of nothing, as its byte is written
_AT_ONCE = 256  # bytes that add up to less than two bytes hold
Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """A row of bytes a bucket: first the hidden columns, then one for each label of each question.

    scales and starts: what a byte is worth in a column, and where the column starts. outer: what each hidden column,
    where it is above nought, adds to the labels of the first question.
    """

    questions: Mapping[str, tuple[str, ...]]
    scales: tuple[float, ...]
    starts: tuple[float, ...]
    outer: Mapping[str, tuple[float, ...]]
    hidden: int
    table: bytes
    about: Mapping[str, Any]

    @property
    def width(self) -> int:
        """How many bytes a row has; an even number."""
        return len(self.scales) + len(self.scales) % 2

    def column(self, question: str, label: str) -> int:
        """The column of a label."""
        at = self.hidden
        for name, labels in self.questions.items():
            if name == question:
                return at + labels.index(label)
            at += len(labels)
        raise LookupError(question)


def weigh(shown: Evidence) -> dict[str, Shares]:
    """For each question the share (0 to 1) of every label, all shares of a question adding up to one."""
    weights = loaded()
    sums = list(weights.starts)
    for kind in shown.kinds:
        more = _spoken([row for rows in kind for row in rows], weights, size=_size(kind))
        sums = [s + m for s, m in zip(sums, more, strict=True)]
    inner, scores = [max(value, 0.0) for value in sums[: weights.hidden]], sums[weights.hidden :]
    answers: dict[str, Shares] = {}
    at = 0
    for question, labels in weights.questions.items():
        told = scores[at : at + len(labels)]
        if not answers:
            told = [t + sum(map(mul, weights.outer[label], inner)) for t, label in zip(told, labels, strict=True)]
        answers[question] = dict(zip(labels, _shares(told), strict=True))
        at += len(labels)
    return answers


def speaking_for(shown: Evidence, label: str) -> list[float]:
    """How much each piece of the reply speaks for a meaning; below zero against it."""
    weights = loaded()
    column = weights.column("meaning", label)
    pieces = [[0.0] * len(weights.scales) for _ in shown.placed]
    for kind in shown.kinds:
        size = _size(kind)
        for at, rows in enumerate(zip(*kind, strict=True)):
            pieces[at] = [p + m for p, m in zip(pieces[at], _spoken(rows, weights, size=size), strict=True)]
    whole = [sum(values) for values in zip(weights.starts, *pieces, strict=True)]
    slope = [value if whole[at] > 0 else 0.0 for at, value in enumerate(weights.outer[label])]
    return [piece[column] + sum(map(mul, slope, piece)) for piece in pieces[:-1]]


def _size(kind: Iterable[Iterable[Buckets]]) -> int:
    return sum(len(row) for rows in kind for row in rows)


def _spoken(rows: Sequence[Buckets], weights: Weights, *, size: int) -> list[float]:
    """What these rows add to every column; size: how many buckets share the say."""
    share, bias = math.sqrt(size or 1), _ZERO * sum(map(len, rows))
    totals = _totals(rows, weights.width)
    return [(total - bias) * scale / share for total, scale in zip(totals, weights.scales, strict=False)]


def _totals(rows: Iterable[Buckets], width: int) -> list[int]:
    """The sum of every column over the buckets of these rows."""
    totals, even, odd, count = [0] * width, 0, 0, 0
    for row in rows:
        if count + len(row) > _AT_ONCE:
            totals, even, odd, count = _carried(totals, even, odd=odd), 0, 0, 0
        more_even, more_odd = _added(row)
        even, odd, count = even + more_even, odd + more_odd, count + len(row)
    return _carried(totals, even, odd=odd)


@lru_cache(maxsize=4096)
def _added(row: Buckets) -> tuple[int, int]:
    """The bytes of all columns added up as the digits of two long numbers, the even and the odd columns."""
    weights = loaded()
    table, width = weights.table, weights.width
    mask = int.from_bytes(b"\xff\x00" * (width // 2), "little")
    found = [int.from_bytes(table[bucket * width : (bucket + 1) * width], "little") for bucket in row]
    return sum(each & mask for each in found), sum(each >> 8 & mask for each in found)


def _carried(totals: list[int], even: int, *, odd: int) -> list[int]:
    added = totals[:]
    added[0::2] = [total + more for total, more in zip(totals[0::2], _digits(even, len(totals)), strict=True)]
    added[1::2] = [total + more for total, more in zip(totals[1::2], _digits(odd, len(totals)), strict=True)]
    return added


def _digits(number: int, width: int) -> Iterable[int]:
    return memoryview(number.to_bytes(width, "little")).cast("H")


def _shares(scores: list[float]) -> list[float]:
    highest = max(scores)
    parts = [math.exp(score - highest) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]


@cache
def loaded() -> Weights:
    """The weights, read once: magic, length of the description, description as JSON, then a byte a weight."""
    content = files("language").joinpath(FILE).read_bytes()
    begins = 8 + int.from_bytes(content[4:8], "little")
    told = json.loads(content[8:begins])
    questions = {name: tuple(labels) for name, labels in told["questions"].items()}
    outer = {label: tuple(row) for label, row in told["outer"].items()}
    hidden = len(next(iter(outer.values())))
    table = content[begins:]
    weights = Weights(questions, tuple(told["scales"]), tuple(told["starts"]), outer, hidden, table, told)
    if content[:4] != MAGIC or len(weights.table) != BUCKETS * weights.width:
        raise ValueError(f"{FILE} is damaged: write it anew with tools/train_reader.py.")
    return weights

"""Writes language/second_opinion.bin, the learned weights of the reader's second opinion, from the labelled replies.

Needs numpy, scipy and scikit-learn 1.9 in an environment of its own (they are not wanted to run Stik):
`python -m venv E && E/bin/pip install scikit-learn rapidfuzz`, then `PYTHONPATH=. E/bin/python tools/train_reader.py`.
With `--measure` it writes nothing and prints how replies of authors kept out of the training are read.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from language.meanings import Meaning
from language.reading import _by_rules, weighed
from language.second import BUCKETS, FILE, MAGIC, Opinion, features

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "language" / "data"
SOURCES = ("core", "dev", "replies", "replies_kept", "replies_everyday", "replies_safety")
FOREIGN = ("replies_everyday", "replies_safety")
SEED, STRENGTH, CHANGED, PLAIN = 7, 20.0, 0.5, 0.3
Reply = dict[str, Any]


def replies(source: str) -> list[Reply]:
    """The labelled replies of a file."""
    return [json.loads(line) for line in (DATA / f"{source}.jsonl").read_text("utf-8").splitlines()]


def misspelt(text: str, dice: random.Random) -> str:
    """The text with reduced vowels, slips of the finger, dialect endings, or a word missing."""
    way = dice.choice((_reduced, _slipped, _clipped, _dropped))
    return " ".join(word for word in (way(word, dice) for word in text.split()) if word) or text


def _reduced(word: str, dice: random.Random) -> str:
    places = [at for at in range(1, len(word) - 1) if word[at].lower() in "ieu"]
    if len(word) < 4 or not places or dice.random() > 0.5:
        return word
    at = dice.choice(places)
    return word[:at] + word[at + 1 :]


def _slipped(word: str, dice: random.Random) -> str:
    if len(word) < 4 or dice.random() > 0.3:
        return word
    at = dice.randrange(len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return dice.choice((swapped, word[:at] + word[at + 1 :], word[: at + 1] + word[at:]))


def _clipped(word: str, dice: random.Random) -> str:
    for ending, spoken in (("el", "u"), ("il", "u"), ("al", "u"), ("iti", "t"), ("ti", "t"), ("i", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + spoken
    return word


def _dropped(word: str, dice: random.Random) -> str:
    return "" if dice.random() < 0.12 else word


def matrix(asked: list[tuple[str, str]]) -> csr_matrix:
    """A row a reply, as language.second counts it."""
    begins, places, values = [0], [], []
    for text, context in asked:
        found = features(text, context)
        places += found
        values += [len(found) ** -0.5] * len(found)
        begins.append(len(places))
    rows = csr_matrix((values, places, begins), shape=(len(asked), BUCKETS))
    rows.sum_duplicates()
    return rows


def learned(known: list[Reply]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The meanings in order, the weights (a row a bucket, danger in the last column) and what each column starts at."""
    dice = random.Random(SEED)
    several = [(text, reply) for reply in known for text in (reply["text"], misspelt(reply["text"], dice))]
    rows = matrix([(text, reply["context"]) for text, reply in several])
    worth = np.array(
        [
            (1.0 if text == reply["text"] else CHANGED) * (PLAIN if reply["notes"] == ["core"] else 1.0)
            for text, reply in several
        ]
    )
    meant = np.array([reply["intent"] for _, reply in several])
    settled = np.array(
        [reply["intent"] == "distress" or "distress" not in reply.get("accept", []) for _, reply in several]
    )
    meaning = LogisticRegression(C=STRENGTH, max_iter=120, tol=1e-3).fit(rows, meant, sample_weight=worth)
    danger = LogisticRegression(C=STRENGTH, max_iter=120, tol=1e-3)
    danger.fit(rows[settled], meant[settled] == "distress", sample_weight=worth[settled])
    weights = np.vstack([meaning.coef_, danger.coef_]).T
    return list(meaning.classes_), weights, np.concatenate([meaning.intercept_, danger.intercept_])


def write(path: Path, known: dict[str, list[Reply]]) -> None:
    """Writes magic, the length of the description, the description, and the weights as signed bytes."""
    meanings, weights, starts = learned([reply for several in known.values() for reply in several])
    scales = np.abs(weights).max(axis=0) / 127
    about = {
        "meanings": meanings,
        "scales": [float(f"{scale:.6g}") for scale in scales],
        "biases": [float(f"{start:.6g}") for start in starts],
        "trained_on": {f"{name}.jsonl": _hash(DATA / f"{name}.jsonl") for name in known},
        "replies": sum(len(several) for several in known.values()),
    }
    told = json.dumps(about, sort_keys=True).encode()
    content = np.rint(weights / scales).astype(np.int8).tobytes()
    path.write_bytes(MAGIC + len(told).to_bytes(4, "little") + told + content)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def opinions(trained: tuple[list[str], np.ndarray, np.ndarray], asked: list[Reply]) -> list[Opinion]:
    """What weights not yet written make of replies."""
    meanings, weights, starts = trained
    scores = matrix([(reply["text"], reply["context"]) for reply in asked]) @ weights + starts
    shares = np.exp(scores[:, :-1] - scores[:, :-1].max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    found = []
    for row, danger in zip(shares, 1 / (1 + np.exp(-scores[:, -1])), strict=True):
        of = dict.fromkeys(Meaning, 0.0) | {Meaning(m): float(p) for m, p in zip(meanings, row, strict=True)}
        likeliest = max(of, key=lambda meaning: of[meaning])
        found.append(Opinion(likeliest, of[likeliest], float(danger), of))
    return found


def measure() -> None:
    """Prints how the replies of two authors are read by weights that know neither, with and without these weights."""
    trained = learned([reply for name in SOURCES if name not in FOREIGN for reply in replies(name)])
    for name in FOREIGN:
        asked = replies(name)
        rules = [_by_rules(reply["text"], reply["context"], language="sl") for reply in asked]
        pairs = zip(rules, opinions(trained, asked), asked, strict=True)
        both = [weighed(reading, opinion, context=reply["context"]) for reading, opinion, reply in pairs]
        for way, readings in (("rules alone", rules), ("with second opinion", both)):
            print(f"{name} {way}: {_figures(asked, [reading.meaning for reading in readings])}")


def _figures(asked: list[Reply], found: list[Meaning]) -> str:
    fits = [{reply["intent"], *reply.get("accept", [])} for reply in asked]
    told = [meaning in fit for meaning, fit in zip(found, fits, strict=True) if meaning != "unclear"]
    cries = [
        meaning == "distress" for meaning, reply in zip(found, asked, strict=True) if reply["intent"] == "distress"
    ]
    alarms = [meaning == "distress" for meaning, fit in zip(found, fits, strict=True) if "distress" not in fit]
    parts = {"answered": len(told) / len(asked), "right of answered": np.mean(told), "false alarms": np.mean(alarms)}
    return ", ".join(f"{k} {v:.3f}" for k, v in (parts | ({"distress seen": np.mean(cries)} if cries else {})).items())


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure()
    else:
        write(ROOT / "language" / FILE, {name: replies(name) for name in SOURCES})

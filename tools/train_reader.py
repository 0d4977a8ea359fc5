"""Writes language/weights.bin, the learned weights of the reader, from the labelled replies in tests/language/data.

Needs torch in an environment of its own (it is not wanted to run Stik): `python -m venv E && E/bin/pip install torch
rapidfuzz`, then `PYTHONPATH=. E/bin/python tools/train_reader.py`. Takes a few minutes on two cores. `--without A,B`
keeps the named files out, for measuring how replies of authors whom the weights do not know are read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from language.evidence import BUCKETS, evidence
from language.folding import pieces
from language.page import page
from language.times import minutes_late
from language.tongues import likely
from language.weights import FILE, MAGIC

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "language" / "data"
KEPT_OUT = ("unseen", "tuning", "tuning_second")  # never learned from: they measure
REASONS = ("child_care", "care_of_relative", "illness", "medical_appointment", "transport", "weather", "job",
           "job_interview", "official_appointment", "forgot", "personal", "unknown")  # fmt: skip
MINUTES = ("none", "counted", "5", "10", "15", "20", "25", "30", "35", "40", "45", "50", "60", "75", "90", "120")
MEANINGS = ("confirm", "decline", "late", "tentative", "checkin_score", "question", "reschedule_request", "opt_out",
            "opt_in", "distress", "data_request", "wrong_person", "help", "thanks_ack", "placement_or_job_news",
            "language_change", "other_free_text")  # fmt: skip
KINDS = ("self_harm", "violence", "basic_needs", "unspecified")
QUESTIONS = {
    **{"meaning": MEANINGS, "score": ("1", "2", "3", "4", "5")},
    **{"reason": REASONS, "minutes": MINUTES, "kind": KINDS},
}
CONTEXTS = ("reminder", "health_notice", "checkin", "broadcast", "none")
WITH_REASON = ("late", "tentative", "reschedule_request")
HIDDEN, EPOCHS, RATE, BATCH, SEED = 64, 12, 0.02, 256, 7
DROPPED, DROPPED_HIDDEN = 0.4, 0.4
LEAST, FIRST_OF_MEAN = 0.8, 5  # how much smaller the steps grow; the round from which weights count for the mean
PLAIN, PLAIN_COPIES = ("core", "traps"), 4  # the plain replies must be certain
NONSENSE = 0.05  # beside each reply
Reply = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A reply as the weights see it, and the share of each label it should get; nothing for a question left open."""

    written: list[int]
    recognised: list[int]
    wanted: dict[str, dict[str, float]]


def replies(name: str) -> list[Reply]:
    """The labelled replies of a file."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def example(reply: Reply) -> Example:
    """The evidence of a reply beside its labels."""
    parts = pieces(reply["text"])
    sheet = page(reply["text"], likely(parts, "sl", text=reply["text"]))
    shown = evidence(sheet, reply["context"])
    written, recognised = ([bucket for rows in kind for row in rows for bucket in row] for kind in shown.kinds)
    return Example(written, recognised, wanted(reply, minutes_late(sheet)))


def wanted(reply: Reply, counted: int | None) -> dict[str, dict[str, float]]:
    """The labels of a reply: three quarters for the first of several right meanings, the rest for the others."""
    meant, slots = reply["intent"], reply["slots"]
    others = [each for each in reply.get("accept", ()) if each != meant]
    labels = {"meaning": {meant: 0.75 if others else 1.0} | {each: 0.25 / len(others) for each in others}}
    if slots.get("score") in (1, 2, 3, 4, 5):
        labels["score"] = {str(slots["score"]): 1.0}
    if slots.get("absence_reason") in REASONS:
        labels["reason"] = {slots["absence_reason"]: 1.0}
    elif meant in WITH_REASON:
        labels["reason"] = {"unknown": 0.5}
    if meant == "late":
        told = slots.get("minutes")
        label = "none" if told is None else "counted" if told == counted else str(told)
        labels |= {"minutes": {label: 1.0}} if label in MINUTES else {}
    kinds = [note.split(":")[1] for note in reply["notes"] if note.startswith("distress:")]
    return labels | ({"kind": {kinds[0]: 1.0}} if kinds and kinds[0] in KINDS else {})


def nonsense(dice: random.Random) -> Example:
    """Letters that mean nothing, of which every meaning but danger should be as likely."""
    words = [
        "".join(dice.choices("abcdefghijklmnoprstuvzxyqw", k=dice.randint(2, 8))) for _ in range(dice.randint(1, 5))
    ]
    harmless = [meaning for meaning in MEANINGS if meaning != "distress"]
    made = {"text": " ".join(words), "context": dice.choice(CONTEXTS), "intent": "", "slots": {}, "notes": []}
    return replace(example(made), wanted={"meaning": dict.fromkeys(harmless, 1 / len(harmless))})


def bags(several: list[list[int]], dice: random.Random | None) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Buckets, where each reply begins, and what each bucket counts; with dice some are left out."""
    places: list[int] = []
    begins: list[int] = []
    counts: list[float] = []
    for buckets in several:
        begins.append(len(places))
        kept = [bucket for bucket in buckets if dice is None or dice.random() > DROPPED]
        places += kept
        counts += [max(len(kept), 1) ** -0.5] * len(kept)
    return torch.tensor(places), torch.tensor(begins), torch.tensor(counts)


class Net(torch.nn.Module):
    """A weight for each bucket and label, and hidden sums between the buckets and the meaning."""

    def __init__(self) -> None:
        super().__init__()
        self.wide = HIDDEN + sum(map(len, QUESTIONS.values()))
        self.table = torch.nn.EmbeddingBag(BUCKETS, self.wide, mode="sum")
        torch.nn.init.zeros_(self.table.weight)
        torch.nn.init.normal_(self.table.weight.data[:, :HIDDEN], 0, 0.1)
        self.starts = torch.nn.Parameter(torch.zeros(self.wide))
        self.outer = torch.nn.Linear(HIDDEN, len(MEANINGS), bias=False)
        self.dropped = torch.nn.Dropout(DROPPED_HIDDEN)

    def forward(self, known: list[Example], dice: random.Random | None) -> torch.Tensor:
        """The scores of every label, a row a reply."""
        sums = self.starts
        for part in ([each.written for each in known], [each.recognised for each in known]):
            places, begins, counts = bags(part, dice)
            sums = sums + self.table(places, begins, per_sample_weights=counts)
        scores = sums[:, HIDDEN:]
        meaning = scores[:, : len(MEANINGS)] + self.outer(self.dropped(torch.relu(sums[:, :HIDDEN])))
        return torch.cat([meaning, scores[:, len(MEANINGS) :]], 1)


def targets(known: list[Example]) -> torch.Tensor:
    """The wanted share of every label, a row a reply; all nought for a question left open."""
    rows = [
        [each.wanted.get(question, {}).get(label, 0.0) for question, labels in QUESTIONS.items() for label in labels]
        for each in known
    ]
    return torch.tensor(rows)


def loss(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """The cross-entropy of all questions together."""
    total, at = torch.tensor(0.0), 0
    for labels in QUESTIONS.values():
        columns = slice(at, at + len(labels))
        total = total - (right[:, columns] * torch.log_softmax(scores[:, columns], 1)).sum(1).mean()
        at += len(labels)
    return total


def learned(known: list[Example]) -> Net:
    """The mean of the weights over the last rounds, the steps growing smaller."""
    torch.manual_seed(SEED)
    dice, model, right = random.Random(SEED), Net(), targets(known)
    steps = torch.optim.Adam(model.parameters(), lr=RATE)
    mean = torch.optim.swa_utils.AveragedModel(model)
    order, last = list(range(len(known))), EPOCHS * len(known)
    for epoch in range(EPOCHS):
        dice.shuffle(order)
        for begin in range(0, len(order), BATCH):
            steps.param_groups[0]["lr"] = RATE * (1 - LEAST * (epoch * len(known) + begin) / last)
            chosen = order[begin : begin + BATCH]
            cost = loss(model([known[at] for at in chosen], dice), right[chosen])
            steps.zero_grad()
            cost.backward()  # type: ignore[no-untyped-call]
            steps.step()
        if epoch >= FIRST_OF_MEAN:
            mean.update_parameters(model)
    return mean.module


def write(path: Path, model: Net, names: list[str], *, replies_learned: int) -> None:
    """Writes magic, the length of the description, the description, and a byte a weight, rows of an even length."""
    table = model.table.weight.detach()
    scales = table.abs().max(0).values.clamp(min=1e-6) / 127
    about = {
        "questions": QUESTIONS,
        "scales": [float(f"{scale:.6g}") for scale in scales],
        "outer": {
            name: [round(w, 4) for w in row] for name, row in zip(MEANINGS, model.outer.weight.tolist(), strict=True)
        },
        "starts": [float(f"{start:.6g}") for start in model.starts.detach()],
        "trained_on": {f"{name}.jsonl": _hash(DATA / f"{name}.jsonl") for name in names},
        "replies": replies_learned,
    }
    told = json.dumps(about).encode()
    rounded = (table / scales).round().to(torch.int16) + 128
    padded = torch.nn.functional.pad(rounded, (0, model.wide % 2), value=128).to(torch.uint8)
    path.write_bytes(MAGIC + len(told).to_bytes(4, "little") + told + padded.numpy().tobytes())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Learns from every file but those kept out, and writes the weights."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--without", default="", help="names of files to keep out besides, with commas")
    asked.add_argument("--out", type=Path, default=ROOT / "language" / FILE)
    chosen = asked.parse_args()
    left_out = {*KEPT_OUT, *chosen.without.split(",")}
    names = sorted(path.stem for path in DATA.glob("*.jsonl") if path.stem not in left_out)
    known = [example(reply) for name in names for reply in replies(name) * (PLAIN_COPIES if name in PLAIN else 1)]
    dice = random.Random(SEED)
    known += [nonsense(dice) for _ in range(int(NONSENSE * len(known)))]
    write(chosen.out, learned(known), names, replies_learned=len(known))


if __name__ == "__main__":
    main()

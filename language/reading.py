"""What a reply means, given what was asked: one reading, with slots, further meanings and the words that decided.

Pure: word lists and a small grammar, no network, no model. In doubt the meaning is "unclear": ask again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from language.findings import Finding
from language.folding import pieces
from language.judging import findings
from language.meanings import Meaning, Reading
from language.page import Page, page
from language.tongues import likely, spoken

__all__ = ["Meaning", "Reading", "read", "read_lines"]

_ENOUGH = 0.5
_LONGEST = 2000


def read(text: str, context: str = "none", *, language: str = "sl") -> Reading:
    """The reading of a reply.

    context: reminder, health_notice, checkin, broadcast, none; or "minutes", "reason", "yes_no" after such a question.
    language: the person's own; it decides only between words that several languages share.
    """
    text = text[:_LONGEST]
    parts = pieces(text)
    tries = []
    for lexicon in likely(parts, language, text=text):
        sheet = page(text, lexicon)
        reading = _reading(sheet, findings(sheet, context), language=spoken(parts, lexicon))
        if reading.meaning is not Meaning.UNCLEAR:
            return reading
        tries.append(reading)
    return tries[0]


def read_lines(lines: Iterable[str], *, explain: bool = False) -> Iterator[str]:
    """JSON lines {"id", "text", "context"} answered one by one with id, intent, slots, confidence and language."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(json.loads(line), explain), ensure_ascii=False)


def _answer(asked: dict[str, str], explain: bool) -> dict[str, object]:
    reading = read(asked["text"], asked.get("context", "none"), language=asked.get("language", "sl"))
    answer: dict[str, object] = {
        "id": asked.get("id"),
        "intent": reading.meaning,
        "slots": dict(reading.slots),
        "confidence": reading.confidence,
        "language": reading.language,
    }
    return answer | {"also": list(reading.also), "why": list(reading.why)} if explain else answer


def _reading(sheet: Page, found: list[Finding], *, language: str | None) -> Reading:
    found = [finding for finding in found if finding.sure >= _ENOUGH]
    if not found or found[0].meaning is Meaning.UNCLEAR:
        return Reading(Meaning.UNCLEAR, {}, 0.0, language, tuple(dict.fromkeys(f.meaning for f in found)), ())
    first = found[0]
    also = tuple(dict.fromkeys(f.meaning for f in found[1:] if f.meaning not in (first.meaning, Meaning.UNCLEAR)))
    why = tuple(dict.fromkeys(sheet.words(sign) for sign in first.signs))
    return Reading(first.meaning, first.slots, round(first.sure, 2), language, also, why)

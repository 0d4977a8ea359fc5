"""What a reply means, given what was asked: one reading, with slots, further meanings and the words that decided.

Pure: word lists, a small grammar, and a learned second opinion. In doubt the meaning is "unclear": ask again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from language.findings import ASKED_TO_COME, Finding, reason
from language.folding import pieces
from language.judging import findings
from language.meanings import Meaning, Reading
from language.page import Page, page
from language.second import Opinion, opine
from language.tongues import likely, spoken

__all__ = ["Meaning", "Reading", "read", "read_lines"]

SECOND = "second opinion"  # named among the deciding words where the learned weights decided

_ENOUGH = 0.5
_LONGEST = 2000
# Chosen on authors whom the weights had not seen: docs/decisions/0011-a-second-opinion-for-the-reader.md
_ALARM, _ALARM_UNSETTLED = 0.95, 0.5
_SURE = 0.9
_UNLIKELY, _UNLIKELY_COMING, _OPPOSED = 0.015, 0.01, 0.8
_UNSETTLED = frozenset((Meaning.UNCLEAR, Meaning.TENTATIVE, Meaning.QUESTION, Meaning.HELP, Meaning.OTHER_FREE_TEXT))
_COMING = frozenset((Meaning.CONFIRM, Meaning.DECLINE))
_OPPOSING = _COMING | {Meaning.TENTATIVE, Meaning.RESCHEDULE_REQUEST, Meaning.QUESTION}
_DOUBTED = (_OPPOSING - _COMING) | {Meaning.LATE, Meaning.HELP, Meaning.THANKS_ACK, Meaning.OTHER_FREE_TEXT}


def read(text: str, context: str = "none", *, language: str = "sl") -> Reading:
    """The reading of a reply.

    context: reminder, health_notice, checkin, broadcast, none; or "minutes", "reason", "yes_no" after such a question.
    language: the person's own; it decides only between words that several languages share.
    """
    text = text[:_LONGEST]
    reading = weighed(_by_rules(text, context, language=language), opine(text, context), context=context)
    if reading.why == (SECOND,) and reading.meaning is Meaning.DECLINE:
        sheet = page(text, likely(pieces(text), language, text=text)[0])
        return replace(reading, slots=reason(sheet) or {"absence_reason": "unknown"})
    return reading


def weighed(reading: Reading, opinion: Opinion, *, context: str) -> Reading:
    """The rules' reading beside the second opinion: it adds an alarm, fills a silence, asks an unlikely answer again.

    It never says stop nor takes a stop or an alarm back, and decides nothing else that changes what is kept.
    """
    if reading.meaning is Meaning.DISTRESS:
        return reading
    if opinion.distress_probability >= (_ALARM_UNSETTLED if reading.meaning in _UNSETTLED else _ALARM):
        further = (reading.meaning, *reading.also) if reading.meaning is not Meaning.UNCLEAR else reading.also
        return _second(reading, Meaning.DISTRESS, sure=opinion.distress_probability, also=further)
    if context in ("minutes", "reason", "yes_no"):
        return reading
    if reading.meaning is Meaning.UNCLEAR:
        answers = _may_answer(reading, opinion, context=context)
        return _second(reading, opinion.meaning, sure=opinion.probability, also=()) if answers else reading
    if _is_unlikely(reading.meaning, opinion):
        return _second(reading, Meaning.UNCLEAR, sure=0.0, also=(reading.meaning, *reading.also))
    return reading


def _second(reading: Reading, meaning: Meaning, *, sure: float, also: tuple[Meaning, ...]) -> Reading:
    slots = {name: value for name, value in reading.slots.items() if name == "score" and meaning is Meaning.DISTRESS}
    return Reading(meaning, slots, round(sure, 2), reading.language, also, (SECOND,))


def _may_answer(reading: Reading, opinion: Opinion, *, context: str) -> bool:
    """True if the learned weights are sure enough to speak where the rules are silent and saw no stray "not"."""
    doubted = Meaning.UNCLEAR in reading.also
    return opinion.meaning in _COMING and context in ASKED_TO_COME and not doubted and opinion.probability >= _SURE


def _is_unlikely(meaning: Meaning, opinion: Opinion) -> bool:
    """True if the rules' meaning hardly fits the learned weights, or an opposite of coming fits far better."""
    share = opinion.of[meaning]
    if meaning in _COMING:
        opposed = opinion.meaning in _OPPOSING - {meaning} and opinion.probability >= _OPPOSED
        return opposed or share < _UNLIKELY_COMING
    return meaning in _DOUBTED and share < _UNLIKELY


def _by_rules(text: str, context: str, *, language: str) -> Reading:
    """What the word lists and the grammar alone make of the reply."""
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

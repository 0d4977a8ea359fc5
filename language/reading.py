"""What a reply means, given what was asked: one reading, with slots, further meanings and the words that decided.

Pure: word lists find what the reply shows, learned weights say what it speaks for. In doubt it is "unclear": ask again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from language.evidence import Evidence, evidence
from language.folding import pieces
from language.judging import Case, decided, deciding_words, further
from language.meanings import Meaning, Reading
from language.page import Page, page
from language.slots import slots
from language.times import START
from language.tongues import likely, spoken
from language.weights import Shares, weigh

__all__ = ["Meaning", "Reading", "read", "read_lines"]

_LONGEST = 2000
_LIKELY, _NEARLY_SURE = 0.3, 0.95
_NARROW = ("yes_no", "reason", "minutes")


def read(
    text: str, context: str = "none", *, language: str = "sl", start: int = START, explain: bool = True
) -> Reading:
    """The reading of a reply; an unclear one carries the likeliest meaning beside it, with the slots it would have.

    context: reminder, health_notice, checkin, broadcast, none; or "minutes", "reason", "yes_no" after such a question.
    language: the person's own; it decides only between words that several languages share.
    start: when the activity begins, in minutes after midnight; an hour named counts as minutes late from there.
    explain: whether to look for the words that decided, which takes half as long again.
    """
    text = text[:_LONGEST]
    parts = pieces(text)
    lexicon = likely(parts, language, text=text)
    sheet = page(text, lexicon, parts=parts)
    shown = evidence(sheet, context)
    case = Case(sheet, context, _weighed(sheet, shown, context=context), start, spoken(parts, lexicon))
    likeliest, meaning, sure = decided(case)
    also = further(case, likeliest)
    return Reading(
        meaning,
        slots(case, (likeliest, *also)),
        round(sure, 2) if meaning is likeliest else 0.0,
        case.spoken,
        also if meaning is likeliest else (likeliest, *also),
        deciding_words(sheet, shown, meaning=likeliest) if explain and meaning is likeliest else (),
    )


def _weighed(sheet: Page, shown: Evidence, *, context: str) -> dict[str, Shares]:
    """What the evidence speaks for; after a narrow question danger is sought as after "how are you" too."""
    shares = weigh(shown)
    if context not in _NARROW:
        return shares
    danger = str(Meaning.DISTRESS)
    elsewhere = weigh(evidence(sheet, "checkin"))["meaning"][danger]
    is_told = any(not sign.weak for sign in sheet.of("distress"))
    if elsewhere < (_LIKELY if is_told else _NEARLY_SURE):
        return shares
    return shares | {"meaning": dict(shares["meaning"]) | {danger: max(shares["meaning"][danger], elsewhere)}}


def read_lines(lines: Iterable[str], *, explain: bool = False) -> Iterator[str]:
    """JSON lines {"id", "text", "context"} answered one by one with id, intent, slots, confidence and language."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(json.loads(line), explain), ensure_ascii=False)


def _answer(asked: dict[str, str], explain: bool) -> dict[str, object]:
    language = asked.get("language", "sl")
    reading = read(asked["text"], asked.get("context", "none"), language=language, explain=explain)
    answer: dict[str, object] = {
        "id": asked.get("id"),
        "intent": reading.meaning,
        "slots": dict(reading.slots),
        "confidence": reading.confidence,
        "language": reading.language,
    }
    return answer | {"also": list(reading.also), "why": list(reading.why)} if explain else answer

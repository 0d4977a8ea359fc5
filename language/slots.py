"""What a reply tells beside its meaning: minutes, score, reason, day, language, what is lacking."""

from __future__ import annotations

from collections.abc import Iterable

from language.judging import Case
from language.meanings import Meaning
from language.moments import arrival, when
from language.scores import leads, number_score
from language.times import START, minutes_late

Slots = dict[str, str | int]
UNKNOWN, BASIC_NEEDS = "unknown", "basic_needs"
_SURE = 0.5
_SURE_OF_NEED = 0.8  # the text for food and roof names no line for despair or violence


def slots(case: Case, meanings: Iterable[Meaning]) -> Slots:
    """The slots that belong to these meanings; of two for the same slot the first."""
    found: Slots = {}
    for meaning in meanings:
        found = _of(case, meaning) | found
    return found


def _of(case: Case, meaning: Meaning) -> Slots:
    match meaning:
        case Meaning.DECLINE:
            return {"absence_reason": case.likeliest("reason")[0]}
        case Meaning.LATE:
            return _some(minutes=_minutes(case), absence_reason=_reason(case), when=arrival(case.sheet))
        case Meaning.TENTATIVE:
            return _some(absence_reason=_reason(case))
        case Meaning.RESCHEDULE_REQUEST:
            declined = case.sheet.of("decline")
            avoid = range(*case.sheet.clause(declined[0].start)) if declined else range(0)
            return _some(when=when(case.sheet, avoid), absence_reason=_reason(case))
        case Meaning.CHECKIN_SCORE:
            return {"score": _score(case)}
        case Meaning.DISTRESS:
            return _some(kind=_kind(case))
        case Meaning.JOB_NEWS:
            return _some(when=when(case.sheet))
        case Meaning.LANGUAGE_CHANGE:
            return _some(language=_language(case))
    return {}


def _some(**values: str | int | None) -> Slots:
    return {name: value for name, value in values.items() if value is not None}


def _reason(case: Case) -> str | None:
    reason, _ = case.likeliest("reason")
    return reason if reason != UNKNOWN else None


def _minutes(case: Case) -> int | None:
    """Minutes as the words count them; where they count none, as the weights guess them from a start at nine."""
    counted = minutes_late(case.sheet, case.start, bare=case.context == "minutes")
    label, share = case.likeliest("minutes")
    if case.context == "minutes" and counted is not None:
        return counted
    if case.start != START or label == "counted" or (share < _SURE and counted is not None):
        return counted
    return None if label == "none" else int(label)


def _score(case: Case) -> int:
    """The score that most speaks for; a number written stands against a mere guess."""
    number = number_score(case.sheet)
    label, share = case.likeliest("score")
    return number if number is not None and (share < _SURE or leads(case.sheet)) else int(label)


def _kind(case: Case) -> str | None:
    return BASIC_NEEDS if case.shares["kind"][BASIC_NEEDS] >= _SURE_OF_NEED else None


def _language(case: Case) -> str | None:
    """The language named last; Slovenian only where nothing else is named and the words are Slovenian themselves."""
    named = [sign.act.split(":")[1] for sign in case.sheet.of("language")]
    others = [code for code in named if code not in ("sl", "none")]
    if others or "sl" not in named:
        return others[-1] if others else None
    if case.spoken not in (None, "sl"):
        return case.spoken
    return None if case.sheet.of("help") else "sl"

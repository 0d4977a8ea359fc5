"""From what a reply shows to a meaning: when the weights are sure enough, and what is certain without them.

Danger and stop lean to caution; coming is never said of a reply that may as well refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from language.evidence import Evidence
from language.folding import MARKS
from language.matching import Sign
from language.meanings import Meaning
from language.page import Page
from language.scores import leads
from language.times import minutes_late
from language.weights import Shares, speaking_for

# Chosen on replies of authors that the weights had not seen: docs/decisions/0012-the-weights-decide.md
_ALARM, _ALARM_SEEN, _STOP_STANDS, _ALARM_BESIDE_STOP = 0.15, 0.02, 0.5, 0.3
_ENOUGH, _ENOUGH_COMING, _OPPOSED = 0.65, 0.9, 0.02
_BESIDE, _BESIDE_SEEN = 0.2, 0.05
_OPPOSITES = {Meaning.CONFIRM: Meaning.DECLINE, Meaning.DECLINE: Meaning.CONFIRM}
# What may well be said together: a share of the one does not make the other less sure.
_TOGETHER = {
    Meaning.CONFIRM: (Meaning.THANKS_ACK, Meaning.QUESTION),
    Meaning.DECLINE: (Meaning.RESCHEDULE_REQUEST,),
    Meaning.RESCHEDULE_REQUEST: (Meaning.DECLINE,),
    Meaning.QUESTION: (Meaning.HELP,),
    Meaning.HELP: (Meaning.QUESTION,),
    Meaning.THANKS_ACK: (Meaning.OTHER_FREE_TEXT,),
}
_CERTAIN = 0.95
_TELLING = 0.4  # of what the most telling piece says
_ACTS = {
    **{act: Meaning(act) for act in ("confirm", "decline", "late", "tentative", "question", "help")},
    **{act: Meaning(act) for act in ("opt_in", "opt_out", "data_request", "wrong_person")},
    **{"distress": Meaning.DISTRESS, "thanks": Meaning.THANKS_ACK, "reschedule": Meaning.RESCHEDULE_REQUEST},
    **{"news": Meaning.JOB_NEWS, "score": Meaning.CHECKIN_SCORE},
}


@dataclass(frozen=True, slots=True)
class Case:
    """A reply ready for judging: its page, the question, the share of each label, the start, its language."""

    sheet: Page
    context: str
    shares: Mapping[str, Shares]
    start: int
    spoken: str | None = None

    def share(self, meaning: Meaning) -> float:
        """How much speaks for a meaning, from 0 to 1."""
        return self.shares["meaning"].get(meaning, 0.0)

    @property
    def sees_danger(self) -> bool:
        """True if a row of words tells danger."""
        return any(not sign.weak for sign in self.sheet.of("distress"))

    def share_beside(self, main: Meaning, meaning: Meaning) -> float:
        """How much of what does not speak for the main meaning speaks for another; danger leaves little to others."""
        rest = 1 - self.share(Meaning.DISTRESS) if main is Meaning.DISTRESS else 1.0
        return self.share(meaning) / max(rest, 1e-9)

    def likeliest(self, question: str) -> tuple[str, float]:
        """The label with the largest share of a question, and the share."""
        return max(self.shares[question].items(), key=lambda item: item[1])


def decided(case: Case) -> tuple[Meaning, Meaning, float]:
    """The likeliest meaning, the meaning that holds (perhaps "unclear"), and how sure it is (0 to 1)."""
    if word := _plain_word(case.sheet):
        return word, word, 1.0
    danger = case.share(Meaning.DISTRESS)
    stops = case.share(Meaning.OPT_OUT) >= _STOP_STANDS
    if danger >= (_ALARM_BESIDE_STOP if stops else _alarming(case)):
        return Meaning.DISTRESS, Meaning.DISTRESS, danger
    if case.context == "minutes" and minutes_late(case.sheet, case.start, bare=True):
        return Meaning.LATE, Meaning.LATE, _CERTAIN
    if case.context == "checkin" and leads(case.sheet) and not stops:
        return Meaning.CHECKIN_SCORE, Meaning.CHECKIN_SCORE, _CERTAIN
    told = {meaning: share for meaning, share in case.shares["meaning"].items() if meaning != Meaning.DISTRESS}
    likeliest = Meaning(max(told, key=lambda meaning: told[meaning]))
    sure = case.share(likeliest) + sum(map(case.share, _TOGETHER.get(likeliest, ())))
    return likeliest, likeliest if _holds(case, likeliest, sure=sure) else Meaning.UNCLEAR, sure


def further(case: Case, main: Meaning) -> tuple[Meaning, ...]:
    """The meanings beside the main one: what much speaks for, or some and a row of words that tells it."""
    seen = {_ACTS.get(sign.act.split(":")[0]) for sign in case.sheet.signs if not sign.weak}
    shares = {Meaning(name): case.share_beside(main, Meaning(name)) for name in case.shares["meaning"] if name != main}
    if main is Meaning.DISTRESS:
        least = dict.fromkeys(set(Meaning) - seen, 1.1)  # danger leaves so little that only plain words count beside it
    else:
        least = {Meaning.DISTRESS: _alarming(case)} | {meaning: _BESIDE_SEEN for meaning in seen if meaning}
    if main is Meaning.OPT_OUT and case.sees_danger:
        least[Meaning.DISTRESS] = 0.0  # nobody falls silent with words of danger unheard
    least |= {Meaning.CHECKIN_SCORE: 0.0} if case.context == "checkin" and leads(case.sheet) else {}
    found = [meaning for meaning, share in shares.items() if share >= least.get(meaning, _BESIDE)]
    return tuple(sorted(found, key=lambda meaning: -shares[meaning]))


def deciding_words(sheet: Page, shown: Evidence, *, meaning: Meaning) -> tuple[str, ...]:
    """The words that tell the meaning, as they were written: a row of words for it, or else what weighed most."""
    rows = [sign for sign in sheet.signs if _ACTS.get(sign.act.split(":")[0]) is meaning and not sign.weak]
    if rows:
        return tuple(dict.fromkeys(map(sheet.words, rows)))
    told = speaking_for(shown, meaning)
    least = max(max(told, default=0.0) * _TELLING, 1.0)
    return tuple(dict.fromkeys(sheet.written(*run) for run in _runs(sheet, told, least=least)))


def _runs(sheet: Page, told: list[float], *, least: float) -> list[tuple[int, int]]:
    """Where neighbouring words begin and end that say at least so much."""
    runs: list[tuple[int, int]] = []
    for at in (at for at, value in enumerate(told) if value >= least and sheet.words_at(at) not in MARKS):
        if runs and at == runs[-1][1]:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _alarming(case: Case) -> float:
    """The share from which danger is assumed: a smaller one where a row of words tells it."""
    return _ALARM_SEEN if case.sees_danger else _ALARM


def _plain_word(sheet: Page) -> Meaning | None:
    """STOP or START, alone or with a please: certain, whatever was asked."""
    words = [at for at, piece in enumerate(sheet.pieces) if piece.word not in MARKS]
    for act in (Meaning.OPT_OUT, Meaning.OPT_IN):
        if any(_covers(sign, words) for sign in sheet.of(act) if not sign.weak) and len(words) <= 2:
            return act
    return None


def _covers(sign: Sign, words: list[int]) -> bool:
    return bool(words) and sign.start <= words[0] and sign.end > words[-1]


def _holds(case: Case, meaning: Meaning, *, sure: float) -> bool:
    if case.context == "none" and _is_bare(case.sheet):
        return False
    opposite = _OPPOSITES.get(meaning)
    if opposite is None:
        return sure >= _ENOUGH
    return sure >= _ENOUGH_COMING and case.share(opposite) < _OPPOSED


def _is_bare(sheet: Page) -> bool:
    """True for "da", "ne, hvala" or "3" and nothing else: without a question it says nothing."""
    told = [keys for piece, keys in zip(sheet.pieces, sheet.keys, strict=True) if piece.word not in MARKS]
    answers = [keys for keys in told if keys & {"@yesword", "@no", "@number", "@e_yes", "@e_no"}]
    return bool(answers) and all("@polite" in keys for keys in told if keys not in answers)

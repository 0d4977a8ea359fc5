"""From signs to a meaning: what the reply says, weighed against the question that was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from language.clauses import Verdict, clause, coming, is_doubtful, is_question
from language.distress import alarms
from language.meanings import Meaning
from language.page import Page
from language.patterns import Sign
from language.scores import number_score, out_of_range, word_score
from language.times import arrival, arrives_late, minutes_late, when

ASKED_TO_COME = ("reminder", "health_notice", "reason", "minutes")


@dataclass(frozen=True, slots=True)
class Finding:
    """One possible meaning with its slots, sureness and the signs that speak for it."""

    meaning: Meaning
    sure: float
    signs: tuple[Sign, ...] = ()
    slots: dict[str, str | int] = field(default_factory=dict)


Rule = Callable[[Page, str], Finding | None]


def findings(page: Page, context: str) -> list[Finding]:
    """Everything the reply may mean, what must be acted on first standing first."""
    return [found for rule in _order(context) if (found := rule(page, context))]


def _order(context: str) -> Iterator[Rule]:
    yield from (_danger, _start, _stop)
    if context == "minutes":
        yield _minutes
    if context == "checkin":
        yield from (_score_said, _score_told)
    yield from (_language, _data, _wrong_person, _other_time, _news_first, _attendance, _help_first, _question, _late_alone, _reason_alone)
    yield from (_score_elsewhere, _news, _help, _thanks, _free_text)


def _of(page: Page, act: str, meaning: Meaning) -> Finding | None:
    signs = page.of(act)
    strong = [sign for sign in signs if not sign.weak]
    return Finding(meaning, 0.9 if strong else 0.5, tuple(strong or signs)) if signs else None


def _danger(page: Page, context: str) -> Finding | None:
    signs = alarms(page, context)
    if not signs:
        return None
    score = number_score(page) if context == "checkin" else None
    return Finding(Meaning.DISTRESS, 0.9, tuple(signs), {"score": score} if score else {})


def _start(page: Page, context: str) -> Finding | None:
    return _of(page, "opt_in", Meaning.OPT_IN)


def _stop(page: Page, context: str) -> Finding | None:
    """A wish to end the messages; signing off from a workshop is none."""
    if page.of("opt_in") or (page.of("staying") and page.of("decline")):
        return None
    found = _of(page, "opt_out", Meaning.OPT_OUT)
    return None if found and found.sure <= 0.5 and context in ASKED_TO_COME else found


def _minutes(page: Page, context: str) -> Finding | None:
    minutes = minutes_late(page, bare=True)
    return Finding(Meaning.LATE, 0.95, tuple(page.of("late")), {"minutes": minutes}) if minutes else None


def _score_said(page: Page, context: str) -> Finding | None:
    if out_of_range(page):
        return Finding(Meaning.OTHER_FREE_TEXT, 0.7)
    if page.of("question", "help") and page.numbers and page.numbers[0] is None:
        return None
    score = number_score(page)
    return Finding(Meaning.CHECKIN_SCORE, 0.92, (), {"score": score}) if score else None


def _score_told(page: Page, context: str) -> Finding | None:
    told = word_score(page)
    if not told or page.of("question") or (told[1][0].weak and page.of("decline", "late")):
        return None
    if page.of("thanks") and not page.text[page.pieces[told[1][0].start].start].isalpha():
        return None
    score, signs = told
    return Finding(Meaning.CHECKIN_SCORE, 0.6 if signs[0].weak else 0.85, signs, {"score": score})


def _score_elsewhere(page: Page, context: str) -> Finding | None:
    if context != "none" or not any("@feel" in keys for keys in page.keys):
        return None
    score = number_score(page)
    return Finding(Meaning.CHECKIN_SCORE, 0.7, (), {"score": score}) if score else _score_told(page, context)


def _language(page: Page, context: str) -> Finding | None:
    named = page.of("language")
    if not named or not (page.of("talk", "help") or len(page.pieces) <= 3):
        return None
    code = named[-1].act.split(":")[1]
    slots: dict[str, str | int] = {} if code == "none" or (code == "sl" and page.of("help")) else {"language": code}
    return Finding(Meaning.LANGUAGE_CHANGE, 0.9, tuple(named), slots)


def _data(page: Page, context: str) -> Finding | None:
    return _of(page, "data_request", Meaning.DATA_REQUEST)


def _wrong_person(page: Page, context: str) -> Finding | None:
    return _of(page, "wrong_person", Meaning.WRONG_PERSON)


def _other_time(page: Page, context: str) -> Finding | None:
    found = _of(page, "reschedule", Meaning.RESCHEDULE_REQUEST)
    if not found:
        return None
    if context == "broadcast" and page.of("confirm") and not page.of("question"):
        return None
    declined = page.of("decline")
    avoid = range(*clause(page, declined[0].start)) if declined else range(0)
    slots = _slot("when", when(page, avoid)) | _reason(page, found)
    return Finding(found.meaning, found.sure, found.signs, slots)


def _news_first(page: Page, context: str) -> Finding | None:
    return _news(page, context) if context in ("none", "broadcast") and not page.of("decline", "late") else None


def _news(page: Page, context: str) -> Finding | None:
    found = _of(page, "news", Meaning.JOB_NEWS)
    return found and Finding(found.meaning, 0.85, found.signs, _slot("when", when(page)))


def _attendance(page: Page, context: str) -> Finding | None:
    verdict = coming(page)
    if not verdict or (context in ("none", "checkin", "broadcast") and all(sign.weak for sign in verdict.signs)):
        return None
    if verdict.act == "fine":
        return None if context == "checkin" else _agreed(verdict, context)
    short = {sign.act for sign in verdict.signs} <= {"yes", "no"}
    if short and context not in (*ASKED_TO_COME, "yes_no"):
        return None
    if is_doubtful(page, verdict):
        return Finding(Meaning.UNCLEAR, 0.6, verdict.signs)
    found = Finding(Meaning(verdict.act), verdict.sure, verdict.signs)
    if verdict.act == "late" or (verdict.act == "confirm" and _comes_after_start(page, verdict, context)):
        slots = _slot("minutes", minutes_late(page)) | _reason(page, found) | _slot("when", arrival(page))
        return Finding(Meaning.LATE, found.sure, found.signs, slots)
    leaving = any("@leaving" in keys for keys in page.keys)
    if short and page.of("reason") and verdict.act == "confirm" and not leaving:
        return Finding(Meaning.DECLINE, 0.6, tuple(page.of("reason")), _reason(page, found))
    slots = _reason(page, found)
    if verdict.act == "decline":
        slots = {"absence_reason": "unknown"} | slots
    return Finding(found.meaning, found.sure, found.signs, {} if verdict.act == "confirm" else slots)


def _comes_after_start(page: Page, verdict: Verdict, context: str) -> bool:
    """True if a confirmation names a length of time or an hour after the start, and does not speak of leaving."""
    if context == "broadcast":
        return False
    spans = [clause(page, sign.start) for sign in verdict.signs if sign.act == "confirm"]
    return any(arrives_late(page, *span) for span in spans)


def _late_alone(page: Page, context: str) -> Finding | None:
    minutes = minutes_late(page) if context in ASKED_TO_COME and not page.of("reason") and arrives_late(page, 0, len(page.keys)) else None
    return Finding(Meaning.LATE, 0.7, (), {"minutes": minutes}) if minutes else None


def _agreed(verdict: Verdict, context: str) -> Finding:
    meaning = Meaning.CONFIRM if context in (*ASKED_TO_COME, "yes_no") else Meaning.THANKS_ACK
    return Finding(meaning, verdict.sure, verdict.signs)


def _question(page: Page, context: str) -> Finding | None:
    found = _of(page, "question", Meaning.QUESTION)
    return None if found and found.sure <= 0.5 and page.of("reason") else found


def _reason_alone(page: Page, context: str) -> Finding | None:
    signs = page.of("reason")
    if not signs or context not in (*ASKED_TO_COME, "broadcast"):
        return None
    found = Finding(Meaning.DECLINE, 0.75, tuple(signs))
    return Finding(found.meaning, found.sure, found.signs, {"absence_reason": "unknown"} | _reason(page, found))


def _help_first(page: Page, context: str) -> Finding | None:
    """A cry for instructions is phrased as a question; it is help if its row of words begins there."""
    asked = page.of("question")
    found = [sign for sign in page.of("help") if any(sign.start <= q.start < sign.end and sign.end > q.end for q in asked)]
    return Finding(Meaning.HELP, 0.8, tuple(found)) if found else None


def _help(page: Page, context: str) -> Finding | None:
    return _of(page, "help", Meaning.HELP)


def _thanks(page: Page, context: str) -> Finding | None:
    return _of(page, "thanks", Meaning.THANKS_ACK)


def _free_text(page: Page, context: str) -> Finding | None:
    """Talk that answers nothing: greetings, stories, figures of speech; unknown words alone are not enough."""
    told = page.of("greet", "chat", "calm", "past", "staying", "reason", "mask")
    known = sum(len(keys) > 1 for keys in page.keys)
    told = told or (page.of("yes", "no") if context == "checkin" else [])
    if told or (context == "none" and known > 1 and len(page.pieces) > 2) or (context == "checkin" and _tells(page)):
        return Finding(Meaning.OTHER_FREE_TEXT, 0.6, tuple(told))
    return None


def _tells(page: Page) -> bool:
    """True for a sentence about something done: "kupila sem rože"."""
    doing = any(page.words_at(at) in ("sem", "sm", "sn", "smo", "je", "so") for at in range(len(page.keys)))
    return doing and any(page.words_at(at).endswith(("la", "l", "li", "lo", "u")) for at in range(len(page.keys)))


_GRAVER = ("child_care", "care_of_relative", "job_interview", "medical_appointment", "official_appointment", "illness",
           "weather", "transport", "job", "forgot", "personal")  # fmt: skip


def _reason(page: Page, found: Finding) -> dict[str, str | int]:
    """The reason named: the longest row of words wins, then the more telling kind."""
    signs = page.of("reason")
    if not signs:
        return {}
    best = max(signs, key=lambda sign: (not sign.weak, -_GRAVER.index(sign.act.split(":")[1]), sign.end - sign.start))
    return {"absence_reason": best.act.split(":")[1]}


def _slot(name: str, value: str | int | None) -> dict[str, str | int]:
    return {} if value is None else {name: value}


__all__ = ["Finding", "findings", "is_question"]

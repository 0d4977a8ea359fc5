"""From signs to a meaning: what the reply says, weighed against the question that was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from language.attendance import another_time, attendance, late_alone, reason_alone
from language.distress import alarms, kind
from language.findings import ASKED_TO_COME, Finding, Slots, seen, slot
from language.folding import ASKS, MARKS
from language.meanings import Meaning
from language.moments import when
from language.page import Page
from language.scores import number_score, out_of_range, word_score
from language.times import minutes_late

_TOLD = 14  # pieces: a longer reply to "how are you" tells the score, whatever it asks besides
_OPENING = 6  # pieces: a question without its mark begins near the start
_STORY = 5  # pieces: a longer reply without a word of thanks tells something else
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
    yield from (
        _language,
        _data,
        _wrong_person,
        another_time,
        _news_first,
        attendance,
        _help_first,
        _question,
        late_alone,
        reason_alone,
    )
    yield from (_score_elsewhere, _news, _help, _thanks, _free_text)


def _danger(page: Page, context: str) -> Finding | None:
    signs = alarms(page, context)
    if not signs:
        return None
    score = number_score(page) if context == "checkin" else None
    return Finding(Meaning.DISTRESS, 0.9, tuple(signs), kind(signs) | slot("score", score))


def _start(page: Page, context: str) -> Finding | None:
    return seen(page, "opt_in")


def _stop(page: Page, context: str) -> Finding | None:
    """A wish to end the messages; signing off from a workshop is none."""
    if page.of("opt_in") or (page.of("staying") and page.of("decline")):
        return None
    found = seen(page, "opt_out")
    return None if found and found.sure <= 0.5 and context in ASKED_TO_COME else found


def _minutes(page: Page, context: str) -> Finding | None:
    minutes = minutes_late(page, bare=True)
    return Finding(Meaning.LATE, 0.95, tuple(page.of("late")), {"minutes": minutes}) if minutes else None


def _score_said(page: Page, context: str) -> Finding | None:
    if out_of_range(page):
        return Finding(Meaning.OTHER_FREE_TEXT, 0.7)
    asks = page.text.rstrip().endswith("?") or bool(page.keys and page.keys[0] & {"@asking"})
    if page.of("help") or (asks and not _begins_with_number(page) and len(page.pieces) <= _TOLD):
        return None
    score = number_score(page)
    return Finding(Meaning.CHECKIN_SCORE, 0.92, (), {"score": score}) if score else None


def _begins_with_number(page: Page) -> bool:
    """True for "4. A je jutri delavnica?": the score first, then a question."""
    return page.number_at(0) is not None and (len(page.keys) == 1 or bool(page.keys[1] & MARKS))


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
    slots: Slots = {} if code == "none" or (code == "sl" and page.of("help")) else {"language": code}
    return Finding(Meaning.LANGUAGE_CHANGE, 0.9, tuple(named), slots)


def _data(page: Page, context: str) -> Finding | None:
    return seen(page, "data_request")


def _wrong_person(page: Page, context: str) -> Finding | None:
    return seen(page, "wrong_person")


def _news_first(page: Page, context: str) -> Finding | None:
    return _news(page, context) if context in ("none", "broadcast") and not page.of("decline", "late") else None


def _news(page: Page, context: str) -> Finding | None:
    found = seen(page, "news")
    return found and Finding(found.meaning, 0.85, found.signs, slot("when", when(page)))


def _question(page: Page, context: str) -> Finding | None:
    found = seen(page, "question")
    if not found or (found.sure <= 0.5 and page.of("reason")):
        return None
    marks = [at for at in range(len(page.keys)) if page.words_at(at) == ASKS]
    reasons = page.of("reason") if context in ASKED_TO_COME else []
    if marks:
        return None if any(r.start > marks[-1] and r.act == "reason:forgot" for r in reasons) else found
    asking = [sign for sign in found.signs if sign.start < _OPENING or page.keys[sign.start] & {"@proposing"}]
    told = reasons and not any(sign.start < 2 or page.keys[sign.start] & {"@proposing"} for sign in asking)
    return Finding(found.meaning, found.sure, tuple(asking)) if asking and not told else None


def _help_first(page: Page, context: str) -> Finding | None:
    """A cry for instructions is phrased as a question; it is help if its row of words begins there."""
    asked = page.of("question")
    found = [
        sign for sign in page.of("help") if any(sign.start <= q.start < sign.end and sign.end > q.end for q in asked)
    ]
    return Finding(Meaning.HELP, 0.8, tuple(found)) if found else None


def _help(page: Page, context: str) -> Finding | None:
    return seen(page, "help")


def _thanks(page: Page, context: str) -> Finding | None:
    """Thanks or an acknowledgement; a story that ends with a heart is none."""
    found = seen(page, "thanks")
    if found is None or len(page.pieces) <= _STORY or any("@thanks" in keys for keys in page.keys):
        return found
    told = [sign for sign in found.signs if sign.start <= 2 and page.words(sign)[0].isalpha()]
    return found if told and len(page.pieces) <= 2 * _STORY else None


def _free_text(page: Page, context: str) -> Finding | None:
    """Talk that answers nothing: greetings, stories, figures of speech; unknown words alone are not enough."""
    if context in ASKED_TO_COME and page.of("confirm", "decline", "late", "tentative", "doubtful"):
        return None
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

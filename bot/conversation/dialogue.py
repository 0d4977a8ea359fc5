"""Decides about one reply: danger first, then what the question makes of the words, then every further meaning."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.conversation import absence, attendance, checkins, commands, leaving, safety, unclear, wishes
from bot.conversation.amounts import hour_in
from bot.conversation.effects import NeedsPerson, OpenTask
from bot.conversation.shapes import Asked, Decision, Meant, Say, Turn
from bot.conversation.subject import apart_from_wish, names_another, subjects
from language.phrases import any_of, flat, has_phrase

Rule = Callable[[Turn], Decision]
_PARTS = re.compile(r"[^.,;!?\n]+[.,;!?\n]*")

RULES: Mapping[str, Rule] = {
    "distress": safety.distress,
    "opt_out": leaving.stop,
    "opt_in": leaving.start,
    "confirm": attendance.answer,
    "decline": attendance.answer,
    "late": attendance.answer,
    "tentative": attendance.answer,
    "reason": absence.reason,
    "own_reason": absence.reason_in_own_words,
    "checkin_score": checkins.score,
    "checkins_stop": checkins.stop,
    "hour": checkins.hour,
    "pause": checkins.pause,
    "history": checkins.history,
    "call_me": safety.call_me,
    "no_call": safety.no_call,
    "consent_yes": leaving.agreed,
    "consent_no": leaving.declined,
    "wrong_person": leaving.wrong_person,
    "help": wishes.help_,
    "language_change": wishes.language,
    "data_request": wishes.data_request,
    "placement_or_job_news": wishes.work_news,
    "thanks_ack": wishes.thanks,
    "reschedule_request": wishes.reschedule,
    "question": wishes.question,
    "no_words": wishes.no_words,
    "today": wishes.today,
    "week": wishes.week,
    "survey": lambda turn: Decision((NeedsPerson(),), (Say("survey_thanks"),)),
    "never_mind": lambda turn: Decision(),
    "unclear": unclear.again,
    "other_free_text": unclear.again,
}
# Of a second meaning in the same words, only what somebody counts on is acted upon.
ALSO = (
    *("confirm", "decline", "late", "reschedule_request", "placement_or_job_news"),
    *("data_request", "question", "checkin_score"),
)
ATTENDANCE = frozenset({"confirm", "decline", "late", "tentative"})
ABSENCE = frozenset({"reason", "own_reason"})
# Said after "why?", all of this is a reason in one's own words.
IN_OWN_WORDS = frozenset({"unclear", "other_free_text", "placement_or_job_news", "tentative", "checkin_score"})
CALL_WORDS = 4
# Said after "shall we call you?", all of this tells when.
AN_HOUR = ("late", "reschedule_request", "checkin_score")
# What ends a danger, a consent or a wish is done whatever was asked.
SETTINGS = frozenset({"pause", "hour", "checkins_stop", "language_change"})
ALWAYS = frozenset({"distress", "opt_out", "opt_in", "wrong_person", "data_request", "help"})


def decide(turn: Turn) -> Decision:
    """What changes and what is said after one reply."""
    turn = replace(turn, meant=against_question(turn))
    if _is_over(turn):
        return _closed(turn)
    main = RULES.get(turn.meant.meaning, unclear.again)(turn)
    # What was not understood is asked again; the meanings it may have are guesses.
    beside = () if turn.meant.meaning == "unclear" else turn.meant.also
    further = [_also(turn, meaning) for meaning in ALSO if meaning in beside]
    if turn.meant.meaning == "distress":
        stopped = leaving.stop(turn).quietly if "opt_out" in turn.meant.also else Decision()
        return sum((_beside_danger(each) for each in further), main + stopped)
    if turn.meant.meaning == "opt_out" and "distress" in turn.meant.also:
        return main + safety.distress(turn)
    return sum(further, main)


def against_question(turn: Turn) -> Meant:
    """The same words read against the open question: a yes to "shall we call you" is a call."""
    meant, asked = turn.meant, turn.asked
    if asked is not None and (amount := _amount(meant, asked)):
        return replace(meant, meaning=asked.asks, slots=amount, also=())
    if asked is not None and _only_asks_for_a_call(meant, asked):
        return replace(meant, meaning="call_me", also=())
    if asked is None or meant.meaning in (ALWAYS - {"help"} if asked.asks == "call_me" else ALWAYS):
        return meant
    if asked.asks == "checkin" and meant.meaning == "unclear":
        return _two_facts(meant)
    if asked.asks == "reason" and meant.meaning == "decline" and _is_unexplained(meant) and names_another(turn):
        return meant  # "nor on Thursday"
    new = _in_question(meant, asked.asks)
    if new is not None:
        return replace(meant, meaning=new)
    slots = _short_slots(meant, asked.asks)
    if slots:
        meaning = "language_change" if asked.asks == "language" else asked.asks
        return replace(meant, meaning=meaning, slots=slots, also=())
    return meant


def _amount(meant: Meant, asked: Asked) -> Mapping[str, object]:
    """The hour or the days, where they were asked for and the words are nothing else."""
    number = None if meant.is_press or asked.asks not in ("hour", "pause") else checkins.number_in(meant.text)
    return {} if number is None else {"hour" if asked.asks == "hour" else "days": number}


def _only_asks_for_a_call(meant: Meant, asked: Asked) -> bool:
    """True for "please call me" or an hour and nothing else after "shall we call you?"; elsewhere it may be a cry."""
    if meant.is_press or asked.asks != "call_me":
        return False
    if hour_in(meant.text) is not None:
        return True
    if not has_phrase(meant.text, "call", name="wanted"):
        return False
    rest = re.sub(f"{any_of('call', 'wanted')}|{any_of('call', 'beside')}", " ", flat(meant.text))
    return not re.search(r"\w", rest)


def _two_facts(meant: Meant) -> Meant:
    """A score and an answer about coming, each as likely as the other, are both meant."""
    coming = ATTENDANCE.intersection(meant.also)
    is_both = "checkin_score" in meant.also and "score" in meant.slots and len(coming) == 1
    return replace(meant, meaning="checkin_score", also=tuple(coming)) if is_both else meant


def _in_question(meant: Meant, asks: str) -> str | None:
    is_yes, is_no = meant.meaning in ("yes", "confirm"), meant.meaning in ("no", "decline")
    match asks:
        case "call_me" | "yes_no":
            return _about_call(meant)
        case "consent" if is_yes or is_no:
            return "consent_yes" if is_yes else "consent_no"
        case "pause" if meant.meaning == "no":
            return "never_mind"
        case "reason" if meant.meaning == "decline":
            return "own_reason" if _is_unexplained(meant) else "reason"
        case "reason" if meant.meaning in IN_OWN_WORDS:
            return "own_reason" if meant.meaning != "unclear" or _is_unexplained(meant) else "reason"
        case "erase" if is_yes or is_no:
            return "data_request" if is_yes else "never_mind"
        case "survey":
            return "survey"
    return None


def _about_call(meant: Meant) -> str | None:
    """An answer to "shall we call you": words that name a call or an hour count more than a yes or no."""
    if meant.meaning in ("call_me", "no_call"):
        return None
    if not meant.is_press and has_phrase(meant.text, "call", name="unwanted"):
        return "no_call"
    if has_phrase(meant.text, "call", name="wanted") or meant.meaning in ("yes", "confirm", *AN_HOUR):
        return "call_me"
    is_short = len(meant.text.split()) <= CALL_WORDS and not meant.is_press
    if is_short and any(each.isdigit() for each in meant.text):
        return "call_me"
    return "no_call" if meant.meaning in ("no", "decline", "thanks_ack") else None


def _is_unexplained(meant: Meant) -> bool:
    return bool(meant.slots.get("absence_reason", "unknown") == "unknown")


def _short_slots(meant: Meant, asks: str) -> Mapping[str, object]:
    if meant.is_press or meant.meaning not in ("unclear", "other_free_text", "late"):
        return {}
    return commands.answered_in_short(meant.text, asks)


def _is_over(turn: Turn) -> bool:
    """True for a tap on a question that ran out, moved, or is about a day that is over."""
    asked = turn.asked
    if asked is None or asked.is_open or not turn.meant.is_press or turn.meant.meaning in ALWAYS | SETTINGS:
        return False
    planned = asked.planned
    has_begun = planned is not None and planned.starts_at <= turn.moment.now < planned.ends_at
    return not (has_begun and planned is not None and not planned.is_cancelled and asked.asks == "attendance")


def _closed(turn: Turn) -> Decision:
    """The question is over; what is on record stays and is said."""
    planned = turn.asked.planned if turn.asked is not None else None
    on_record = str(planned.answer) if planned is not None and planned.answer != "none" else ""
    return Decision((), (Say("question_closed", {"answer": on_record}),))


def _beside_danger(second: Decision) -> Decision:
    """What else was said is kept without a word, and without a second task for the same low mood."""
    kept = (each for each in second.effects if not (isinstance(each, OpenTask) and each.kind == "low_score"))
    return Decision(tuple(kept))


def _also(turn: Turn, meaning: str) -> Decision:
    second = replace(turn, meant=replace(turn.meant, meaning=meaning, also=()))
    main = turn.meant.meaning
    if meaning in ATTENDANCE:
        return _coming_too(apart_from_wish(second), main)
    if meaning == "checkin_score" and "score" not in turn.meant.slots:
        return Decision()
    if meaning == "question" and main not in ATTENDANCE | {"checkin_score", "distress"}:
        return Decision()
    return RULES[meaning](second)


def _coming_too(second: Turn, main: str) -> Decision:
    """An answer about coming beside something else; a refusal that finds no activity is read by a person."""
    meaning = second.meant.meaning
    if main in ATTENDANCE | ABSENCE or (meaning == "confirm" and not (main == "question" and _says_apart(second))):
        return Decision()
    if meaning == "decline" and main == "reschedule_request":
        return attendance.declined_beside(second)
    if not subjects(second):
        return Decision() if meaning == "confirm" else Decision((NeedsPerson(),))
    return attendance.answer(second)


def _says_apart(turn: Turn) -> bool:
    """True when something stands beside the question: "where is it? I will come"."""
    parts = _PARTS.findall(turn.meant.text)
    return len(parts) > 1 and not all(part.endswith("?") for part in parts)

"""Will the person come? Every answer is repeated back, so that a wrong reading is caught by the person."""

import re
from datetime import timedelta

from unidecode import unidecode

from bot.conversation.effects import CloseQuestion, Effect, NeedsPerson, OpenTask, SetAnswer
from bot.conversation.shapes import Decision, Meant, Planned, Say, Turn
from bot.conversation.unclear import again
from programme.attendance import AbsenceReason, Answer

ANSWERS = {
    "confirm": Answer.COMING,
    "decline": Answer.NOT_COMING,
    "late": Answer.LATE,
    "tentative": Answer.MAYBE,
}
DOUBLE_TAP = timedelta(minutes=2)
MOST_MINUTES = 600
SAME_REASON_TIMES = 2
# Reasons with which the team can help; the others are nobody's business to solve.
BARRIERS = frozenset(
    {AbsenceReason.TRANSPORT, AbsenceReason.CHILD_CARE, AbsenceReason.CARE_OF_RELATIVE, AbsenceReason.WEATHER}
)
_TOMORROW = re.compile(r"\b(jutr\w*|sutra\w*|tomorrow|domani|morgen)\b")
_TODAY = re.compile(r"\b(danes|dans|dons|denes|danas|today|oggi|heute)\b")


def answer(turn: Turn) -> Decision:
    """An answer to the activity that was asked about, or to the only near one if the words are explicit."""
    planned = subject(turn)
    if planned is None:
        return again(turn)
    if turn.moment.now >= planned.starts_at or planned.is_cancelled:
        return Decision((NeedsPerson(),), (Say("ack_other"),))
    if planned.answered_at is not None and planned.answered_at > turn.moment.heard_at:
        return Decision()  # overtaken by a later answer
    given = _given(turn.meant, planned)
    if _is_on_record(given, planned):
        return _repeated(turn, planned)
    closed: tuple[Effect, ...] = (given, *_closing(turn))
    return Decision(closed + _barrier(turn, given), _echo(turn, planned, given=given))


def reason(turn: Turn) -> Decision:
    """The reason of an absence, given in one tap or in a few words."""
    planned = turn.asked.planned if turn.asked is not None else None
    if planned is None:
        return again(turn)
    why = absence_reason(turn.meant)
    if turn.moment.now >= planned.starts_at or planned.is_cancelled:
        # What was answered stays; the reason beside it protects the person, so it is kept even now.
        kept = SetAnswer(planned.id, planned.answer, why, planned.minutes)
        return Decision((kept, *_closing(turn), NeedsPerson()), (Say("ack_other"),))
    if planned.answer is Answer.NOT_COMING and planned.reason is why and turn.asked and turn.asked.is_answered:
        return Decision()
    given = SetAnswer(planned.id, Answer.NOT_COMING, why)
    effects: tuple[Effect, ...] = (given, *_closing(turn), *_barrier(turn, given))
    if _turns_round(planned.answer, Answer.NOT_COMING):
        return Decision(effects, (Say("changed_answer", {"answer": str(Answer.NOT_COMING)}, about=planned),))
    return Decision(effects, (_absence(planned, why, shown=str(turn.meant.slots.get("absence_reason", ""))),))


def reason_in_own_words(turn: Turn) -> Decision:
    """Words after "why" that no list knows are a reason all the same: kept, thanked for, read by a person."""
    planned = turn.asked.planned if turn.asked is not None else None
    if planned is None or planned.answer is not Answer.NOT_COMING:
        return again(turn)
    return Decision((*_closing(turn), NeedsPerson()), (_absence(planned, None, shown=""),))


def subject(turn: Turn) -> Planned | None:
    """The activity that an answer is about; None when that is not certain."""
    if turn.asked is not None and turn.asked.planned is not None:
        return turn.asked.planned
    if len(turn.near) != 1:
        return None
    [only] = turn.near
    is_explicit = turn.meant.meaning in ("decline", "late") or only.answer is not Answer.NONE
    return only if is_explicit and _names_its_day(turn, only) else None


def absence_reason(meant: Meant) -> AbsenceReason:
    """The reason as kept; "other" and "rather not say" are kept as unknown."""
    named = str(meant.slots.get("absence_reason", ""))
    return AbsenceReason(named) if named in frozenset(AbsenceReason) else AbsenceReason.UNKNOWN


def _given(meant: Meant, planned: Planned) -> SetAnswer:
    given = ANSWERS[meant.meaning]
    why = absence_reason(meant)
    known = why if why is not AbsenceReason.UNKNOWN else None
    if given is Answer.LATE:
        minutes = meant.slots.get("minutes")
        return SetAnswer(planned.id, given, known, minutes=min(int(minutes), MOST_MINUTES) if minutes else None)
    return SetAnswer(planned.id, given, known if given is Answer.NOT_COMING else None)


def _is_on_record(given: SetAnswer, planned: Planned) -> bool:
    adds = (given.reason and given.reason is not planned.reason) or (given.minutes and given.minutes != planned.minutes)
    return given.answer is planned.answer and not adds


def declined_beside(turn: Turn) -> Decision:
    """ "I cannot" beside the wish for another time: kept and repeated, without asking why."""
    decision = answer(turn)
    planned = subject(turn)
    if planned is None or not decision.says:
        return decision
    return Decision(decision.effects, (_absence(planned, absence_reason(turn.meant), shown=""),))


def _repeated(turn: Turn, planned: Planned) -> Decision:
    """A double tap needs no second thank-you; the same answer much later gets told that it is on record."""
    closing = Decision(_closing(turn))
    answered_at = planned.answered_at or turn.moment.now
    if turn.meant.how == "edit" or turn.moment.heard_at - answered_at < DOUBLE_TAP:
        return closing
    return closing + Decision((), (Say("already_answered", {"answer": str(planned.answer)}, about=planned),))


def _closing(turn: Turn) -> tuple[Effect, ...]:
    asked = turn.asked
    is_about_it = asked is not None and asked.planned is not None and not asked.is_answered
    return (CloseQuestion(asked.message_id),) if asked is not None and is_about_it else ()


def _echo(turn: Turn, planned: Planned, *, given: SetAnswer) -> tuple[Say, ...]:
    if turn.asked is None or turn.asked.planned is None:
        # Nobody asked, so the echo names the activity.
        return (Say("ack_which", {"answer": str(given.answer)}, about=planned), *_follow_up(planned, given))
    if _turns_round(planned.answer, given.answer):
        return (Say("changed_answer", {"answer": str(given.answer)}, about=planned), *_follow_up(planned, given))
    match given.answer:
        case Answer.COMING:
            return (Say("ack_confirm", about=planned),)
        case Answer.LATE if given.minutes is None and planned.minutes is None:
            return (Say("ack_late_ask", asks="minutes", about=planned),)
        case Answer.LATE:
            return (Say("ack_late", {"minutes": given.minutes or planned.minutes}, about=planned),)
        case Answer.MAYBE:
            return (Say("ack_tentative", about=planned),)
        case _ if given.reason is None:
            return (Say("ack_decline", asks="reason", about=planned),)
    return (_absence(planned, given.reason, shown=str(given.reason)),)


def _follow_up(planned: Planned, given: SetAnswer) -> tuple[Say, ...]:
    if given.answer is Answer.NOT_COMING and given.reason is None:
        return (Say("ask_reason", asks="reason", about=planned),)
    if given.answer is Answer.LATE and given.minutes is None:
        return (Say("ask_minutes", asks="minutes", about=planned),)
    return ()


def _turns_round(former: Answer, new: Answer) -> bool:
    """True when the new answer takes the former one back; "late" after "coming" only says it more closely."""
    if former in (Answer.NONE, Answer.MAYBE):
        return False
    return new is Answer.MAYBE or (former is Answer.NOT_COMING) != (new is Answer.NOT_COMING)


def _absence(planned: Planned, why: AbsenceReason | None, *, shown: str) -> Say:
    if why is AbsenceReason.ILLNESS:
        return Say("ack_illness", about=planned)
    named = "" if shown in ("rather_not", "unknown") else shown
    return Say("ack_decline_reason", {"reason": named}, about=planned)


def _barrier(turn: Turn, given: SetAnswer) -> tuple[Effect, ...]:
    """The same obstacle twice in two weeks: somebody offers help."""
    why = given.reason
    if given.answer is not Answer.NOT_COMING or why not in BARRIERS:
        return ()
    if turn.past.absences.get(str(why), 0) + 1 < SAME_REASON_TIMES:
        return ()
    year, week, _ = turn.moment.today_on.isocalendar()
    return (
        OpenTask(
            "barrier",
            str(why),
            turn.moment.next_morning_at,
            activity_id=given.activity_id,
            occasion=f"barrier:{turn.person.id}:{why}:{year}-{week}",
        ),
    )


def _names_its_day(turn: Turn, planned: Planned) -> bool:
    """False when the words name today or tomorrow and the activity is on the other day."""
    words = unidecode(turn.meant.text).casefold()
    distance = (planned.starts_local.date() - turn.moment.today_on).days
    if _TOMORROW.search(words):
        return distance == 1
    return not _TODAY.search(words) or distance == 0

"""Will the person come? Every answer is repeated back, so that a wrong reading is caught by the person."""

from datetime import timedelta

from bot.conversation import absence
from bot.conversation.absence import closing
from bot.conversation.effects import Effect, NeedsPerson, SetAnswer
from bot.conversation.shapes import Decision, Meant, Planned, Say, Turn
from bot.conversation.subject import ON_THE_WAY, subjects
from bot.conversation.unclear import which
from language.dates import time_text, when_short
from programme.attendance import AbsenceReason, Answer, takes_effect

ANSWERS = {
    "confirm": Answer.COMING,
    "decline": Answer.NOT_COMING,
    "late": Answer.LATE,
    "tentative": Answer.MAYBE,
}
DOUBLE_TAP = timedelta(minutes=2)
MOST_MINUTES = 600


def answer(turn: Turn) -> Decision:
    """An answer to what the words or the question are about; where that is not certain, it is asked."""
    about = subjects(turn)
    if not about:
        return which(turn)
    return _answered(turn, about[0]) if len(about) == 1 else _answered_all(turn, about)


def declined_beside(turn: Turn) -> Decision:
    """ "I cannot" beside the wish for another time: kept and repeated, without asking why."""
    decision, about = answer(turn), subjects(turn)
    if len(about) != 1 or not decision.says:
        return decision
    why = absence.reason_of(turn.meant)
    return Decision(decision.effects, (absence.echo(about[0], why, shown=""),))


def _answered(turn: Turn, planned: Planned) -> Decision:
    """One answer about one activity."""
    given = _given(turn.meant, planned)
    if planned.is_cancelled or not _is_in_time(turn, planned, given=given):
        return Decision((NeedsPerson(),), (Say("ack_other"),))
    if planned.answered_at is not None and planned.answered_at > turn.moment.heard_at:
        return Decision()  # overtaken by a later answer
    if _is_on_record(given, planned):
        return _repeated(turn, planned)
    effects: tuple[Effect, ...] = (given, *closing(turn, planned), *absence.barrier(turn, given))
    return Decision(effects, _echo(turn, planned, given=given))


def _answered_all(turn: Turn, about: tuple[Planned, ...]) -> Decision:
    """One answer about several activities, repeated in one text."""
    parts = [(planned, _answered(turn, planned)) for planned in about]
    effects = tuple(dict.fromkeys(effect for _, part in parts for effect in part.effects))
    given = [effect for effect in effects if isinstance(effect, SetAnswer)]
    if len(given) < 2:
        return Decision(effects, next((part.says for _, part in parts if part.says), ()))
    kept = [planned for planned in about if planned.id in {each.activity_id for each in given}]
    facts = {"answer": str(given[0].answer), "text": _times(kept, turn.person.language)}
    return Decision(effects, (Say("ack_several", facts, about=kept[0]), *_follow_up(kept[0], given[0])))


def _times(several: list[Planned], language: str) -> str:
    """The day and hour of each, the day only once: "tor 15. 9. ob 9.00, 13.00"."""
    days = [each.starts_local.date() for each in several]
    return ", ".join(
        time_text(each.starts_local, language) if on in days[:at] else when_short(each.starts_local, language)
        for at, (each, on) in enumerate(zip(several, days, strict=True))
    )


def _is_in_time(turn: Turn, planned: Planned, *, given: SetAnswer) -> bool:
    """True before the start; after it only for who is on the way and late."""
    now, starts_at = turn.moment.now, planned.starts_at
    if now < starts_at:
        return True
    is_late = given.answer is Answer.LATE and now < starts_at + ON_THE_WAY
    return is_late and takes_effect(planned.answer, given.answer, at=now, starts_at=starts_at, ends_at=planned.ends_at)


def _given(meant: Meant, planned: Planned) -> SetAnswer:
    given = ANSWERS[meant.meaning]
    why = absence.reason_of(meant)
    known = why if why is not AbsenceReason.UNKNOWN else None
    if given is Answer.LATE:
        minutes = meant.slots.get("minutes")
        return SetAnswer(planned.id, given, known, minutes=min(int(minutes), MOST_MINUTES) if minutes else None)
    return SetAnswer(planned.id, given, known if given is Answer.NOT_COMING else None)


def _is_on_record(given: SetAnswer, planned: Planned) -> bool:
    adds = (given.reason and given.reason is not planned.reason) or (given.minutes and given.minutes != planned.minutes)
    return given.answer is planned.answer and not adds


def _repeated(turn: Turn, planned: Planned) -> Decision:
    """A double tap needs no second thank-you; the same answer in words, or much later, is told to be on record."""
    closed = Decision(closing(turn, planned))
    answered_at = planned.answered_at or turn.moment.now
    is_double_tap = turn.meant.is_press and turn.moment.heard_at - answered_at < DOUBLE_TAP
    if turn.meant.how == "edit" or is_double_tap:
        return closed
    return closed + Decision((), (Say("already_answered", {"answer": str(planned.answer)}, about=planned),))


def _echo(turn: Turn, planned: Planned, *, given: SetAnswer) -> tuple[Say, ...]:
    minutes, why = given.minutes or planned.minutes, given.reason
    is_asked = turn.asked is not None and turn.asked.planned is not None and turn.asked.planned.id == planned.id
    if is_asked and absence.turns_round(planned.answer, given.answer):
        return (absence.changed(planned, given), *_follow_up(planned, given))
    if given.answer is Answer.LATE and minutes:
        return (Say("ack_late", {"minutes": minutes}, about=planned),)
    if given.answer is Answer.NOT_COMING and why is not None:
        return (absence.echo(planned, why, shown=str(why)),)
    if not is_asked:
        # Nobody asked about this one, so the echo names it.
        return (Say("ack_which", {"answer": str(given.answer)}, about=planned), *_follow_up(planned, given))
    match given.answer:
        case Answer.COMING:
            return (Say("ack_confirm", about=planned),)
        case Answer.LATE:
            return (Say("ack_late_ask", asks="minutes", about=planned),)
        case Answer.MAYBE:
            return (Say("ack_tentative", about=planned),)
    return (Say("ack_decline", asks="reason", about=planned),)


def _follow_up(planned: Planned, given: SetAnswer) -> tuple[Say, ...]:
    if given.answer is Answer.NOT_COMING and given.reason is None:
        return (Say("ask_reason", asks="reason", about=planned),)
    if given.answer is Answer.LATE and given.minutes is None:
        return (Say("ask_minutes", asks="minutes", about=planned),)
    return ()

"""Why somebody cannot come: given in one tap or in words, kept beside the answer, and a sign that help is needed."""

from bot.conversation.effects import CloseQuestion, Effect, NeedsPerson, OpenTask, SetAnswer
from bot.conversation.shapes import Decision, Meant, Planned, Say, Turn
from bot.conversation.subject import names_another
from bot.conversation.unclear import again
from programme.attendance import AbsenceReason, Answer

SAME_REASON_TIMES = 2
# Reasons that tell nothing with which the team could help.
NAMELESS = frozenset({AbsenceReason.UNKNOWN, AbsenceReason.PERSONAL, AbsenceReason.FORGOT})


def reason(turn: Turn) -> Decision:
    """The reason of an absence, given in one tap or in a few words."""
    planned = _planned(turn)
    if planned is None:
        return again(turn) if turn.meant.is_press else reason_in_own_words(turn)
    why = reason_of(turn.meant)
    read = (NeedsPerson(),) if _is_vague(turn, why) else ()
    if turn.moment.now >= planned.starts_at or planned.is_cancelled:
        # What was answered stays; the reason beside it protects the person, so it is kept even now.
        kept = SetAnswer(planned.id, planned.answer, why, planned.minutes)
        return Decision((kept, *closing(turn, planned), NeedsPerson()), (Say("ack_other"),))
    if planned.answer is Answer.NOT_COMING and planned.reason is why and turn.asked and turn.asked.is_answered:
        return Decision(read)
    given = SetAnswer(planned.id, Answer.NOT_COMING, why)
    beside = (SetAnswer(each.id, Answer.NOT_COMING, why) for each in _said_together(turn, planned))
    effects: tuple[Effect, ...] = (given, *closing(turn, planned), *beside, *barrier(turn, given), *read)
    if turns_round(planned.answer, Answer.NOT_COMING):
        return Decision(effects, (changed(planned, given),))
    return Decision(effects, (echo(planned, why, shown=str(turn.meant.slots.get("absence_reason", ""))),))


def reason_in_own_words(turn: Turn) -> Decision:
    """Words after "why" that no list knows are a reason all the same: kept, thanked for, read by a person."""
    planned = _planned(turn)
    if planned is None:
        return Decision((NeedsPerson(),), (Say("ack_other"),))
    is_away = planned.answer is Answer.NOT_COMING
    said = echo(planned, None, shown="") if is_away else Say("ack_other")
    return Decision((*closing(turn, planned), NeedsPerson()), (said,))


def reason_of(meant: Meant) -> AbsenceReason:
    """The reason as kept; "other" and "rather not say" are kept as unknown."""
    named = str(meant.slots.get("absence_reason", ""))
    return AbsenceReason(named) if named in frozenset(AbsenceReason) else AbsenceReason.UNKNOWN


def echo(planned: Planned, why: AbsenceReason | None, *, shown: str) -> Say:
    """Not coming, with the reason that is on record."""
    if why is AbsenceReason.ILLNESS:
        return Say("ack_illness", about=planned)
    named = "" if shown in ("rather_not", "unknown") else shown
    return Say("ack_decline_reason", {"reason": named}, about=planned)


def changed(planned: Planned, given: SetAnswer) -> Say:
    """The answer that has taken the former one back."""
    why = "" if given.reason in (None, AbsenceReason.UNKNOWN) else str(given.reason)
    return Say("changed_answer", {"answer": str(given.answer), "reason": why}, about=planned)


def turns_round(former: Answer, new: Answer) -> bool:
    """True when the new answer takes the former one back; "late" after "coming" only says it more closely."""
    if former in (Answer.NONE, Answer.MAYBE):
        return False
    return new is Answer.MAYBE or (former is Answer.NOT_COMING) != (new is Answer.NOT_COMING)


def barrier(turn: Turn, given: SetAnswer) -> tuple[Effect, ...]:
    """The same obstacle twice in two weeks: somebody offers help."""
    why = given.reason
    if given.answer is not Answer.NOT_COMING or why is None or why in NAMELESS:
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


def closing(turn: Turn, planned: Planned) -> tuple[Effect, ...]:
    """Ends the question if it was about this activity."""
    asked = turn.asked
    is_it = asked is not None and asked.planned is not None and asked.planned.id == planned.id
    return (CloseQuestion(asked.message_id),) if asked is not None and is_it and not asked.is_answered else ()


def _planned(turn: Turn) -> Planned | None:
    return turn.asked.planned if turn.asked is not None else None


def _is_vague(turn: Turn, why: AbsenceReason) -> bool:
    """True for words of which more was said than a reason that is kept, or whose reason is only a guess."""
    is_guess = turn.meant.confidence == 0
    return not turn.meant.is_press and (is_guess or why in NAMELESS or names_another(turn))


def _said_together(turn: Turn, planned: Planned) -> list[Planned]:
    """What else was refused by the same words and has no reason yet."""
    return [
        each
        for each in turn.ahead
        if each.id != planned.id
        and (each.answer, each.reason) == (Answer.NOT_COMING, None)
        and each.answered_at is not None
        and each.answered_at == planned.answered_at
        and each.starts_at > turn.moment.now
    ]

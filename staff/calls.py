"""What somebody said on the phone, entered by staff: an answer to an activity like any other, marked as such."""

from collections.abc import Mapping

from starlette.responses import Response

from language.meanings import Meaning
from programme.attendance import AbsenceReason, Answer
from records import attendances, outbox, replies, tasks
from records.activities import activity
from records.attendances import Given
from records.database import Tx
from records.replies import NewReply
from staff.forms import BadForm
from staff.paths import local_path
from staff.texts import N_
from staff.visit import NotFound, Visit
from staff.words import WORDS

MEANINGS: Mapping[Answer, Meaning] = {
    Answer.COMING: Meaning.CONFIRM,
    Answer.LATE: Meaning.LATE,
    Answer.MAYBE: Meaning.TENTATIVE,
    Answer.NOT_COMING: Meaning.DECLINE,
}


async def enter(visit: Visit) -> Response:
    """Enters an answer given on the phone; ends the task to call and closes the question."""
    given = _given(visit)
    number = visit.form.number("participant_id") or 0
    async with visit.desk.database.transaction() as tx:
        found = await activity(tx, visit.number(), visit.scope)
        if found is None:
            raise NotFound
        if await attendances.set_answer(tx, found.id, number, given=given, at=visit.now) is None:
            raise NotFound
        await _keep(tx, visit, given, participant_id=number)
        await tasks.finish_for(tx, number, "no_answer", now=visit.now, activity_id=found.id)
        asked = await outbox.open_question(tx, number, now=visit.now)
        if asked is not None and asked.activity_id == found.id:
            await outbox.close_question(tx, asked.message_id, now=visit.now)
        about = {"participant_id": number, "details": {"answer": str(given.answer)}}
        await visit.note(tx, "enter answer", noun_id=found.id, **about)
    back = local_path(visit.form.text("back"))
    return visit.go(back, at=f"p{number}" if back.startswith("/activities") else "answers")


def _given(visit: Visit) -> Given:
    try:
        answer = Answer(visit.form.text("answer", 20))
        reason = AbsenceReason(visit.form.text("reason", 30)) if visit.form.has("reason") else None
    except ValueError as error:
        raise BadForm(N_("Choose what the person said.")) from error
    if answer is Answer.NONE:
        raise BadForm(N_("Choose what the person said."))
    minutes = visit.form.number("minutes") if answer is Answer.LATE else None
    is_away = answer in (Answer.NOT_COMING, Answer.MAYBE)
    return Given(answer, reason if is_away else None, min(minutes, 600) if minutes else None, how="staff")


async def _keep(tx: Tx, visit: Visit, given: Given, *, participant_id: int) -> None:
    said = visit.form.text("words", 500) or visit.texts.gettext(WORDS["answer"][given.answer])
    slots = {"minutes": given.minutes_late} if given.minutes_late else {}
    new = NewReply(
        channel="phone",
        address_digest="",
        text=said,
        how="staff",
        meaning=MEANINGS[given.answer],
        slots=slots,
        received_at=visit.now,
        participant_id=participant_id,
    )
    await replies.add_reply(tx, new)

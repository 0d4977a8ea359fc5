"""Replies that need a person: read, answered or marked as done."""

import secrets

from starlette.responses import Response

from records import ledger, people, replies, tasks
from records.database import Tx
from records.replies import Reply
from staff.forms import BadForm
from staff.visit import NotFound, Visit
from staff.writing_to import put_words


async def show(visit: Visit) -> Response:
    """The queue, oldest first."""
    return await _page(visit)


async def answer(visit: Visit) -> Response:
    """Answers in staff's own words and takes the reply off the queue."""
    try:
        async with visit.desk.database.transaction() as tx:
            found = await _wanted(tx, visit)
            who = await people.person(tx, found.participant_id or 0, visit.scope)
            if who is None:
                raise NotFound
            await put_words(tx, visit, who, reply_id=found.id)
            await _finish(tx, visit, found)
    except BadForm as error:
        return await _page(visit, 422, why=str(error), wrong_id=visit.number())
    visit.desk.ring()
    return visit.go("/replies", sent=visit.number())


async def done(visit: Visit) -> Response:
    """Takes a reply off the queue, or puts it back."""
    is_undo = visit.form.has("undo")
    async with visit.desk.database.transaction() as tx:
        found = await _wanted(tx, visit)
        if is_undo:
            await replies.set_needs_person(tx, found.id, True)
        else:
            await _finish(tx, visit, found)
    return visit.go("/replies", undo=None if is_undo else found.id)


async def _page(visit: Visit, status: int = 200, *, why: str = "", wrong_id: int | None = None) -> Response:
    async with visit.desk.database.reading() as tx:
        found = sorted(await replies.needing_person(tx, visit.scope), key=lambda each: each.meaning != "distress")
        ids = sorted({each.participant_id for each in found if each.participant_id is not None})
        known = await people.people_of(tx, ids, visit.scope)
        asked = await ledger.texts_of(tx, [each.message_id for each in found if each.message_id is not None])
        undone = await _just_done(tx, visit)
    told = visit.texts.gettext(why) if why else ""
    values = {"replies": found, "people": known, "asked": asked, "undone": undone, "once": secrets.token_hex(8)}
    is_sent = visit.query.has("sent")
    return visit.page("replies.html", status, why=told, wrong_id=wrong_id, is_sent=is_sent, **values)


async def _finish(tx: Tx, visit: Visit, found: Reply) -> None:
    await replies.set_needs_person(tx, found.id, False)
    for task in await tasks.waiting(tx, visit.scope):
        if task.reply_id == found.id and task.kind != "distress":
            await tasks.set_state(tx, task.id, "done", account_id=visit.account.id, now=visit.now)
    await visit.note(tx, "finish reply", noun_id=found.id, participant_id=found.participant_id)


async def _just_done(tx: Tx, visit: Visit) -> Reply | None:
    number = visit.query.number("undo")
    found = None if number is None else await replies.reply(tx, number, visit.scope)
    return found if found is not None and not found.needs_person else None


async def _wanted(tx: Tx, visit: Visit) -> Reply:
    found = await replies.reply(tx, visit.number(), visit.scope)
    if found is None:
        raise NotFound
    return found

"""Taking, finishing and reopening what a person must do."""

from starlette.responses import Response

from records import tasks
from records.database import Tx
from staff.forms import BadForm
from staff.paths import local_path
from staff.texts import N_
from staff.visit import NotFound, Visit


async def change(visit: Visit) -> Response:
    """Takes, finishes or reopens a task, and goes back with a way to undo it."""
    state = visit.form.text("state")
    if state not in tasks.STATES:
        raise BadForm(N_("The form could not be read. Go back and try again."))
    async with visit.desk.database.transaction() as tx:
        found = await _task(tx, visit)
        note = visit.form.text("note", 500) or None
        await tasks.set_state(tx, found.id, state, account_id=visit.account.id, now=visit.now, note=note)
        more = {"participant_id": found.participant_id, "details": {"state": state}}
        await visit.note(tx, "change task", noun_id=found.id, **more)
    undo = found.id if state != "open" else None
    return visit.go(local_path(visit.form.text("back")), undo=undo)


async def _task(tx: Tx, visit: Visit) -> tasks.Task:
    found = await tasks.task(tx, visit.number(), visit.scope)
    if found is None:
        raise NotFound
    return found

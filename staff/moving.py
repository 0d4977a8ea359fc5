"""Moving, cancelling and restoring an activity; each ends in a notice that is ready to be sent, and not sent yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from records import broadcasts, ledger, programmes, timetable
from records.activities import Activity
from records.audience import Audience
from records.broadcasts import NewBroadcast
from records.database import Tx
from records.programme_shapes import NewPlace
from records.timetable import Moved
from staff.activity import page, wanted
from staff.forms import BadForm
from staff.texts import N_
from staff.visit import NotFound, Visit

NO_TIME = N_("Give the day, the beginning and the end, for example 15. 9. 2026, 9.00 and 12.00.")
ENDS_FIRST = N_("The end has to be after the beginning.")


async def move(visit: Visit) -> Response:
    """Moves the activity and goes on to the notice; back to the page when nothing changed."""
    try:
        starts_local, ends_local = _times(visit)
    except BadForm as error:
        return await page(visit, 422, why=str(error))
    async with visit.desk.database.transaction() as tx:
        found = await wanted(tx, visit)
        place_id = await _place(tx, visit, found)
        moved = await timetable.move_activity(
            tx, found.id, starts_local=starts_local, ends_local=ends_local, place_id=place_id, now=visit.now
        )
        if moved is None:
            return visit.go(f"/activities/{found.id}")
        await visit.note(tx, "move activity", noun_id=found.id, details={"revision": moved.after.revision})
        notice = await _prepare(tx, visit, found, kind=_kind(moved), facts=_before(moved.before))
    visit.desk.ring()
    return visit.go(f"/broadcasts/{notice}")


async def cancel(visit: Visit) -> Response:
    """Cancels the activity and goes on to the notice."""
    return await _set_state(visit, timetable.cancel_activity, verb="cancel", kind="change_cancelled")


async def restore(visit: Visit) -> Response:
    """Takes a cancellation back and goes on to the notice."""
    return await _set_state(visit, timetable.restore_activity, verb="restore", kind="uncancelled")


async def _set_state(visit: Visit, change: Any, *, verb: str, kind: str) -> Response:
    async with visit.desk.database.transaction() as tx:
        found = await wanted(tx, visit)
        if not await change(tx, found.id, now=visit.now):
            return visit.go(f"/activities/{found.id}")
        await visit.note(tx, f"{verb} activity", noun_id=found.id)
        notice = await _prepare(tx, visit, found, kind=kind, facts={})
    return visit.go(f"/broadcasts/{notice}")


async def _prepare(tx: Tx, visit: Visit, found: Activity, *, kind: str, facts: Mapping[str, Any]) -> int:
    for earlier in await ledger.listed(tx, visit.scope, activity_id=found.id):
        if earlier.state == "held":
            await broadcasts.stop(tx, earlier.id, now=visit.now)  # it is no longer true
    new = NewBroadcast(
        provider_id=found.provider_id,
        account_id=visit.account.id,
        audience=Audience(activity_id=found.id),
        texts={"facts": facts},
        hold_seconds=visit.desk.hold_seconds,
        kind=kind,
        activity_id=found.id,
        is_urgent=True,
    )
    return await broadcasts.prepare(tx, new, now=visit.now)


async def _place(tx: Tx, visit: Visit, found: Activity) -> int | None:
    name = visit.form.text("new_place", 200)
    if name:
        known = [
            each for each in await programmes.list_places(tx, visit.scope) if each.provider_id == found.provider_id
        ]
        same = next((each.id for each in known if each.name.casefold() == name.casefold()), None)
        new = NewPlace(found.provider_id, name, address=visit.form.text("new_address", 300))
        return same if same is not None else await programmes.add_place(tx, new)
    number = visit.form.number("place_id")
    if number is None:
        return None
    place = await programmes.place(tx, number, visit.scope)
    if place is None or place.provider_id != found.provider_id:
        raise NotFound
    return place.id


def _times(visit: Visit) -> tuple[datetime, datetime]:
    on, begins, ends = visit.form.day("on"), visit.form.wall("begins"), visit.form.wall("ends")
    if on is None or begins is None or ends is None:
        raise BadForm(NO_TIME)
    if ends <= begins:
        raise BadForm(ENDS_FIRST)
    return datetime.combine(on, begins), datetime.combine(on, ends)


def _kind(moved: Moved) -> str:
    if not moved.is_other_time:
        return "change_place"
    return "change_time" if moved.before.place == moved.after.place else "change_both"


def _before(before: Activity) -> Mapping[str, Any]:
    place = {"old_place": before.place.name, "old_address": before.place.address} if before.place else {}
    return {"old_starts_local": before.starts_local, **place}

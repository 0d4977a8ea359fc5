"""Moving, cancelling and restoring an activity; each ends in a notice that is ready to be sent, and not sent yet."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from records import notices, programmes, timetable
from records.activities import Activity
from records.database import Tx
from records.notices import Notice, Offer
from records.programme_shapes import NewPlace
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
        notice = await notices.offer_for_move(tx, moved, _offer(visit), now=visit.now)
    visit.desk.ring()
    return _onward(visit, found, notice=notice)


async def cancel(visit: Visit) -> Response:
    """Cancels the activity and goes on to the notice."""
    return await _set_state(visit, timetable.cancel_activity, verb="cancel", kind=notices.CANCELLED)


async def restore(visit: Visit) -> Response:
    """Takes a cancellation back and goes on to the notice."""
    return await _set_state(visit, timetable.restore_activity, verb="restore", kind=notices.RETURNED)


async def _set_state(visit: Visit, change: Any, *, verb: str, kind: str) -> Response:
    async with visit.desk.database.transaction() as tx:
        found = await wanted(tx, visit)
        if not await change(tx, found.id, now=visit.now):
            return visit.go(f"/activities/{found.id}")
        await visit.note(tx, f"{verb} activity", noun_id=found.id)
        notice = await notices.offer_for_state(tx, found, _offer(visit), kind=kind, now=visit.now)
    return _onward(visit, found, notice=notice)


def _offer(visit: Visit) -> Offer:
    return Offer(visit.desk.hold_seconds, visit.account.id)


def _onward(visit: Visit, found: Activity, *, notice: Notice | None) -> Response:
    """To the notice, or back to the activity when there is nothing to tell or nobody to tell it to."""
    number = notice.broadcast_id if notice else None
    return visit.go(f"/activities/{found.id}" if number is None else f"/broadcasts/{number}")


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

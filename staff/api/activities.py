"""/activities: the timetable. A move re-plans the reminders and offers a notice; a cancellation may send one."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from records import activities as reading
from records import broadcasts, notices, programmes, timetable
from records.database import Tx
from staff.api.activity_references import account_for, people_for, place_for
from staff.api.activity_shapes import (
    ActivitiesPage,
    Activity,
    ActivityChange,
    ActivityChanged,
    ActivityNew,
    Cancelling,
    shown,
    shown_changed,
)
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import after, paged
from staff.api.problems import Fault, not_found, wrong_field
from staff.api.shapes import Listed, changes_in, moment, number_of

router = APIRouter()


@router.get("/activities")
async def list_activities(
    request: Request, caller: Calling, page: Annotated[ActivitiesPage, Query()]
) -> Listed[Activity]:
    """Activities by their start, cancelled ones too."""
    from_at = moment(page.from_at, caller.desk.zone, field="from")
    to_at = moment(page.to_at, caller.desk.zone, field="to", is_end=True)
    async with caller.reading() as tx:
        rows = await reading.activities_between(
            tx,
            caller.scope,
            from_at=from_at,
            to_at=to_at,
            only=reading.Only(
                number_of(page.cycle),
                number_of(page.participant),
                after=after(request, page) or 0,
                limit=page.limit + 1,
            ),
        )
    return paged(request, page, rows=rows, show=shown, key=lambda each: each.id)


@router.post("/activities", status_code=201, responses=WRITES)
async def add_activity(caller: Calling, body: ActivityNew, response: Response) -> Activity:
    """Adds an activity; everybody expected there will be reminded."""
    if body.ends_local <= body.starts_local:
        raise wrong_field("ends_local", "An activity must end after it starts.")
    async with caller.writing() as tx:
        cycle = await programmes.cycle(tx, number_of(body.cycle_id) or 0, caller.scope)
        if cycle is None:
            raise wrong_field("cycle_id", "There is no such cycle, or this token may not see it.")
        fields: dict[str, Any] = body.model_dump(exclude={"cycle_id", "place"})
        fields |= await _references(tx, caller, body.model_dump(exclude_unset=True), provider_id=cycle.provider_id)
        try:
            new = timetable.NewActivity(cycle_id=cycle.id, **fields)
            activity_id = await timetable.add_activity(tx, new, now=caller.now)
        except timetable.CodeTaken as error:
            raise Fault(409, "Another activity of this cycle has this code; choose another.") from error
        await caller.note(tx, "add", noun="activity", noun_id=activity_id, provider_id=cycle.provider_id)
        response.headers["Location"] = f"activities/{activity_id}"
        return shown(await planned(tx, caller, str(activity_id)))


@router.get("/activities/{activity_id}")
async def get_activity(caller: Calling, activity_id: str) -> Activity:
    """One activity."""
    async with caller.reading() as tx:
        return shown(await planned(tx, caller, activity_id))


@router.patch("/activities/{activity_id}", responses=WRITES)
async def change_activity(caller: Calling, activity_id: str, body: ActivityChange) -> ActivityChanged:
    """Changes the named fields. A new time or place re-plans all reminders and offers a notice, held until sent.

    A new time empties the answers: they were about another one.
    """
    changes = changes_in(body)
    async with caller.writing() as tx:
        before = await planned(tx, caller, activity_id)
        fields = changes | await _references(tx, caller, changes, provider_id=before.provider_id)
        if "participant_ids" in fields:
            await timetable.change_expected(tx, before.id, fields["participant_ids"])
        words = {name: value for name, value in fields.items() if name in timetable.CHANGEABLE}
        await timetable.change_activity(tx, before.id, words, now=caller.now)
        moved = await _move(tx, caller, before, fields=fields)
        offer = notices.Offer(caller.desk.hold_seconds)
        notice = await notices.offer_for_move(tx, moved, offer, now=caller.now) if moved else None
        about = {"provider_id": before.provider_id, "details": {"fields": sorted(changes)}}
        await caller.note(tx, "move" if moved else "change", noun="activity", noun_id=before.id, **about)
        return shown_changed(await planned(tx, caller, activity_id), notice)


@router.post("/activities/{activity_id}/cancel", responses=WRITES)
async def cancel_activity(caller: Calling, activity_id: str, body: Cancelling) -> ActivityChanged:
    """Cancels an activity and withdraws its reminders; with `notify` everybody expected is told.

    The notice leaves after the installation's hold, and /broadcasts/ID/stop stops it. A second call changes nothing.
    """
    if body.text and not body.notify:
        raise wrong_field("text", "A text is sent only with notify: true.")
    async with caller.writing() as tx:
        before, notice = await planned(tx, caller, activity_id), None
        if await timetable.cancel_activity(tx, before.id, now=caller.now):
            await notices.stop_notices(tx, before.id, now=caller.now)
            if body.notify:
                notice = await _tell(tx, caller, before, text=body.text or "")
            about = {"provider_id": before.provider_id, "details": {"notify": body.notify}}
            await caller.note(tx, "cancel", noun="activity", noun_id=before.id, **about)
        return shown_changed(await planned(tx, caller, activity_id), notice, is_sent=True)


@router.post("/activities/{activity_id}/restore", responses=WRITES)
async def restore_activity(caller: Calling, activity_id: str) -> ActivityChanged:
    """Takes a cancellation back: reminders are planned anew, and a notice of it is offered, held until sent."""
    async with caller.writing() as tx:
        before, notice = await planned(tx, caller, activity_id), None
        if await timetable.restore_activity(tx, before.id, now=caller.now):
            offer = notices.Offer(caller.desk.hold_seconds)
            notice = await notices.offer_for_state(tx, before, offer, kind=notices.RETURNED, now=caller.now)
            await caller.note(tx, "restore", noun="activity", noun_id=before.id, provider_id=before.provider_id)
        return shown_changed(await planned(tx, caller, activity_id), notice)


async def planned(tx: Tx, caller: Caller, activity_id: str) -> reading.Activity:
    """The activity behind an id of a path. Raises Fault 404."""
    found = await reading.activity(tx, number_of(activity_id) or 0, caller.scope)
    if found is None:
        raise not_found("activity")
    return found


async def _references(tx: Tx, caller: Caller, given: dict[str, Any], *, provider_id: int) -> dict[str, Any]:
    """The row numbers behind the ids that were given, all of them of this provider."""
    out: dict[str, Any] = {}
    if "place" in given:
        out["place_id"] = await place_for(tx, caller, given["place"], provider_id=provider_id)
    if "participant_ids" in given:
        out["participant_ids"] = await people_for(tx, caller, given["participant_ids"], provider_id=provider_id)
    for name in ("lead_id", "partner_id"):
        if name in given:
            out[name] = await account_for(tx, given[name], field=name, provider_id=provider_id)
    return out


async def _move(tx: Tx, caller: Caller, before: reading.Activity, *, fields: dict[str, Any]) -> timetable.Moved | None:
    starts_local = fields.get("starts_local", before.starts_local)
    ends_local = fields.get("ends_local", starts_local + (before.ends_local - before.starts_local))
    if ends_local <= starts_local:
        raise wrong_field("ends_local", "An activity must end after it starts.")
    here = None if before.place is None else before.place.id
    place_id = fields.get("place_id", here)
    return await timetable.move_activity(
        tx, before.id, starts_local=starts_local, ends_local=ends_local, place_id=place_id, now=caller.now
    )


async def _tell(tx: Tx, caller: Caller, before: reading.Activity, *, text: str) -> notices.Notice | None:
    offer = notices.Offer(caller.desk.hold_seconds, text=text)
    notice = await notices.offer_for_state(tx, before, offer, kind=notices.CANCELLED, now=caller.now)
    if notice is not None and notice.broadcast_id is not None:
        await broadcasts.send(tx, notice.broadcast_id, now=caller.now)
    return notice

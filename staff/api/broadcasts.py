"""/broadcasts: a message to many, looked at first, sent once, stopped while it has not left, watched to the end."""

from fastapi import APIRouter, Response

from records import broadcasts as room
from records import people, programmes
from records.activities import activity
from records.audience import Audience
from records.database import Tx
from staff.api.broadcast_shapes import (
    AudienceGiven,
    BroadcastNew,
    BroadcastPreview,
    BroadcastProgress,
    shown_preview,
    shown_progress,
)
from staff.api.caller import WRITES, Caller, Calling
from staff.api.problems import Fault, not_found, wrong_field
from staff.api.shapes import number_of
from staff.preview import preview

router = APIRouter()
TOO_LONG = "This text is too long for one of the recipients; make it shorter."


@router.post("/broadcasts", status_code=201, responses=WRITES)
async def prepare_broadcast(caller: Calling, body: BroadcastNew, response: Response) -> BroadcastPreview:
    """Prepares a broadcast and tells who would get what at what price. Nothing leaves before /send."""
    async with caller.writing() as tx:
        audience, provider_id = await _audience(tx, caller, body.audience)
        hold = caller.desk.hold_seconds if body.hold_seconds is None else body.hold_seconds
        new = room.NewBroadcast(
            provider_id, None, audience, body.texts, hold_seconds=hold, is_urgent=body.importance == "urgent"
        )
        broadcast_id = await room.prepare(tx, new, now=caller.now)
        shown = await _preview(tx, caller, str(broadcast_id))
        if any(each.why == "text_too_long" for each in shown.excluded):
            raise wrong_field("texts", TOO_LONG)
        await caller.note(tx, "prepare", noun="broadcast", noun_id=broadcast_id, provider_id=provider_id)
        response.headers["Location"] = f"broadcasts/{broadcast_id}"
        return shown


@router.get("/broadcasts/{broadcast_id}")
async def get_broadcast(caller: Calling, broadcast_id: str) -> BroadcastProgress:
    """One broadcast, with its messages by state and who has not seen it."""
    async with caller.reading() as tx:
        return await _progress(tx, caller, broadcast_id)


@router.get("/broadcasts/{broadcast_id}/preview")
async def preview_broadcast(caller: Calling, broadcast_id: str) -> BroadcastPreview:
    """Who would get what now, also for the notice that a change of an activity offers."""
    async with caller.reading() as tx:
        return await _preview(tx, caller, broadcast_id)


@router.post("/broadcasts/{broadcast_id}/send", responses=WRITES)
async def send_broadcast(caller: Calling, broadcast_id: str) -> BroadcastProgress:
    """Lets a held broadcast go after its hold. A second call is the same broadcast and sends nothing more."""
    async with caller.writing() as tx:
        found = await _broadcast(tx, caller, broadcast_id)
        if found.state == "stopped":
            raise Fault(409, "This broadcast was stopped; prepare a new one.")
        if await room.send(tx, found.id, now=caller.now):
            await caller.note(tx, "send", noun="broadcast", noun_id=found.id, provider_id=found.provider_id)
        return await _progress(tx, caller, broadcast_id)


@router.post("/broadcasts/{broadcast_id}/stop", responses=WRITES)
async def stop_broadcast(caller: Calling, broadcast_id: str) -> BroadcastProgress:
    """Stops a broadcast: what has not left stays here. A second call changes nothing."""
    async with caller.writing() as tx:
        found = await _broadcast(tx, caller, broadcast_id)
        if found.state in ("held", "sending"):
            withdrawn = await room.stop(tx, found.id, now=caller.now)
            about = {"provider_id": found.provider_id, "details": {"withdrawn": withdrawn}}
            await caller.note(tx, "stop", noun="broadcast", noun_id=found.id, **about)
        return await _progress(tx, caller, broadcast_id)


async def _broadcast(tx: Tx, caller: Caller, broadcast_id: str) -> room.Broadcast:
    found = await room.broadcast(tx, number_of(broadcast_id) or 0, caller.scope)
    if found is None:
        raise not_found("broadcast")
    return found


async def _preview(tx: Tx, caller: Caller, broadcast_id: str) -> BroadcastPreview:
    found = await _broadcast(tx, caller, broadcast_id)
    return shown_preview(found, await preview(tx, caller.desk, found, now=caller.now))


async def _progress(tx: Tx, caller: Caller, broadcast_id: str) -> BroadcastProgress:
    found = await _broadcast(tx, caller, broadcast_id)
    return shown_progress(found, await room.not_seen(tx, found.id))


async def _audience(tx: Tx, caller: Caller, given: AudienceGiven) -> tuple[Audience, int]:
    """The audience with the one provider that it belongs to. Raises Fault for what the token may not see."""
    cycle_ids = tuple(number_of(each) or 0 for each in given.cycle_ids)
    person_ids = tuple(number_of(each) or 0 for each in given.participant_ids)
    owners = await _owners(tx, caller, cycle_ids=cycle_ids, person_ids=person_ids)
    activity_id = number_of(given.activity_id)
    if activity_id is not None:
        found = await activity(tx, activity_id, caller.scope)
        owners |= {_owner(found, "audience.activity_id")}
    if not owners:
        raise wrong_field("audience", "Name at least one cycle, participant or activity.")
    if len(owners) > 1:
        raise wrong_field("audience", "A broadcast goes to the people of one provider; make one for each.")
    return Audience(cycle_ids, person_ids, activity_id), owners.pop()


async def _owners(tx: Tx, caller: Caller, *, cycle_ids: tuple[int, ...], person_ids: tuple[int, ...]) -> set[int]:
    owners: set[int] = set()
    if cycle_ids:
        cycles = {each.id: each for each in await programmes.list_cycles(tx, caller.scope, limit=100_000)}
        owners |= {_owner(cycles.get(each), "audience.cycle_ids") for each in cycle_ids}
    if person_ids:
        known = await people.people_of(tx, person_ids, caller.scope)
        owners |= {_owner(known.get(each), "audience.participant_ids") for each in person_ids}
    return owners


def _owner(found: object, field: str) -> int:
    if found is None:
        raise wrong_field(field, "One of these is not there, or this token may not see it.")
    return int(found.provider_id)  # type: ignore[attr-defined]

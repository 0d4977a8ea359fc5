"""/activities/ID/attendance: what people answered and who came: two facts. PUT records presence only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BeforeValidator, Field

from programme.attendance import AbsenceReason, Answer, HoursUnknown, Presence, hours_of
from records import activities as reading
from records import attendances as room
from records.database import Tx
from staff.api.activities import planned
from staff.api.activity_references import people_for
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import whole
from staff.api.problems import wrong_field
from staff.api.shapes import Given, Id, Instant, Listed, Shown, number_of

router = APIRouter()
PATH = "/activities/{activity_id}/attendance"


class Attendance(Shown):
    """One participant at one activity."""

    participant_id: Id
    answer: Answer = Field(description="What the participant said")
    reason: AbsenceReason | None
    minutes_late: int | None
    answered_at: Instant | None
    how: str | None = Field(description="button, text, page, staff or api", examples=["button"])
    presence: Presence = Field(description="What staff recorded")
    hours: float | None = Field(description="Hours of presence", examples=[3.0])
    justified: bool | None = Field(validation_alias="is_justified", description="Whether an absence is justified")


class PresenceGiven(Given):
    """Who came."""

    participant_id: Id
    presence: Presence
    hours: Annotated[Decimal, Field(ge=0, le=24, decimal_places=2, examples=[3.0])] | None = Field(
        None, description="Left out: worked out from the planned time, if it can be"
    )
    justified: bool | None = None


def _many(value: Any) -> Any:
    if isinstance(value, Mapping):
        return value["items"] if set(value) == {"items"} else [value]
    return value


Rows = Annotated[
    list[PresenceGiven],
    Field(min_length=1, max_length=1000),
    BeforeValidator(_many, json_schema_input_type=PresenceGiven | list[PresenceGiven]),
]


@router.get(PATH)
async def list_attendance(caller: Calling, activity_id: str) -> Listed[Attendance]:
    """Everybody expected at an activity, by name, in one page."""
    async with caller.reading() as tx:
        activity = await planned(tx, caller, activity_id)
        return whole(await room.expected(tx, activity.id), show=Attendance.model_validate)


@router.put(PATH, responses=WRITES)
async def record_attendance(caller: Calling, activity_id: str, body: Annotated[Rows, Body()]) -> Listed[Attendance]:
    """Records who came, one or many; answers everybody expected. Somebody not expected is added.

    A second call with the same body changes nothing.
    """
    async with caller.writing() as tx:
        activity = await planned(tx, caller, activity_id)
        rows = await _seen(tx, caller, activity, given=body)
        changed = await room.record_presence(tx, activity.id, rows, recorded_by=None, now=caller.now)
        if changed:
            about = {"provider_id": activity.provider_id, "details": {"people": changed}}
            await caller.note(tx, "record", noun="attendance", noun_id=activity.id, **about)
        return whole(await room.expected(tx, activity.id), show=Attendance.model_validate)


async def _seen(
    tx: Tx, caller: Caller, activity: reading.Activity, *, given: Sequence[PresenceGiven]
) -> list[room.Seen]:
    ids = [each.participant_id for each in given]
    if len(set(ids)) < len(ids):
        raise wrong_field("participant_id", "Name each participant once.")
    await people_for(tx, caller, ids, provider_id=activity.provider_id)
    late = {each.participant_id: each.minutes_late for each in await room.expected(tx, activity.id)}
    span = activity.starts_local, activity.ends_local
    return [_row(each, span, minutes_late=late.get(number_of(each.participant_id) or 0)) for each in given]


def _row(given: PresenceGiven, span: tuple[datetime, datetime], *, minutes_late: int | None) -> room.Seen:
    hours = given.hours if given.hours is not None else _hours(given.presence, span, minutes_late=minutes_late)
    return room.Seen(number_of(given.participant_id) or 0, given.presence, hours, given.justified)


def _hours(presence: Presence, span: tuple[datetime, datetime], *, minutes_late: int | None) -> Decimal | None:
    if presence is Presence.UNKNOWN:
        return None
    lateness = minutes_late if presence is Presence.LATE else None
    try:
        return hours_of(presence, span[0], ends_local=span[1], minutes_late=lateness)
    except HoursUnknown:
        return None

"""What is planned: activities, and what happens when one moves or is cancelled.

Wall time and zone are stored, the instant is computed from them; a move makes everything already planned about the
old time untrue, so the revision grows and the old messages are withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from programme.calendar import to_instant
from programme.kinds import ActivityKind
from records import attendances as attendance_room
from records.activities import Activity, Only, activities_between, activity
from records.database import Tx
from records.outbox import withdraw_for_activity
from records.programme_shapes import Place
from records.tables import activities, cycles, programmes
from records.writing import add

__all__ = [
    "Activity",
    "CodeTaken",
    "Moved",
    "NewActivity",
    "Only",
    "activities_between",
    "activity",
    "add_activity",
    "cancel_activity",
    "change_activity",
    "change_expected",
    "move_activity",
    "restore_activity",
]

CHANGEABLE = frozenset({"kind", "title", "neutral_title", "bring", "lead_id", "partner_id"})


class CodeTaken(ValueError):
    """Another activity of the cycle has the code; the message says so in Slovenian."""


@dataclass(frozen=True, slots=True)
class NewActivity:
    """An activity to be added. `code` empty: the next free one; `participant_ids` None: the whole cycle."""

    cycle_id: int
    kind: ActivityKind
    title: str
    starts_local: datetime
    ends_local: datetime
    code: str = ""
    neutral_title: str = ""
    place_id: int | None = None
    bring: str = ""
    lead_id: int | None = None
    partner_id: int | None = None
    participant_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """An activity before and after a change of time or place."""

    before: Activity
    after: Activity

    @property
    def is_other_time(self) -> bool:
        """True when the time changed, so that every answer has to be given anew."""
        return (self.before.starts_local, self.before.ends_local) != (self.after.starts_local, self.after.ends_local)


async def add_activity(tx: Tx, new: NewActivity, *, now: datetime) -> int:
    """Adds an activity with everybody expected there and returns its id. Raises CodeTaken and ValueError."""
    _check_times(new.starts_local, new.ends_local)
    zone = await _zone_of(tx, new.cycle_id)
    row = {name: getattr(new, name) for name in NewActivity.__slots__ if name != "participant_ids"}
    row |= _instants(new.starts_local, new.ends_local, zone=zone)
    row |= {"is_for_all": new.participant_ids is None, "changed_at": now}
    row["code"] = new.code.strip() or await _free_code(tx, new.cycle_id)
    activity_id = await add(tx, activities, row)
    if activity_id is None:
        raise CodeTaken(f"oznako {row['code']} že ima druga dejavnost tega cikla")
    if new.participant_ids is None:
        await attendance_room.expect_cycle(tx, [activity_id])
    else:
        await attendance_room.expect_people(tx, activity_id, new.participant_ids)
    return activity_id


async def move_activity(
    tx: Tx, activity_id: int, *, starts_local: datetime, ends_local: datetime, place_id: int | None, now: datetime
) -> Moved | None:
    """Moves an activity in time or place; None when nothing changed (a second call).

    The revision grows, queued messages about older revisions are withdrawn, and answers are emptied when the time
    is another one. Raises ValueError when it would end before it starts.
    """
    _check_times(starts_local, ends_local)
    before = await activity(tx, activity_id)
    if before is None or (before.starts_local, before.ends_local, _id_of(before.place)) == (
        starts_local,
        ends_local,
        place_id,
    ):
        return None
    row = {"starts_local": starts_local, "ends_local": ends_local, "place_id": place_id}
    await _revise(tx, activity_id, row | _instants(starts_local, ends_local, zone=before.zone), reason="moved", now=now)
    after = await activity(tx, activity_id)
    assert after is not None
    moved = Moved(before, after)
    if moved.is_other_time:
        await attendance_room.forget_answers(tx, activity_id)
    return moved


async def cancel_activity(tx: Tx, activity_id: int, *, now: datetime) -> bool:
    """Cancels an activity and withdraws what is queued about it; false when it was cancelled already."""
    return await _set_state(tx, activity_id, "cancelled", now=now)


async def restore_activity(tx: Tx, activity_id: int, *, now: datetime) -> bool:
    """Takes a cancellation back; reminders are planned anew. False when it was not cancelled."""
    return await _set_state(tx, activity_id, "planned", now=now)


async def change_activity(tx: Tx, activity_id: int, changes: Mapping[str, Any], *, now: datetime) -> bool:
    """Changes words and people in charge, not time or place; true when something was different. Raises KeyError."""
    if unknown := changes.keys() - CHANGEABLE:
        raise KeyError(f"an activity has no {', '.join(sorted(unknown))} to change")
    before = await activity(tx, activity_id)
    if before is None:
        return False
    fresh = {name: value for name, value in changes.items() if getattr(before, name) != value}
    if fresh:
        mine = update(activities).where(activities.c.id == activity_id)
        await tx.execute(mine.values(**fresh, changed_at=now))
    return bool(fresh)


async def change_expected(tx: Tx, activity_id: int, participant_ids: tuple[int, ...] | None) -> bool:
    """Makes the whole cycle (None) or exactly these people expected; true when something changed.

    Who answered or was recorded stays on the list.
    """
    is_for_all = participant_ids is None
    turned = update(activities).where(activities.c.id == activity_id, activities.c.is_for_all != is_for_all)
    changed = (await tx.execute(turned.values(is_for_all=is_for_all))).rowcount
    if participant_ids is None:
        return bool(changed + await attendance_room.expect_cycle(tx, [activity_id]))
    changed += await attendance_room.release_others(tx, activity_id, participant_ids)
    return bool(changed + await attendance_room.expect_people(tx, activity_id, participant_ids))


async def _set_state(tx: Tx, activity_id: int, state: str, *, now: datetime) -> bool:
    before = await activity(tx, activity_id)
    if before is None or before.state == state:
        return False
    await _revise(tx, activity_id, {"state": state}, reason=state if state == "cancelled" else "restored", now=now)
    return True


async def _revise(tx: Tx, activity_id: int, row: Mapping[str, Any], *, reason: str, now: datetime) -> None:
    revised = update(activities).where(activities.c.id == activity_id).returning(activities.c.revision)
    revision = (
        await tx.execute(revised.values(**row, revision=activities.c.revision + 1, changed_at=now))
    ).scalar_one()
    await withdraw_for_activity(tx, activity_id, before_revision=revision, reason=reason)


async def _zone_of(tx: Tx, cycle_id: int) -> str:
    found = select(programmes.c.zone).join(cycles, cycles.c.programme_id == programmes.c.id)
    zone: str | None = (await tx.execute(found.where(cycles.c.id == cycle_id))).scalar_one_or_none()
    if zone is None:
        raise ValueError("tega cikla ni")
    return zone


async def _free_code(tx: Tx, cycle_id: int) -> str:
    mine = select(activities.c.code).where(activities.c.cycle_id == cycle_id)
    taken = set((await tx.execute(mine)).scalars())
    number = len(taken) + 1
    while f"A{number}" in taken:
        number += 1
    return f"A{number}"


def _instants(starts_local: datetime, ends_local: datetime, *, zone: str) -> dict[str, datetime]:
    return {"starts_at": to_instant(starts_local, zone), "ends_at": to_instant(ends_local, zone)}


def _check_times(starts_local: datetime, ends_local: datetime) -> None:
    if ends_local <= starts_local:
        raise ValueError("konec mora biti po začetku")


def _id_of(place: Place | None) -> int | None:
    return None if place is None else place.id

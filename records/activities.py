"""Reading the timetable: activities with their place and zone, in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from programme.kinds import ActivityKind
from records.database import Tx
from records.programme_shapes import Place
from records.scope import EVERYTHING, Scope, activities_seen
from records.tables import activities, attendances, cycles, places, programmes


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity; `*_local` are wall times in `zone`, `revision` grows when time, place or state changes."""

    id: int
    cycle_id: int
    provider_id: int
    code: str
    kind: ActivityKind
    title: str
    neutral_title: str
    starts_local: datetime
    ends_local: datetime
    starts_at: datetime
    ends_at: datetime
    place: Place | None
    bring: str
    is_for_all: bool
    state: str
    revision: int
    zone: str
    lead_id: int | None
    partner_id: int | None


async def activity(tx: Tx, activity_id: int, scope: Scope = EVERYTHING) -> Activity | None:
    """One activity in view, or None."""
    found = await _read(tx, _seen(scope).where(activities.c.id == activity_id))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Only:
    """Narrows a list of activities; `after` is the id of the last activity of the page before."""

    cycle_id: int | None = None
    participant_id: int | None = None
    after: int = 0
    limit: int = 5000


ALL = Only()


async def activities_between(
    tx: Tx, scope: Scope, *, from_at: datetime | None = None, to_at: datetime | None = None, only: Only = ALL
) -> list[Activity]:
    """Activities in view that start at or after `from_at` and before `to_at`, cancelled ones too, by start."""
    found = _seen(scope)
    if from_at is not None:
        found = found.where(activities.c.starts_at >= from_at)
    if to_at is not None:
        found = found.where(activities.c.starts_at < to_at)
    if only.cycle_id is not None:
        found = found.where(activities.c.cycle_id == only.cycle_id)
    if only.participant_id is not None:
        mine = select(attendances.c.activity_id).where(attendances.c.participant_id == only.participant_id)
        found = found.where(activities.c.id.in_(mine))
    if only.after:
        found = found.where(_is_after(only.after))
    return await _read(tx, found.order_by(activities.c.starts_at, activities.c.id).limit(only.limit))


async def _read(tx: Tx, found: Select[Any]) -> list[Activity]:
    return [_activity(row) for row in (await tx.execute(found)).mappings()]


def _seen(scope: Scope) -> Select[Any]:
    found = (
        select(
            activities,
            programmes.c.zone,
            programmes.c.provider_id,
            places.c.name.label("place_name"),
            places.c.address,
            places.c.municipality,
            places.c.directions,
        )
        .join(cycles, cycles.c.id == activities.c.cycle_id)
        .join(programmes, programmes.c.id == cycles.c.programme_id)
        .outerjoin(places, places.c.id == activities.c.place_id)
    )
    return found if scope == EVERYTHING else found.where(activities.c.id.in_(activities_seen(scope)))


def _is_after(activity_id: int) -> Any:
    last = activities.alias("last")
    start = select(last.c.starts_at).where(last.c.id == activity_id).scalar_subquery()
    return or_(activities.c.starts_at > start, and_(activities.c.starts_at == start, activities.c.id > activity_id))


def _activity(row: Mapping[str, Any]) -> Activity:
    known = {name: row[name] for name in Activity.__slots__ if name not in ("place", "kind")}
    return Activity(**known, kind=ActivityKind(row["kind"]), place=_place(row))


def _place(row: Mapping[str, Any]) -> Place | None:
    if row["place_id"] is None:
        return None
    known = {name: row[name] for name in ("address", "municipality", "directions")}
    return Place(id=row["place_id"], provider_id=row["provider_id"], name=row["place_name"], **known)

"""What a participant's own calendar shows: their activities under titles that may be read by others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from records.database import Row, Tx
from records.facts import spoken_title
from records.tables import activities, attendances, cycles, participants, places, programmes

NEUTRAL = "Srečanje"


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of a person. Times are wall times in `zone`."""

    activity_id: int
    revision: int
    title: str
    place: str
    starts_local: datetime
    ends_local: datetime
    zone: str
    is_cancelled: bool
    changed_at: datetime


async def entries(tx: Tx, participant_id: int, *, from_at: datetime, to_at: datetime) -> list[Entry]:
    """The activities at which a person is or was expected between two instants, in order."""
    rows = await tx.execute(
        select(activities, places.c.name.label("place"), places.c.address, programmes.c.zone, participants.c.is_neutral)
        .join(attendances, attendances.c.activity_id == activities.c.id)
        .join(participants, participants.c.id == attendances.c.participant_id)
        .join(cycles, cycles.c.id == activities.c.cycle_id)
        .join(programmes, programmes.c.id == cycles.c.programme_id)
        .outerjoin(places, places.c.id == activities.c.place_id)
        .where(attendances.c.participant_id == participant_id)
        .where(activities.c.starts_at >= from_at, activities.c.starts_at <= to_at)
        .order_by(activities.c.starts_at)
    )
    return [
        Entry(
            activity_id=row["id"],
            revision=row["revision"],
            title=_title(row) or NEUTRAL,
            place=_place(row),
            starts_local=row["starts_local"],
            ends_local=row["ends_local"],
            zone=row["zone"],
            is_cancelled=row["state"] == "cancelled",
            changed_at=row["changed_at"],
        )
        for row in rows.mappings()
    ]


def _title(row: Row) -> str:
    titles = {"title": row["title"], "neutral_title": row["neutral_title"]}
    return spoken_title(row["kind"], **titles, is_neutral=row["is_neutral"])


def _place(row: Row) -> str:
    """Where it is; nothing for who gets neutral texts, since a place may tell as much as a title."""
    return "" if row["is_neutral"] else ", ".join(part for part in (row["place"], row["address"]) if part)

"""The daily check-ins: one score a person and day, with the words that came with it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from records.database import Row, Tx
from records.scope import Scope, people_seen
from records.tables import checkins
from records.writing import put_row


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One day of one person. `score` is 1 (very bad) to 5 (very good)."""

    id: int
    participant_id: int
    on: date
    score: int | None
    note: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Scored:
    """A score as it came in."""

    participant_id: int
    on: date
    score: int
    note: str = ""
    message_id: int | None = None


async def set_score(tx: Tx, scored: Scored, *, now: datetime) -> int | None:
    """Keeps the day's score and returns the former one; a later answer of the day wins."""
    this = checkins.c.participant_id == scored.participant_id, checkins.c.on == scored.on
    former = (await tx.execute(select(checkins.c.score).where(*this))).scalar_one_or_none()
    row = {"score": scored.score, "note": scored.note or None, "message_id": scored.message_id, "answered_at": now}
    await put_row(tx, checkins, {"participant_id": scored.participant_id, "on": scored.on}, row=row)
    return former


async def history(tx: Tx, participant_id: int, *, days: int = 14) -> list[CheckIn]:
    """The latest check-ins of a person, oldest first."""
    mine = select(checkins).where(checkins.c.participant_id == participant_id)
    rows = (await tx.execute(mine.order_by(checkins.c.on.desc()).limit(days))).mappings().all()
    return [_checkin(row) for row in reversed(rows)]


async def on_day(tx: Tx, scope: Scope, on: date) -> list[CheckIn]:
    """The check-ins of one day that this account may see, the lowest first."""
    rows = select(checkins).where(checkins.c.on == on, checkins.c.participant_id.in_(people_seen(scope)))
    return [_checkin(row) for row in (await tx.execute(rows.order_by(checkins.c.score, checkins.c.id))).mappings()]


async def listed(
    tx: Tx, scope: Scope, *, after: int = 0, limit: int = 50, participant_id: int | None = None, **days: date | None
) -> list[CheckIn]:
    """Check-ins after an id, in order; `from_on` and `to_on` narrow further, both included."""
    rows = select(checkins).where(checkins.c.id > after, checkins.c.participant_id.in_(people_seen(scope)))
    if participant_id is not None:
        rows = rows.where(checkins.c.participant_id == participant_id)
    if days.get("from_on") is not None:
        rows = rows.where(checkins.c.on >= days["from_on"])
    if days.get("to_on") is not None:
        rows = rows.where(checkins.c.on <= days["to_on"])
    return [_checkin(row) for row in (await tx.execute(rows.order_by(checkins.c.id).limit(limit))).mappings()]


def _checkin(row: Row) -> CheckIn:
    return CheckIn(
        row["id"], row["participant_id"], row["on"], row["score"], row["note"] or "", answered_at=row["answered_at"]
    )

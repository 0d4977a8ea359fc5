"""What came in, recorded once before it is confirmed, and taken in order by whoever reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import case, or_, select, update

from records.database import Tx
from records.tables import arrivals
from records.writing import insert_into

MOST_TRIES = 5
RETRY_AFTER = timedelta(seconds=5)  # three times as long after each further failure


class Arrived(Protocol):
    """A raw update: the door it came through, the provider's own id, and its content."""

    @property
    def door(self) -> str:
        """telegram, sms, page or rehearsal."""
        ...

    @property
    def ref(self) -> str:
        """The provider's own id, by which it is recorded once."""
        ...

    @property
    def content(self) -> dict[str, Any]:
        """The update as it came."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """An arrival that nobody has dealt with yet; `tries` is how often that has failed."""

    id: int
    door: str
    ref: str
    content: dict[str, Any]
    received_at: datetime
    tries: int


async def record(tx: Tx, arrived: Sequence[Arrived], *, now: datetime) -> int:
    """Records arrivals and returns how many are new; a door and id that are there already change nothing."""
    if not arrived:
        return 0
    rows = [
        {"door": each.door, "provider_ref": each.ref, "content": each.content, "received_at": now} for each in arrived
    ]
    statement = insert_into(tx, arrivals).on_conflict_do_nothing().returning(arrivals.c.id)
    return len((await tx.execute(statement, rows)).all())


async def take(tx: Tx, limit: int, *, now: datetime) -> list[Waiting]:
    """The oldest arrivals that wait; on PostgreSQL no other process gets them before this transaction ends.

    Those that failed before come after the fresh ones, so that one of them never holds up the others.
    """
    wanted = (
        select(arrivals)
        .where(arrivals.c.state == "new", or_(arrivals.c.retry_at.is_(None), arrivals.c.retry_at <= now))
        .order_by(arrivals.c.tries, arrivals.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        Waiting(row.id, row.door, row.provider_ref, row.content, row.received_at, row.tries)
        for row in await tx.execute(wanted)
    ]


async def take_one(tx: Tx, door: str, ref: str) -> Waiting | None:
    """One arrival by its door and id; waits for a process that has it. None when it was dealt with already."""
    wanted = select(arrivals).where(arrivals.c.door == door, arrivals.c.provider_ref == ref, arrivals.c.state == "new")
    row = (await tx.execute(wanted.with_for_update())).first()
    if row is None:
        return None
    return Waiting(row.id, row.door, row.provider_ref, row.content, row.received_at, row.tries)


async def done(tx: Tx, arrival_id: int, *, now: datetime) -> bool:
    """Ends an arrival; False when another process has ended it already, and then its effects must be rolled back."""
    ended = update(arrivals).where(arrivals.c.id == arrival_id, arrivals.c.state == "new")
    changed = await tx.execute(ended.values(state="done", done_at=now, error="").returning(arrivals.c.id))
    return changed.scalar_one_or_none() is not None


async def failed(tx: Tx, arrival_id: int, error: str, *, now: datetime) -> bool:
    """Counts a failure; True when it was the last try and the arrival is given up (then a task is due).

    `error` must hold no words of the person.
    """
    tries = arrivals.c.tries + 1
    before = (await tx.execute(select(arrivals.c.tries).where(arrivals.c.id == arrival_id))).scalar_one_or_none()
    is_last = tries >= MOST_TRIES
    counted = (
        update(arrivals)
        .where(arrivals.c.id == arrival_id, arrivals.c.state == "new")
        .values(
            tries=tries,
            retry_at=now + RETRY_AFTER * 3 ** (before or 0),
            error=error[:300],
            state=case((is_last, "failed"), else_="new"),
            done_at=case((is_last, now), else_=None),
        )
        .returning(arrivals.c.state)
    )
    return bool((await tx.execute(counted)).scalar_one_or_none() == "failed")


async def try_again(tx: Tx, arrival_id: int) -> bool:
    """Puts an arrival that was given up back in the queue; False when it was not given up."""
    again = update(arrivals).where(arrivals.c.id == arrival_id, arrivals.c.state == "failed")
    changed = await tx.execute(again.values(state="new", tries=0, retry_at=None, done_at=None).returning(arrivals.c.id))
    return changed.scalar_one_or_none() is not None

"""Figures about the whole installation, counted from the tables: what waits, for how long, and when a round ended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from records.database import Tx
from records.tables import arrivals, marks, messages, tasks


@dataclass(frozen=True, slots=True)
class Measures:
    """What a health check and Prometheus are told."""

    messages: dict[str, int]
    oldest_due_seconds: float
    arrivals_waiting: int
    tasks_waiting: int
    ticked_at: datetime | None


async def measure(tx: Tx, *, now: datetime) -> Measures:
    """The figures as of now."""
    by_state = await tx.execute(select(messages.c.state, func.count()).group_by(messages.c.state))
    due = select(func.min(messages.c.due_at)).where(messages.c.state == "queued", messages.c.due_at <= now)
    oldest: datetime | None = (await tx.execute(due)).scalar_one()
    new = select(func.count()).select_from(arrivals).where(arrivals.c.state == "new")
    open_ones = select(func.count()).select_from(tasks).where(tasks.c.state != "done")
    ticked = select(func.max(marks.c.at)).where(marks.c.name.like("round.%"))
    return Measures(
        messages={state: number for state, number in by_state},
        oldest_due_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        arrivals_waiting=(await tx.execute(new)).scalar_one(),
        tasks_waiting=(await tx.execute(open_ones)).scalar_one(),
        ticked_at=(await tx.execute(ticked)).scalar_one(),
    )

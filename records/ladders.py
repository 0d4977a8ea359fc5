"""A programme's own reminder steps per kind of activity; a kind without any has the default ladder."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select

from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS, Step
from records.database import Tx
from records.tables import ladder_steps


async def steps_of(tx: Tx, programme_id: int, kind: ActivityKind) -> tuple[Step, ...]:
    """The steps that hold for a kind of activity, the programme's own or the default ones."""
    return (await ladders(tx, programme_id))[kind]


async def ladders(tx: Tx, programme_id: int) -> dict[ActivityKind, tuple[Step, ...]]:
    """The steps of every kind of activity, the programme's own or the default ones."""
    return {**DEFAULT_LADDERS, **await own_ladders(tx, programme_id)}


async def own_ladders(tx: Tx, programme_id: int) -> dict[ActivityKind, tuple[Step, ...]]:
    """Only the kinds for which the programme has steps of its own."""
    mine = select(ladder_steps).where(ladder_steps.c.programme_id == programme_id).order_by(ladder_steps.c.id)
    out: dict[ActivityKind, tuple[Step, ...]] = {}
    for row in (await tx.execute(mine)).mappings():
        kind = ActivityKind(row["activity_kind"])
        out[kind] = (*out.get(kind, ()), step_of(row))
    return out


async def put_ladder(tx: Tx, programme_id: int, kind: ActivityKind, *, steps: Sequence[Step]) -> bool:
    """Makes these the steps of a kind (none: the default ones again); true when something changed."""
    if (await own_ladders(tx, programme_id)).get(kind, ()) == tuple(steps):
        return False
    mine = ladder_steps.c.programme_id == programme_id, ladder_steps.c.activity_kind == kind
    await tx.execute(delete(ladder_steps).where(*mine))
    if steps:
        await tx.execute(insert(ladder_steps), [_row(programme_id, step, kind=kind) for step in steps])
    return True


def step_of(row: RowMapping) -> Step:
    """The step in a row of the table."""
    return Step(row["days_before"], row["at_local"], row["minutes_before"], asks=row["asks"], tells=row["tells"])


def _row(programme_id: int, step: Step, *, kind: ActivityKind) -> dict[str, Any]:
    return {
        "programme_id": programme_id,
        "activity_kind": kind,
        "days_before": step.days_before,
        "at_local": step.at_local,
        "minutes_before": step.minutes_before,
        "asks": step.asks,
        "tells": step.tells,
    }

"""Planning: pairs of person and reminder a second, when all are new and when all are said already."""

import time

from sqlalchemy import delete

from benchmarks import stores, world
from benchmarks.report import Goal, Line, Table
from benchmarks.sizes import Sizes
from records.database import Database
from records.tables import messages

FIRST = {"postgresql": 100_000.0, "sqlite": 300_000.0}
SECOND = 1_000_000.0
PEOPLE, CIRCLES = 2_000, 100  # twenty at each workshop
HISTORY = 20_000


async def tables(sizes: Sizes) -> list[Table]:
    """One table for each database."""
    return [await _planned(kind, sizes) for kind in stores.kinds()]


async def _planned(kind: str, sizes: Sizes) -> Table:
    size = world.Size(PEOPLE, sizes.pairs // (PEOPLE // CIRCLES), CIRCLES)
    first: list[float] = []
    again: list[float] = []
    async with stores.fresh(kind) as database:
        await world.furnish(database, size)
        await world.add_sent(database, HISTORY, people=PEOPLE)
        await stores.tidy(database)
        for _ in range(sizes.runs):
            await _forget(database)
            first.append(await _rate(database, size, expected=size.pairs))
            again.append(await _rate(database, size, expected=0))
    lines = (
        Line("all new", tuple(first), "pairs/s", goal=Goal(FIRST[kind])),
        Line("all said already", tuple(again), "pairs/s", goal=Goal(SECOND)),
    )
    return Table(
        f"Planning, {kind}", lines, f"{size.pairs:,} pairs, {PEOPLE // CIRCLES} at each workshop, one transaction."
    )


async def _rate(database: Database, size: world.Size, *, expected: int) -> float:
    began = time.perf_counter()
    added = await world.plan(database)
    lasted = time.perf_counter() - began
    assert added == expected, f"{added} of {expected} were planned"
    return size.pairs / lasted


async def _forget(database: Database) -> None:
    async with database.transaction() as tx:
        await stores.without_waiting(tx)
        await tx.execute(delete(messages).where(messages.c.state == "queued"))
    await stores.tidy(database)

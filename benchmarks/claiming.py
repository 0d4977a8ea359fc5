"""Claiming a batch with more and more sent messages lying about: the time must not grow with age."""

import time

from benchmarks import stores, world
from benchmarks.report import Goal, Line, Table, ratios
from benchmarks.sizes import Sizes
from records import claims
from records.database import Database

BATCH = 200
TIMES = 15


async def tables(sizes: Sizes) -> list[Table]:
    """One table for each database."""
    return [await _growth(kind, sizes) for kind in stores.kinds()]


async def _growth(kind: str, sizes: Sizes) -> Table:
    lines: list[Line] = []
    async with stores.fresh(kind) as database:
        await world.furnish(database, world.Size(people=1_000, workshops=2))
        await world.plan(database)
        there = 0
        for old in sizes.old:
            await world.add_sent(database, old, people=1_000, there=there)
            await stores.tidy(database)
            there = old
            taken = tuple([await _claim(database) for _ in range(TIMES + 1)][1:])
            grown = ratios(taken, (sorted(lines[0].values)[TIMES // 2],) * TIMES) if lines else ()
            goal = Goal(1.5, is_at_most=True) if lines else None
            lines.append(Line(f"{old:,} sent messages", taken, "ms", grown, goal))
    return Table(f"Claiming {BATCH} messages, {kind}", tuple(lines), "With everything the text needs, 2,000 are due.")


async def _claim(database: Database) -> float:
    """Milliseconds to claim a batch; it is put back."""
    async with database.transaction() as tx:
        began = time.perf_counter()
        taken = await claims.claim(
            tx, "telegram", limit=BATCH, claim_id="measured", rules=world.RULES, now=world.EVENING
        )
        lasted = time.perf_counter() - began
        await tx.rollback()
    assert len(taken) == BATCH, len(taken)
    return lasted * 1000

"""Two sender processes on one PostgreSQL: how much faster than one, nothing twice, and the shared allowance."""

import asyncio
import time
from dataclasses import dataclass

from benchmarks import stores, world
from benchmarks.provider import Provider, provider
from benchmarks.report import Goal, Line, Table, ratios
from benchmarks.sizes import Sizes
from benchmarks.worker import Order, listen, start, tell
from records.database import Database
from records.tables import paces

ALLOWED = 30.0
FREE = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Round:
    """What the provider saw of one run, and how long the workers took."""

    count: int
    twice: int
    most: int
    per_second: float


async def tables(sizes: Sizes) -> list[Table]:
    """Nothing where there is no PostgreSQL."""
    if "postgresql" not in stores.kinds():
        return []
    with provider() as far:
        async with stores.fresh("postgresql") as database:
            await world.furnish(database, world.Size(people=500, workshops=max(1, sizes.messages // 500)))
            await stores.tidy(database)
            return [await _speed(database, far, sizes), await _allowance(database, far, sizes)]


async def _speed(database: Database, far: Provider, sizes: Sizes) -> Table:
    rounds: dict[int, list[Round]] = {1: [], 2: []}
    for _ in range(sizes.runs):
        for workers, into in rounds.items():
            await world.plan_anew(database)
            into.append(await _run(database, far, workers=workers))
    rates = {workers: tuple(each.per_second for each in done) for workers, done in rounds.items()}
    twice = tuple(float(each.twice) for done in rounds.values() for each in done)
    lines = (
        Line("one process", rates[1], "messages/s"),
        Line("two processes", rates[2], "messages/s", ratios(rates[2], rates[1]), Goal(1.3)),
        Line("sent twice", twice, "messages", goal=Goal(0, is_at_most=True)),
    )
    return Table("Two processes, PostgreSQL", lines, "At the provider, from the first message to the last.")


async def _allowance(database: Database, far: Provider, sizes: Sizes) -> Table:
    await world.plan_anew(database)
    seen = await _run(database, far, workers=2, per_second=ALLOWED, seconds=sizes.paced_seconds)
    lines = (
        Line("used", (seen.per_second,), "messages/s", goal=Goal(29.5)),
        Line("most in any second", (float(seen.most),), "messages", goal=Goal(31, is_at_most=True)),
        Line("sent twice", (float(seen.twice),), "messages", goal=Goal(0, is_at_most=True)),
    )
    return Table("Two processes with 30 messages a second between them", lines, f"{seen.count} messages.")


async def _run(
    database: Database, far: Provider, *, workers: int, per_second: float = FREE, seconds: float = 120.0
) -> Round:
    url = database.url.render_as_string(hide_password=False)
    order = Order(url, far.url, per_second, seconds, world.EVENING.isoformat())
    await _forget_pace(database)
    started = [start(order) for _ in range(workers)]
    far.forget()
    began = time.monotonic()
    for process in started:
        tell(process, str(began))
    sent = sum([int(await asyncio.to_thread(listen, process)) for process in started])
    for process in started:
        process.wait()
    tally = far.forget()
    assert tally["count"] - tally["twice"] == sent, (tally, sent)
    return Round(tally["count"], tally["twice"], tally["most"], (tally["count"] - 1) / tally["seconds"])


async def _forget_pace(database: Database) -> None:
    """Each run begins at the same evening, so the last run's slots are in the future."""
    async with database.transaction() as tx:
        await tx.execute(paces.delete())

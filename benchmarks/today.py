"""What the staff's first page asks of the database, with a long history behind it: the records functions only."""

import time

from benchmarks import stores, world
from benchmarks.report import Goal, Line, Table, figure
from benchmarks.sizes import Sizes
from programme.calendar import to_local
from records import attendances, checkins, ledger, replies, tasks
from records.activities import activities_between
from records.database import Database, Tx
from records.scope import Scope

TIMES = 40
PEOPLE, WORKSHOPS = 60, 5
SCOPE = Scope(1, role="coordinator")
DAY = to_local(world.EVENING, world.ZONE).date()


async def tables(sizes: Sizes) -> list[Table]:
    """One table for each database."""
    return [await _asked(kind, sizes) for kind in stores.kinds()]


async def _asked(kind: str, sizes: Sizes) -> Table:
    async with stores.fresh(kind) as database:
        await world.furnish(database, world.Size(PEOPLE, WORKSHOPS))
        await world.plan(database)
        await world.add_sent(database, sizes.history, people=PEOPLE)
        await stores.tidy(database)
        taken = sorted([await _one(database) for _ in range(TIMES + 3)][3:])
        parts = await _parts(database)
    lines = (
        Line("all of it", tuple(taken), "ms"),
        Line("all of it, p99", (taken[int(TIMES * 0.99)],), "ms", goal=Goal(50, is_at_most=True)),
    )
    told = ", ".join(f"{name} {figure(millis)} ms" for name, millis in parts.items())
    what = f"{PEOPLE} people at {WORKSHOPS} workshops, {sizes.history:,} sent messages. Of one: {told}."
    return Table(f"Today for a coordinator, {kind}", lines, what)


async def _one(database: Database) -> float:
    return sum((await _parts(database)).values())


async def _parts(database: Database) -> dict[str, float]:
    """Milliseconds of each question."""
    out: dict[str, float] = {}
    async with database.reading() as tx:
        for name, question in QUESTIONS.items():
            began = time.perf_counter()
            await question(tx)
            out[name] = (time.perf_counter() - began) * 1000
    return out


async def _activities(tx: Tx) -> None:
    from_at, to_at = world.day_bounds(1)
    shown = await activities_between(tx, SCOPE, from_at=from_at, to_at=to_at)
    ids = [each.id for each in shown]
    people = await attendances.expected_at(tx, ids)
    assert sum(map(len, people.values())) == PEOPLE * WORKSHOPS
    await ledger.asked(tx, ids)


async def _scores(tx: Tx) -> None:
    await checkins.on_day(tx, SCOPE, DAY)


async def _tasks(tx: Tx) -> None:
    await tasks.waiting(tx, SCOPE)


async def _unsaid(tx: Tx) -> None:
    from_at, to_at = world.day_bounds(0)
    await ledger.not_sent(tx, SCOPE, from_at=from_at, to_at=to_at)


async def _replies(tx: Tx) -> None:
    await replies.count_needing_person(tx, SCOPE)


QUESTIONS = {
    "activities with answers": _activities,
    "check-ins": _scores,
    "tasks": _tasks,
    "unsent": _unsaid,
    "replies": _replies,
}

"""The rounds: one pass each of reminders, check-ins, follow-ups and upkeep. A round opens its own transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from programme.calendar import QuietHours
from records import broadcasts, follow_ups, marks, outbox, planning, retention
from records.database import Database
from scheduler.counts import Counts


@dataclass(frozen=True, slots=True)
class Times:
    """When people may be written to, and how long what is kept. `zone` is the installation's."""

    quiet: QuietHours
    zone: str
    raw_kept: timedelta = timedelta(days=30)


class Round(Protocol):
    """One pass that returns counts; a second pass at once changes nothing."""

    async def __call__(self, database: Database, times: Times, *, now: datetime) -> Counts: ...


async def remind(database: Database, times: Times, *, now: datetime) -> Counts:
    """Queues the reminders that are due and not yet said; withdraws what is late or moved."""
    async with database.transaction() as tx:
        withdrawn = await outbox.withdraw_late(tx, now=now)
        queued = await planning.plan_reminders(tx, now=now, quiet=times.quiet)
    return Counts({"reminders": queued, "withdrawn": withdrawn})


async def greet(database: Database, times: Times, *, now: datetime) -> Counts:
    """Queues today's check-ins that are due."""
    async with database.transaction() as tx:
        queued = await planning.plan_checkins(tx, now=now, quiet=times.quiet, zone=times.zone)
    return Counts({"checkins": queued})


async def announce(database: Database, times: Times, *, now: datetime) -> Counts:
    """Releases broadcasts whose hold is over and ends those that are all sent."""
    async with database.transaction() as tx:
        return Counts({"broadcast messages": await broadcasts.release_due(tx, now=now)})


async def follow_up(database: Database, times: Times, *, now: datetime) -> Counts:
    """Opens the tasks that time brings: no answer before an activity, days of silence, tasks nobody took."""
    async with database.transaction() as tx:
        return Counts(
            {
                "no answer": await follow_ups.no_answer(tx, now=now),
                "silent": await follow_ups.silent(tx, now=now, zone=times.zone),
                "escalated": await follow_ups.escalate(tx, now=now),
            }
        )


async def keep_house(database: Database, times: Times, *, now: datetime) -> Counts:
    """Removes raw updates and traces of entry attempts whose time is over."""
    async with database.transaction() as tx:
        return Counts(await retention.purge(tx, now=now, raw_kept=times.raw_kept))


ROUNDS: dict[str, tuple[Round, float]] = {  # name → the round and its seconds between ticks
    "remind": (remind, 10.0),
    "greet": (greet, 15.0),
    "announce": (announce, 2.0),
    "follow_up": (follow_up, 60.0),
    "keep_house": (keep_house, 3600.0),
}


async def run_round(name: str, database: Database, *, times: Times, now: datetime) -> Counts:
    """One pass of a round, leaving a mark of when it last ended."""
    counts = await ROUNDS[name][0](database, times, now=now)
    async with database.transaction() as tx:
        await marks.put(tx, f"round.{name}", str(counts.total), now=now)
    return counts


async def run_all(database: Database, times: Times, *, now: datetime) -> Counts:
    """One pass of every round, in order."""
    total = Counts()
    for name in ROUNDS:
        total += await run_round(name, database, times=times, now=now)
    return total

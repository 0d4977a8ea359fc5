"""Furnishes a database for a run: one provider, people with Telegram chats, workshops tomorrow, old messages."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, text, update

from benchmarks.stores import without_waiting
from programme.calendar import QuietHours, to_instant
from records import planning
from records.addresses import digest_of
from records.claims import Rules
from records.database import Database
from records.sealed import ring
from records.tables import (
    activities,
    addresses,
    attempts,
    cycles,
    enrolments,
    messages,
    metadata,
    participants,
    places,
    programmes,
    providers,
)

ZONE = "Europe/Ljubljana"
QUIET = QuietHours.parse("20:00-08:00")
RULES = Rules(QUIET, per_day=1_000_000, zone=ZONE, public_url="https://stik.example.si")
EVENING = datetime(2026, 9, 14, 15, 30, tzinfo=UTC)  # Monday 17.30: the evening reminder of tomorrow is due
FIRST_DAY, LAST_DAY = date(2026, 9, 1), date(2027, 2, 28)
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many people and workshops; in several circles, each person goes only to the workshops of one."""

    people: int
    workshops: int
    circles: int = 1

    @property
    def pairs(self) -> int:
        """Reminders that come due."""
        return self.people * self.workshops // self.circles


def ticking(start_at: datetime = EVENING) -> Callable[[], datetime]:
    """A clock that starts now at `start_at`."""
    began = time.monotonic()
    return lambda: start_at + timedelta(seconds=time.monotonic() - began)


def day_bounds(days_later: int) -> tuple[datetime, datetime]:
    """The instants between which a local day lies, so many days after the evening of the runs."""
    midnight = datetime(2026, 9, 14) + timedelta(days=days_later)
    return to_instant(midnight, ZONE), to_instant(midnight + timedelta(days=1), ZONE)


async def furnish(database: Database, size: Size, *, starts_local: datetime = datetime(2026, 9, 15, 9)) -> None:
    """Writes everybody and every workshop, with those expected there, into an empty database."""
    await _write(database, providers, [{"name": "Lumia", "sender": "Lumia", "created_at": EVENING}])
    row: dict[str, Any] = {"provider_id": 1, "name": "Socialna aktivacija", "municipalities": []}
    await _write(database, programmes, [row])
    row = {"programme_id": 1, "name": "Prvi cikel", "starts_on": FIRST_DAY, "ends_on": LAST_DAY}
    await _write(database, cycles, [row])
    await _write(database, places, [{"provider_id": 1, "name": "ZPTM Brežice", "address": "Trg 1, Brežice"}])
    numbers = range(1, size.people + 1)
    await _write(database, participants, [_person(number) for number in numbers])
    await _write(database, addresses, [_address(number) for number in numbers])
    enrolled = {"cycle_id": 1, "from_on": FIRST_DAY, "to_on": LAST_DAY, "details": {}}
    await _write(database, enrolments, [{"participant_id": number, **enrolled} for number in numbers])
    await _write(database, activities, [_workshop(number, starts_local) for number in range(size.workshops)])
    async with database.transaction() as tx:
        await without_waiting(tx)
        await tx.execute(text(_EXPECTED), {"circles": size.circles})


async def plan(database: Database, *, now: datetime = EVENING) -> int:
    """Queues the reminders that are due; how many were new."""
    async with database.transaction() as tx:
        return await planning.plan_reminders(tx, now=now, quiet=QUIET)


async def plan_anew(database: Database) -> int:
    """Forgets every message and queues the reminders again; how many."""
    async with database.transaction() as tx:
        await without_waiting(tx)
        await tx.execute(delete(attempts))
        await tx.execute(delete(messages))
        await tx.execute(update(activities).values(revision=activities.c.revision + 1))
    return await plan(database)


async def add_sent(database: Database, count: int, *, people: int, there: int = 0) -> None:
    """Adds sent and delivered messages of the last year until there are `count`.

    `there` is how many of them earlier calls have added. Their text is as sealed as any.
    """
    async with database.transaction() as tx:
        await without_waiting(tx)
        done = there
        while done < count:
            some = min(250_000, count - done)
            await tx.execute(text(_OLD[tx.dialect.name]), _old(done, some, people=people))
            done += some


def _old(done: int, some: int, *, people: int) -> dict[str, Any]:
    first = EVENING - timedelta(days=365)
    sealed = ring().seal("Pozdravljeni. Jutri, 15. 9., ob 9.00 je delavnica Iskanje zaposlitve. Pridete?")
    at: Any = first.replace(tzinfo=None)
    return {"from": done + 1, "to": done + some, "people": people, "sealed": sealed, "first": at}


_EXPECTED = """
insert into attendances (activity_id, participant_id, answer, presence)
select a.id, p.id, 'none', 'unknown' from activities a join participants p on a.id % :circles = p.id % :circles
"""
_INTO = """
insert into messages (participant_id, kind, occasion, importance, channel, due_at, useful_until, state, reason, tries,
  text, parts, is_possible_repeat, sent_at, delivered_at, created_at)
"""
_OLD = {
    "postgresql": _INTO
    + """
select 1 + n % :people, 'reminder_ask', 'old:' || n, 2, 'telegram', at, at + interval '6 hours', 'delivered', '', 1,
  :sealed, 0, false, at, at, at
from (select n, cast(:first as timestamp) at time zone 'UTC' + n % 31000000 * interval '1 second' as at
  from generate_series(cast(:from as bigint), cast(:to as bigint)) n) old
""",
    "sqlite": _INTO
    + """
with recursive old(n) as (select :from union all select n + 1 from old where n < :to)
select 1 + n % :people, 'reminder_ask', 'old:' || n, 2, 'telegram',
  datetime(:first, '+' || (n % 31000000) || ' seconds') || '.000000',
  datetime(:first, '+' || (n % 31000000 + 21600) || ' seconds') || '.000000', 'delivered', '', 1, :sealed, 0, false,
  datetime(:first, '+' || (n % 31000000) || ' seconds') || '.000000',
  datetime(:first, '+' || (n % 31000000) || ' seconds') || '.000000', :first
from old
""",
}


async def _write(database: Database, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    assert table.name in metadata.tables
    async with database.transaction() as tx:
        await without_waiting(tx)
        for start in range(0, len(rows), AT_ONCE):
            await tx.execute(table.insert(), rows[start : start + AT_ONCE])


def _person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "provider_id": 1,
        "code": f"P{number}",
        "first_name": "Ana",
        "last_name": f"Primer{number}",
        "state": "joined",
        "channel": "telegram",
        "created_at": EVENING,
    }


def _address(number: int) -> dict[str, Any]:
    row = {"participant_id": number, "channel": "telegram", "value": str(100_000 + number), "state": "active"}
    return {**row, "digest": digest_of("telegram", str(100_000 + number)), "changed_at": EVENING}


def _workshop(number: int, starts_local: datetime) -> dict[str, Any]:
    ends_local = starts_local + timedelta(hours=3)
    return {
        "cycle_id": 1,
        "code": f"D{number}",
        "kind": "workshop",
        "title": "Iskanje zaposlitve",
        "starts_local": starts_local,
        "ends_local": ends_local,
        "starts_at": to_instant(starts_local, ZONE),
        "ends_at": to_instant(ends_local, ZONE),
        "place_id": 1,
        "is_for_all": True,
        "changed_at": EVENING,
    }

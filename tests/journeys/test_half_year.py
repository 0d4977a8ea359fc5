"""Half a year of the Brežice cycle with a turned clock: every message held against the timetable.

None is missing, none comes twice, none late, none in quiet hours; the clocks change twice on the way.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.rehearsal import RehearsalChannel
from bot.sender import Lane, Sender
from programme.calendar import QuietHours, is_work_free, to_instant, to_local
from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS
from records import due, workbook
from records.claims import Rules
from records.consents import Agreement, join
from records.database import Database
from records.people import list_people
from records.scope import EVERYTHING
from records.tables import activities, attendances, checkin_plans, cycles, enrolments, messages, participants
from scheduler.rounds import Times, greet, remind

ZONE = "Europe/Ljubljana"
QUIET = QuietHours.parse("20:00-08:00")
RULES = Rules(QUIET, per_day=4, zone=ZONE, public_url="https://stik.example.si")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "brezice.xlsx"
START, END = datetime(2026, 8, 31, 4, 0, tzinfo=UTC), datetime(2027, 3, 1, 0, 0, tzinfo=UTC)


class Turned:
    """The database of one cycle and a clock in the hand."""

    def __init__(self, database: Database) -> None:
        self.at = START
        self.database = database
        channels = [
            RehearsalChannel(name, database, now=lambda: self.at, is_two_way=False) for name in ("telegram", "sms")
        ]
        self.senders = [Sender(database, Lane(each, 10_000), rules=RULES, now=lambda: self.at) for each in channels]

    async def furnish(self) -> None:
        found = workbook.read_workbook(EXAMPLE)
        assert isinstance(found, workbook.Workbook)
        async with self.database.transaction() as tx:
            report = await workbook.bring_in(tx, found, self.at)
            assert report.faults == ()
            for number, person in enumerate(await list_people(tx, EVERYTHING, limit=200)):
                channel, value = (
                    ("sms", person.phone) if number % 3 == 0 and person.phone else ("telegram", str(9000 + person.id))
                )
                await join(tx, person.id, Agreement(channel, value or "", how="page", text_version="t"), now=self.at)

    async def live(self, until: datetime) -> None:
        """Ticks at every instant at which something is due, and some ticks besides."""
        while self.at < until:
            self.at = await self._next(min(until, self.at + timedelta(hours=4)))
            await remind(self.database, Times(QUIET, ZONE), now=self.at)
            await greet(self.database, Times(QUIET, ZONE), now=self.at)
            for sender in self.senders:
                while await sender.round():
                    pass

    async def _next(self, limit: datetime) -> datetime:
        async with self.database.reading() as tx:
            steps = await due.remindings(tx, from_at=self.at, to_at=limit, quiet=QUIET)
            stops = [each.due.due_at for each in steps]
            for on in {to_local(at, ZONE).date() for at in (self.at, limit)}:
                stops += [each.due_at for each in await due.greetings(tx, on, quiet=QUIET)]
        return min([limit, *(at for at in stops if self.at < at < limit)])

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.reading() as tx:
            return list((await tx.execute(statement)).mappings())


@pytest.fixture
async def lived(sqlite_database: Database) -> Turned:
    turned = Turned(sqlite_database)
    await turned.furnish()
    await turned.live(END)
    return turned


def expected_reminders(activity: Any) -> list[datetime]:
    """Worked out by hand from the timetable, with nothing of the planner: wall days and hours before the start."""
    start = activity["starts_local"]
    out = []
    for step in DEFAULT_LADDERS[ActivityKind(activity["kind"])]:
        if step.at_local is not None:
            wall = datetime.combine(start.date() - timedelta(days=step.days_before or 0), step.at_local)
        else:
            wall = start - timedelta(minutes=step.minutes_before or 0)
        if not 8 <= wall.hour < 20:
            continue  # moved by the quiet hours; counted below by kind instead
        out.append(to_instant(wall, ZONE))
    return out


async def test_half_a_year_of_brezice(lived: Turned) -> None:
    said = await lived.rows(
        select(messages, activities.c.starts_at, activities.c.kind.label("activity_kind")).outerjoin(
            activities, activities.c.id == messages.c.activity_id
        )
    )
    assert len(said) > 1000
    assert {row["state"] for row in said} == {"sent"}, Counter((row["state"], row["reason"]) for row in said)
    no_quiet_breach(said)
    none_late(said)
    none_twice(said)
    await none_missing(lived, said)
    await every_check_in(lived, said)


def no_quiet_breach(said: list[Any]) -> None:
    walls = [to_local(row["sent_at"], ZONE) for row in said]
    assert all(8 <= wall.hour < 20 for wall in walls)


def none_late(said: list[Any]) -> None:
    for row in said:
        assert row["sent_at"] - row["due_at"] < timedelta(minutes=1)
        if row["starts_at"] is not None:
            assert row["sent_at"] < row["starts_at"]


def none_twice(said: list[Any]) -> None:
    reminders = Counter(
        (row["participant_id"], row["activity_id"], row["sent_at"]) for row in said if row["activity_id"]
    )
    assert set(reminders.values()) == {1}
    greetings = Counter(
        (row["participant_id"], to_local(row["sent_at"], ZONE).date()) for row in said if row["asks"] == "checkin"
    )
    assert set(greetings.values()) == {1}


async def none_missing(lived: Turned, said: list[Any]) -> None:
    sent = {(row["participant_id"], row["activity_id"], row["due_at"]) for row in said if row["activity_id"]}
    expected = await lived.rows(
        select(attendances.c.participant_id, activities)
        .join(activities, activities.c.id == attendances.c.activity_id)
        .where(activities.c.starts_at > START, activities.c.starts_at < END)
    )
    assert len(expected) > 500
    wanted = {
        (row["participant_id"], row["id"], due_at)
        for row in expected
        for due_at in expected_reminders(row)
        if START < due_at <= END
    }
    assert wanted - sent == set()


async def every_check_in(lived: Turned, said: list[Any]) -> None:
    greeted = {(row["participant_id"], to_local(row["sent_at"], ZONE)) for row in said if row["asks"] == "checkin"}
    plans = await lived.rows(
        select(
            enrolments.c.participant_id,
            enrolments.c.from_on,
            enrolments.c.to_on,
            checkin_plans,
            cycles.c.starts_on,
            cycles.c.ends_on,
        )
        .join(cycles, cycles.c.id == enrolments.c.cycle_id)
        .join(checkin_plans, checkin_plans.c.cycle_id == cycles.c.id)
        .join(participants, participants.c.id == enrolments.c.participant_id)
    )
    wanted = set()
    for row in plans:
        on = max(row["from_on"], row["starts_on"])
        while on <= min(row["to_on"], row["ends_on"], to_local(END, ZONE).date() - timedelta(days=1)):
            if str(on.weekday()) in row["weekdays"] and not is_work_free(on):
                wanted.add((row["participant_id"], datetime.combine(on, row["at_local"])))
            on += timedelta(days=1)
    assert {(who, wall.replace(second=0, microsecond=0)) for who, wall in greeted} == wanted

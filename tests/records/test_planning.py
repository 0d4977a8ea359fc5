"""What is due by now and not yet said: clock changes, moves, answers, pauses, late joiners; the forecast agrees."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from programme.calendar import QuietHours
from records import outbox, planning
from records.claims import Rules
from records.database import Database
from records.forecast import Asked, forecast
from records.scope import EVERYTHING
from records.tables import activities, attendances, checkin_plans, ladder_steps, messages, participants
from tests.cast import ZONE, Cast, add_workshop

QUIET = QuietHours.parse("20:00-08:00")
EVENING = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)


async def remind(database: Database, at: datetime) -> int:
    async with database.transaction() as tx:
        return await planning.plan_reminders(tx, now=at, quiet=QUIET)


async def greet(database: Database, at: datetime) -> int:
    async with database.transaction() as tx:
        return await planning.plan_checkins(tx, now=at, quiet=QUIET, zone=ZONE)


async def kinds(database: Database) -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    async with database.reading() as tx:
        rows = select(messages.c.participant_id, messages.c.kind).order_by(messages.c.id)
        for participant_id, kind in await tx.execute(rows):
            out.setdefault(participant_id, []).append(kind)
    return out


async def test_only_those_who_agreed_and_can_be_reached_are_reminded(database: Database, cast: Cast) -> None:
    assert await remind(database, EVENING) == 2
    assert await kinds(database) == {cast.ana: ["reminder_ask"], cast.ben: ["reminder_ask"]}


async def test_a_second_round_queues_nothing(database: Database, cast: Cast) -> None:
    await remind(database, EVENING)
    assert await remind(database, EVENING + timedelta(minutes=5)) == 0


async def test_who_is_not_coming_is_left_in_peace_and_who_comes_is_only_told(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        for person, answer in ((cast.ana, "not_coming"), (cast.ben, "coming")):
            mine = attendances.c.participant_id == person
            await tx.execute(update(attendances).where(mine).values(answer=answer))
    await remind(database, EVENING)
    assert await kinds(database) == {cast.ben: ["reminder_tell"]}


async def test_a_moved_activity_is_reminded_anew_and_the_old_reminder_is_taken_back(
    database: Database, cast: Cast
) -> None:
    await remind(database, EVENING)
    async with database.transaction() as tx:
        later = {"starts_local": datetime(2026, 9, 16, 9), "starts_at": datetime(2026, 9, 16, 7, tzinfo=UTC)}
        await tx.execute(update(activities).values(**later, revision=activities.c.revision + 1))
        assert await outbox.withdraw_late(tx, now=EVENING) == 2
    assert await remind(database, EVENING) == 0
    assert await remind(database, EVENING + timedelta(days=1)) == 2


async def test_a_cancelled_activity_is_not_reminded(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        await tx.execute(update(activities).values(state="cancelled"))
    assert await remind(database, EVENING) == 0


async def test_a_scheduler_that_slept_through_the_evening_reminds_in_the_morning(
    database: Database, cast: Cast
) -> None:
    assert await remind(database, datetime(2026, 9, 15, 6, 30, tzinfo=UTC)) == 2


async def test_after_the_start_nothing_is_planned(database: Database, cast: Cast) -> None:
    assert await remind(database, datetime(2026, 9, 15, 7, 0, tzinfo=UTC)) == 0


async def test_a_programme_can_have_its_own_ladder(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        step = {"programme_id": cast.programme, "activity_kind": "workshop", "minutes_before": 30, "asks": False}
        await tx.execute(ladder_steps.insert().values(**step))
    assert await remind(database, EVENING) == 0
    assert await remind(database, datetime(2026, 9, 15, 6, 30, tzinfo=UTC)) == 2
    assert await kinds(database) == {cast.ana: ["reminder_tell"], cast.ben: ["reminder_tell"]}


@pytest.mark.parametrize(
    ("starts_local", "due_at"),
    [
        (datetime(2026, 10, 26, 9), datetime(2026, 10, 25, 16, 0, tzinfo=UTC)),  # winter time since that night
        (datetime(2026, 10, 25, 9), datetime(2026, 10, 24, 15, 0, tzinfo=UTC)),  # still summer time the evening before
        (datetime(2027, 3, 28, 9), datetime(2027, 3, 27, 16, 0, tzinfo=UTC)),
        (datetime(2027, 3, 29, 9), datetime(2027, 3, 28, 15, 0, tzinfo=UTC)),
        (datetime(2027, 11, 1, 9), datetime(2027, 10, 31, 16, 0, tzinfo=UTC)),
    ],
)
async def test_the_evening_before_is_17_00_on_the_wall_over_a_clock_change(
    database: Database, cast: Cast, starts_local: datetime, due_at: datetime
) -> None:
    async with database.transaction() as tx:
        people = [cast.ana, cast.ben]
        await add_workshop(tx, cast.cycle, cast.place, people, starts_local=starts_local, now=EVENING)
    assert await remind(database, due_at - timedelta(seconds=1)) == 0
    assert await remind(database, due_at) == 2


@pytest.fixture
async def greeted(database: Database, cast: Cast) -> Cast:
    """A cycle that is greeted on working days at 9.00."""
    async with database.transaction() as tx:
        plan = {"cycle_id": cast.cycle, "at_local": time(9, 0), "weekdays": "01234"}
        await tx.execute(checkin_plans.insert().values(**plan))
    return cast


MONDAY_9 = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)


async def test_one_check_in_a_day(database: Database, greeted: Cast) -> None:
    assert await greet(database, MONDAY_9 - timedelta(minutes=1)) == 0
    assert await greet(database, MONDAY_9) == 2
    assert await greet(database, MONDAY_9 + timedelta(hours=3)) == 0
    assert await greet(database, MONDAY_9 + timedelta(days=1)) == 2


@pytest.mark.parametrize("days", [5, 6])
async def test_no_check_in_at_the_weekend(database: Database, greeted: Cast, days: int) -> None:
    assert await greet(database, MONDAY_9 + timedelta(days=days)) == 0


async def test_no_check_in_on_a_work_free_day(database: Database, greeted: Cast) -> None:
    assert await greet(database, datetime(2026, 12, 25, 8, 0, tzinfo=UTC)) == 0  # Christmas, a Friday


async def test_an_hour_of_ones_own(database: Database, greeted: Cast) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            update(participants).where(participants.c.id == greeted.ana).values(checkin_at_local=time(17, 30))
        )
    assert await greet(database, MONDAY_9) == 1
    assert await greet(database, datetime(2026, 9, 14, 15, 30, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    "wish", [{"wants_checkins": False}, {"paused_until_on": date(2026, 9, 14)}, {"state": "stopped"}]
)
async def test_a_pause_or_a_no_is_kept(database: Database, greeted: Cast, wish: dict[str, object]) -> None:
    async with database.transaction() as tx:
        await tx.execute(update(participants).where(participants.c.id == greeted.ana).values(**wish))
    assert await greet(database, MONDAY_9) == 1


async def test_the_day_after_the_pause_the_check_ins_go_on(database: Database, greeted: Cast) -> None:
    async with database.transaction() as tx:
        await tx.execute(update(participants).values(paused_until_on=date(2026, 9, 14)))
    assert await greet(database, MONDAY_9 + timedelta(days=1)) == 2


async def test_the_forecast_is_what_then_happens(database: Database, greeted: Cast) -> None:
    rules = Rules(QUIET, per_day=4, zone=ZONE, public_url="https://stik.example.si")
    from_at, to_at = MONDAY_9 - timedelta(hours=2), MONDAY_9 + timedelta(days=2)
    async with database.reading() as tx:
        coming = await forecast(tx, Asked(EVERYTHING, from_at, to_at), rules)
    at = from_at
    while at <= to_at:
        await remind(database, at)
        await greet(database, at)
        at += timedelta(minutes=30)
    async with database.reading() as tx:
        rows = select(messages.c.participant_id, messages.c.occasion, messages.c.due_at)
        happened = {tuple(row) for row in await tx.execute(rows)}
        assert (await tx.execute(select(func.count()).select_from(messages))).scalar_one() == len(coming)
    assert {(each.participant_id, each.occasion, each.due_at) for each in coming} == happened
    assert all(each.text and (each.parts == 0) == (each.channel == "telegram") for each in coming)
    async with database.reading() as tx:
        assert [each for each in await forecast(tx, Asked(EVERYTHING, from_at, to_at), rules) if not each.text] == []

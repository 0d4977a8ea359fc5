"""Guessing is counted before it is judged, for everybody alike."""

from datetime import datetime, timedelta

from records import entry
from records.database import Database
from records.entry import Knock, Limit

KNOCK = Knock("sign_in_pair", "eva@lumia.example\n192.0.2.7", Limit(3, timedelta(minutes=15)))


async def test_a_door_closes_after_its_tries_and_opens_again(database: Database, now: datetime) -> None:
    """Knocking at a closed door does not keep it closed."""
    async with database.transaction() as tx:
        assert [await entry.may_try(tx, KNOCK, now=now) for _ in range(5)] == [True] * 3 + [False] * 2
        assert not await entry.may_try(tx, KNOCK, now=now + timedelta(minutes=14))
        assert await entry.may_try(tx, KNOCK, now=now + timedelta(minutes=15))


async def test_another_door_and_another_person_are_not_held_up(database: Database, now: datetime) -> None:
    """Each pair is counted for itself, and nobody is kept by name."""
    async with database.transaction() as tx:
        for _ in range(3):
            await entry.may_try(tx, KNOCK, now=now)
        assert await entry.may_try(tx, Knock("link", KNOCK.who, KNOCK.limit), now=now)
        assert await entry.may_try(tx, Knock(KNOCK.door, "other", KNOCK.limit), now=now)
        assert "eva" not in repr((await tx.exec_driver_sql("select * from attempts_to_enter")).all())


async def test_the_right_try_wipes_the_slate(database: Database, now: datetime) -> None:
    """Somebody who mistyped twice is not nearer to a closed door tomorrow."""
    async with database.transaction() as tx:
        for _ in range(3):
            await entry.may_try(tx, KNOCK, now=now)
        await entry.forget(tx, KNOCK)
        assert await entry.may_try(tx, KNOCK, now=now)

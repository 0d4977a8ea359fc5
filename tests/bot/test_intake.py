"""The intake: answered after the commit, shared by those that come together, and one bad arrival stops nobody."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.channel import Arrival
from bot.intake import Intake
from records.database import Database
from records.tables import arrivals
from tests.conftest import NOW


def clock() -> datetime:
    return NOW


async def count(database: Database) -> int:
    async with database.reading() as tx:
        return (await tx.execute(select(func.count()).select_from(arrivals))).scalar_one()


async def test_keep_returns_after_the_commit_and_rings_once_for_the_new(database: Database) -> None:
    rung: list[int] = []
    intake = Intake(database, clock, ring=lambda: rung.append(1))
    await intake.keep([Arrival("sms", "1", {"Body": "da"}), Arrival("sms", "2", {})])
    assert (await count(database), len(rung)) == (2, 1)
    await intake.keep([Arrival("sms", "1", {"Body": "da"})])
    await intake.keep([])
    assert (await count(database), len(rung)) == (2, 1)


async def test_those_that_come_together_share_commits(database: Database) -> None:
    commits: list[int] = []
    intake = Intake(database, clock, ring=lambda: commits.append(1))
    await asyncio.gather(*(intake.keep([Arrival("telegram", str(n), {})]) for n in range(500)))
    assert await count(database) == 500
    assert len(commits) <= 4


async def test_one_that_cannot_be_recorded_does_not_turn_away_the_others(database: Database) -> None:
    intake = Intake(database, clock)
    bad = Arrival("telegram", "bad", {"text": {1, 2}})
    several = [Arrival("telegram", str(n), {}) for n in range(9)]
    results = await asyncio.gather(*(intake.keep([each]) for each in [*several, bad]), return_exceptions=True)
    assert results[:9] == [None] * 9
    assert isinstance(results[9], Exception)
    assert await count(database) == 9


async def test_a_caller_that_goes_away_takes_nobody_with_it(database: Database) -> None:
    intake = Intake(database, clock)
    first = asyncio.create_task(intake.keep([Arrival("telegram", "1", {})]))
    others = [asyncio.create_task(intake.keep([Arrival("telegram", str(n), {})])) for n in range(2, 6)]
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(*others)
    assert await count(database) == 5


async def test_a_database_that_is_away_is_told_to_the_caller(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        await tx.exec_driver_sql("drop table arrivals")
    intake = Intake(sqlite_database, clock)
    with pytest.raises(Exception, match="no such table"):
        await intake.keep([Arrival("telegram", "1", {})])
    with pytest.raises(Exception, match="no such table"):
        await intake.keep([Arrival("telegram", "1", {})])

"""Reminder steps of a programme."""

from datetime import time

from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS
from programme.steps import Step
from records.database import Database
from records.ladders import ladders, own_ladders, put_ladder, steps_of
from tests.cast import Cast

STEPS = (Step(2, time(9, 30), None, asks=False, tells="notice"), Step(None, None, 90))


async def test_a_kind_without_own_steps_has_the_default_ones(database: Database, cast: Cast) -> None:
    async with database.reading() as tx:
        assert await ladders(tx, cast.programme) == dict(DEFAULT_LADDERS)


async def test_own_steps_are_kept_in_order_and_put_once(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        assert await put_ladder(tx, cast.programme, ActivityKind.FAIR, steps=STEPS)
        assert not await put_ladder(tx, cast.programme, ActivityKind.FAIR, steps=STEPS)
        assert await steps_of(tx, cast.programme, ActivityKind.FAIR) == STEPS
        assert await own_ladders(tx, cast.programme) == {ActivityKind.FAIR: STEPS}
        assert await own_ladders(tx, cast.programme + 1) == {}


async def test_no_steps_bring_the_default_ones_back(database: Database, cast: Cast) -> None:
    async with database.transaction() as tx:
        await put_ladder(tx, cast.programme, ActivityKind.FAIR, steps=STEPS)
        assert await put_ladder(tx, cast.programme, ActivityKind.FAIR, steps=())
        assert await steps_of(tx, cast.programme, ActivityKind.FAIR) == DEFAULT_LADDERS[ActivityKind.FAIR]

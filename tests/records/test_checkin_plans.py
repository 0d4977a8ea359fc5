"""When a cycle is asked how it is."""

from datetime import time

import pytest

from records.checkin_plans import CheckinPlan, drop_plan, list_plans, plan_of, put_plan
from records.database import Database
from records.scope import EVERYTHING, Scope
from tests.cast import Cast


async def test_a_plan_is_put_once_and_dropped_once(database: Database, cast: Cast) -> None:
    plan = CheckinPlan(cast.cycle, time(9), frozenset({0, 2, 4}))
    async with database.transaction() as tx:
        assert await plan_of(tx, cast.cycle) is None
        assert await put_plan(tx, plan)
        assert not await put_plan(tx, plan)
        assert await plan_of(tx, cast.cycle) == plan
        later = CheckinPlan(cast.cycle, time(17, 30), frozenset({5}), "checkin_evening")
        assert await put_plan(tx, later)
        assert await list_plans(tx, EVERYTHING) == [later]
        assert await list_plans(tx, Scope(cast.provider + 1)) == []
        assert await drop_plan(tx, cast.cycle)
        assert not await drop_plan(tx, cast.cycle)


@pytest.mark.parametrize("weekdays", [frozenset[int](), frozenset({7})])
async def test_a_plan_needs_a_day_of_the_week(database: Database, cast: Cast, weekdays: frozenset[int]) -> None:
    async with database.transaction() as tx:
        with pytest.raises(ValueError, match="vsaj en dan"):
            await put_plan(tx, CheckinPlan(cast.cycle, time(9), weekdays))

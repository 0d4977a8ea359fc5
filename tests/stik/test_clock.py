"""The demo's clock turns forward, never back, and goes on after a restart."""

from datetime import timedelta

from records.database import Database
from stik.clock import DemoClock, real_now


def test_it_turns_forward_and_never_back() -> None:
    clock = DemoClock()
    at = real_now() + timedelta(days=3)
    clock.turn_to(at)
    assert clock() >= at
    clock.turn_to(real_now())
    assert clock() >= at


async def test_after_a_restart_it_goes_on(sqlite_database: Database) -> None:
    clock = DemoClock(timedelta(days=7))
    await clock.keep(sqlite_database)
    again = await DemoClock.kept(sqlite_database)
    assert abs((again() - clock()).total_seconds()) < 5


async def test_a_clock_that_was_never_kept_is_the_real_one(sqlite_database: Database) -> None:
    clock = await DemoClock.kept(sqlite_database)
    assert abs((clock() - real_now()).total_seconds()) < 5

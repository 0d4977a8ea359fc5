"""The only user of APScheduler: ticks the rounds and keeps nothing. Any number of clocks may tick."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from records.database import Database
from scheduler.rounds import ROUNDS, Times, run_round

log = structlog.get_logger(__name__)


class RoundsClock:
    """Ticks every round at its interval; a round that still runs or was missed is not piled up."""

    def __init__(
        self, database: Database, times: Times, *, now: Callable[[], datetime], ring: Callable[[], None]
    ) -> None:
        self._database = database
        self._times = times
        self._now = now
        self._ring = ring
        self._ticker = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Starts ticking; a second call does nothing."""
        if self._ticker.running:
            return
        for name, (_round, seconds) in ROUNDS.items():
            self._ticker.add_job(
                self.tick,
                IntervalTrigger(seconds=seconds, timezone="UTC"),
                args=[name],
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
                next_run_time=self._first(),
            )
        self._ticker.start()

    def stop(self) -> None:
        """Stops ticking; a second call does nothing."""
        if self._ticker.running:
            self._ticker.shutdown(wait=False)

    async def tick(self, name: str) -> None:
        """One pass of one round; a failure is logged and the next tick tries again."""
        try:
            counts = await run_round(name, self._database, times=self._times, now=self._now())
        except asyncio.CancelledError:
            return  # Stik is stopping; the round's transaction was rolled back
        except Exception:
            log.exception("a round failed; the next tick tries again", round=name)
            return
        if counts.total:
            log.info("round", round=name, **{key.replace(" ", "_"): n for key, n in counts.by_name.items()})
            self._ring()

    @staticmethod
    def _first() -> datetime:
        return datetime.now().astimezone()

"""Takes in what comes through the doors: those that come together share one durable commit.

A door answers its provider only after `keep` has returned.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channel import Arrival
from records import inbox
from records.database import Database

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrivals: tuple[Arrival, ...]
    kept: asyncio.Future[None]


def _silent() -> None:
    """Rings nowhere."""


class Intake:
    """Records arrivals; `ring` is called after each commit that brought something new."""

    def __init__(self, database: Database, now: Callable[[], datetime], *, ring: Callable[[], None] = _silent) -> None:
        self._database = database
        self._now = now
        self._ring = ring
        self._waiting: list[_Waiting] = []
        self._committing: asyncio.Task[None] | None = None

    async def keep(self, arrivals: Sequence[Arrival]) -> None:
        """Returns when all of them are durably recorded, each once. Raises what the database raises."""
        if not arrivals:
            return
        waiting = _Waiting(tuple(arrivals), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._committing is None:
            # A task of its own: a provider that hangs up must not end the commit of the others.
            self._committing = asyncio.create_task(self._commit_all())
        await waiting.kept

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                await self._commit(self._next())
        finally:
            self._committing = None

    def _next(self) -> list[_Waiting]:
        group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        return group

    async def _commit(self, group: list[_Waiting]) -> None:
        try:
            await self._record([arrival for each in group for arrival in each.arrivals])
        except Exception as error:
            await self._commit_apart(group, error)
        except BaseException:
            for each in group:
                each.kept.cancel()
            raise
        else:
            for each in group:
                _end(each)

    async def _commit_apart(self, group: list[_Waiting], error: Exception) -> None:
        """One arrival that cannot be recorded must not turn away the others of its group."""
        if len(group) == 1:
            _end(group[0], error)
            return
        for each in group:
            await self._commit([each])

    async def _record(self, arrivals: list[Arrival]) -> None:
        now = self._now()
        async with self._database.transaction() as tx:
            new = await inbox.record(tx, arrivals, now=now)
        if new:
            self._ring()


def _end(waiting: _Waiting, error: Exception | None = None) -> None:
    if waiting.kept.done():
        return
    if error is None:
        waiting.kept.set_result(None)
    else:
        waiting.kept.set_exception(error)

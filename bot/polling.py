"""Fetches Telegram's updates where no webhook can reach: one poller for each bot, over any number of processes.

The updates and the next offset are committed together, before the next call confirms them (a button press dies at
Telegram after 150 seconds, so a dead poller's turn ends within seconds).
"""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog

from bot import telegram_updates
from bot.channel import Arrival, SendError, TryLater
from bot.telegram_errors import PolledElsewhere
from records import inbox, leases, marks
from records.database import Database

log = structlog.get_logger(__name__)

OFFSET, BOT, TURN = "telegram.offset", "telegram.bot", "telegram.poller"
LEASE_SLACK_SECONDS = 4
EMPTY_SECONDS = 0.2  # in case a server answers an empty long poll at once
FOLLOW_SECONDS = 1.0  # how often another process looks whether the turn has become free
LONGEST_PAUSE_SECONDS = 30.0

Result = TypeVar("Result")


class Updates(Protocol):
    """What the poller needs of the Telegram channel."""

    @property
    def bot_id(self) -> str:
        """The bot's number."""
        ...

    async def get_updates(self, offset: int, *, poll_seconds: int) -> list[dict[str, Any]]:
        """Raw updates from `offset` on. Raises a SendError."""
        ...

    async def delete_webhook(self) -> None:
        """Takes the webhook away and keeps every update that waits. Raises a SendError."""
        ...


class Poller:
    """Polls while it has the turn; `ring` is called after each commit that brought something new."""

    def __init__(
        self,
        telegram: Updates,
        database: Database,
        *,
        now: Callable[[], datetime],
        ring: Callable[[], None] = lambda: None,
        poll_seconds: int = 4,
    ) -> None:
        self._telegram = telegram
        self._database = database
        self._now = now
        self._ring = ring
        self._poll_seconds = poll_seconds
        # SQLite belongs to one process, so a turn that a killed one has left behind is ours at once.
        self._holder = "sqlite" if database.is_sqlite else uuid.uuid4().hex
        self._has_no_webhook = False
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until told to stop. Raises PolledElsewhere when somebody else polls this bot: staff must mend that."""
        try:
            while not stop.is_set():
                pause = await self._step(stop)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
        finally:
            await self._give_back()

    async def _step(self, stop: asyncio.Event) -> float:
        """One call and its commit; returns for how long to pause."""
        try:
            offset = await self._take_turn()
            if offset is None:
                return FOLLOW_SECONDS
            updates = await _unless(stop, self._fetch(offset)) or []
            await self._keep(updates)
        except PolledElsewhere:
            if await self._still_has_turn():
                raise
            return FOLLOW_SECONDS
        except (SendError, TimeoutError) as error:
            log.warning("Telegram's updates could not be fetched", error=str(error) or "no answer in time")
            return self._pause(error.after if isinstance(error, TryLater) else 0)
        except Exception as error:
            log.error("Telegram's updates could not be recorded", error=type(error).__name__)
            return self._pause(0)
        self._failures = 0
        return 0 if updates else EMPTY_SECONDS

    async def _take_turn(self) -> int | None:
        """The offset to go on from, or None while another process has the turn."""
        now = self._now()
        until = now + timedelta(seconds=self._poll_seconds + LEASE_SLACK_SECONDS)
        async with self._database.transaction() as tx:
            if not await leases.take(tx, TURN, self._holder, until=until, now=now):
                return None
            if await marks.get(tx, BOT) != self._telegram.bot_id:  # each bot counts its updates for itself
                await marks.put(tx, BOT, self._telegram.bot_id, now=now)
                await marks.put(tx, OFFSET, "0", now=now)
            return int(await marks.get(tx, OFFSET) or 0)

    async def _still_has_turn(self) -> bool:
        try:
            return await self._take_turn() is not None
        except Exception:
            return True

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(self._poll_seconds + LEASE_SLACK_SECONDS - 0.5):
            if not self._has_no_webhook:
                await self._telegram.delete_webhook()
                self._has_no_webhook = True
            return await self._telegram.get_updates(offset, poll_seconds=self._poll_seconds)

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        arrivals = [
            Arrival("telegram", ref, update) for update in updates if (ref := telegram_updates.update_id(update))
        ]
        if not arrivals:
            return
        now, following = self._now(), max(int(each.ref) for each in arrivals) + 1
        async with self._database.transaction() as tx:
            new = await inbox.record(tx, arrivals, now=now)
            await marks.put(tx, OFFSET, str(following), now=now)
        if new:
            self._ring()

    async def _give_back(self) -> None:
        try:
            async with self._database.transaction() as tx:
                await leases.give_back(tx, TURN, self._holder, now=self._now())
        except Exception as error:
            log.warning("the turn to poll could not be given back", error=type(error).__name__)

    def _pause(self, asked_seconds: float) -> float:
        self._failures += 1
        return max(asked_seconds, min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0**self._failures))


async def _unless(stop: asyncio.Event, asking: Coroutine[Any, Any, Result]) -> Result | None:
    """What came back, or None when told to stop before: a call that is broken off confirms nothing."""
    call, stopping = asyncio.ensure_future(asking), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((call, stopping), return_when=asyncio.FIRST_COMPLETED)
        return call.result() if call.done() else None
    finally:
        for each in (call, stopping):
            each.cancel()
        await asyncio.gather(call, stopping, return_exceptions=True)

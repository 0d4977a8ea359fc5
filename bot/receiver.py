"""Takes what the doors recorded, in order, one transaction each: heard, understood, decided, answered, done.

A crash anywhere leaves the arrival as it was, and the second pass has the effects of one.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot import reception
from bot.channel import Arrival, Channels, Heard, Receipt
from bot.hearing import PAGE, Hearing, hear_page
from records import duty, inbox, people, receipts
from records.claims import Rules
from records.database import Database, Tx
from records.inbox import Waiting
from records.tasks import NewTask, open_task

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500
LOST_WITHIN = timedelta(hours=1)


def _silent() -> None:
    """Rings nowhere."""


class _Overtaken(Exception):
    """Another process has dealt with this arrival; what was done here is rolled back."""


class Receiver:
    """Reads the inbox; `ring` is called when answers may be waiting to be sent."""

    def __init__(
        self,
        database: Database,
        channels: Channels,
        *,
        rules: Rules,
        now: Callable[[], datetime],
        ring: Callable[[], None] = _silent,
    ) -> None:
        self._database = database
        self._channels = channels
        self._rules = rules
        self._now = now
        self._ring = ring
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def run(self, bell: asyncio.Event, stop: asyncio.Event, *, poll_seconds: float) -> None:
        """Reads until told to stop; sleeps when nothing waits, until the bell rings or the poll time is over."""
        while not stop.is_set():
            try:
                handled = await self.round()
            except Exception:
                log.exception("reading the inbox failed; trying again shortly")
                handled = 0
            if not handled:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), poll_seconds)
                bell.clear()
        await self.acknowledged()

    async def round(self) -> int:
        """One pass over what waits; returns how many arrivals were looked at. One that fails holds up no other."""
        handled = 0
        while handled < MOST_AT_ONCE and await self._next():
            handled += 1
        return handled

    async def take_up(self, arrival: Arrival) -> None:
        """Deals with one recorded arrival now; nothing when that was done already. Raises what goes wrong."""
        async with self._database.transaction() as tx:
            waiting = await inbox.take_one(tx, arrival.door, arrival.ref)
            if waiting is None:
                return
            heard = await self.deal_with(tx, waiting)
        self._after(heard)

    async def acknowledged(self) -> None:
        """Waits until every button press has been acknowledged; failures do not matter."""
        await asyncio.gather(*self._acknowledging, return_exceptions=True)

    async def _next(self) -> bool:
        """Deals with the next arrival; false when none waits."""
        waiting: Waiting | None = None
        try:
            async with self._database.transaction() as tx:
                waiting = await self.waiting(tx)
                heard = [] if waiting is None else await self.deal_with(tx, waiting)
        except _Overtaken:
            return True
        except Exception as error:
            if waiting is None:
                raise
            log.exception("an arrival could not be dealt with", arrival=waiting.id, tries=waiting.tries + 1)
            await self._failed(waiting, error)
            return True
        self._after(heard)
        return waiting is not None

    async def waiting(self, tx: Tx) -> Waiting | None:
        """The next arrival in order; this transaction has it alone. One that has just failed waits for its time."""
        return next(iter(await inbox.take(tx, 1, now=self._now())), None)

    async def deal_with(self, tx: Tx, waiting: Waiting) -> list[Heard]:
        """Hears, understands, decides and answers one arrival in this transaction; returns what was heard."""
        now = self._now()
        heard: list[Heard] = []
        for each in self._hear(waiting):
            if isinstance(each, Receipt):
                await receipts.keep_receipt(
                    tx, each.channel, each.provider_ref, state=each.state, error=each.error, now=now
                )
                continue
            heard.append(each)
            hearing = Hearing(each, waiting.id, waiting.received_at, now=now, rules=self._rules)
            await reception.take_in(tx, hearing)
        if not await inbox.done(tx, waiting.id, now=now):
            raise _Overtaken
        return heard

    def _hear(self, waiting: Waiting) -> Sequence[Heard | Receipt]:
        arrival = Arrival(waiting.door, waiting.ref, waiting.content)
        if waiting.door == PAGE:
            return hear_page(arrival)
        channel = self._channels.get(waiting.door) or self._channels.get(str(waiting.content.get("channel", "")))
        if channel is None:
            raise LookupError(f"no channel is set up for what came through the door {waiting.door}")
        return channel.hear(arrival)

    def _after(self, heard: Sequence[Heard]) -> None:
        """The spinner on the person's phone first, then the senders."""
        for each in heard:
            channel = self._channels.get(each.channel)
            if each.what == "button" and channel is not None:
                task = asyncio.create_task(channel.acknowledge(each))
                self._acknowledging.add(task)
                task.add_done_callback(self._acknowledging.discard)
        if heard:
            self._ring()

    async def _failed(self, waiting: Waiting, error: Exception) -> None:
        """Counts the failure; after the last one a person is told, so that no reply is lost in silence."""
        async with self._database.transaction() as tx:
            if await inbox.failed(tx, waiting.id, type(error).__name__, now=self._now()):
                await self._lost(tx, waiting)

    async def _lost(self, tx: Tx, waiting: Waiting) -> None:
        now, writers, words = self._now(), list[people.Person](), ""
        with contextlib.suppress(LookupError):
            for each in self._hear(waiting):
                if isinstance(each, Heard):
                    writers += await people.people_at(tx, each.channel, each.address)
                    words = words or each.text
        owners = {person.provider_id: person.id for person in writers}
        for provider_id in owners or dict.fromkeys(await duty.provider_ids(tx)):
            task = NewTask(
                provider_id,
                kind="question",
                occasion=f"lost:{waiting.id}",
                why=words,
                due_at=now + LOST_WITHIN,
                participant_id=owners.get(provider_id),
                is_urgent=True,
            )
            await open_task(tx, task, now=now)

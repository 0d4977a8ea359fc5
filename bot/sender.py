"""Claim → send → settle, one loop a channel, so that a fault of one channel never delays another.

The attempt and its text are committed before the provider is called; no transaction is open while a message travels.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channel import Broken, Button, CannotTell, Channel, Outgoing, Refused, SendError, Stopped, TryLater, Unclear
from language.catalogue import Said, Style, TextError, say
from records import alarms, claims, doubts, pace, settling
from records.claims import Begun, Claimed, Rules
from records.database import Database, Tx
from records.doubts import Doubtful
from records.pace import Slots
from records.settling import Settlement

log = structlog.get_logger(__name__)

WINDOW = timedelta(seconds=0.5)
MOST_AT_ONCE = 200
BROKEN_PAUSE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel with its allowance in messages a second over all processes."""

    channel: Channel
    per_second: float


class Sender:
    """Sends what is due on one channel."""

    def __init__(self, database: Database, lane: Lane, *, rules: Rules, now: Callable[[], datetime]) -> None:
        self._database = database
        self._channel = lane.channel
        self._per_second = lane.per_second
        self._rules = rules
        self._now = now

    async def run(self, bell: asyncio.Event, stop: asyncio.Event, *, poll_seconds: float) -> None:
        """Sends until told to stop; sleeps when nothing is due, until the bell rings or the poll time is over."""
        while not stop.is_set():
            try:
                busy = await self.round()
            except Exception:
                log.exception("sending failed; trying again shortly", channel=self._channel.name)
                busy = 0
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), poll_seconds)
                bell.clear()

    async def round(self) -> int:
        """One pass: sends a batch and settles it. Returns how many messages were tried."""
        async with self._database.transaction() as tx:
            begun, slots = await self._begin(tx)
        if not begun:
            return 0
        settlements = await asyncio.gather(*(self._send(each, slots.at(i)) for i, each in enumerate(begun)))
        async with self._database.transaction() as tx:
            await self._settle(tx, settlements)
        return len(begun)

    async def resolve(self) -> int:
        """Asks the provider about messages of which nobody knows whether they were sent; returns how many ended."""
        async with self._database.transaction() as tx:
            await doubts.expire_claims(tx, now=self._now())
            found = await doubts.doubtful(tx, self._channel.name, now=self._now())
        return sum([await self._resolve(doubt) for doubt in found])

    async def _begin(self, tx: Tx) -> tuple[list[Begun], Slots]:
        now, name = self._now(), self._channel.name
        slots = await pace.free_slots(tx, name, self._per_second, now=now, window=WINDOW)
        limit = min(slots.count, MOST_AT_ONCE)
        if limit == 0:
            return [], slots
        claim_id = str(uuid.uuid4())
        claimed = await claims.claim(tx, name, limit=limit, claim_id=claim_id, rules=self._rules, now=now)
        begun, failed = self._render(claimed)
        silent = [each for each in begun if each.said is not None and not each.said.text]
        await claims.leave_unsaid(tx, [each.claimed.message_id for each in silent])
        begun = [each for each in begun if each not in silent]
        await claims.begin(tx, [*begun, *(Begun(each.claimed, None) for each in failed)], now=now)
        await settling.settle(tx, failed, now=now)
        slots = slots.not_before(self._now())  # slots that passed while claiming would all be used at once
        await pace.use_slots(tx, name, slots, used=len(begun))
        return begun, slots

    def _render(self, claimed: Sequence[Claimed]) -> tuple[list[Begun], list[Settlement]]:
        begun, failed = [], []
        for each in claimed:
            try:
                begun.append(Begun(each, words_for(each, is_two_way=self._channel.is_two_way)))
            except TextError as error:
                failed.append(Settlement(each, "refused_once", reason=str(error)))
        return begun, failed

    async def _send(self, begun: Begun, at: datetime) -> Settlement:
        await asyncio.sleep(max(0.0, (at - self._now()).total_seconds()))
        each = begun.claimed
        try:
            ref = await self._channel.send(_outgoing(begun, self._now()))
        except SendError as error:
            return _settlement(each, error)
        except Exception as error:
            log.exception("a channel raised outside its promise", channel=each.channel, message=each.message_id)
            return Settlement(each, "unclear", reason=type(error).__name__)
        return Settlement(each, "sent", provider_ref=ref)

    async def _settle(self, tx: Tx, settlements: Sequence[Settlement]) -> None:
        now, name = self._now(), self._channel.name
        await settling.settle(tx, settlements, now=now)
        for each in settlements:
            if each.holds_channel:
                await pace.hold_channel(tx, name, now + timedelta(seconds=each.after))
            if each.outcome == "broken":
                await alarms.channel_broken(tx, name, each.reason, now=now)

    async def _resolve(self, doubt: Doubtful) -> bool:
        ref, can_tell = None, True
        try:
            ref = await self._channel.find(_asked(doubt))
        except CannotTell:
            can_tell = False
        except SendError:
            return False
        async with self._database.transaction() as tx:
            ended = await doubts.resolve(tx, doubt, provider_ref=ref, can_tell=can_tell, now=self._now())
        log.info("doubt ended", channel=doubt.channel, message=doubt.message_id, ended=ended)
        return True


def words_for(each: Claimed, *, is_two_way: bool) -> Said:
    """The text and buttons of a claimed message in the person's language, channel and style."""
    style = Style(
        channel=each.channel,
        diacritics=each.diacritics,
        two_way=is_two_way,
        neutral=each.is_neutral,
        easy=each.is_easy,
    )
    return say(each.kind, each.facts, language=each.language, style=style)


def _asked(doubt: Doubtful) -> Outgoing:
    return Outgoing(
        message_id=doubt.message_id,
        channel=doubt.channel,
        address=doubt.address,
        text=doubt.text,
        useful_until=doubt.useful_until,
        started_at=doubt.started_at,
    )


def _outgoing(begun: Begun, now: datetime) -> Outgoing:
    each = begun.claimed
    choices = begun.said.choices if begun.said else ()
    return Outgoing(
        message_id=each.message_id,
        channel=each.channel,
        address=each.address,
        text=begun.said.text if begun.said else "",
        useful_until=each.useful_until,
        started_at=now,
        buttons=tuple(tuple(Button(c.label, f"q:{each.message_id}:{c.key}") for c in row) for row in choices),
    )


def _settlement(each: Claimed, error: SendError) -> Settlement:
    match error:
        case TryLater(reason=reason, after=after, whole_channel=whole):
            return Settlement(each, "later", reason=reason, after=after, holds_channel=whole)
        case Stopped(reason=reason):
            return Settlement(each, "stopped", reason=reason)
        case Refused(reason=reason, is_address_dead=dead):
            return Settlement(each, "refused" if dead else "refused_once", reason=reason)
        case Broken(reason=reason):
            return Settlement(each, "broken", reason=reason, after=BROKEN_PAUSE_SECONDS, holds_channel=True)
        case Unclear(reason=reason):
            return Settlement(each, "unclear", reason=reason)
    return Settlement(each, "unclear", reason=str(error))

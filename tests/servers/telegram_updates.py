"""What waits for a bot: the queue of updates, with their expiry, and getUpdates.

Rules after the public source of the Bot API server: messages wait 24 h, button presses 150 s, at most 100 at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .clock import Clock
from .telegram_markup import Params, Refused, bad, structured, whole

MESSAGE_SECONDS, PRESS_SECONDS = 24 * 3600, 150
LONGEST_POLL_SECONDS = 50
ANTI_LOOP_SECONDS = 0.5
TAKEN_OVER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """One update in the queue; `lane` says which others it keeps its order with."""

    update_id: int
    kind: str
    body: dict[str, Any]
    lane: int
    expires: float

    def shown(self) -> dict[str, Any]:
        """The Update object."""
        return {"update_id": self.update_id, self.kind: self.body}


class Updates:
    """The updates of one bot, until they are confirmed, delivered or too old."""

    def __init__(self, clock: Clock, *, first_id: int = 900_000_001) -> None:
        self.clock = clock
        self.next_id = first_id
        self.pending: dict[int, Update] = {}
        self.lanes: dict[int, dict[int, Update]] = {}
        self.confirmed: list[int] = []
        self.expired: list[int] = []
        self.allowed: list[str] = []
        self.arrived: list[Callable[[Update], None]] = []
        self._poll: asyncio.Future[str] | None = None
        self._last_offset, self._last_poll = -1, 0.0
        self._soonest = float("inf")

    def put(self, kind: str, body: dict[str, Any], *, lane: int) -> Update | None:
        """The update now waiting; None when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return None
        lasts = PRESS_SECONDS if kind == "callback_query" else MESSAGE_SECONDS
        update = Update(self.next_id, kind, body, lane, self.clock.now() + lasts)
        self.next_id += 1
        self.pending[update.update_id] = update
        self.lanes.setdefault(lane, {})[update.update_id] = update
        self._soonest = min(self._soonest, update.expires)
        self._wake("new")
        for hear in self.arrived:
            hear(update)
        return update

    def confirm(self, update_id: int) -> None:
        """Take a delivered update off the queue."""
        if self._take(update_id):
            self.confirmed.append(update_id)

    def drop_expired(self) -> None:
        """Forget what has waited too long, without a trace for the bot."""
        now = self.clock.now()
        if now < self._soonest:
            return
        for update in [one for one in self.pending.values() if one.expires <= now]:
            self._take(update.update_id)
            self.expired.append(update.update_id)
        self._soonest = min((one.expires for one in self.pending.values()), default=float("inf"))

    def first(self, lane: int) -> Update | None:
        """The oldest update still waiting in a lane."""
        self.drop_expired()
        return next(iter(self.lanes.get(lane, {}).values()), None)

    def clear(self) -> None:
        """Forget everything that waits."""
        self.pending.clear()
        self.lanes.clear()

    def allow(self, params: Params) -> None:
        """Keep a new list of wanted kinds; without the parameter the old list stays in force."""
        wanted = structured(params, "allowed_updates", "can't parse allowed_updates JSON object")
        if wanted is None:
            return
        if not isinstance(wanted, list):
            raise bad("can't parse allowed_updates: expected an Array of String")
        self.allowed = [str(kind) for kind in wanted]

    async def poll(self, params: Params) -> list[dict[str, Any]]:
        """getUpdates: what waits from `offset` on, as soon as there is something. Raises Refused."""
        self._wake("taken over")
        self.allow(params)
        offset, limit = whole(params, "offset"), whole(params, "limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        seconds = min(max(whole(params, "timeout"), 0), LONGEST_POLL_SECONDS)
        self._confirm_below(offset)
        now = time.monotonic()
        if offset == self._last_offset and now - self._last_poll < ANTI_LOOP_SECONDS:
            limit = 1
        if not self._waiting():
            await self._wait(seconds)
        self._last_offset, self._last_poll = offset, now
        return [update.shown() for update in self._waiting()[:limit]]

    def interrupt(self, why: str) -> None:
        """End a poll that is waiting with a 409."""
        self._wake(why)

    def _take(self, update_id: int) -> bool:
        update = self.pending.pop(update_id, None)
        if update is None:
            return False
        lane = self.lanes[update.lane]
        del lane[update_id]
        if not lane:
            del self.lanes[update.lane]
        return True

    def _waiting(self) -> list[Update]:
        self.drop_expired()
        return list(self.pending.values())

    def _confirm_below(self, offset: int) -> None:
        self.drop_expired()
        waiting = list(self.pending)
        if offset < 0:
            offset = waiting[offset] if -offset <= len(waiting) else 0
        for update_id in waiting:
            if update_id < offset:
                self.confirm(update_id)

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            reason = await asyncio.wait_for(poll, seconds) if seconds else "nothing"
        except TimeoutError:
            reason = "nothing"
        finally:
            if self._poll is poll:
                self._poll = None
        if reason == "taken over":
            raise Refused(409, TAKEN_OVER)
        if reason == "webhook":
            raise Refused(409, "Conflict: terminated by setWebhook request")

    def _wake(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

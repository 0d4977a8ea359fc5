"""The phones on the other side of Twilio: what reaches them, what they text back, and what became of a message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .twilio_messages import Sms
from .twilio_webhooks import Hook

if TYPE_CHECKING:
    from .twilio_api import TwilioApi

STOP_WORDS = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}
START_WORDS, HELP_WORDS = {"START", "YES", "UNSTOP"}, {"HELP", "INFO"}
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe."
)
FAILED_CODES = {30001, 30002, 30036}


class Receipts(StrEnum):
    """How the status callbacks of a message come."""

    IN_ORDER = "in_order"
    OUT_OF_ORDER = "out_of_order"
    DUPLICATED = "duplicated"
    NEVER = "never"
    BEFORE_ANSWER = "before_answer"


class Phone:
    """One phone number. `outcome` is "delivered", "silent" (arrives, no receipt ever) or a Twilio code like 30003."""

    def __init__(self, api: TwilioApi, number: str) -> None:
        self.api, self.number = api, number
        self.inbox: list[str] = []
        self.outcome: str | int = "delivered"
        self.refusal: int | None = None
        self.receipts: Receipts | None = None
        self.stopped: set[str] = set()

    def becomes(self, outcome: str | int) -> None:
        """Let the coming messages end so: "delivered", "silent" or an error code."""
        self.outcome = outcome

    def refuses(self, code: int | None) -> None:
        """Let the API refuse sends to this number with that code at once, e.g. 21612, 21610; None ends it."""
        self.refusal = code

    async def texts(
        self, text: str, *, to: str | None = None, forged: str | None = None, extra: Mapping[str, str] | None = None
    ) -> Hook | None:
        """Text to the programme's number: the webhook's last try, None without one. A forged one leaves no record."""
        to = to or next(iter(self.api.numbers))
        fields = {"From": self.number, "To": to, "Body": text}
        sms = self.api.messages.add(fields, "inbound", "received", self.api.clock.now_at())
        sms.sent_at = sms.created_at
        if forged is not None:
            del self.api.messages.all[sms.sid]
        elif self.api.stop_handling:
            self._obey(text.strip().upper(), to)
        if not self.api.inbound_url:
            return None
        form = self.api.inbound_form(sms) | dict(extra or {})
        hook = await self.api.webhooks.call(self.api.inbound_url, form, forged=forged)
        if not 200 <= hook.status < 300 and self.api.fallback_url and forged is None:
            error = {"ErrorCode": "11200", "ErrorUrl": self.api.inbound_url}
            hook = await self.api.webhooks.call(self.api.fallback_url, form | error)
        self._answered(hook, to)
        return hook

    async def receives(self, count: int = 1, *, containing: str = "", within: float = 5.0) -> str:
        """The newest of at least `count` texts that hold `containing`. Raises TimeoutError."""
        until = time.monotonic() + within
        while True:
            seen = [text for text in self.inbox if containing in text]
            if len(seen) >= count:
                return seen[-1]
            if time.monotonic() > until:
                raise TimeoutError(f"Waited {within} s for {count} x {containing!r}; the phone holds {self.inbox}.")
            await asyncio.sleep(0.01)

    def has_stopped(self, sender: str | None, service: str | None) -> bool:
        """True when this phone sent STOP to that number, or to any number of that service."""
        numbers = self.api.services.get(service or "", [])
        return bool(self.stopped & {sender or "", *numbers})

    def _obey(self, word: str, to: str) -> None:
        family = {to}.union(*(numbers for numbers in self.api.services.values() if to in numbers))
        if word in STOP_WORDS:
            self.stopped |= family
            self.inbox.append(STOPPED)
        elif word in START_WORDS and self.stopped & family:
            self.stopped -= family
            self.inbox.append(STARTED)
        elif word in HELP_WORDS:
            self.inbox.append("Reply STOP to unsubscribe. Msg&Data Rates May Apply.")

    def _answered(self, hook: Hook, to: str) -> None:
        if not 200 <= hook.status < 300 or "<Message" not in hook.body:
            return
        for message in ElementTree.fromstring(hook.body).iter("Message"):
            body = "".join(message.itertext()).strip()
            sms = self.api.accept({"From": to, "To": self.number, "Body": body}, "outbound-reply")
            self.api.spawn(live(self.api, sms, Receipts.NEVER))


async def live(api: TwilioApi, sms: Sms, receipts: Receipts) -> None:
    """Walk a message from its first status to its last, with status callbacks as `receipts` says."""
    phone = api.phone(sms.to)
    outcome = phone.outcome
    if sms.service and sms.status == "accepted":
        sms.sender = sms.sender or api.services[sms.service][0]
        await _moves(api, sms, "queued", receipts)
    await _moves(api, sms, "sending", Receipts.NEVER)
    sms.sent_at = api.clock.now_at()
    last = "failed" if outcome in FAILED_CODES else "delivered" if outcome == "delivered" else "undelivered"
    if outcome in ("delivered", "silent"):
        phone.inbox.append(sms.body)
    if receipts is Receipts.OUT_OF_ORDER:
        await _moves(api, sms, "sent", Receipts.NEVER)
        late = api.status_form(sms)
        await _moves(api, sms, last, Receipts.IN_ORDER)
        await api.receipt(sms, late)
        return
    if last != "failed":
        await _moves(api, sms, "sent", receipts)
    if outcome != "silent":
        sms.error_code = outcome if isinstance(outcome, int) else None
        await _moves(api, sms, last, receipts)


async def _moves(api: TwilioApi, sms: Sms, status: str, receipts: Receipts) -> None:
    if receipts is not Receipts.BEFORE_ANSWER:
        await asyncio.sleep(api.step_seconds)
    sms.status = status
    sms.statuses.append(status)
    for _ in range({Receipts.NEVER: 0, Receipts.DUPLICATED: 2}.get(receipts, 1)):
        await api.receipt(sms, api.status_form(sms))

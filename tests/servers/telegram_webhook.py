"""Telegram's side of a webhook: setWebhook and its checks, and delivery with order per chat and growing pauses.

Rules after the public source of the Bot API server (WebhookActor.cpp): anything but 2xx, a broken connection or 60 s
of silence is a failure; again at once, then after 2, 4, 8 … s; Retry-After is obeyed; expired updates are dropped.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from .httpd import Server
from .telegram_markup import Params, Refused, bad, true, whole
from .telegram_updates import Update, Updates

SILENCE_SECONDS = 60.0
PORTS = (80, 88, 443, 8443)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to hand an update over; `status` 0 when the connection failed; `at` is time.monotonic()."""

    at: float
    update_id: int
    status: int


class Webhook:
    """The webhook of one bot; with `url` empty nothing is delivered and getUpdates works."""

    def __init__(self, server: Server, updates: Updates, *, time_factor: float, strict: bool) -> None:
        self.server, self.updates = server, updates
        self.time_factor, self.strict = time_factor, strict
        self.url, self.secret, self.connections = "", "", 40
        self.deliveries: list[Delivery] = []
        self.last_error: tuple[int, str] | None = None
        self.perform: Callable[[str, Params], Awaitable[Any]] | None = None
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(40)
        self._next_set = 0.0
        updates.arrived.append(self._arrived)

    def set(self, params: Params) -> str:
        """setWebhook: what Telegram says about it. Raises Refused for an address, secret or haste it does not take."""
        url, secret = str(params.get("url") or ""), str(params.get("secret_token") or "")
        connections = min(max(whole(params, "max_connections", 40), 1), 100)
        if not url:
            return self.delete(params)
        self._check(url, secret)
        if (url, secret, connections) == (self.url, self.secret, self.connections):
            self.updates.allow(params)
            return "Webhook is already set"
        if time.monotonic() < self._next_set:
            raise Refused(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        self._next_set = time.monotonic() + 1
        self.updates.allow(params)
        self._drop(params)
        self.updates.interrupt("webhook")
        self.url, self.secret, self.connections = url, secret, connections
        self._room, self.last_error = asyncio.Semaphore(connections), None
        self._stop_lanes()
        for update in list(self.updates.pending.values()):
            self._arrived(update)
        return "Webhook was set"

    def delete(self, params: Params) -> str:
        """deleteWebhook: what waits can be polled from now on, or is dropped when the bot asks for that."""
        was, self.url, self.secret = self.url, "", ""
        self._drop(params)
        self._stop_lanes()
        return "Webhook was deleted" if was else "Webhook is already deleted"

    def info(self) -> dict[str, Any]:
        """getWebhookInfo."""
        self.updates.drop_expired()
        known: dict[str, Any] = {"url": self.url, "has_custom_certificate": False}
        known["pending_update_count"] = len(self.updates.pending)
        if self.url:
            known |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        if self.last_error is not None:
            known["last_error_date"], known["last_error_message"] = self.last_error
        if self.updates.allowed:
            known["allowed_updates"] = self.updates.allowed
        return known

    async def deliver(self, body: dict[str, Any], *, secret: str | None = None) -> tuple[int, float | None, Any]:
        """Hand one Update over once: status (0 for none), Retry-After, JSON answer. A wrong `secret` forges it."""
        address, headers = self.server.actual(self.url)
        token = self.secret if secret is None else secret
        headers |= {"X-Telegram-Bot-Api-Secret-Token": token} if token else {}
        limit = aiohttp.ClientTimeout(total=SILENCE_SECONDS * self.time_factor)
        try:
            async with self.server.web.post(address, json=body, headers=headers, timeout=limit) as answer:
                text = await answer.text()
                again = answer.headers.get("Retry-After", "")
                wants = _json(text) if 200 <= answer.status < 300 else None
                return answer.status, float(again) if again.isdigit() else None, wants
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, None, None

    def _check(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise bad("invalid webhook URL specified")
        if self.strict and parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if self.strict and (parts.port or 443) not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if len(secret) > 256:
            raise bad("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad("secret token contains unallowed characters")

    def _drop(self, params: Params) -> None:
        if true(params, "drop_pending_updates"):
            self.updates.clear()

    def _stop_lanes(self) -> None:
        for task in self._lanes.values():
            task.cancel()
        self._lanes.clear()

    def _arrived(self, update: Update) -> None:
        if self.url and update.lane not in self._lanes:
            self._lanes[update.lane] = self.server.spawn(self._empty(update.lane))

    async def _empty(self, lane: int) -> None:
        failures = 0
        while update := self.updates.first(lane):
            async with self._room:
                status, again, wants = await self.deliver(update.shown())
            self.deliveries.append(Delivery(time.monotonic(), update.update_id, status))
            if 200 <= status < 300:
                failures = 0
                self.updates.confirm(update.update_id)
                await self._answered(wants)
                continue
            self._failed(status)
            await asyncio.sleep(self._pause(failures, again))
            failures += 1
        self._lanes.pop(lane, None)

    def _pause(self, failures: int, again: float | None) -> float:
        wait = min(again, 3600.0) if again is not None else min(2.0**failures, random.uniform(60, 120))
        return 0.0 if failures == 0 and again is None else wait * self.time_factor

    def _failed(self, status: int) -> None:
        why = f"Wrong response from the webhook: {status}" if status else "Connection refused"
        self.last_error = int(self.server.clock.now()), why

    async def _answered(self, wants: Any) -> None:
        if not isinstance(wants, dict) or not wants.get("method") or self.perform is None:
            return
        try:
            await self.perform(str(wants["method"]), wants)
        except Refused:
            return


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text.startswith("{") else None
    except ValueError:
        return None

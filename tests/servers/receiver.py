"""A webhook of nobody in particular: it answers with the statuses it was given and keeps what it was sent."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Received:
    """One request; `at` is time.monotonic()."""

    at: float
    path: str
    headers: dict[str, str]
    form: dict[str, str]
    body: Any


class Receiver:
    """Listens on 127.0.0.1 while `async with` lasts; `statuses` are used up in order, then everything gets 200.

    A status of 0 breaks the connection instead of answering.
    """

    def __init__(self, *statuses: int, text: str = "", headers: dict[str, str] | None = None) -> None:
        self.statuses, self.text, self.headers = list(statuses), text, headers or {}
        self.received: list[Received] = []
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site.name.rpartition(':')[2]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def receives(self, count: int, *, within: float = 5.0) -> list[Received]:
        """Everything received once there are `count` of them. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while len(self.received) < count:
                await asyncio.sleep(0.005)
        return self.received

    async def _take(self, request: web.Request) -> web.Response:
        is_json = request.content_type == "application/json"
        body = await request.json() if is_json else None
        form = {} if is_json else {name: str(value) for name, value in (await request.post()).items()}
        self.received.append(Received(time.monotonic(), request.path, dict(request.headers), form, body))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0 and request.transport is not None:
            request.transport.abort()
        return web.Response(status=status or 200, text=self.text, headers=self.headers)

"""What both providers' servers share: a listening socket on 127.0.0.1, faults, latency, a clock, outages and the
way out to the product's webhooks (public addresses are mapped to local ones, signatures stay over the public one).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from .clock import Clock
from .faults import FaultKind, Faults, Work, spoil


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached the server; `at` is time.monotonic(), `status` 0 when no answer was given."""

    at: float
    method: str
    target: str | None
    status: int


class Server:
    """A provider on 127.0.0.1, running between `async with`; `port` 0 takes a free one."""

    def __init__(self, *, port: int, sends_by: str) -> None:
        self.port = port
        self.clock = Clock()
        self.faults = Faults(sends_by)
        self.calls: list[Call] = []
        self.latency_seconds = 0.0
        self.retry_at = 0.0
        self.sent_too_soon = 0
        self.public: dict[str, str] = {}
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.web: aiohttp.ClientSession

    @property
    def url(self) -> str:
        """Address of the server without a path."""
        return f"http://127.0.0.1:{self.port}"

    def application(self) -> web.Application:
        """The routes of this provider."""
        raise NotImplementedError

    async def start(self) -> None:
        """Open the doors; may be called again after `stop`."""
        self.web = aiohttp.ClientSession(auto_decompress=True)
        await self.comes_back()

    async def stop(self) -> None:
        """End everything at once: listening, deliveries, connections."""
        await self.goes_down()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.web.close()

    async def comes_back(self) -> None:
        """Listen (again), on the same port as before; a second call does nothing."""
        if self._runner is not None:
            return
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=0.02, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(site.name.rpartition(":")[2])
        self._runner = runner

    async def goes_down(self) -> None:
        """Refuse connections from now on and break the open ones; deliveries to webhooks go on."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """The task that runs `work` beside everything else until the server stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def idle(self, *, within: float = 5.0) -> None:
        """Return when no delivery is under way any more. Raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while self._tasks:
                await asyncio.wait(self._tasks)

    def actual(self, url: str) -> tuple[str, dict[str, str]]:
        """Where a public address really listens, and the Host header that belongs to the public one."""
        for public, local in self.public.items():
            if url.startswith(public):
                return local + url[len(public) :], {"Host": urlsplit(url).netloc}
        return url, {}

    async def through(
        self, request: web.Request, method: str, work: Work, *, target: str | None = None
    ) -> web.StreamResponse:
        """The answer to one call: kept in `calls`, slowed by the latency, spoilt by the next matching fault."""
        at = time.monotonic()
        is_send = method.lower() == self.faults.method.lower()
        if is_send and at < self.retry_at:
            self.sent_too_soon += 1
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds)
        fault = self.faults.take(method, target)
        answer: web.StreamResponse
        if fault is None:
            answer = await work()
        elif fault.kind is FaultKind.RATE_LIMITED:
            self.retry_at = self.retry_at if fault.target else at + fault.seconds
            answer = self.too_many(int(fault.seconds))
        else:
            answer = await spoil(fault, request, work, self.broken())
        self.calls.append(Call(at, method, target, answer.status))
        return answer

    def too_many(self, seconds: int) -> web.Response:
        """This provider's 429."""
        raise NotImplementedError

    def broken(self) -> web.Response:
        """This provider's 500."""
        raise NotImplementedError

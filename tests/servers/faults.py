"""A queue of faults for a provider's server: what goes wrong with the next matching calls.

A name that ends in _after means the call was carried out (it counts in `accepted`) and only its answer was spoilt.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"
HOLD_SECONDS = 30.0


class FaultKind(StrEnum):
    """Everything that is known to go wrong between a sender and a provider."""

    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    HTTP_500_BEFORE = "http_500_before"
    HTTP_500_AFTER = "http_500_after"
    HTML_502 = "html_502"
    HTML_502_AFTER = "html_502_after"
    BROKEN_JSON_AFTER = "broken_json_after"
    TRUNCATED_AFTER = "truncated_after"
    RATE_LIMITED = "rate_limited"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that will go wrong once; `method` "*" is any call, `target` a chat id or number, None anybody."""

    kind: FaultKind
    method: str
    target: str | None = None
    seconds: float = HOLD_SECONDS

    def matches(self, method: str, target: str | None) -> bool:
        """True when this fault is meant for such a call."""
        return self.method.lower() in ("*", method.lower()) and self.target in (None, target)


class Faults:
    """The faults still to come, oldest first, and those that have happened."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.coming: list[Fault] = []
        self.happened: list[Fault] = []

    def add(
        self, kind: str, *, times: int = 1, method: str = "", target: object = None, seconds: float = HOLD_SECONDS
    ) -> None:
        """Let the next `times` matching calls go wrong so; without `method` the sending of a message is meant."""
        fault = Fault(FaultKind(kind), method or self.method, None if target is None else str(target), seconds)
        self.coming.extend([fault] * times)

    def rate_limited(self, seconds: int, *, times: int = 1, target: object = None) -> None:
        """Answer the next sends with 429 and "again in `seconds` s"."""
        self.add(FaultKind.RATE_LIMITED, times=times, target=target, seconds=seconds)

    def clear(self) -> None:
        """Let everything go well from now on."""
        self.coming.clear()

    def take(self, method: str, target: str | None) -> Fault | None:
        """The oldest fault meant for this call, taken off the queue; None when all is to go well."""
        for fault in self.coming:
            if fault.matches(method, target):
                self.coming.remove(fault)
                self.happened.append(fault)
                return fault
        return None


Work = Callable[[], Awaitable[web.Response]]


async def spoil(fault: Fault, request: web.Request, work: Work, error: web.Response) -> web.StreamResponse:
    """Carry `work` out or not, as the fault says, and answer badly; `error` is the provider's own 500."""
    answer = await work() if fault.kind.endswith("_after") else web.Response()
    if fault.kind in (FaultKind.HTML_502, FaultKind.HTML_502_AFTER):
        return web.Response(status=502, text=HTML, content_type="text/html")
    if fault.kind in (FaultKind.HTTP_500_BEFORE, FaultKind.HTTP_500_AFTER):
        return error
    if fault.kind is FaultKind.BROKEN_JSON_AFTER:
        return web.Response(status=answer.status, text=(answer.text or "")[:-20], content_type="application/json")
    if fault.kind is FaultKind.TRUNCATED_AFTER:
        return await _truncated(request, answer)
    if fault.kind in (FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER):
        await _hold(request, fault.seconds)
    reset(request)
    return answer


def reset(request: web.Request) -> None:
    """Break the connection with a TCP reset, as a dying machine or a proxy does."""
    transport = request.transport
    if transport is None:
        return
    plain = transport.get_extra_info("socket")
    if plain is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _truncated(request: web.Request, answer: web.Response) -> web.StreamResponse:
    whole = (answer.text or "").encode()
    partial = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
    partial.content_length = len(whole)
    await partial.prepare(request)
    await partial.write(whole[: len(whole) // 2])
    await asyncio.sleep(0.01)
    if request.transport is not None:
        request.transport.close()
    return partial


async def _hold(request: web.Request, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.02)

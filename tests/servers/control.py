"""The side door of a provider's server, for tests in another process: `GET` and `POST /_control`, JSON both ways.

POST {"do": NAME, …} calls one of the server's verbs with the rest as its arguments; GET shows what was accepted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from inspect import isawaitable
from typing import Any

from aiohttp import web

from .httpd import Server

Verbs = Mapping[str, Callable[..., Any]]


def plain(value: Any) -> Any:
    """The same value as JSON knows it; dataclasses become objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def control(server: Server, verbs: Verbs, state: Callable[[], dict[str, Any]]) -> list[web.RouteDef]:
    """The routes of the side door: the verbs every server has, and this one's own."""
    both: dict[str, Callable[..., Any]] = {
        "fault": server.faults.add,
        "rate_limited": server.faults.rate_limited,
        "clear_faults": server.faults.clear,
        "forward": server.clock.forward,
        "latency": lambda seconds: setattr(server, "latency_seconds", float(seconds)),
        "public": lambda url, local: server.public.update({url: local}),
    }

    async def show(_: web.Request) -> web.Response:
        always = {"calls": len(server.calls), "sent_too_soon": server.sent_too_soon}
        faults = [str(fault.kind) for fault in server.faults.happened]
        return web.json_response(always | {"faults_happened": faults} | state())

    async def do(request: web.Request) -> web.Response:
        wanted = await request.json()
        verb = (both | dict(verbs)).get(str(wanted.pop("do", "")))
        if verb is None:
            return web.json_response({"error": f"Choose one of {sorted(both | dict(verbs))}."}, status=400)
        try:
            result = verb(**wanted)
            return web.json_response({"result": plain(await result if isawaitable(result) else result)})
        except (LookupError, RuntimeError, TypeError, ValueError) as why:
            return web.json_response({"error": str(why)}, status=400)

    return [web.get("/_control", show), web.post("/_control", do)]


def options(about: str) -> argparse.ArgumentParser:
    """The command line every server shares."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--time-factor", type=float, default=1.0, help="0.01 makes pauses a hundred times shorter")
    return parser


def serve(make: Callable[[], Server], about: Callable[[Any], dict[str, Any]]) -> None:
    """Run a server until it is interrupted; the first line on stdout is JSON with its address."""

    async def run() -> None:
        async with make() as server:
            print(json.dumps({"port": server.port, "url": server.url} | about(server)), flush=True)
            await asyncio.Event().wait()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        return

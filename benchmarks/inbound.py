"""Inbound updates: 64 connections post to the Telegram door, which answers after they are durable.

The limit is the same door without a database, asked in the same run by the same callers.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import cast

from benchmarks import stores
from benchmarks.door import NOWHERE, SECRET, door
from benchmarks.report import Goal, Line, Table, ratios
from benchmarks.sizes import Sizes

HOST = "127.0.0.1"
CALLERS = 64
HEAD = (
    "POST /telegram/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: %d\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and the 99th of a hundred waits in milliseconds."""

    per_second: float
    p99: float


class Caller(asyncio.Protocol):
    """One connection that posts an update, waits for the answer, and posts the next."""

    def __init__(self, updates: Iterator[bytes], waits: list[float], *, ended: Callable[[], None]) -> None:
        self._updates = updates
        self._waits = waits
        self._ended = ended
        self._asked_at = 0.0
        self._out: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Posts the first."""
        self._out = cast(asyncio.Transport, transport)
        self._post()

    def data_received(self, data: bytes) -> None:
        """The door's answers are short: one piece each, without a body."""
        assert data.startswith(b"HTTP/1.1 200"), data
        self._waits.append((time.perf_counter() - self._asked_at) * 1000)
        self._post()

    def _post(self) -> None:
        update = next(self._updates, None)
        if update is None:
            self._out.close()
            self._ended()
            return
        self._asked_at = time.perf_counter()
        self._out.write((HEAD % len(update)).encode() + update)


async def tables(sizes: Sizes) -> list[Table]:
    """One table with every database."""
    refs = count(1)
    rates: dict[str, list[Rate]] = {}
    with contextlib.ExitStack() as open_doors:
        ports = {"no database": open_doors.enter_context(door(NOWHERE))}
        for kind in stores.kinds():
            url = open_doors.enter_context(stores.fresh_url(kind))
            ports[kind] = open_doors.enter_context(door(url))
        for number in range(sizes.runs + 1):
            for name, port in ports.items():
                rate = await _call(port, sizes.requests if number else sizes.requests // 4, refs)
                rates.setdefault(name, []).append(rate)
    return [_table({name: several[1:] for name, several in rates.items()})]


def _table(rates: dict[str, list[Rate]]) -> Table:
    speeds = {name: tuple(rate.per_second for rate in several) for name, several in rates.items()}
    limits = speeds.pop("no database")
    lines = [Line("no database (the limit)", limits, "requests/s")]
    for name, several in speeds.items():
        lines.append(Line(f"{name}, durable", several, "requests/s", ratios(several, limits), Goal(0.4)))
        p99 = tuple(rate.p99 for rate in rates[name])
        lines.append(Line(f"{name}, p99", p99, "ms", goal=Goal(50, is_at_most=True)))
    return Table("Inbound updates, 64 connections", tuple(lines), "The first round of runs is not counted.")


async def _call(port: int, requests: int, refs: Iterator[int]) -> Rate:
    updates = iter([_update(next(refs)) for _ in range(requests)])
    waits: list[float] = []
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(CALLERS)]
    began = time.perf_counter()
    for end in ends:
        await loop.create_connection(partial(Caller, updates, waits, ended=partial(end.set_result, None)), HOST, port)
    await asyncio.gather(*ends)
    lasted = time.perf_counter() - began
    return Rate(requests / lasted, sorted(waits)[int(len(waits) * 0.99)])


def _update(number: int) -> bytes:
    person = {"id": 100_000 + number % 500, "is_bot": False, "first_name": "Ana", "language_code": "sl"}
    chat = {"id": person["id"], "first_name": "Ana", "type": "private"}
    message = {"message_id": number, "from": person, "chat": chat, "date": 1789400000, "text": "Pridem, hvala"}
    return json.dumps({"update_id": number, "message": message}).encode()

"""Sending as shipped, with durable results, beside the HTTP client it stands on: same provider, same number in flight.

The limit is a loop of workers that post the same body and read the answer; it has no queue, text or database.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import aiohttp

from benchmarks import stores, world
from benchmarks.provider import Provider, provider
from benchmarks.report import Goal, Line, Table, ratios
from benchmarks.sizes import Sizes
from bot.sender import Lane, Sender
from bot.telegram import TelegramChannel
from records.database import Database

IN_FLIGHT = 100
TOKEN = "700:loopback"
NO_LIMIT = 1_000_000.0
GOALS = {"postgresql": 0.8, "sqlite": 0.7}


@dataclass(frozen=True, slots=True)
class Rate:
    """Messages a second by the wall clock, and this process's own CPU microseconds a message."""

    per_second: float
    micros: float


async def tables(sizes: Sizes) -> list[Table]:
    """One table for each database."""
    return [await _compared(kind, sizes) for kind in stores.kinds()]


async def drain(sender: Sender) -> int:
    """Sends until nothing is due; how many."""
    total = 0
    while sent := await sender.round():
        total += sent
    return total


async def _compared(kind: str, sizes: Sizes) -> Table:
    size = world.Size(people=500, workshops=max(1, sizes.messages // 500))
    ours: list[Rate] = []
    bare: list[Rate] = []
    with provider() as far:
        async with stores.fresh(kind) as database:
            await world.furnish(database, size)
            await stores.tidy(database)
            now = world.ticking()
            for _ in range(sizes.runs + 1):
                await world.plan_anew(database)
                ours.append(await _ours(database, far, expected=size.pairs, now=now))
                bare.append(await _bare(far, size.pairs))
    return _table(kind, ours[1:], bare[1:])


def _table(kind: str, ours: list[Rate], bare: list[Rate]) -> Table:
    limits = tuple(rate.per_second for rate in bare)
    rates = tuple(rate.per_second for rate in ours)
    lines = (
        Line("aiohttp alone (the limit)", limits, "messages/s"),
        Line("Stik, results durable", rates, "messages/s", ratios(rates, limits), Goal(GOALS[kind])),
        Line("aiohttp alone, CPU", tuple(rate.micros for rate in bare), "µs/message"),
        Line("Stik, CPU", tuple(rate.micros for rate in ours), "µs/message"),
    )
    return Table(f"Sending, {kind}", lines, "The first pair of runs warms up and is not counted.")


async def _ours(database: Database, far: Provider, *, expected: int, now: Callable[[], datetime]) -> Rate:
    channel = TelegramChannel(TOKEN, base_url=f"{far.url}/bot")
    sender = Sender(database, Lane(channel, NO_LIMIT), rules=world.RULES, now=now)
    await channel.open()
    far.forget()
    rate = await _timed(lambda: drain(sender), expected)
    await channel.close()
    came = far.forget()
    assert came["count"] == expected and came["twice"] == 0, came
    return rate


async def _bare(far: Provider, count: int) -> Rate:
    body, url = body_like_ours(), f"{far.url}/bot{TOKEN}/sendMessage"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    left = iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as pool:

        async def work() -> int:
            done = 0
            for _ in left:
                async with pool.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                done += 1
            return done

        async def all_of_them() -> int:
            return sum(await asyncio.gather(*(work() for _ in range(IN_FLIGHT))))

        return await _timed(all_of_them, count)


async def _timed(work: Callable[[], Awaitable[int]], expected: int) -> Rate:
    began, cpu = time.perf_counter(), time.process_time()
    done = await work()
    lasted, spent = time.perf_counter() - began, time.process_time() - cpu
    assert done == expected, f"{done} of {expected} were sent"
    return Rate(done / lasted, spent / done * 1e6)


def body_like_ours() -> bytes:
    """A form of the size of a reminder with its buttons."""
    keys = ("Pridem", "Ne morem", "Zamujam", "Še ne vem")
    rows = [[{"text": key, "callback_data": f"q:123456:{key}"}] for key in keys]
    said = (
        "Pozdravljeni, Ana. Jutri, v torek, 15. 9., ob 9.00 je delavnica Iskanje zaposlitve, ZPTM Brežice, "
        "Trg 1, Brežice. Ali pridete? Lumia"
    )
    form = {"chat_id": "100001", "text": said, "link_preview_options": json.dumps({"is_disabled": True})}
    return urlencode({**form, "reply_markup": json.dumps({"inline_keyboard": rows})}).encode()

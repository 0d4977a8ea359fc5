"""One sender in a process of its own: `python -m benchmarks.worker` with a JSON order on its input.

It says when it is ready, starts at the instant it is told, and says how many messages it sent.
"""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import uvloop

from benchmarks import stores, world
from bot.sender import Lane, Sender
from bot.telegram import TelegramChannel
from records.database import Database

POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Order:
    """Where to send from and to, how fast, and for how long at most."""

    database: str
    provider: str
    per_second: float
    seconds: float
    starts_at: str = world.EVENING.isoformat()


def start(order: Order) -> "subprocess.Popen[str]":
    """A worker that waits to be let go."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    tell(process, json.dumps(asdict(order)))
    assert listen(process) == "ready"
    return process


def tell(process: "subprocess.Popen[str]", line: str) -> None:
    """Writes a line to a worker."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def listen(process: "subprocess.Popen[str]") -> str:
    """The next line of a worker."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


async def work(order: Order) -> int:
    """Sends until the time is over, or until nothing is due when there is no allowance to wait for."""
    database = Database(order.database, stores.KEYRING)
    channel = TelegramChannel("700:loopback", base_url=f"{order.provider}/bot")
    await channel.open()
    async with database.reading():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    began = float(sys.stdin.readline())  # the same second of the monotonic clock for all workers
    starts_at = datetime.fromisoformat(order.starts_at)
    lane = Lane(channel, order.per_second)
    sender = Sender(
        database, lane, rules=world.RULES, now=lambda: starts_at + timedelta(seconds=time.monotonic() - began)
    )
    sent = await _until(sender, began + order.seconds)
    await channel.close()
    await database.close()
    return sent


async def _until(sender: Sender, end: float) -> int:
    total = idle = 0
    while time.monotonic() < end and idle < 10:
        sent = await sender.round()
        total += sent
        idle = 0 if sent else idle + 1
        if not sent:
            await asyncio.sleep(POLL_SECONDS)
    return total


if __name__ == "__main__":
    sys.stdout.write(f"{uvloop.run(work(Order(**json.loads(sys.stdin.readline()))))}\n")

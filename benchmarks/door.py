"""The Telegram door in a process of its own: `python -m benchmarks.door URL`, or `-` for no database.

Without a database everything else stays: the same web server, routes, secret, JSON; nothing is recorded.
"""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import cast

import uvicorn
import uvloop
from starlette.applications import Starlette

from benchmarks import stores
from bot.channel import Arrival
from bot.doors import routes
from bot.intake import Intake
from records.database import Database

SECRET = "loopback-secret"
NOWHERE = "-"


class Forgetful:
    """Takes arrivals in and forgets them."""

    async def keep(self, arrivals: Sequence[Arrival]) -> None:
        """Returns at once."""


@contextlib.contextmanager
def door(url: str) -> Iterator[int]:
    """The port of a door, while the block lasts."""
    started = [sys.executable, "-m", "benchmarks.door", url]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


async def serve(url: str) -> None:
    """Serves on a free port, which it prints, until it is ended; set up as `stik run` does it."""
    intake: object = Forgetful()
    if url != NOWHERE:
        intake = Intake(Database(url, stores.KEYRING), lambda: datetime.now(UTC))
    found = routes(cast(Intake, intake), telegram_secret=SECRET)
    config = uvicorn.Config(
        Starlette(routes=list(found)), port=0, log_config=None, access_log=False, server_header=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    sys.stdout.write(f"{server.servers[0].sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await serving


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))

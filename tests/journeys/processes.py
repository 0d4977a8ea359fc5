"""Stik as a process of its own, on a database of its own, to be killed between any two instructions."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import sqlalchemy

from programme.calendar import to_local
from records.database import sync_url
from tests.cast import ZONE
from tests.conftest import SECRET
from tests.journeys.house import WEBHOOK_SECRET, until
from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import NUMBER, TwilioApi

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0


class Starter:
    """Where processes come from: a fork is there at once, a command is what people type."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._forks = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.starter"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def fork(self, environment: Mapping[str, str], *arguments: str) -> int:
        """The number of a new process that is `stik run` with these arguments."""
        wanted = {"environment": dict(environment), "arguments": arguments, "log": str(self.log)}
        assert self._forks.stdin is not None and self._forks.stdout is not None
        self._forks.stdin.write(json.dumps(wanted).encode() + b"\n")
        self._forks.stdin.flush()
        return int(self._forks.stdout.readline())

    async def command(self, environment: Mapping[str, str], *arguments: str) -> int:
        """The same, by `python -m stik run`."""
        words = sys.executable, "-m", "stik", "run", *arguments
        given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(*words, cwd=self._folder, env=given, stdout=log, stderr=log)
        return process.pid

    def close(self) -> None:
        """Ends; what it started must have ended before."""
        self._forks.communicate(timeout=STARTS_WITHIN)

    @property
    def log(self) -> Path:
        """What the processes said, for whoever looks for a fault."""
        return self._folder / "stik.log"


class Running:
    """One process of Stik at a port; it can be killed and started again."""

    def __init__(self, starts: Starter, environment: Mapping[str, str], port: int) -> None:
        self._starts, self._environment, self.port = starts, environment, port
        self._number: int | None = None

    async def start(self, *, only: str = "bot,scheduler,staff", is_typed: bool = False) -> None:
        """Returns when its doors are open. `is_typed`: by the command, which takes seconds to load."""
        given = self._environment, "--port", str(self.port), "--only", only
        self._number = await self._starts.command(*given) if is_typed else self._starts.fork(*given)
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as web:
            await until(lambda: self._is_open(web), within=STARTS_WITHIN)

    async def kill(self) -> None:
        """Ends it as a power cut does; a second call does nothing."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> float:
        """Asks it to end, as a service manager does; how many seconds that took."""
        since = time.monotonic()
        await self._end(signal.SIGTERM)
        return time.monotonic() - since

    async def _end(self, how: signal.Signals) -> None:
        number, self._number = self._number, None
        if number is not None:
            os.kill(number, how)
            await until(lambda: asyncio.sleep(0, not _lives(number)), within=STARTS_WITHIN)

    async def _is_open(self, web: httpx2.AsyncClient) -> bool:
        assert self._number is not None and _lives(self._number), self._starts.log.read_text()
        with contextlib.suppress(httpx2.HTTPError):
            return (await web.get("/health/live")).status_code == 200
        return False


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def environment_for(url: str, telegram: TelegramApi, twilio: TwilioApi, *, port: int, **more: str) -> dict[str, str]:
    """The settings of a process that is awake now and has accounts at both servers."""
    hour = to_local(datetime.now(UTC), ZONE).hour
    settings = {
        "database_url": url,
        "secret_key": SECRET,
        "public_url": f"http://127.0.0.1:{port}",
        "telegram_token": telegram.token,
        "telegram_api_url": telegram.base_url,
        "telegram_webhook_secret": WEBHOOK_SECRET,
        "twilio_account_sid": twilio.account_sid,
        "twilio_auth_token": twilio.auth_token,
        "twilio_api_url": twilio.url,
        "sms_from": NUMBER,
        "sms_two_way": "true",
        "poll_seconds": "0.05",
        "quiet_hours": f"{(hour + 8) % 24:02}:00-{(hour + 10) % 24:02}:00",
    }
    return {f"STIK_{name.upper()}": value for name, value in {**settings, **more}.items()}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def bare_postgresql(server: str, name: str) -> Iterator[str]:
    """The address of a PostgreSQL database without tables, gone afterwards."""
    full = f"{sync_url(server).database}_{name}"
    admin = sqlalchemy.create_engine(sync_url(server), isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"drop database if exists {full} with (force)"))
        connection.execute(sqlalchemy.text(f"create database {full}"))
    yield sync_url(server).set(database=full, drivername="postgresql").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"drop database if exists {full} with (force)"))

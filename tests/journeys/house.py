"""A whole Stik in the test's own loop: real channels, real doors on a port, both providers' servers, a clock to turn.

Only the rounds are run by hand (`tick`), so that a story says itself when time goes on.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from sqlalchemy import Table, func, select

from records.database import Database
from records.tables import arrivals, attendances, messages
from scheduler.rounds import run_all
from stik.assembly import Stik, times_of
from stik.clock import DemoClock
from stik.settings import load
from stik.web import application
from tests.conftest import SECRET
from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import NUMBER, TwilioApi

WITHIN = 30.0  # seconds a story waits for something before it gives up; a busy machine needs them
WEBHOOK_SECRET = "a_secret_that_only_Telegram_knows"


class House:
    """Stik with everything it talks to."""

    def __init__(self, stik: Stik, clock: DemoClock, *, telegram: TelegramApi, twilio: TwilioApi) -> None:
        self.stik, self.clock, self.telegram, self.twilio = stik, clock, telegram, twilio
        self.database = stik.database
        self.url = stik.settings.public_url

    async def turn_to(self, at: datetime) -> None:
        """Makes it that instant, for the providers too, and runs every round."""
        self.clock.turn_to(at)
        self.telegram.clock.set(at)
        self.twilio.clock.set(at)
        await self.tick()

    async def later(self, **span: float) -> None:
        """Lets so many minutes, hours, days pass at once."""
        await self.turn_to(self.clock() + timedelta(**span))

    async def tick(self) -> None:
        """Every round once, as the clock would run them."""
        await run_all(self.database, times_of(self.stik.settings), now=self.clock())
        self.stik.ring()

    async def repairs(self) -> None:
        """Asks the providers about messages in doubt, as Stik does every quarter of a minute."""
        for sender in self.stik.senders:
            await sender.resolve()

    async def rests(self) -> None:
        """Returns when nothing is under way: no update on the road, nothing unread, nothing due unsaid."""
        await until(self._is_at_rest)

    async def count(self, table: Table, *where: Any) -> int:
        """How many rows there are."""
        async with self.database.reading() as tx:
            return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())

    async def rows(self, table: Table, *where: Any) -> list[dict[str, Any]]:
        """Rows of a table, oldest first."""
        async with self.database.reading() as tx:
            found = select(table).where(*where).order_by(*table.primary_key)
            return [dict(row) for row in (await tx.execute(found)).mappings()]

    async def answer_of(self, who: int, activity: int) -> str:
        """What somebody answered about an activity."""
        mine = attendances.c.participant_id == who, attendances.c.activity_id == activity
        [row] = await self.rows(attendances, *mine)
        return str(row["answer"])

    async def _is_at_rest(self) -> bool:
        await self.twilio.idle(within=WITHIN)
        due = messages.c.due_at <= self.clock(), messages.c.state.in_(("queued", "sending"))
        return not (
            self.telegram.updates.pending
            or await self.count(arrivals, arrivals.c.state == "new")
            or await self.count(messages, *due)
        )


@contextlib.asynccontextmanager
async def opened(database: Database, at: datetime, **wishes: Any) -> AsyncIterator[House]:
    """The house on this database at that time of day, with other settings as wished; closed in order afterwards."""
    async with TelegramApi(time_factor=0.1) as telegram, TwilioApi() as twilio:
        telegram.clock.set(at)
        twilio.clock.set(at)
        with socket.create_server(("127.0.0.1", 0)) as door:
            url = f"http://127.0.0.1:{door.getsockname()[1]}"
            twilio.inbound_url = f"{url}/sms/inbound"
            clock = DemoClock(at - datetime.now(UTC))
            stik = Stik(
                load(**{**accounts_at(telegram, twilio), "public_url": url, **wishes}),
                database,
                parts=("bot", "staff"),
                now=clock,
            )
            stik.telegram_name = str(telegram.me["username"])
            async with _served(stik, door):
                yield House(stik, clock, telegram=telegram, twilio=twilio)


def accounts_at(telegram: TelegramApi, twilio: TwilioApi) -> dict[str, Any]:
    """The settings of an installation with accounts at both servers."""
    return {
        "_env_file": None,
        "secret_key": SECRET,
        "telegram_token": telegram.token,
        "telegram_api_url": telegram.base_url,
        "telegram_webhook_secret": WEBHOOK_SECRET,
        "twilio_account_sid": twilio.account_sid,
        "twilio_auth_token": twilio.auth_token,
        "twilio_api_url": twilio.url,
        "sms_from": NUMBER,
        "sms_two_way": True,
        "broadcast_hold_seconds": 0,
        "poll_seconds": 0.05,
    }


async def until(is_so: Callable[[], Awaitable[Any]], *, within: float = WITHIN) -> None:
    """Returns as soon as it is so. Raises TimeoutError."""
    give_up_at = time.monotonic() + within
    while not await is_so():
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"Waited {within} s.")
        await asyncio.sleep(0.02)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def _served(stik: Stik, door: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(application(stik), log_config=None, access_log=False, timeout_graceful_shutdown=2)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    await until(lambda: asyncio.sleep(0, server.started))
    try:
        yield
    finally:
        server.should_exit = True
        await serving

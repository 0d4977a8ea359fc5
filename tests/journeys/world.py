"""A process of Stik, both providers, a crowd of people, and a look into the database from outside."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, select, update

from records import schema
from records.database import Database
from records.sealed import Keyring
from records.tables import arrivals, messages
from tests.conftest import SECRET
from tests.journeys.crowd import Crowd, gather
from tests.journeys.house import until
from tests.journeys.processes import Running, Starter, environment_for, free_port
from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import TwilioApi

SETTLED_WITHIN = 90.0
TAKEN_UP_AFTER = timedelta(seconds=35)  # a claim lasts half a minute


@dataclass
class World:
    """Everything around one process, which can be killed."""

    stik: Running
    database: Database
    telegram: TelegramApi
    twilio: TwilioApi
    crowd: Crowd
    starts: Starter
    url: str

    @property
    def everybody(self) -> int:
        """How many people are willing."""
        return len(self.crowd.chats) + len(self.crowd.phones)

    async def count(self, table: Table, *where: Any) -> int:
        """How many rows there are."""
        async with self.database.reading() as tx:
            return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())

    async def rows(self, table: Table, *where: Any) -> list[dict[str, Any]]:
        """Rows of a table."""
        async with self.database.reading() as tx:
            return [dict(row) for row in (await tx.execute(select(table).where(*where))).mappings()]

    async def starts_again(self) -> None:
        """Starts it as if the cut had lasted longer than a claim does, so that no test has to wait."""
        held = messages.c.claimed_until.is_not(None)
        async with self.database.transaction() as tx:
            sooner = datetime.now(UTC) - TAKEN_UP_AFTER
            await tx.execute(update(messages).where(held).values(claimed_until=sooner))
        await self.stik.start()

    async def settles(self) -> None:
        """Returns when everybody's reminder is planned and nothing waits or is in doubt any more."""
        await until(self._is_settled, within=SETTLED_WITHIN)

    async def reaches(self, table: Table, *where: Any, at_least: int = 1) -> None:
        """Returns as soon as there are that many rows."""

        async def is_reached() -> bool:
            return await self.count(table, *where) >= at_least

        await until(is_reached, within=SETTLED_WITHIN)

    def second(self) -> Running:
        """A second process on the same database, at a port of its own and not started yet."""
        port = free_port()
        return Running(self.starts, environment_for(self.url, self.telegram, self.twilio, port=port), port)

    def heard_on_telegram(self) -> Counter[int]:
        """How often each chat was reminded."""
        return Counter(each.chat_id for each in self.telegram.accepted if "Kuhanje" in each.text)

    def heard_by_sms(self) -> Counter[str]:
        """How often each number was reminded."""
        return Counter(each.to for each in self.twilio.accepted if "Kuhanje" in each.body)

    async def _is_settled(self) -> bool:
        waiting = messages.c.state.in_(("queued", "sending")), messages.c.due_at <= datetime.now(UTC)
        doubtful = messages.c.state == "unclear", messages.c.claimed_until.is_not(None)
        return (
            await self.count(messages, messages.c.kind == "reminder_ask") == self.everybody
            and not await self.count(arrivals, arrivals.c.state == "new")
            and not await self.count(messages, *waiting)
            and not await self.count(messages, *doubtful)
        )


@contextlib.asynccontextmanager
async def world(url: str, starts: Starter, *, chats: int, phones: int, **settings: str) -> AsyncIterator[World]:
    """The world on this database with so many people; the process is not started yet, and killed at the end."""
    schema.upgrade(url)
    database = Database(url, Keyring(SECRET))
    async with TelegramApi(time_factor=0.1) as telegram, TwilioApi() as twilio:
        crowd = await gather(database, now=datetime.now(UTC), chats=chats, phones=phones)
        for chat in (*crowd.chats.values(), crowd.silent[0]):
            telegram.person(chat)
        port = free_port()
        twilio.inbound_url = f"http://127.0.0.1:{port}/sms/inbound"
        stik = Running(starts, environment_for(url, telegram, twilio, port=port, **settings), port)
        try:
            yield World(stik, database, telegram, twilio, crowd, starts, url)
        finally:
            await stik.kill()
            await database.close()

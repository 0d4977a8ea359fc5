"""Killed at any moment, Stik goes on where it was: nothing lost, nothing said twice, nothing said too late.

Real processes, real databases, the power cut between any two rooms.
"""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select, update

from records import schema
from records.database import Database
from records.sealed import Keyring
from records.tables import attempts, messages
from tests.journeys.crowd import Crowd, gather
from tests.journeys.house import until
from tests.journeys.processes import Running, bare_postgresql, environment_for, free_port, starter
from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import TwilioApi

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
WITHIN = 60.0
TAKEN_UP_AFTER = timedelta(seconds=35)  # a claim lasts half a minute


@dataclass
class World:
    """A process, both providers, sixty people, and a look into the database."""

    stik: Running
    database: Database
    telegram: TelegramApi
    twilio: TwilioApi
    crowd: Crowd

    async def count(self, table: Table, *where: Any) -> int:
        async with self.database.reading() as tx:
            return int((await tx.execute(select(func.count()).select_from(table).where(*where))).scalar_one())

    async def rows(self, table: Table, *where: Any) -> list[dict[str, Any]]:
        async with self.database.reading() as tx:
            return [dict(row) for row in (await tx.execute(select(table).where(*where))).mappings()]

    async def after_half_a_minute(self) -> None:
        """Starts it as if the cut had lasted longer than a claim does, so that no test has to wait."""
        held = messages.c.claimed_until.is_not(None)
        async with self.database.transaction() as tx:
            sooner = datetime.now(UTC) - TAKEN_UP_AFTER
            await tx.execute(update(messages).where(held).values(claimed_until=sooner))
        await self.stik.start()

    async def is_said(self) -> bool:
        """True when no message waits or is in doubt any more."""
        open_ones = messages.c.state.in_(("queued", "sending")), messages.c.due_at <= datetime.now(UTC)
        in_doubt = messages.c.state == "unclear", messages.c.claimed_until.is_not(None)
        planned = await self.count(messages, messages.c.kind == "reminder_ask") == self.everybody
        return planned and not await self.count(messages, *open_ones) and not await self.count(messages, *in_doubt)

    @property
    def everybody(self) -> int:
        return len(self.crowd.chats) + len(self.crowd.phones)

    def heard_on_telegram(self) -> Counter[int]:
        return Counter(each.chat_id for each in self.telegram.accepted if "Kuhanje" in each.text)

    def heard_by_sms(self) -> Counter[str]:
        return Counter(each.to for each in self.twilio.accepted)


@contextlib.asynccontextmanager
async def world(url: str, folder: Path, *, size: tuple[int, int], **settings: str) -> AsyncIterator[World]:
    schema.upgrade(url)
    from tests.conftest import SECRET

    database = Database(url, Keyring(SECRET))
    async with TelegramApi(time_factor=0.1) as telegram, TwilioApi() as twilio, starter(folder) as starts:
        chats, phones = size
        crowd = await gather(database, now=datetime.now(UTC), chats=chats, phones=phones)
        for chat in (*crowd.chats.values(), crowd.silent[0]):
            telegram.person(chat)
        port = free_port()
        twilio.inbound_url = f"http://127.0.0.1:{port}/sms/inbound"
        stik = Running(starts, environment_for(url, telegram, twilio, port=port, **settings), port)
        try:
            yield World(stik, database, telegram, twilio, crowd)
        finally:
            await stik.kill()
            await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'stik.sqlite3'}"
        return
    with bare_postgresql(request.getfixturevalue("postgres_url"), "crashes") as address:
        yield address


async def test_sixty_people_are_told_once_however_often_it_is_killed(url: str, tmp_path: Path) -> None:
    async with world(url, tmp_path, size=(40, 20), telegram_per_second="20", sms_per_second="10") as one:
        one.telegram.latency_seconds = one.twilio.latency_seconds = 0.05
        await one.stik.start()
        for _ in range(5):
            await asyncio.sleep(random.uniform(0.05, 0.9))
            await one.stik.kill()
            await asyncio.sleep(0.1)
            await one.after_half_a_minute()
        await until(one.is_said, within=WITHIN)
        await holds_what_was_promised(one)


async def holds_what_was_promised(one: World) -> None:
    """Exactly one SMS each, one Telegram message or one repeat that is marked, and nobody else is written to."""
    assert one.heard_by_sms() == Counter(dict.fromkeys(one.crowd.phones.values(), 1))
    heard, reminded = one.heard_on_telegram(), await one.rows(messages, messages.c.kind == "reminder_ask")
    assert set(heard) <= set(one.crowd.chats.values()) and set(heard.values()) <= {1, 2}
    for row in reminded:
        assert row["sent_at"] < row["useful_until"]
        times = heard.get(one.crowd.chats.get(row["participant_id"], 0), 1)
        tries = await one.count(attempts, attempts.c.message_id == row["id"])
        assert times == 1 or row["is_possible_repeat"]
        assert times >= 1 or (tries, row["state"], row["reason"]) == (2, "unclear", "unclear")
    assert len(reminded) == one.everybody

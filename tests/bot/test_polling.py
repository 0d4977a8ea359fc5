"""Polling against a server that speaks the Bot API: nothing lost, nothing twice, one poller, a quick end."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.polling import Poller
from bot.telegram import TelegramChannel
from bot.telegram_errors import PolledElsewhere
from records import leases, marks
from records.database import Database
from records.tables import arrivals
from tests.conftest import NOW
from tests.servers.telegram_api import TelegramApi

ANA = 1001


class Clock:
    """A clock that a test turns forward."""

    def __init__(self) -> None:
        self.now_at = NOW

    def __call__(self) -> datetime:
        return self.now_at


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with TelegramApi(time_factor=0.01) as server:
        server.person(ANA)
        yield server


@pytest.fixture
async def telegram(api: TelegramApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(api.token, base_url=api.base_url, connect_seconds=1, read_seconds=1)
    yield channel
    await channel.close()


@asynccontextmanager
async def polling(telegram: Any, database: Database, **more: Any) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    running = asyncio.create_task(Poller(telegram, database, **({"now": Clock()} | more)).run(stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.gather(running, return_exceptions=True)


async def texts(database: Database) -> list[str]:
    async with database.reading() as tx:
        rows = await tx.execute(select(arrivals.c.content).order_by(arrivals.c.id))
        return [row.content.get("message", {}).get("text", "") for row in rows]


async def mark(database: Database, name: str) -> str | None:
    async with database.reading() as tx:
        return await marks.get(tx, name)


async def until(condition: Callable[[], Any], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not await condition():
            await asyncio.sleep(0.02)


class DiesBeforeCommit:
    """A database whose process dies after the updates were fetched and before they are committed, so many times."""

    def __init__(self, database: Database, times: int) -> None:
        self.is_sqlite = database.is_sqlite
        self.died = 0
        self._database = database
        self._times = times

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        async with self._database.transaction() as tx:
            yield tx
            offset = await marks.get(tx, "telegram.offset")
            if offset not in (None, "0") and self.died < self._times:
                self.died += 1
                raise RuntimeError("the process died here")


async def test_what_people_write_is_recorded_once_and_confirmed_afterwards(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    rung: list[int] = []
    for number in range(120):
        api.person(ANA).says(str(number))
    async with polling(telegram, database, ring=lambda: rung.append(1)):

        async def is_all_there() -> bool:
            return len(await texts(database)) == 121 and not api.updates.pending

        async def has_most() -> bool:
            return len(await texts(database)) == 120

        await until(has_most)
        api.person(ANA).says("zadnji")
        await until(is_all_there)
    assert await texts(database) == [*map(str, range(120)), "zadnji"]
    assert len(rung) == 3
    assert int(await mark(database, "telegram.offset") or 0) == max(api.updates.confirmed) + 1


async def test_a_death_between_fetching_and_commit_loses_nothing(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    for number in range(10):
        api.person(ANA).says(str(number))
    dying = DiesBeforeCommit(database, times=2)
    async with polling(telegram, dying):

        async def has_died() -> bool:
            return dying.died == 1

        await until(has_died)
        assert await texts(database) == []
        assert api.updates.confirmed == []
    async with polling(telegram, database, now=lambda: NOW + timedelta(minutes=1)):

        async def is_all_there() -> bool:
            return len(await texts(database)) == 10 and len(api.updates.confirmed) == 10

        await until(is_all_there)
    assert await texts(database) == [str(number) for number in range(10)]


async def test_a_new_process_goes_on_from_the_offset_of_the_old_one(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    for said in ("prvi", "drugi"):
        api.person(ANA).says(said)
        async with polling(telegram, database):

            async def is_there(said: str = said) -> bool:
                return said in await texts(database)

            await until(is_there)
    assert await texts(database) == ["prvi", "drugi"]
    assert len(api.updates.confirmed) >= 1


async def test_a_stop_ends_the_long_poll_within_a_second(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Poller(telegram, database, now=Clock(), poll_seconds=30).run(stop))

    async def has_asked() -> bool:
        return api.updates._poll is not None

    await until(has_asked)
    at = time.monotonic()
    stop.set()
    await asyncio.wait_for(running, 1)
    assert time.monotonic() - at < 1
    async with database.transaction() as tx:
        assert await leases.take(tx, "telegram.poller", "the next one", until=NOW + timedelta(seconds=8), now=NOW)


async def test_a_409_stops_the_poller_and_says_what_to_do(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Poller(telegram, database, now=Clock(), poll_seconds=20).run(stop))

    async def has_asked() -> bool:
        return api.updates._poll is not None

    await until(has_asked)
    other = TelegramChannel(api.token, base_url=api.base_url)
    await other.get_updates(0, poll_seconds=0)
    with pytest.raises(PolledElsewhere, match="stop that one"):
        await asyncio.wait_for(running, 2)
    await other.close()


async def test_a_webhook_left_over_is_taken_away_with_nothing_lost(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    await telegram.set_webhook(f"{api.url}/nowhere", secret="s")
    api.person(ANA).says("da")
    async with polling(telegram, database):

        async def is_there() -> bool:
            return await texts(database) == ["da"]

        await until(is_there)


async def test_it_goes_on_after_faults(api: TelegramApi, telegram: TelegramChannel, database: Database) -> None:
    api.faults.add("http_500_before", method="deleteWebhook")
    api.faults.add("reset_after", method="getUpdates")
    api.person(ANA).says("da")
    async with polling(telegram, database):

        async def is_there() -> bool:
            return await texts(database) == ["da"]

        await until(is_there, within=10)


async def test_another_bot_begins_at_its_own_first_update(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    async with database.transaction() as tx:
        await marks.put(tx, "telegram.bot", "42", now=NOW)
        await marks.put(tx, "telegram.offset", "2000000000", now=NOW)
    api.person(ANA).says("da")
    async with polling(telegram, database):

        async def is_there() -> bool:
            return await texts(database) == ["da"]

        await until(is_there)


async def test_on_postgresql_the_second_process_waits_for_its_turn(
    api: TelegramApi, telegram: TelegramChannel, database: Database
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite belongs to one process")
    other = TelegramChannel(api.token, base_url=api.base_url)
    clock = Clock()
    async with polling(other, database, now=clock) as second:
        async with polling(telegram, database, now=clock) as first:
            await asyncio.sleep(1.5)
            api.person(ANA).says("da")

            async def is_there() -> bool:
                return await texts(database) == ["da"]

            await until(is_there)
            assert not first.done() and not second.done()
        api.person(ANA).says("ne")

        async def is_there_too() -> bool:
            return await texts(database) == ["da", "ne"]

        await until(is_there_too)
    await other.close()

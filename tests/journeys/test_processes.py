"""The command `stik run` as it is typed: it ends in order when asked to, and any number of it share one PostgreSQL."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from records.tables import attempts, messages, replies
from tests.journeys.processes import Starter
from tests.journeys.world import World, world

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


async def test_sigterm_lets_what_is_in_flight_arrive_and_be_noted(tmp_path: Path, starts: Starter) -> None:
    url = f"sqlite:///{tmp_path / 'stik.sqlite3'}"
    async with world(url, starts, chats=12, phones=4, telegram_per_second="4") as one:
        one.telegram.latency_seconds = one.twilio.latency_seconds = 1.0
        await one.stik.start(is_typed=True)
        await one.reaches(messages, messages.c.state == "sending", at_least=3)
        assert await one.stik.stop() < 10
        assert await one.count(messages, messages.c.state.in_(("sending", "unclear"))) == 0
        sent = await one.rows(messages, messages.c.sent_at.is_not(None))
        assert len(sent) == len(one.telegram.accepted) + len(one.twilio.accepted) > 0

        one.telegram.latency_seconds = one.twilio.latency_seconds = 0.0
        await one.stik.start()
        await one.settles()
        assert all_once(one)


def all_once(one: World) -> bool:
    """True when every willing person was reminded exactly once and nobody else was."""
    by_chat, by_phone = Counter(one.crowd.chats.values()), Counter(one.crowd.phones.values())
    return (one.heard_on_telegram(), one.heard_by_sms()) == (by_chat, by_phone)


@pytest.mark.postgres
async def test_two_processes_on_one_database_send_nothing_twice(process_postgres_url: str, starts: Starter) -> None:
    async with world(process_postgres_url, starts, chats=40, phones=20, telegram_per_second="20") as one:
        one.telegram.chats.limits.per_second = 30
        other = one.second()
        try:
            await asyncio.gather(one.stik.start(), other.start())
            await one.settles()
            for chat in one.crowd.chats.values():
                one.telegram.person(chat).presses(None, "Da, pridem")
            await one.reaches(replies, at_least=len(one.crowd.chats))
            await one.settles()
        finally:
            await other.stop()
        assert all_once(one)
        assert one.telegram.chats.limits.refused == 0
        assert await one.count(attempts) == one.everybody + len(one.crowd.chats)
        thanks = Counter(each.chat_id for each in one.telegram.accepted if "pridete" in each.text)
        assert thanks == Counter(one.crowd.chats.values())

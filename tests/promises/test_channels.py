"""What every channel promises: a reference for an accepted message, the right error for a fault, nothing sent twice."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channel import Arrival, CannotTell, Channel, Outgoing, Refused, Stopped, TryLater, Unclear
from bot.rehearsal import RehearsalChannel
from bot.sms import SmsAccount, SmsChannel
from bot.telegram import TelegramChannel
from records import rehearsal
from records.database import Database
from tests.servers.telegram_api import TelegramApi
from tests.servers.twilio_api import NUMBER, TwilioApi

BEN = "+38640111222"


@dataclass
class Stage:
    """A channel, somebody who can be reached on it, and what a test may do to the provider."""

    channel: Channel
    address: str
    faults: Callable[[str], Any]
    arrived: Callable[[], Any]

    def outgoing(self, text: str = "Jutri ob 9.00, čšž.") -> Outgoing:
        now = datetime.now(UTC)
        return Outgoing(5, self.channel.name, self.address, text, now + timedelta(hours=2), now)


async def telegram_stage(stack: AsyncExitStack, _: Database) -> Stage:
    api = await stack.enter_async_context(TelegramApi(time_factor=0.01))
    ana = api.person(1001)

    def fault(what: str) -> None:
        if what == "stopped":
            ana.blocks()
        elif what == "refused":
            ana.leaves_telegram()
        elif what == "later":
            api.faults.rate_limited(30)
        else:
            api.faults.add("reset_before" if what == "lost" else "reset_after")

    async def arrived() -> list[str]:
        return [said.text for said in ana.chat]

    return Stage(TelegramChannel(api.token, base_url=api.base_url, read_seconds=1), "1001", fault, arrived)


async def sms_stage(stack: AsyncExitStack, _: Database) -> Stage:
    api = await stack.enter_async_context(TwilioApi(time_factor=0.05))

    def fault(what: str) -> None:
        if what in ("stopped", "refused"):
            api.phone(BEN).refuses(21610 if what == "stopped" else 21614)
        elif what == "later":
            api.faults.rate_limited(30)
        else:
            api.faults.add("reset_before" if what == "lost" else "reset_after")

    async def arrived() -> list[str]:
        return [taken.body for taken in api.accepted]

    account = SmsAccount(api.account_sid, api.auth_token, NUMBER, api_url=api.url, is_two_way=True)
    return Stage(SmsChannel(account, read_seconds=1), BEN, fault, arrived)


def rehearsal_stage(name: str) -> Callable[[AsyncExitStack, Database], Any]:
    async def stage(_: AsyncExitStack, database: Database) -> Stage:
        channel = RehearsalChannel(name, database, now=lambda: datetime.now(UTC))
        errors = {
            "stopped": Stopped("blocked"),
            "refused": Refused("gone"),
            "later": TryLater("slow", after=30.0, whole_channel=True),
            "lost": Unclear("before"),
            "kept": Unclear("after"),
        }

        async def arrived() -> list[str]:
            async with database.reading() as tx:
                return [shown.text for shown in await rehearsal.chat(tx, name, BEN)]

        return Stage(channel, BEN, lambda what: channel.weather.append(errors[what]), arrived)

    return stage


STAGES = {
    "telegram": telegram_stage,
    "sms": sms_stage,
    "rehearsal of telegram": rehearsal_stage("telegram"),
    "rehearsal of sms": rehearsal_stage("sms"),
}


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, sqlite_database: Database) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        one: Stage = await STAGES[request.param](stack, sqlite_database)
        await one.channel.open()
        await one.channel.open()
        yield one
        await one.channel.close()
        await one.channel.close()


async def test_an_accepted_message_arrives_as_written_and_has_a_reference(stage: Stage) -> None:
    first = await stage.channel.send(stage.outgoing())
    second = await stage.channel.send(stage.outgoing("Še nekaj"))
    assert first and second and first != second
    assert await stage.arrived() == ["Jutri ob 9.00, čšž.", "Še nekaj"]


async def test_a_person_who_stopped_gets_nothing_and_it_is_told(stage: Stage) -> None:
    stage.faults("stopped")
    with pytest.raises(Stopped):
        await stage.channel.send(stage.outgoing())
    assert await stage.arrived() == []


async def test_an_address_that_is_gone_is_refused_for_good(stage: Stage) -> None:
    stage.faults("refused")
    with pytest.raises(Refused) as refused:
        await stage.channel.send(stage.outgoing())
    assert refused.value.is_address_dead
    assert await stage.arrived() == []


async def test_a_provider_that_asks_to_wait_is_told_with_its_seconds(stage: Stage) -> None:
    stage.faults("later")
    with pytest.raises(TryLater) as later:
        await stage.channel.send(stage.outgoing())
    assert (later.value.after, later.value.whole_channel) == (30.0, True)
    assert await stage.arrived() == []


@pytest.mark.parametrize(("fault", "count"), [("lost", 0), ("kept", 1)])
async def test_what_nobody_knows_is_unclear_and_then_found_or_not_or_cannot_be_told(
    stage: Stage, fault: str, count: int
) -> None:
    outgoing = stage.outgoing()
    stage.faults(fault)
    with pytest.raises(Unclear):
        await stage.channel.send(outgoing)
    assert len(await stage.arrived()) == count
    try:
        found = await stage.channel.find(outgoing)
    except CannotTell:
        assert stage.channel.name == "telegram"
    else:
        assert bool(found) is bool(count)
    assert len(await stage.arrived()) == count


async def test_no_content_whatever_makes_hearing_fail(stage: Stage) -> None:
    for content in ({}, {"message": None}, {"Body": None, "From": 7}, {"what": "text", "text": "da"}):
        list(stage.channel.hear(Arrival(stage.channel.name, "1", content)))

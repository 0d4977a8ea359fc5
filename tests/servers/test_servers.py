"""Faults, outages and the side door: the same for both providers, in this process and in one of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from tests.servers import TelegramApi, TwilioApi
from tests.servers.faults import FaultKind

ANA, PHONE = 7, "+38640111222"
ROOT = Path(__file__).parents[2]
SHORT = aiohttp.ClientTimeout(total=0.3)


async def by_telegram(api: Any) -> tuple[int, str]:
    api.person(ANA)
    url = f"{api.base_url}{api.token}/sendMessage"
    async with aiohttp.ClientSession(timeout=SHORT) as web, web.post(url, json={"chat_id": ANA, "text": "x"}) as answer:
        return answer.status, await answer.text()


async def by_twilio(api: Any) -> tuple[int, str]:
    url = f"{api.url}/2010-04-01/Accounts/{api.account_sid}/Messages.json"
    form = {"To": PHONE, "From": api.numbers[0], "Body": "x"}
    login = {"Authorization": aiohttp.encode_basic_auth(api.account_sid, api.auth_token)}
    async with aiohttp.ClientSession(timeout=SHORT) as web, web.post(url, data=form, headers=login) as answer:
        return answer.status, await answer.text()


OUTCOMES: dict[str, Any] = {
    "reset_before": aiohttp.ClientOSError,
    "reset_after": aiohttp.ClientOSError,
    "timeout_before": TimeoutError,
    "timeout_after": TimeoutError,
    "http_500_before": 500,
    "http_500_after": 500,
    "html_502": 502,
    "html_502_after": 502,
    "broken_json_after": ValueError,
    "truncated_after": aiohttp.ClientPayloadError,
}


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind != "rate_limited"])
async def test_every_fault_strikes_once_and_after_means_accepted(
    api: TelegramApi, twilio: TwilioApi, kind: FaultKind
) -> None:
    outcome = OUTCOMES[kind]
    both: list[tuple[Any, Any]] = [(api, by_telegram), (twilio, by_twilio)]
    for server, send in both:
        server.faults.add(kind)
        if isinstance(outcome, int):
            assert (await send(server))[0] == outcome
        else:
            with pytest.raises(outcome):
                json.loads((await send(server))[1])
        assert len(server.accepted) == (1 if kind.endswith("_after") else 0)
        assert (await send(server))[0] in (200, 201)
        assert server.accepted[-1].order == len(server.accepted)


async def test_a_fault_can_be_meant_for_one_person(twilio: TwilioApi) -> None:
    twilio.faults.add("http_500_before", target="+38641999999")
    assert (await by_twilio(twilio))[0] == 201
    twilio.faults.add("http_500_before", target=PHONE)
    assert (await by_twilio(twilio))[0] == 500


async def test_a_call_before_the_wait_is_over_is_counted(api: TelegramApi, twilio: TwilioApi) -> None:
    api.faults.rate_limited(1)
    assert [(await by_telegram(api))[0] for _ in range(2)] == [429, 200]
    assert api.sent_too_soon == 1
    twilio.faults.rate_limited(0)
    assert [(await by_twilio(twilio))[0] for _ in range(2)] == [429, 201]
    assert twilio.sent_too_soon == 0


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset_after", NetworkError),
        ("timeout_after", TimedOut),
        ("html_502", NetworkError),
        ("broken_json_after", TelegramError),
        ("truncated_after", NetworkError),
    ],
)
async def test_the_bot_library_sees_what_was_measured(
    api: TelegramApi, bot: Bot, kind: str, error: type[Exception]
) -> None:
    api.person(ANA)
    api.faults.add(kind)
    with pytest.raises(error) as seen:
        await bot.send_message(ANA, "x", read_timeout=0.2)
    assert type(seen.value) is error


async def test_the_bot_library_is_told_how_long_to_wait(api: TelegramApi, bot: Bot) -> None:
    api.person(ANA)
    api.faults.rate_limited(3)
    with pytest.raises(RetryAfter, match="Retry in 3 seconds"):
        await bot.send_message(ANA, "x")


async def test_a_server_that_is_down_refuses_and_comes_back_on_its_port(api: TelegramApi) -> None:
    port = api.port
    await api.goes_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await by_telegram(api)
    await api.comes_back()
    assert (await by_telegram(api))[0] == 200 and api.port == port


async def test_stopping_does_not_wait_for_a_poll_or_a_held_call(api: TelegramApi) -> None:
    api.faults.add("timeout_before")
    held = asyncio.ensure_future(by_telegram(api))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(api.goes_down(), 2)
    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        await held


async def test_a_delay_slows_every_call(api: TelegramApi) -> None:
    api.latency_seconds = 0.1
    started = asyncio.get_running_loop().time()
    await by_telegram(api)
    assert asyncio.get_running_loop().time() - started >= 0.1


async def ask(url: str, **wanted: Any) -> Any:
    async with aiohttp.ClientSession() as web, web.post(f"{url}/_control", json=wanted) as answer:
        said = await answer.json()
        return said["result"] if answer.status == 200 else said["error"]


async def look(url: str) -> Any:
    async with aiohttp.ClientSession() as web, web.get(f"{url}/_control") as answer:
        return await answer.json()


async def test_telegram_runs_in_a_process_of_its_own() -> None:
    args = (sys.executable, "-m", "tests.servers.telegram_api", "--time-factor", "0.01")
    process = await asyncio.create_subprocess_exec(*args, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    at = json.loads(await process.stdout.readline())
    try:
        await ask(at["url"], do="person", chat_id=ANA, first_name="Ana")
        async with Bot(at["token"], base_url=at["base_url"]) as bot:
            await ask(at["url"], do="fault", kind="reset_after")
            with pytest.raises(NetworkError):
                await bot.send_message(ANA, "Pridete?")
            await ask(at["url"], do="says", chat_id=ANA, text="da")
            assert [one.message.text for one in await bot.get_updates() if one.message] == ["da"]
        assert [said["texts"] for said in await ask(at["url"], do="chat", chat_id=ANA)] == [["Pridete?"]]
        state = await look(at["url"])
        assert [one["text"] for one in state["accepted"]] == ["Pridete?"]
        assert state["faults_happened"] == ["reset_after"]
        assert "no button" in await ask(at["url"], do="presses", chat_id=ANA, message_id=None, button="Ne")
        assert "Choose one of" in await ask(at["url"], do="dance")
    finally:
        process.kill()
        await process.wait()


async def test_twilio_runs_in_a_process_of_its_own() -> None:
    args = (sys.executable, "-m", "tests.servers.twilio_api", "--number", "+38664700300")
    process = await asyncio.create_subprocess_exec(*args, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    at = json.loads(await process.stdout.readline())
    try:
        await ask(at["url"], do="settings", receipts="never", stop_handling=True, list_lag_seconds=0)
        assert await ask(at["url"], do="texts", phone=PHONE, text="STOP") is None
        assert "unsubscribed" in (await ask(at["url"], do="inbox", phone=PHONE))[0]
        state = await look(at["url"])
        assert [one["direction"] for one in state["messages"]] == ["inbound"]
        assert at["numbers"] == ["+38664700300"]
    finally:
        process.kill()
        await process.wait()

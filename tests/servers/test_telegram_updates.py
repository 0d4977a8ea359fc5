"""Receiving: polling and the webhook of the Telegram server, read by python-telegram-bot's own Bot."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import Conflict

from tests.servers.receiver import Receiver
from tests.servers.telegram_api import TelegramApi

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Pridem", callback_data="a:1")]])
ANA, BEN = 7, 8


async def call(api: TelegramApi, method: str, **how: Any) -> tuple[int, dict[str, Any], Any]:
    async with aiohttp.ClientSession() as web, web.post(f"{api.base_url}{api.token}/{method}", **how) as answer:
        return answer.status, await answer.json(), answer.headers


async def test_everything_people_do_can_be_read_by_the_bot_library(api: TelegramApi, bot: Bot) -> None:
    ana = api.person(ANA, started=False)
    ana.starts("k0da")
    ana.edits(ana.says("da"), "ne")
    ana.sends_photo("slika")
    ana.sends_voice()
    ana.sends_sticker()
    ana.shares_contact("+38640123456")
    ana.blocks()
    ana.unblocks()
    updates = await bot.get_updates()
    assert updates[0].message.text == "/start k0da" and updates[0].message.entities[0].type == "bot_command"
    assert updates[2].edited_message.text == "ne"
    assert updates[3].message.caption == "slika" and updates[3].message.text is None
    assert [one.my_chat_member.new_chat_member.status for one in updates[-2:]] == ["kicked", "member"]
    assert [b.update_id - a.update_id for a, b in pairwise(updates)] == [1] * 8


async def test_an_offset_confirms_and_a_negative_one_keeps_the_last(api: TelegramApi, bot: Bot) -> None:
    for number in range(120):
        api.person(ANA).says(str(number))
    first = await bot.get_updates()
    assert len(first) == 100
    assert [one.message.text for one in await bot.get_updates(offset=first[-1].update_id + 1)] == [
        str(number) for number in range(100, 120)
    ]
    assert [one.message.text for one in await bot.get_updates(offset=-2)] == ["118", "119"]
    assert len(api.updates.confirmed) == 118


async def test_asking_again_at_once_with_the_same_offset_gives_one_update(api: TelegramApi, bot: Bot) -> None:
    api.person(ANA).says("a")
    api.person(ANA).says("b")
    assert [len(await bot.get_updates()) for _ in range(2)] == [2, 1]


async def test_a_long_poll_ends_with_the_first_update(api: TelegramApi, bot: Bot) -> None:
    poll = asyncio.ensure_future(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    api.person(ANA).says("da")
    assert [one.message.text for one in await asyncio.wait_for(poll, 1)] == ["da"]


async def test_a_second_poll_ends_the_first_with_409(api: TelegramApi, bot: Bot) -> None:
    first = asyncio.ensure_future(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.ensure_future(call(api, "getUpdates", data={"timeout": "20"}))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await asyncio.wait_for(first, 1)
    api.person(ANA).says("da")
    assert len((await asyncio.wait_for(second, 1))[1]["result"]) == 1


async def test_presses_wait_150_seconds_and_messages_a_day(api: TelegramApi, bot: Bot) -> None:
    ana = api.person(ANA)
    await bot.send_message(ANA, "Pridete?", reply_markup=BUTTONS)
    ana.presses(None, "a:1")
    ana.says("da")
    api.clock.forward(151)
    assert [one.effective_message.text for one in await bot.get_updates()] == ["da"]
    api.clock.forward(24 * 3600)
    assert await bot.get_updates() == ()
    assert len(api.updates.expired) == 2


async def test_the_list_of_wanted_kinds_stays_in_force(api: TelegramApi, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["message"])
    api.person(ANA).blocks()
    await bot.get_updates()
    api.person(ANA).unblocks()
    assert await bot.get_updates() == ()


async def test_a_webhook_gets_its_secret_and_stops_polling(api: TelegramApi, bot: Bot) -> None:
    async with Receiver() as door:
        await bot.set_webhook(f"{door.url}/telegram/webhook", secret_token="s3cret", allowed_updates=["message"])
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        api.person(ANA).says("da")
        (one,) = await door.receives(1)
        await api.idle()
        assert (one.headers["X-Telegram-Bot-Api-Secret-Token"], one.body["message"]["text"]) == ("s3cret", "da")
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.allowed_updates) == (0, ("message",))
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_failing_webhook_is_called_again_at_once_then_after_growing_pauses(api: TelegramApi, bot: Bot) -> None:
    async with Receiver(500, 0, 502, 403) as door:
        await bot.set_webhook(door.url)
        api.person(ANA).says("prvo")
        api.person(ANA).says("drugo")
        got = await door.receives(6)
        await api.idle()
    gaps = [round((b.at - a.at) * 100, 1) for a, b in pairwise(got)]
    assert gaps[0] < 2 <= gaps[1] < 4 <= gaps[2] < 8 <= gaps[3]
    assert [one.body["message"]["text"] for one in got] == ["prvo"] * 5 + ["drugo"]
    assert [one.status for one in api.webhook.deliveries] == [500, 0, 502, 403, 200, 200]


async def test_one_persons_failure_does_not_hold_up_another(api: TelegramApi, bot: Bot) -> None:
    async with Receiver(503, headers={"Retry-After": "30"}) as door:
        await bot.set_webhook(door.url)
        api.person(ANA).says("Ana")
        await door.receives(1)
        api.person(BEN).says("Ben")
        got = await door.receives(3)
        await api.idle()
    assert [one.body["message"]["text"] for one in got] == ["Ana", "Ben", "Ana"]


async def test_what_a_webhook_missed_can_be_polled_after_it_is_deleted(api: TelegramApi, bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    api.person(ANA).says("da")
    await asyncio.sleep(0.05)
    assert (await bot.get_webhook_info()).last_error_message
    await bot.delete_webhook()
    assert [one.message.text for one in await bot.get_updates()] == ["da"]


async def test_secrets_addresses_and_haste_are_checked(api: TelegramApi) -> None:
    api.webhook.strict = True
    for fields, words in (
        ({"url": "https://a.example", "secret_token": "č"}, "secret token contains unallowed characters"),
        ({"url": "https://a.example", "secret_token": "x" * 257}, "secret token is too long"),
        ({"url": "http://a.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://a.example:8000"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "nonsense"}, "invalid webhook URL specified"),
    ):
        assert (await call(api, "setWebhook", data=fields))[1]["description"] == f"Bad Request: {words}"
    assert (await call(api, "setWebhook", data={"url": "https://a.example"}))[1]["description"] == "Webhook was set"
    assert (await call(api, "setWebhook", data={"url": "https://a.example"}))[0] == 200
    status, body, headers = await call(api, "setWebhook", data={"url": "https://b.example"})
    assert (status, body["parameters"], headers["Retry-After"]) == (429, {"retry_after": 1}, "1")

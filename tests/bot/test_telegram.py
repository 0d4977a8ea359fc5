"""Telegram's channel against a server that speaks the Bot API: sending with every fault, hearing, setting up."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channel import Arrival, Broken, Button, CannotTell, Heard, Outgoing, Refused, Stopped, TryLater, Unclear
from bot.telegram import TelegramChannel
from bot.telegram_errors import PolledElsewhere
from tests.conftest import NOW
from tests.servers.telegram_api import TelegramApi

ANA = 1001
KICKED = {"status": "kicked"}
HELLO = Outgoing(
    message_id=5,
    channel="telegram",
    address=str(ANA),
    text="Jutri ob 9.00: čšž _*[<b>",
    useful_until=NOW + timedelta(hours=2),
    started_at=NOW,
    buttons=((Button("Pridem", "q:5:coming"), Button("Ne pridem", "q:5:not_coming")), (Button("Zamudim", "q:5:late"),)),
)


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with TelegramApi(time_factor=0.01) as server:
        server.person(ANA)
        yield server


@pytest.fixture
async def telegram(api: TelegramApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(api.token, base_url=api.base_url, connect_seconds=1, read_seconds=0.5)
    await channel.open()
    await channel.open()
    yield channel
    await channel.close()
    await channel.close()


def heard(update: dict[str, Any]) -> list[Heard]:
    channel = TelegramChannel("1:x")
    return [each for each in channel.hear(Arrival("telegram", "1", update)) if isinstance(each, Heard)]


def message(**content: Any) -> dict[str, Any]:
    sender = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    whole = {"message_id": 7, "date": 1, "from": sender, "chat": {"id": ANA, "type": "private"}}
    return {"update_id": 1, "message": whole | content}


async def test_a_message_arrives_as_written_with_its_buttons(api: TelegramApi, telegram: TelegramChannel) -> None:
    ref = await telegram.send(HELLO)
    said = api.person(ANA).chat[-1]
    assert (ref, said.text, said.entities) == (str(said.message_id), HELLO.text, [])
    assert [[b["text"] for b in row] for row in said.buttons] == [["Pridem", "Ne pridem"], ["Zamudim"]]
    assert said.buttons[1][0]["callback_data"] == "q:5:late"


@pytest.mark.parametrize("fault", ["reset_before", "timeout_before", "http_500_before", "html_502"])
async def test_a_fault_before_acceptance_is_unclear(api: TelegramApi, telegram: TelegramChannel, fault: str) -> None:
    api.faults.add(fault)
    with pytest.raises(Unclear):
        await telegram.send(HELLO)
    assert api.accepted == []


@pytest.mark.parametrize(
    "fault",
    ["reset_after", "timeout_after", "http_500_after", "html_502_after", "broken_json_after", "truncated_after"],
)
async def test_a_fault_after_acceptance_is_unclear_and_not_repeated(
    api: TelegramApi, telegram: TelegramChannel, fault: str
) -> None:
    api.faults.add(fault)
    with pytest.raises(Unclear):
        await telegram.send(HELLO)
    assert len(api.accepted) == 1


async def test_a_server_that_is_down_means_not_sent(api: TelegramApi, telegram: TelegramChannel) -> None:
    await api.goes_down()
    with pytest.raises(TryLater) as later:
        await telegram.send(HELLO)
    assert not later.value.whole_channel
    await api.comes_back()
    assert await telegram.send(HELLO)


async def test_429_silences_the_whole_channel_for_as_long_as_asked(api: TelegramApi, telegram: TelegramChannel) -> None:
    api.faults.rate_limited(1)
    with pytest.raises(TryLater) as later:
        await telegram.send(HELLO)
    assert (later.value.after, later.value.whole_channel) == (1.0, True)
    rest = await asyncio.gather(*(telegram.send(HELLO) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(each, TryLater) and 0 < each.after <= 1 for each in rest)
    await asyncio.sleep(1.05)
    assert await telegram.send(HELLO)
    assert (api.sent_too_soon, len(api.accepted)) == (0, 1)


async def test_a_person_who_blocked_the_bot_has_stopped(api: TelegramApi, telegram: TelegramChannel) -> None:
    api.person(ANA).blocks()
    with pytest.raises(Stopped):
        await telegram.send(HELLO)


async def test_dead_accounts_and_unknown_chats_are_refused_for_good(
    api: TelegramApi, telegram: TelegramChannel
) -> None:
    api.person(ANA).leaves_telegram()
    api.person(7, started=False)
    for chat in (str(ANA), "7", "424242"):
        with pytest.raises(Refused) as refused:
            await telegram.send(replace(HELLO, address=chat))
        assert refused.value.is_address_dead


@pytest.mark.parametrize(
    ("code", "description", "parameters", "is_dead"),
    [
        (400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -100}, True),
        (403, "Forbidden: bot was kicked from the group chat", {}, True),
        (400, "Bad Request: BUTTON_DATA_INVALID", {}, False),
        (400, "Bad Request: message is too long", {}, False),
        (403, "Forbidden: something new", {}, False),
    ],
)
async def test_other_refusals_spare_the_address_unless_it_is_gone(
    api: TelegramApi,
    telegram: TelegramChannel,
    code: int,
    description: str,
    parameters: dict[str, Any],
    is_dead: bool,
) -> None:
    api.refuses(ANA, code, description, **parameters)
    with pytest.raises(Refused) as refused:
        await telegram.send(HELLO)
    assert refused.value.is_address_dead is is_dead


@pytest.mark.parametrize("token", ["123456789:wrong", "nonsense"])
async def test_a_wrong_token_breaks_the_channel(api: TelegramApi, token: str) -> None:
    channel = TelegramChannel(token, base_url=api.base_url)
    with pytest.raises(Broken) as broken:
        await channel.send(HELLO)
    assert "STIK_TELEGRAM_TOKEN" in broken.value.reason and token not in str(broken.value)
    await channel.close()


@pytest.mark.parametrize("status", [302, 400, 403, 404])
async def test_a_proxy_that_answers_for_telegram_is_no_opt_out(status: int) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, text="<html>bot was blocked by the user</html>", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    channel = TelegramChannel("1:abc", base_url=f"http://127.0.0.1:{site.name.rpartition(':')[2]}/bot")
    with pytest.raises(Broken):
        await channel.send(HELLO)
    await channel.close()
    await runner.cleanup()


async def test_telegram_cannot_tell_what_was_sent(telegram: TelegramChannel) -> None:
    with pytest.raises(CannotTell):
        await telegram.find(HELLO)


@pytest.mark.parametrize("fault", ["", "reset_after", "timeout_after", "http_500_after", "broken_json_after"])
async def test_the_token_is_in_no_log_and_no_error(
    api: TelegramApi, telegram: TelegramChannel, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    caplog.set_level(logging.DEBUG)
    if fault:
        api.faults.add(fault)
    else:
        await api.goes_down()
    with pytest.raises((Unclear, TryLater)) as error:
        await telegram.send(HELLO)
    seen = caplog.text + repr(error.getrepr(style="long")) + str(error.value) + repr(error.value)
    chain: BaseException | None = error.value
    while chain is not None and not chain.__suppress_context__:
        seen, chain = seen + repr(chain), chain.__context__
    assert api.token.partition(":")[2] not in seen


async def test_a_pressed_button_is_acknowledged_and_a_failure_is_harmless(
    api: TelegramApi, telegram: TelegramChannel
) -> None:
    await telegram.send(HELLO)
    api.person(ANA).presses(None, "Pridem")
    (update,) = await telegram.get_updates(0, poll_seconds=0)
    (press,) = telegram.hear(Arrival("telegram", "1", update))
    assert isinstance(press, Heard)
    assert (press.what, press.button, press.address) == ("button", "q:5:coming", str(ANA))
    assert press.shown_ref == str(api.person(ANA).chat[-1].message_id)
    await telegram.acknowledge(press, "Hvala")
    assert api.person(ANA).popups == ["Hvala"]
    api.clock.forward(600)
    await telegram.acknowledge(press)
    await telegram.acknowledge(replace(press, press_ref="1"))
    await telegram.acknowledge(replace(press, press_ref=""))
    await api.goes_down()
    await telegram.acknowledge(press)


async def test_everything_a_person_does_is_heard(api: TelegramApi, telegram: TelegramChannel) -> None:
    ana = api.person(ANA)
    ana.starts("k0da")
    written = ana.says("da")
    ana.edits(written, "ne")
    ana.says("/stop")
    ana.sends_photo()
    ana.sends_photo("bolna sem")
    ana.sends_voice()
    ana.sends_sticker()
    ana.blocks()
    ana.unblocks()
    updates = await telegram.get_updates(0, poll_seconds=0)
    said = [
        (h.what, h.text) for u in updates for h in telegram.hear(Arrival("telegram", "1", u)) if isinstance(h, Heard)
    ]
    assert said == [
        ("start", "k0da"),
        ("text", "da"),
        ("edit", "ne"),
        ("text", "/stop"),
        ("photo", ""),
        ("text", "bolna sem"),
        ("photo", ""),
        ("photo", ""),
        ("blocked", ""),
        ("unblocked", ""),
    ]
    edit = heard(updates[2])[0]
    assert edit.ref == str(written) == heard(updates[1])[0].ref


def test_start_may_name_the_bot_and_have_no_code() -> None:
    assert [(h.what, h.text) for h in heard(message(text="/start@StikBot abc"))] == [("start", "abc")]
    assert [(h.what, h.text) for h in heard(message(text="/start"))] == [("start", "")]
    assert [(h.what, h.text) for h in heard(message(text="/starting now"))] == [("text", "/starting now")]


@pytest.mark.parametrize(
    "update",
    [
        message(text="da", chat={"id": -5, "type": "group"}),
        message(text="da", **{"from": {"id": 9, "is_bot": True}}),
        message(pinned_message={"message_id": 1}),
        message(text="da", chat={"id": True, "type": "private"}),
        {"update_id": 1, "channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "x"}},
        {"update_id": 1, "something_of_next_year": {"chat": {"id": 1, "type": "private"}}},
        {"update_id": 1, "message": "text"},
        {"update_id": 1, "edited_message": message(location={"latitude": 1})["message"]},
        {"update_id": 1, "callback_query": {"id": "1", "from": {"id": ANA}, "data": "q:1:x"}},
        {
            "update_id": 1,
            "callback_query": {"id": "1", "from": {"id": 9}, "data": "q", "message": message()["message"]},
        },
        {
            "update_id": 1,
            "my_chat_member": {"chat": {"id": -5, "type": "group"}, "new_chat_member": {"status": "kicked"}},
        },
        {"update_id": 1, "my_chat_member": {"chat": {"id": 5, "type": "private"}, "new_chat_member": 7}},
        {"update_id": 1, "message": {"chat": {"id": {}, "type": "private"}, "text": "da"}},
        {"update_id": 1, "message": {"chat": {"id": 1, "type": []}, "text": ["da"]}},
        [],
        None,
    ],
)
def test_what_does_not_concern_us_is_not_heard(update: Any) -> None:
    assert heard(update) == []


def test_unknown_fields_change_nothing() -> None:
    update = message(text="da", new_field={"deep": [1, 2]})
    assert [h.text for h in heard(update | {"another": 1})] == ["da"]
    assert [h.what for h in heard(message(thing_of_next_year={"x": 1}))] == ["photo"]


async def test_the_webhook_can_be_set_seen_and_taken_away_without_losing_updates(
    api: TelegramApi, telegram: TelegramChannel
) -> None:
    await telegram.set_webhook(f"{api.url}/nowhere", secret="s3cret")
    await telegram.set_webhook(f"{api.url}/nowhere", secret="s3cret")
    assert api.webhook.secret == "s3cret"
    assert set(api.updates.allowed) == {"message", "edited_message", "callback_query", "my_chat_member"}
    me = await telegram.me()
    assert (me.username, me.webhook_url) == ("StikBot", f"{api.url}/nowhere")
    api.person(ANA).says("da")
    with pytest.raises(PolledElsewhere):
        await telegram.get_updates(0, poll_seconds=0)
    await telegram.delete_webhook()
    assert (await telegram.me()).webhook_url == ""
    assert len(await telegram.get_updates(0, poll_seconds=0)) == 1


async def test_commands_are_shown_by_language(api: TelegramApi, telegram: TelegramChannel) -> None:
    await telegram.set_commands({"": [("stop", "Ne piši mi več")], "en": [("stop", "Stop writing to me")]})
    async with (
        aiohttp.ClientSession() as web_,
        web_.get(f"{api.base_url}{api.token}/getMyCommands", params={"language_code": "en"}) as answer,
    ):
        assert json.loads(await answer.read())["result"][0]["description"] == "Stop writing to me"


async def test_a_long_poll_may_outlast_the_limit_of_other_calls(api: TelegramApi, telegram: TelegramChannel) -> None:
    poll = asyncio.create_task(telegram.get_updates(0, poll_seconds=5))
    await asyncio.sleep(0.9)
    api.person(ANA).says("da")
    assert len(await asyncio.wait_for(poll, 2)) == 1

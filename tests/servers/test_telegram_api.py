"""Sending: the Telegram server read by python-telegram-bot's own Bot and by plain HTTP."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from tests.servers.telegram_api import TelegramApi

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Pridem", callback_data="a:1")]])
ANA, BEN = 7, 8


async def call(api: TelegramApi, method: str, **how: Any) -> tuple[int, dict[str, Any], Any]:
    async with aiohttp.ClientSession() as web, web.post(f"{api.base_url}{api.token}/{method}", **how) as answer:
        return answer.status, await answer.json(), answer.headers


async def test_a_message_arrives_trimmed_with_its_buttons_and_formatting(api: TelegramApi, bot: Bot) -> None:
    ana = api.person(ANA, first_name="Ana")
    sent = await bot.send_message(ANA, "  Čas: <b>9.00</b>\n ", parse_mode="HTML", reply_markup=BUTTONS)
    assert (sent.text, sent.chat.first_name, sent.from_user.is_bot) == ("Čas: 9.00", "Ana", True)
    assert sent.parse_entities() == {sent.entities[0]: "9.00"}
    assert sent.reply_markup == BUTTONS
    assert [(said.text, said.labels) for said in ana.chat] == [("Čas: 9.00", ["Pridem"])]
    assert [one.order for one in api.accepted] == [1]


async def test_all_four_shapes_of_a_call_are_understood(api: TelegramApi) -> None:
    api.person(ANA)
    fields = {"chat_id": str(ANA), "text": "da", "reply_markup": json.dumps(BUTTONS.to_dict())}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    as_json = {"chat_id": ANA, "text": "da", "reply_markup": BUTTONS.to_dict()}
    for how in ({"data": fields}, {"data": multipart}, {"json": as_json}, {"params": fields}):
        status, body, _ = await call(api, "sendMessage", **how)
        assert (status, body["result"]["reply_markup"]) == (200, BUTTONS.to_dict())
    assert (await call(api, "getMe"))[1]["result"]["is_bot"] is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("č" * 4097, "Message is too long"),
        ("x" * 32769, "Text is too long"),
        ("a <3 b", 'Can\'t parse entities: unsupported start tag "3" at byte offset 2'),
        ("<b>a", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
    ],
)
async def test_texts_telegram_does_not_take_are_refused_in_its_words(
    api: TelegramApi, bot: Bot, text: str, words: str
) -> None:
    api.person(ANA)
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(ANA, text, parse_mode="HTML")
    assert str(refused.value).lower() == words.lower()
    assert not api.accepted


async def test_people_who_cannot_be_reached_are_refused_in_telegrams_words(api: TelegramApi, bot: Bot) -> None:
    api.person(1, started=False)
    api.person(2).blocks()
    api.person(3).leaves_telegram()
    api.refuses(4, 400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1005)
    for chat_id, words in (
        (1, "Forbidden: bot can't initiate conversation with a user"),
        (2, "Forbidden: bot was blocked by the user"),
        (3, "Forbidden: user is deactivated"),
    ):
        with pytest.raises(Forbidden, match=words):
            await bot.send_message(chat_id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "x")


async def test_a_button_holds_64_bytes_and_not_one_more(api: TelegramApi, bot: Bot) -> None:
    api.person(ANA)
    for data, fits in (("č" * 32, True), ("č" * 32 + "x", False)):
        markup = {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}
        status, body, _ = await call(api, "sendMessage", json={"chat_id": ANA, "text": "x", "reply_markup": markup})
        assert (status == 200) is fits, body
    assert body["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_wrong_token_is_401_a_malformed_one_and_an_unknown_method_404(api: TelegramApi) -> None:
    with pytest.raises(InvalidToken):
        await Bot("123456789:" + "x" * 35, base_url=api.base_url).get_me()
    async with aiohttp.ClientSession() as web, web.post(f"{api.base_url}nonsense/getMe") as answer:
        assert answer.status == 404
    assert (await call(api, "sendPigeon"))[1]["description"] == "Not Found: method not found"


async def test_edits_keep_the_old_wording_and_an_equal_one_is_refused(api: TelegramApi, bot: Bot) -> None:
    ana = api.person(ANA)
    sent = await bot.send_message(ANA, "Pridete?", reply_markup=BUTTONS)
    await bot.edit_message_text("Hvala.", ANA, sent.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(" Hvala. ", ANA, sent.message_id)
    assert (ana.chat[0].texts, ana.chat[0].labels) == (["Pridete?", "Hvala."], [])
    await bot.edit_message_reply_markup(ANA, sent.message_id, reply_markup=BUTTONS)
    assert ana.chat[0].labels == ["Pridem"]
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", ANA, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", ANA, ana.says("moje"))
    assert await bot.delete_message(ANA, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ANA, sent.message_id)


async def test_a_press_can_be_answered_in_time_and_only_then(api: TelegramApi, bot: Bot) -> None:
    ana = api.person(ANA)
    await bot.send_message(ANA, "Pridete?", reply_markup=BUTTONS)
    with pytest.raises(LookupError, match="no button 'Ne'"):
        ana.presses(None, "Ne")
    ana.presses(None, "Pridem")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None and update.callback_query.data == "a:1"
    assert await update.callback_query.answer("Vpisano.")
    assert ana.popups == ["Vpisano."]
    api.clock.forward(30)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await update.callback_query.answer()


async def test_the_menu_is_kept_per_language(api: TelegramApi, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("stop", "Odjava")], language_code="sl")
    assert [one.command for one in await bot.get_my_commands(language_code="sl")] == ["stop"]
    assert await bot.get_my_commands() == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Stop!", "x")])


async def test_limits_refuse_with_the_seconds_to_wait(api: TelegramApi, bot: Bot) -> None:
    api.person(ANA)
    api.person(BEN)
    api.chats.limits.per_chat_per_second = 1
    await bot.send_message(ANA, "1")
    with pytest.raises(RetryAfter):
        await bot.send_message(ANA, "2")
    await bot.send_message(BEN, "3")
    assert (len(api.accepted), api.chats.limits.refused) == (2, 1)

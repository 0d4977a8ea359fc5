"""What Telegram's refusals mean for a message, as data with the sentence that staff read.

The first phrase that occurs in the description decides. Source: tdlib/telegram-bot-api, Client.cpp and Query.cpp.
"""

import json
from typing import Any

from bot.channel import Broken, Refused, SendError, Stopped, TryLater, Unclear
from bot.wire import Answer

FLOOD_SECONDS = 5.0  # when a 429 does not say for how long

FORBIDDEN = (
    ("blocked by the user", Stopped, "The person has blocked the bot in Telegram."),
    ("user is deactivated", Refused, "This Telegram account was deleted."),
    ("can't initiate conversation", Refused, "The person has not pressed Start in Telegram yet."),
    ("kicked from", Refused, "The bot was removed from this chat."),
    ("not a member", Refused, "The bot is not a member of this chat."),
)
BAD_REQUEST = (
    ("chat not found", Refused, "Telegram knows no such chat; the person has to press Start."),
    ("upgraded to a supergroup", Refused, "This chat has become another chat."),
)
SLOW_DOWN = "Telegram asks us to slow down."
BROKEN_TOKEN = "Telegram does not accept the bot's token; put the right one into STIK_TELEGRAM_TOKEN."
NOT_TELEGRAM = "STIK_TELEGRAM_API_URL leads to something that is not Telegram; check the address and the proxy."
POLLED_ELSEWHERE = (
    "Another program fetches this bot's updates, or a webhook is set for it: stop that one, or use another bot here."
)


class PolledElsewhere(SendError):
    """Telegram's 409: two programs fetch the updates of one bot, or a webhook is set."""


def not_reached(why: str) -> TryLater:
    """The error when the request surely did not arrive."""
    return TryLater(f"Telegram could not be reached: {why}.")


def nobody_knows(why: str) -> Unclear:
    """The error when the request may have arrived."""
    return Unclear(f"Telegram may have taken the message: {why}.")


def meaning(answer: Answer) -> SendError | None:
    """What an answer means for the message, or None when it is a success."""
    if 200 <= answer.status < 300:
        return None
    if answer.status >= 500:
        return nobody_knows(f"it answered {answer.status}")
    said = _bot_api(answer)
    if answer.status == 429:
        after = (said or {}).get("parameters", {}).get("retry_after") or answer.retry_after or FLOOD_SECONDS
        return TryLater(SLOW_DOWN, after=float(after), whole_channel=True)
    if said is None:
        return Broken(NOT_TELEGRAM)
    return _refusal(answer.status, str(said.get("description", "")))


def _refusal(status: int, description: str) -> SendError:
    if status in (401, 404):
        return Broken(BROKEN_TOKEN)
    if status == 409:
        return PolledElsewhere(POLLED_ELSEWHERE)
    for phrase, kind, sentence in FORBIDDEN if status == 403 else BAD_REQUEST:
        if phrase in description:
            return kind(sentence)
    return Refused(f"Telegram did not take the message: {description[:150]}", is_address_dead=False)


def _bot_api(answer: Answer) -> dict[str, Any] | None:
    """The body when the Bot API itself said no; None when a proxy, a firewall or a wrong address answered."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("ok") is not False:
        return None
    return {**said, "parameters": said.get("parameters") if isinstance(said.get("parameters"), dict) else {}}

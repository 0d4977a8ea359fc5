"""Reads Telegram's raw updates: what a person wrote, pressed, started or blocked, and nothing else.

Only private chats with people count. Unknown fields and kinds are let through or left out, never an error.
Source of the shapes: core.telegram.org/bots/api#update.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.channel import Heard

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MEMBERSHIP = {"kicked": "blocked", "member": "unblocked"}
# What Telegram itself puts into a private chat; everything else without words was sent by the person.
SERVICE = frozenset(
    (
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "connected_website",
        "users_shared",
        "chat_shared",
        "successful_payment",
        "refunded_payment",
        "boost_added",
        "gift",
        "unique_gift",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    )
)

Json = Mapping[str, Any]


def read_update(update: Any) -> Sequence[Heard]:
    """What one raw update says; empty for anything that is not a person in a private chat. Never raises."""
    try:
        return tuple(_read(update))
    except Exception as error:
        log.warning("an update of an unknown shape was left out", error=type(error).__name__)
        return ()


def update_id(update: Any) -> str | None:
    """The update's own id as text, or None when this is no update at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    is_id = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
    return str(number) if is_id else None


def _read(update: Json) -> Sequence[Heard]:
    if isinstance(message := update.get("message"), dict):
        return _message(message)
    if isinstance(message := update.get("edited_message"), dict):
        return _edit(message)
    if isinstance(press := update.get("callback_query"), dict):
        return _press(press)
    if isinstance(change := update.get("my_chat_member"), dict):
        return _membership(change)
    return ()


def _message(message: Json) -> Sequence[Heard]:
    address = _address(message)
    if address is None or SERVICE & message.keys():
        return ()
    ref, words = _id(message.get("message_id")), _words(message)
    if words is None:
        return (Heard("telegram", address, "photo", ref=ref),)
    command, rest = _command(words)
    if command == "/start":
        return (Heard("telegram", address, "start", text=rest, ref=ref),)
    return (Heard("telegram", address, "text", text=f"{command} {rest}".strip() if command else words, ref=ref),)


def _edit(message: Json) -> Sequence[Heard]:
    address, words = _address(message), _words(message)
    if address is None or words is None:
        return ()
    return (Heard("telegram", address, "edit", text=words, ref=_id(message.get("message_id"))),)


def _press(press: Json) -> Sequence[Heard]:
    sender, shown = press.get("from"), press.get("message")
    if not isinstance(sender, dict) or not isinstance(shown, dict) or not isinstance(press.get("data"), str):
        return ()
    address = _address({"chat": shown.get("chat"), "from": sender})
    if address is None or address != _id(sender.get("id")):
        return ()
    press_ref, shown_ref = _id(press.get("id")), _id(shown.get("message_id"))
    return (Heard("telegram", address, "button", button=press["data"], press_ref=press_ref, shown_ref=shown_ref),)


def _membership(change: Json) -> Sequence[Heard]:
    address, member = _address(change), change.get("new_chat_member")
    what = MEMBERSHIP.get(str(member.get("status"))) if isinstance(member, dict) else None
    return (Heard("telegram", address, what),) if address and what else ()


def _address(part: Json) -> str | None:
    """The chat's id when it is a private chat with a person."""
    chat, sender = part.get("chat"), part.get("from")
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    if isinstance(sender, dict) and sender.get("is_bot") is True:
        return None
    return _id(chat.get("id")) or None


def _words(message: Json) -> str | None:
    words = message.get("text") or message.get("caption")
    return words if isinstance(words, str) and words.strip() else None


def _command(words: str) -> tuple[str, str]:
    """`/start@StikBot abc` as ("/start", "abc"); two empty texts when it is no command."""
    if not words.startswith("/"):
        return "", ""
    head, _, rest = words.partition(" ")
    return head.partition("@")[0].lower(), rest.strip()


def _id(value: Any) -> str:
    is_id = isinstance(value, (int, str)) and not isinstance(value, bool)
    return str(value)[:80] if is_id else ""

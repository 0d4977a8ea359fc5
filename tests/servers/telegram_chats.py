"""The chats of one bot: what was said in them, and the methods that send, change, delete and answer."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .clock import Clock
from .telegram_limits import Limits
from .telegram_markup import Params, Refused, bad, read_keyboard, read_text, structured, whole

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
DELETE_SECONDS = 48 * 3600


class Standing(StrEnum):
    """How a person stands to the bot."""

    NEVER_STARTED = "never_started"
    TALKS = "talks"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"


REFUSALS = {
    Standing.NEVER_STARTED: "Forbidden: bot can't initiate conversation with a user",
    Standing.BLOCKED: "Forbidden: bot was blocked by the user",
    Standing.DEACTIVATED: "Forbidden: user is deactivated",
}


@dataclass(slots=True)
class Said:
    """One message of the bot as the person sees it; `texts` keeps every wording, the newest last."""

    chat_id: int
    message_id: int
    texts: list[str]
    buttons: list[list[dict[str, Any]]]
    date: int
    entities: list[dict[str, Any]] = field(default_factory=list)
    edit_date: int | None = None
    deleted: bool = False

    @property
    def text(self) -> str:
        """The wording that stands now."""
        return self.texts[-1]

    @property
    def labels(self) -> list[str]:
        """What is written on the buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One sendMessage that Telegram took; `at` is time.monotonic(), `order` counts from 1 over all chats."""

    order: int
    at: float
    chat_id: int
    message_id: int
    text: str


class Chats:
    """Everything said between a bot and people, in memory."""

    def __init__(self, me: dict[str, Any], clock: Clock) -> None:
        self.me, self.clock = me, clock
        self.profiles: dict[int, dict[str, Any]] = {}
        self.standing: dict[int, Standing] = {}
        self.refusals: dict[int, Refused] = {}
        self.said: dict[int, dict[int, Said]] = {}
        self.heard: set[tuple[int, int]] = set()
        self.accepted: list[Accepted] = []
        self.queries: dict[str, tuple[int, float]] = {}
        self.answers: list[tuple[str, int, str]] = []
        self.answer_seconds = 20.0
        self.limits = Limits()
        self.last_message_id = 100

    def next_message_id(self) -> int:
        """A fresh message id; one row of numbers for all private chats of a bot."""
        self.last_message_id += 1
        return self.last_message_id

    def chat(self, chat_id: int) -> dict[str, Any]:
        """The Chat object of a private chat."""
        profile = self.profiles[chat_id]
        named: dict[str, Any] = {
            name: profile[name] for name in ("first_name", "last_name", "username") if name in profile
        }
        return {"id": chat_id, **named, "type": "private"}

    def shown(self, said: Said) -> dict[str, Any]:
        """The Message object of one message of the bot."""
        message: dict[str, Any] = {"message_id": said.message_id, "from": self.me, "chat": self.chat(said.chat_id)}
        message |= {"date": said.date, "text": said.text}
        if said.edit_date is not None:
            message["edit_date"] = said.edit_date
        if said.entities:
            message["entities"] = said.entities
        if said.buttons:
            message["reply_markup"] = {"inline_keyboard": said.buttons}
        return message

    def send(self, params: Params) -> dict[str, Any]:
        """sendMessage: the Message as accepted. Raises Refused."""
        if not params.get("text"):
            raise bad("message text is empty")
        chat_id = self._known(params)
        text, entities = read_text(params)
        buttons = read_keyboard(params) or []
        if chat_id in self.refusals:
            raise self.refusals[chat_id]
        if (why := REFUSALS.get(self.standing[chat_id])) is not None:
            raise Refused(403, why)
        self.limits.count(chat_id)
        said = Said(chat_id, self.next_message_id(), [text], buttons, int(self.clock.now()), entities)
        self.said.setdefault(chat_id, {})[said.message_id] = said
        self.accepted.append(Accepted(len(self.accepted) + 1, time.monotonic(), chat_id, said.message_id, text))
        return self.shown(said)

    def edit_text(self, params: Params) -> dict[str, Any]:
        """editMessageText: the Message as it stands now; without reply_markup its buttons go. Raises Refused."""
        said = self._own(params)
        text, entities = read_text(params)
        return self._edited(said, text, entities, read_keyboard(params) or [])

    def edit_markup(self, params: Params) -> dict[str, Any]:
        """editMessageReplyMarkup: the Message with other buttons, or none. Raises Refused."""
        said = self._own(params)
        return self._edited(said, said.text, said.entities, read_keyboard(params) or [])

    def delete(self, params: Params) -> bool:
        """deleteMessage: True when it is gone for both sides. Raises Refused."""
        chat_id, message_id = self._known(params), whole(params, "message_id")
        if (chat_id, message_id) in self.heard:
            self.heard.discard((chat_id, message_id))
            return True
        said = self.said.get(chat_id, {}).get(message_id)
        if said is None or said.deleted:
            raise bad("message to delete not found")
        if self.clock.now() - said.date > DELETE_SECONDS:
            raise bad("message can't be deleted for everyone")
        said.deleted = True
        return True

    def answer(self, params: Params) -> bool:
        """answerCallbackQuery: True when the little clock on the button stops in time. Raises Refused."""
        query_id, text = str(params.get("callback_query_id", "")), str(params.get("text", ""))
        person_id, pressed = self.queries.get(query_id, (0, 0.0))
        if self.clock.now() - pressed > self.answer_seconds:
            raise bad(QUERY_TOO_OLD)
        if len(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.answers.append((query_id, person_id, text))
        return True

    def _edited(
        self, said: Said, text: str, entities: list[dict[str, Any]], buttons: list[list[dict[str, Any]]]
    ) -> dict[str, Any]:
        if (text, entities, buttons) == (said.text, said.entities, said.buttons):
            raise bad(NOT_MODIFIED)
        if text != said.text:
            said.texts.append(text)
        said.entities, said.buttons, said.edit_date = entities, buttons, int(self.clock.now())
        return self.shown(said)

    def _known(self, params: Params) -> int:
        chat_id = params.get("chat_id")
        if chat_id in (None, ""):
            raise bad("chat_id is empty")
        if not re.fullmatch(r"-?\d+", str(chat_id)) or int(str(chat_id)) not in self.profiles:
            raise bad("chat not found")
        return int(str(chat_id))

    def _own(self, params: Params) -> Said:
        if params.get("chat_id") in (None, "") and params.get("message_id") in (None, ""):
            raise bad("message identifier is not specified")
        chat_id, message_id = self._known(params), whole(params, "message_id")
        if (chat_id, message_id) in self.heard:
            raise bad("message can't be edited")
        said = self.said.get(chat_id, {}).get(message_id)
        if said is None or said.deleted:
            raise bad("message to edit not found")
        return said


class Commands:
    """The bot's menu, kept per scope and language."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], list[dict[str, str]]] = {}

    def set(self, params: Params) -> bool:
        """setMyCommands: True when the menu is replaced. Raises Refused."""
        wanted = structured(params, "commands", "can't parse commands JSON object")
        if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
            raise bad("expected an Array of bot commands")
        if len(wanted) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for one in wanted:
            if not re.fullmatch(r"/?[a-z0-9_]{1,32}", str(one.get("command", ""))):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(str(one.get("description", ""))) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.kept[_scope(params)] = [
            {"command": one["command"].lstrip("/"), "description": one["description"]} for one in wanted
        ]
        return True

    def get(self, params: Params) -> Any:
        """getMyCommands: the menu of that scope and language, perhaps empty."""
        return self.kept.get(_scope(params), [])


def _scope(params: Params) -> tuple[str, str]:
    scope = structured(params, "scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), str(params.get("language_code") or "")

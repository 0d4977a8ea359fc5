"""Telegram, both directions: the only file that knows python-telegram-bot.

The library's Bot speaks, over our own kept connections; its update queue is not used (it loses updates on a stop).
What each answer means is told in telegram_errors.py. The token is in every address, so no error carries one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot import telegram_errors
from bot.channel import Arrival, CannotTell, Heard, Outgoing, Receipt, SendError, TryLater, Unclear
from bot.telegram_updates import ALLOWED_UPDATES, read_update
from bot.wire import Lost, NotSent, Silence, Wire

log = structlog.get_logger(__name__)

API_URL = "https://api.telegram.org/bot"
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}

# `do_api_request` gives back plain JSON, so that no Message is built for every text sent: 129 µs instead of 226.
# It warns about names that Bot has as methods; with this capital it asks for the same address without the warning.
SEND_MESSAGE = "send_Message"
GET_UPDATES = "get_Updates"


class Told(TelegramError):
    """Carries our own error through python-telegram-bot."""

    def __init__(self, meaning: SendError) -> None:
        super().__init__(type(meaning).__name__)
        self.meaning = meaning


class TelegramRequest(BaseRequest):
    """python-telegram-bot's requests over our wire; it says whether a request that failed may have arrived."""

    def __init__(self, wire: Wire, *, read_seconds: float) -> None:
        self._wire = wire
        self._read_seconds = read_seconds

    @property
    def read_timeout(self) -> float:
        """Seconds an answer may take."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Gets the connections ready."""
        await self._wire.open()

    async def shutdown(self) -> None:
        """Lets go of the connections."""
        await self._wire.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of a success. Raises Told for everything else."""
        data = request_data.url_encoded_parameters().encode() if request_data else None
        within = read_timeout if isinstance(read_timeout, (int, float)) else None
        try:
            answer = await self._wire.call(method, url, data=data, headers=FORM, read_seconds=within)
        except NotSent as error:
            raise Told(telegram_errors.not_reached(str(error))) from None
        except Lost as error:
            raise Told(telegram_errors.nobody_knows(str(error))) from None
        if meaning := telegram_errors.meaning(answer):
            raise Told(meaning)
        return answer.status, answer.body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON of an answer; unlike the library's own, it logs no message text when it is broken."""
        try:
            whole = json.loads(payload)
        except (ValueError, RecursionError):
            raise Told(telegram_errors.nobody_knows("its answer was broken")) from None
        if not isinstance(whole, dict) or "result" not in whole:
            raise Told(telegram_errors.nobody_knows("its answer was not understood"))
        return whole


@dataclass(frozen=True, slots=True)
class Standing:
    """The bot as Telegram sees it, for `stik check`; `waiting` updates were not fetched yet."""

    id: int
    username: str
    name: str
    webhook_url: str
    waiting: int
    last_error: str
    last_error_at: datetime | None


class TelegramChannel:
    """The channel "telegram". `base_url` is python-telegram-bot's: the token and the method follow it."""

    name = "telegram"
    is_two_way = True

    def __init__(
        self, token: str, *, base_url: str = API_URL, connect_seconds: float = 5.0, read_seconds: float = 20.0
    ) -> None:
        self.bot_id = token.partition(":")[0]
        self._silence = Silence()
        wire = Wire(connect_seconds=connect_seconds, read_seconds=read_seconds)
        self._request = TelegramRequest(wire, read_seconds=read_seconds)
        self._bot = Bot(token, base_url=base_url, request=self._request, get_updates_request=self._request)

    async def open(self) -> None:
        """Gets the connections ready; asks Telegram nothing. A second call does nothing."""
        await self._request.initialize()

    async def close(self) -> None:
        """Lets go of the connections; a second call does nothing."""
        await self._request.shutdown()

    async def send(self, outgoing: Outgoing) -> str:
        """The message_id of the accepted message. Raises a SendError."""
        what: dict[str, Any] = {
            "chat_id": outgoing.address,
            "text": outgoing.text,
            "link_preview_options": {"is_disabled": True},
        }
        if outgoing.buttons:
            rows = [[{"text": each.label, "callback_data": each.data} for each in row] for row in outgoing.buttons]
            what["reply_markup"] = {"inline_keyboard": rows}
        if left := self._silence.left:
            raise TryLater(telegram_errors.SLOW_DOWN, after=left, whole_channel=True)
        try:
            with _own_errors():
                accepted = await self._bot.do_api_request(SEND_MESSAGE, what)
                return str(accepted["message_id"])
        except TryLater as later:
            self._silence.lasts(later.after if later.whole_channel else 0)
            raise

    async def find(self, outgoing: Outgoing) -> str | None:
        """Telegram cannot be asked what a bot has sent. Raises CannotTell always."""
        raise CannotTell("Telegram has no way to ask whether a message was sent.")

    def hear(self, arrival: Arrival) -> Sequence[Heard | Receipt]:
        """What a raw update says; empty for groups, bots and kinds that do not concern us. Never raises."""
        return read_update(arrival.content)

    async def acknowledge(self, heard: Heard, text: str = "") -> None:
        """Ends the waiting sign on a pressed button; a failure (too old, twice) is harmless."""
        if not heard.press_ref:
            return
        try:
            await self._bot.answer_callback_query(heard.press_ref, text=text[:200] or None)
        except Exception as error:
            log.debug("a button press could not be acknowledged", error=str(error))

    async def get_updates(self, offset: int, *, poll_seconds: int) -> list[dict[str, Any]]:
        """Raw updates from `offset` on, which confirms all before it. Raises a SendError, PolledElsewhere for 409."""
        what = {"offset": offset, "timeout": poll_seconds, "allowed_updates": list(ALLOWED_UPDATES)}
        with _own_errors():
            updates = await self._bot.do_api_request(GET_UPDATES, what, read_timeout=poll_seconds + 3)
            return [update for update in updates if isinstance(update, dict)]

    async def me(self) -> Standing:
        """The bot's name and how its webhook stands. Raises a SendError."""
        with _own_errors():
            bot, hook = await self._bot.get_me(), await self._bot.get_webhook_info()
            last = hook.last_error_message or "", hook.last_error_date
            return Standing(bot.id, bot.username or "", bot.first_name, hook.url, hook.pending_update_count, *last)

    async def set_webhook(self, url: str, *, secret: str) -> None:
        """Asks Telegram to bring updates to `url`; a second call changes nothing. Raises a SendError."""
        with _own_errors():
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))

    async def delete_webhook(self) -> None:
        """Takes the webhook away and keeps every update that waits. Raises a SendError."""
        with _own_errors():
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def set_commands(self, commands: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Shows these commands (language → names and descriptions; "" for all other languages). Raises a SendError."""
        with _own_errors():
            for language, listed in commands.items():
                await self._bot.set_my_commands(list(listed), language_code=language or None)


@contextmanager
def _own_errors() -> Iterator[None]:
    """Nothing of the library's errors gets out; what is not told is Unclear."""
    try:
        yield
    except Told as told:
        raise told.meaning from None
    except Exception as error:
        raise Unclear(f"Telegram's answer was not understood ({type(error).__name__}).") from None

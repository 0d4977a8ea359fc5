"""The people on the other side of a bot: they write, press, edit, block, and see what the bot sent."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from .telegram_chats import Said, Standing

if TYPE_CHECKING:
    from .telegram_api import TelegramApi

PRESS_LANE, MEMBER_LANE = 3 << 33, 5 << 33


class Person:
    """Somebody with Telegram on a phone; everything they do becomes an update for the bot."""

    def __init__(self, api: TelegramApi, chat_id: int) -> None:
        self.api, self.chat_id = api, chat_id

    @property
    def chat(self) -> list[Said]:
        """What the bot sent to this person, oldest first; deleted ones are marked."""
        return list(self.api.chats.said.get(self.chat_id, {}).values())

    @property
    def popups(self) -> list[str]:
        """The texts of the answers to this person's button presses, "" for a silent one."""
        return [text for _, person_id, text in self.api.chats.answers if person_id == self.chat_id]

    async def receives(self, count: int = 1, *, containing: str = "", within: float = 5.0) -> Said:
        """The newest of at least `count` messages that hold `containing`. Raises TimeoutError."""
        until = time.monotonic() + within
        while True:
            seen = [said for said in self.chat if containing in said.text and not said.deleted]
            if len(seen) >= count:
                return seen[-1]
            if time.monotonic() > until:
                texts = [said.text for said in self.chat]
                raise TimeoutError(f"Waited {within} s for {count} x {containing!r}; the chat holds {texts}.")
            await asyncio.sleep(0.01)

    def starts(self, code: str = "") -> int:
        """Press Start, perhaps from a deep link with a code; lifts a block. Returns the message's id."""
        if self._standing is Standing.BLOCKED:
            self.unblocks()
        self._stand(Standing.TALKS)
        return self.says(f"/start {code}".strip())

    def says(self, text: str, *, reply_to: int | None = None) -> int:
        """Write to the bot. Returns the message's id. Raises RuntimeError while the bot is blocked."""
        extra: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            extra["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if reply_to is not None:
            extra["reply_to_message"] = self.api.chats.shown(self._said(reply_to))
        return self._sends(extra)

    def sends_photo(self, caption: str = "") -> int:
        """Send a picture: a message without text. Returns its id."""
        sizes = [{"file_id": "photo", "file_unique_id": "photo1", "width": 90, "height": 67, "file_size": 1234}]
        return self._sends({"photo": sizes} | ({"caption": caption} if caption else {}))

    def sends_voice(self) -> int:
        """Send a voice message. Returns its id."""
        return self._sends({"voice": {"file_id": "voice", "file_unique_id": "voice1", "duration": 3}})

    def sends_sticker(self) -> int:
        """Send a sticker. Returns the message's id."""
        sticker = {"file_id": "s", "file_unique_id": "s1", "type": "regular", "width": 512, "height": 512}
        return self._sends({"sticker": sticker | {"is_animated": False, "is_video": False, "emoji": "👍"}})

    def shares_contact(self, phone: str) -> int:
        """Share the own phone number. Returns the message's id."""
        name = self.api.chats.profiles[self.chat_id]["first_name"]
        return self._sends({"contact": {"phone_number": phone, "first_name": name, "user_id": self.chat_id}})

    def edits(self, message_id: int, text: str) -> None:
        """Change an own message; the bot hears of it as edited_message."""
        date = int(self.api.clock.now())
        body = self._message(message_id) | {"edit_date": date, "text": text}
        self.api.updates.put("edited_message", body, lane=self.chat_id)

    def presses(self, message_id: int | None, button: str) -> str:
        """Press a button by its label or data; None means the newest message with such a button.

        Returns the id of the callback query, or the address of a link. Raises LookupError without such a button.
        """
        shown = [self._said(message_id)] if message_id is not None else reversed(self.chat)
        for said in shown:
            for one in (one for row in said.buttons for one in row):
                if not said.deleted and button in (one["text"], one.get("callback_data")):
                    return str(one["url"]) if "url" in one else self.forges(said.message_id, one["callback_data"])
        raise LookupError(f"There is no button {button!r} to press; the chat shows {[s.labels for s in self.chat]}.")

    def forges(self, message_id: int, data: str) -> str:
        """Send any data as a press on that message, as a changed app can. Returns the callback query's id."""
        query_id = str(4_000_000_000_000_000 + len(self.api.chats.queries) + 1)
        self.api.chats.queries[query_id] = (self.chat_id, self.api.clock.now())
        body: dict[str, Any] = {"id": query_id, "from": self._from, "chat_instance": f"-{self.chat_id}77", "data": data}
        body["message"] = self.api.chats.shown(self._said(message_id))
        self.api.updates.put("callback_query", body, lane=self.chat_id + PRESS_LANE)
        return query_id

    def blocks(self) -> None:
        """Block the bot; it hears my_chat_member and every send is refused from now on."""
        self._stand(Standing.BLOCKED)
        self._member("member", "kicked")

    def unblocks(self) -> None:
        """Take the block back; the bot hears my_chat_member."""
        self._stand(Standing.TALKS)
        self._member("kicked", "member")

    def leaves_telegram(self) -> None:
        """Delete the account; the bot hears nothing, sends are refused."""
        self._stand(Standing.DEACTIVATED)

    @property
    def _standing(self) -> Standing:
        return self.api.chats.standing[self.chat_id]

    def _stand(self, standing: Standing) -> None:
        self.api.chats.standing[self.chat_id] = standing

    @property
    def _from(self) -> dict[str, Any]:
        return {"id": self.chat_id, "is_bot": False, **self.api.chats.profiles[self.chat_id]}

    def _said(self, message_id: int) -> Said:
        return self.api.chats.said[self.chat_id][message_id]

    def _message(self, message_id: int) -> dict[str, Any]:
        start = {"message_id": message_id, "from": self._from, "chat": self.api.chats.chat(self.chat_id)}
        return start | {"date": int(self.api.clock.now())}

    def _sends(self, content: dict[str, Any]) -> int:
        if self._standing in (Standing.BLOCKED, Standing.DEACTIVATED):
            raise RuntimeError("This person has blocked the bot or left Telegram; call unblocks() or starts() first.")
        self._stand(Standing.TALKS)
        message_id = self.api.chats.next_message_id()
        self.api.chats.heard.add((self.chat_id, message_id))
        self.api.updates.put("message", self._message(message_id) | content, lane=self.chat_id)
        return message_id

    def _member(self, old: str, new: str) -> None:
        def state(status: str) -> dict[str, Any]:
            return {"user": self.api.chats.me, "status": status} | ({"until_date": 0} if status == "kicked" else {})

        body = {"chat": self.api.chats.chat(self.chat_id), "from": self._from, "date": int(self.api.clock.now())}
        body |= {"old_chat_member": state(old), "new_chat_member": state(new)}
        self.api.updates.put("my_chat_member", body, lane=self.chat_id + MEMBER_LANE)

"""Telegram's pace, off unless a test sets it: how many messages a second in all and in one chat before a 429."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field

from .telegram_markup import Refused


@dataclass(slots=True)
class Limits:
    """None means no limit; the public figures are 30 in all and 1 in a chat (Telegram's bot FAQ)."""

    per_second: int | None = None
    per_chat_per_second: int | None = None
    retry_after: int = 1
    refused: int = 0
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)

    def count(self, chat_id: int) -> None:
        """Count one message about to be taken. Raises Refused with 429 when the last second was full."""
        now = time.monotonic()
        chat = self._chats.setdefault(chat_id, deque())
        for sent, most in ((self._all, self.per_second), (chat, self.per_chat_per_second)):
            while sent and now - sent[0] >= 1:
                sent.popleft()
            if most is not None and len(sent) >= most:
                self.refused += 1
                seconds = max(self.retry_after, math.ceil(sent[0] + 1 - now))
                raise Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        self._all.append(now)
        chat.append(now)

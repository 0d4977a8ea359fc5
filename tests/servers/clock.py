"""The clock of a provider's server: real time plus whatever a test has turned it forward by."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Unix seconds that a test may set or move; expiry of queued updates and dates of messages follow it."""

    def __init__(self) -> None:
        self.ahead_seconds = 0.0

    def now(self) -> float:
        """Unix time in seconds as this server sees it."""
        return time.time() + self.ahead_seconds

    def now_at(self) -> datetime:
        """The same instant as an aware UTC datetime."""
        return datetime.fromtimestamp(self.now(), UTC)

    def forward(self, seconds: float) -> None:
        """Turn the clock on by so many seconds; negative turns it back."""
        self.ahead_seconds += seconds

    def set(self, instant_at: datetime) -> None:
        """Make it that instant now; the clock runs on from there."""
        self.ahead_seconds = instant_at.timestamp() - time.time()

"""What the pages get from outside: the database, the clock, and a few settings. Nothing here reads the environment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from programme.calendar import QuietHours
from records.claims import Rules
from records.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """One installation as its pages see it. `ring` wakes the sender; `part_price` is EUR for one SMS part."""

    database: Database
    now: Callable[[], datetime]
    zone: str
    quiet: QuietHours
    public_url: str
    telegram_username: str
    hold_seconds: int
    part_price: float
    diacritics: str
    is_secure: bool
    ring: Callable[[], None]
    is_sms_two_way: bool = False
    messages_per_day: int = 4

    @property
    def rules(self) -> Rules:
        """The same rules by which the sender sends."""
        return Rules(self.quiet, self.messages_per_day, self.zone, self.public_url, self.diacritics)

"""What time it is: the real time, or the demo's, which can be turned forward and is shared through the database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from records import marks
from records.database import Database

OFFSET = "clock.offset_seconds"
Now = Callable[[], datetime]


def real_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class DemoClock:
    """A clock that runs at normal speed and can be turned forward, never back."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def __call__(self) -> datetime:
        return real_now() + self._offset

    def turn_to(self, at: datetime) -> None:
        """Turns the clock forward to an instant; an earlier one leaves it as it is."""
        self._offset = max(self._offset, at - real_now())

    async def keep(self, database: Database) -> None:
        """Writes the offset down, so that a restart goes on from the same time."""
        async with database.transaction() as tx:
            await marks.put(tx, OFFSET, str(self._offset.total_seconds()), now=real_now())

    @classmethod
    async def kept(cls, database: Database) -> "DemoClock":
        """The clock as it was written down; the real time if it never was."""
        async with database.reading() as tx:
            seconds = await marks.get(tx, OFFSET)
        return cls(timedelta(seconds=float(seconds or 0)))

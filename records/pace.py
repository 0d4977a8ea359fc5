"""The next free sending slot of each channel, shared by every process, so that an allowance is never exceeded."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from records.database import Tx
from records.tables import paces
from records.writing import add_many


@dataclass(frozen=True, slots=True)
class Slots:
    """`count` slots, the first at `first_at`, each `gap` after the one before."""

    first_at: datetime
    gap: timedelta
    count: int

    def at(self, index: int) -> datetime:
        """The instant of one slot."""
        return self.first_at + self.gap * index

    def not_before(self, at: datetime) -> "Slots":
        """The same slots, all moved together so that the first is not in the past."""
        return replace(self, first_at=max(self.first_at, at))


async def free_slots(tx: Tx, channel: str, per_second: float, *, now: datetime, window: timedelta) -> Slots:
    """The slots between now and the end of the window; locks the channel's row until the transaction ends."""
    await add_many(tx, paces, [{"channel": channel, "free_at": now}])
    free_at: datetime = (
        await tx.execute(select(paces.c.free_at).where(paces.c.channel == channel).with_for_update())
    ).scalar_one()
    first_at = max(free_at, now)
    gap = timedelta(seconds=1 / per_second)
    return Slots(first_at, gap, max(0, int((now + window - first_at) / gap)))


async def use_slots(tx: Tx, channel: str, slots: Slots, *, used: int) -> None:
    """Marks the first `used` slots as taken."""
    await tx.execute(update(paces).where(paces.c.channel == channel).values(free_at=slots.at(used)))


async def hold_channel(tx: Tx, channel: str, until_at: datetime) -> None:
    """Nobody is written to on this channel before `until_at`; an earlier call that holds longer stands."""
    await add_many(tx, paces, [{"channel": channel, "free_at": until_at}])
    later = paces.c.channel == channel, paces.c.free_at < until_at
    await tx.execute(update(paces).where(*later).values(free_at=until_at))

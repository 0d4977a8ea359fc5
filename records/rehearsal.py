"""The chats of the simulated phones: what was shown on them and what was typed there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from records.database import Tx
from records.tables import rehearsed

Rows = Sequence[Sequence[tuple[str, str]]]  # rows of buttons: label, data


@dataclass(frozen=True, slots=True)
class Shown:
    """One bubble in a simulated chat."""

    id: int
    is_from_person: bool
    text: str
    buttons: Rows
    at: datetime


async def show(tx: Tx, channel: str, address: str, *, text: str, buttons: Rows = (), now: datetime) -> int:
    """Adds a message from Stik to a chat and returns its number."""
    lines = [[list(each) for each in line] for line in buttons]
    row = {"channel": channel, "address": address, "text": text, "buttons": lines, "at": now}
    return await _add(tx, {**row, "is_from_person": False})


async def typed(tx: Tx, channel: str, address: str, *, text: str, now: datetime) -> int:
    """Adds what a person typed or pressed and returns its number."""
    row = {"channel": channel, "address": address, "text": text, "buttons": [], "at": now}
    return await _add(tx, {**row, "is_from_person": True})


async def chat(tx: Tx, channel: str, address: str, *, limit: int = 40) -> list[Shown]:
    """The latest bubbles of a chat, oldest first."""
    mine = select(rehearsed).where(rehearsed.c.channel == channel, rehearsed.c.address == address)
    rows = (await tx.execute(mine.order_by(rehearsed.c.id.desc()).limit(limit))).mappings().all()
    return [Shown(row["id"], row["is_from_person"], row["text"], row["buttons"], row["at"]) for row in reversed(rows)]


async def count(tx: Tx) -> int:
    """How many messages Stik has shown on all phones."""
    shown = select(func.count()).select_from(rehearsed).where(~rehearsed.c.is_from_person)
    return (await tx.execute(shown)).scalar_one()


async def _add(tx: Tx, row: Mapping[str, Any]) -> int:
    return int((await tx.execute(rehearsed.insert().values(**row).returning(rehearsed.c.id))).scalar_one())

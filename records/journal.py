"""What was done, and by whom: append-only, without contents, so that every look at a person can be accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from records.database import Tx
from records.tables import journal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `actor`: account:7, token:2, participant:15, stik; `details` never hold names, numbers or texts."""

    actor: str
    verb: str
    noun: str
    noun_id: int | None = None
    provider_id: int | None = None
    participant_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


async def write(tx: Tx, entry: Entry, at: datetime) -> None:
    """Adds a line; none is ever changed."""
    row = {name: getattr(entry, name) for name in Entry.__slots__}
    await tx.execute(journal.insert().values(**row | {"details": dict(entry.details)}, at=at))


async def about_person(tx: Tx, participant_id: int, *, limit: int = 100) -> list[tuple[datetime, Entry]]:
    """What was done with one person's data, the latest first."""
    mine = select(journal).where(journal.c.participant_id == participant_id)
    rows = (await tx.execute(mine.order_by(journal.c.id.desc()).limit(limit))).mappings()
    return [(row["at"], Entry(**{name: row[name] for name in Entry.__slots__})) for row in rows]


async def latest(tx: Tx, *, limit: int = 100) -> list[tuple[datetime, Entry]]:
    """The newest lines."""
    rows = (await tx.execute(select(journal).order_by(journal.c.id.desc()).limit(limit))).mappings()
    return [(row["at"], Entry(**{name: row[name] for name in Entry.__slots__})) for row in rows]

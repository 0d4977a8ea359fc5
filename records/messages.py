"""Messages for other systems: what was intended, what became of it, and every try to send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from records.database import Row, Tx
from records.scope import EVERYTHING, Scope, people_seen
from records.tables import attempts, messages


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try; `provider_ref` is the provider's own id of the message."""

    channel: str
    state: str
    provider_ref: str | None
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `text` and `parts` are None until it was said, `participant_id` None for staff and strangers."""

    id: int
    participant_id: int | None
    kind: str
    occasion: str
    state: str
    reason: str
    due_at: datetime
    useful_until: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    channel: str
    text: str | None
    parts: int | None
    activity_id: int | None
    broadcast_id: int | None
    is_possible_repeat: bool
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages; None narrows nothing. `since` is about the time they are due."""

    participant_id: int | None = None
    activity_id: int | None = None
    kind: str | None = None
    state: str | None = None
    since: datetime | None = None


async def listed(tx: Tx, scope: Scope, *, wanted: Wanted, after: int = 0, limit: int = 50) -> list[Message]:
    """Messages after an id, in order, with their attempts, in two queries."""
    found = _seen(scope).where(messages.c.id > after)
    for column in ("participant_id", "activity_id", "kind", "state"):
        value = getattr(wanted, column)
        if value is not None:
            found = found.where(messages.c[column] == value)
    if wanted.since is not None:
        found = found.where(messages.c.due_at >= wanted.since)
    return await _read(tx, found.order_by(messages.c.id).limit(limit))


async def message(tx: Tx, message_id: int, scope: Scope) -> Message | None:
    """One message in view, or None."""
    found = await _read(tx, _seen(scope).where(messages.c.id == message_id))
    return found[0] if found else None


def _seen(scope: Scope) -> Select[Any]:
    """Messages to strangers and staff belong to nobody's programme, so only who sees everything sees them."""
    rows = select(messages)
    return rows if scope == EVERYTHING else rows.where(messages.c.participant_id.in_(people_seen(scope)))


async def _read(tx: Tx, found: Select[Any]) -> list[Message]:
    rows = (await tx.execute(found)).mappings().all()
    tries = await _attempts_of(tx, [row["id"] for row in rows])
    columns = [name for name in Message.__slots__ if name != "attempts"]
    return [Message(**{name: row[name] for name in columns}, attempts=tuple(tries.get(row["id"], ()))) for row in rows]


async def _attempts_of(tx: Tx, message_ids: Sequence[int]) -> dict[int, list[Attempt]]:
    if not message_ids:
        return {}
    found = select(attempts).where(attempts.c.message_id.in_(message_ids))
    out: dict[int, list[Attempt]] = {}
    for row in (await tx.execute(found.order_by(attempts.c.message_id, attempts.c.number))).mappings():
        out.setdefault(row["message_id"], []).append(_attempt(row))
    return out


def _attempt(row: Row) -> Attempt:
    return Attempt(row["channel"], row["state"], row["provider_ref"], row["error"], at=row["started_at"])

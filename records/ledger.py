"""What became of messages, for staff: about an activity, of a broadcast, and what should have gone out and did not.

Every function asks once, however many people there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from programme.delivery import MessageState
from records.audience import Audience, chosen
from records.database import Tx
from records.scope import EVERYTHING, Scope, people_seen
from records.tables import activities, messages, participants, replies

# Withdrawn because it was no longer true or not wanted: nothing is missing.
MEANT = ("moved", "cancelled", "restored", "stopped", "declined", "erased", "stopped_by_staff", "superseded")
ON_THE_WAY = (MessageState.SENDING, MessageState.UNCLEAR, MessageState.SENT, MessageState.DELIVERED, MessageState.SEEN)


@dataclass(frozen=True, slots=True)
class Line:
    """One message to one person and what became of it."""

    message_id: int
    participant_id: int
    name: str
    kind: str
    channel: str
    state: str
    reason: str
    asks: str | None
    due_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    parts: int | None
    activity_id: int | None
    activity_title: str | None
    broadcast_id: int | None
    is_possible_repeat: bool


async def not_sent(tx: Tx, scope: Scope, *, from_at: datetime, to_at: datetime, limit: int = 50) -> list[Line]:
    """Messages due between two instants that failed or were left unsaid although somebody should have had them."""
    failed = messages.c.state == MessageState.FAILED
    left = (messages.c.state == MessageState.WITHDRAWN) & messages.c.reason.not_in(MEANT)
    doubtful = (messages.c.state == MessageState.UNCLEAR) & (messages.c.reason == "unclear")
    found = _lines(scope).where(or_(failed, left, doubtful), messages.c.due_at >= from_at, messages.c.due_at < to_at)
    return await _read(tx, found.order_by(messages.c.due_at.desc(), messages.c.id).limit(limit))


async def about_activity(tx: Tx, activity_id: int, scope: Scope, *, limit: int = 500) -> list[Line]:
    """Every message about an activity, the latest first."""
    found = _lines(scope).where(messages.c.activity_id == activity_id)
    return await _read(tx, found.order_by(messages.c.due_at.desc(), messages.c.id.desc()).limit(limit))


async def of_broadcast(tx: Tx, broadcast_id: int, scope: Scope, *, limit: int = 1000) -> list[Line]:
    """Every message of a broadcast."""
    found = _lines(scope).where(messages.c.broadcast_id == broadcast_id)
    return await _read(tx, found.order_by(messages.c.id).limit(limit))


async def asked(tx: Tx, activity_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Who was asked about which activity as it stands now: (activity, person)."""
    found = (
        select(messages.c.activity_id, messages.c.participant_id)
        .join(activities, activities.c.id == messages.c.activity_id)
        .where(messages.c.activity_id.in_(activity_ids), messages.c.asks == "attendance")
        .where(messages.c.revision == activities.c.revision, messages.c.state.in_(ON_THE_WAY))
    )
    return {(activity_id, participant_id) for activity_id, participant_id in await tx.execute(found)}


async def texts_of(tx: Tx, message_ids: Sequence[int]) -> dict[int, str]:
    """The words of messages as they went out, by id; those that were not said yet are left out."""
    found = select(messages.c.id, messages.c.text).where(messages.c.id.in_(message_ids), messages.c.text.is_not(None))
    return {message_id: text for message_id, text in await tx.execute(found)}


async def count_replies_waiting(tx: Tx, scope: Scope) -> int:
    """How many replies of people in view wait for a person."""
    found = select(func.count()).select_from(replies).where(replies.c.needs_person)
    if scope.provider_id is not None:
        mine = replies.c.participant_id.in_(people_seen(scope))
        sees_strangers = scope.role in ("admin", "coordinator")
        found = found.where(or_(mine, replies.c.participant_id.is_(None)) if sees_strangers else mine)
    return (await tx.execute(found)).scalar_one()


async def is_beyond(tx: Tx, audience: Audience, scope: Scope, *, on: date) -> bool:
    """True when somebody chosen is outside what this account may see."""
    everybody = chosen(audience, EVERYTHING, on=on).with_only_columns(participants.c.id)
    beyond = everybody.where(participants.c.id.not_in(people_seen(scope)))
    return scope != EVERYTHING and (await tx.execute(beyond.limit(1))).first() is not None


def _lines(scope: Scope) -> Select[Any]:
    return (
        select(messages, participants.c.first_name, participants.c.last_name, activities.c.title)
        .join(participants, participants.c.id == messages.c.participant_id)
        .outerjoin(activities, activities.c.id == messages.c.activity_id)
        .where(messages.c.participant_id.in_(people_seen(scope)))
    )


async def _read(tx: Tx, found: Select[Any]) -> list[Line]:
    special = {"message_id": "id", "activity_title": "title"}
    names = [name for name in Line.__slots__ if name != "name"]
    return [
        Line(
            name=f"{row['first_name']} {row['last_name']}".strip(),
            **{name: row[special.get(name, name)] for name in names},
        )
        for row in (await tx.execute(found)).mappings()
    ]

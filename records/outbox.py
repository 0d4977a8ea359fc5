"""What is to be said: puts messages, each occasion once a person, and withdraws what is no longer true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update

from programme.delivery import Importance, MessageState
from records import facts as facts_room
from records.database import Row, Tx
from records.tables import activities, addresses, messages, participants
from records.writing import add

# Said once more to somebody who has just stopped, declined or been erased; nothing else is.
LAST_WORDS = frozenset({"stop_done", "erase_done", "join_declined"})
ANSWER_USEFUL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Put:
    """A message to a participant. `channel` is where the person wrote, if this answers them."""

    participant_id: int
    kind: str
    occasion: str
    importance: Importance
    due_at: datetime
    useful_until: datetime
    activity_id: int | None = None
    revision: int | None = None
    broadcast_id: int | None = None
    reply_id: int | None = None
    facts: Mapping[str, Any] | None = None
    asks: str | None = None
    asked_until: datetime | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class PutElsewhere:
    """A message to an address that is no participant's: a stranger who wrote, or a staff member."""

    channel: str
    value: str
    kind: str
    occasion: str
    useful_until: datetime
    account_id: int | None = None
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a person was asked."""

    message_id: int
    participant_id: int
    kind: str
    asks: str
    activity_id: int | None
    occasion: str
    sent_at: datetime | None
    asked_until: datetime
    answered_at: datetime | None
    is_current: bool  # false when the activity moved since, so that the question is about something else
    facts: Mapping[str, Any]


async def put(tx: Tx, message: Put, *, now: datetime) -> int | None:
    """Queues a message and returns its id; None when the occasion was there already or nobody can be written to."""
    channel = message.channel or await _channel_of(tx, message)
    if channel is None:
        return None
    row = {
        "participant_id": message.participant_id,
        "kind": message.kind,
        "occasion": message.occasion,
        "importance": int(message.importance),
        "channel": channel,
        "due_at": message.due_at,
        "useful_until": message.useful_until,
        "activity_id": message.activity_id,
        "revision": message.revision,
        "broadcast_id": message.broadcast_id,
        "reply_id": message.reply_id,
        "facts": None if message.facts is None else facts_room.storable(message.facts),
        "asks": message.asks,
        "asked_until": message.asked_until or (message.useful_until if message.asks else None),
        "created_at": now,
    }
    return await add(tx, messages, row)


async def put_to_address(tx: Tx, message: PutElsewhere, *, now: datetime) -> int | None:
    """Queues a message to a stranger or a staff member; None when the occasion was there already."""
    row = {
        "account_id": message.account_id,
        "to_value": message.value,
        "kind": message.kind,
        "occasion": message.occasion,
        "importance": int(Importance.URGENT if message.account_id else Importance.ANSWER),
        "channel": message.channel,
        "due_at": now,
        "useful_until": message.useful_until,
        "facts": None if message.facts is None else facts_room.storable(message.facts),
        "created_at": now,
    }
    return await add(tx, messages, row)


async def withdraw(tx: Tx, *where: ColumnElement[bool], reason: str) -> int:
    """Takes back queued messages that match; what is on its way or sent stays as it is. Returns how many."""
    statement = update(messages).where(messages.c.state == MessageState.QUEUED, *where)
    return (await tx.execute(statement.values(state=MessageState.WITHDRAWN, reason=reason))).rowcount


async def withdraw_for_person(tx: Tx, participant_id: int, *, reason: str) -> int:
    """Takes back everything queued for a person except last words."""
    mine = messages.c.participant_id == participant_id, messages.c.kind.not_in(LAST_WORDS)
    return await withdraw(tx, *mine, reason=reason)


async def withdraw_for_activity(tx: Tx, activity_id: int, *, before_revision: int, reason: str) -> int:
    """Takes back what speaks about an older revision of an activity."""
    old = messages.c.activity_id == activity_id, messages.c.revision < before_revision
    return await withdraw(tx, *old, reason=reason)


async def withdraw_late(tx: Tx, *, now: datetime) -> int:
    """Takes back what is no longer useful, and reminders of activities that moved or were cancelled."""
    late = await withdraw(tx, messages.c.useful_until <= now, reason="too_late")
    moved = select(activities.c.id).where(
        activities.c.id == messages.c.activity_id, activities.c.revision > messages.c.revision
    )
    return late + await withdraw(tx, messages.c.activity_id.is_not(None), moved.exists(), reason="moved")


async def question(tx: Tx, message_id: int) -> Question | None:
    """The question that a message asked, open or not; None when it asked nothing."""
    found = (await tx.execute(_questions().where(messages.c.id == message_id))).mappings().first()
    return None if found is None else _question(found)


async def open_question(tx: Tx, participant_id: int, *, now: datetime) -> Question | None:
    """The latest question to a person that was sent, is unanswered and has not run out."""
    rows = await tx.execute(
        _questions()
        .where(messages.c.participant_id == participant_id, messages.c.answered_at.is_(None))
        .where(messages.c.state.in_(("sending", "unclear", "sent", "delivered", "seen")), messages.c.asked_until > now)
        .order_by(messages.c.sent_at.desc().nulls_last(), messages.c.id.desc())
        .limit(5)
    )
    return next((each for each in map(_question, rows.mappings()) if each.is_current), None)


async def close_question(tx: Tx, message_id: int, *, now: datetime) -> bool:
    """Marks a question as answered; false when it was answered before."""
    statement = update(messages).where(messages.c.id == message_id, messages.c.answered_at.is_(None))
    return bool((await tx.execute(statement.values(answered_at=now))).rowcount)


async def _channel_of(tx: Tx, message: Put) -> str | None:
    if message.kind not in LAST_WORDS:
        mine = select(participants.c.channel).where(participants.c.id == message.participant_id)
        return (await tx.execute(mine)).scalar_one_or_none()
    latest = select(addresses.c.channel).where(addresses.c.participant_id == message.participant_id)
    return (await tx.execute(latest.order_by(addresses.c.changed_at.desc()).limit(1))).scalar_one_or_none()


def _questions() -> Any:
    is_moved = and_(messages.c.activity_id.is_not(None), activities.c.revision != messages.c.revision)
    return (
        select(messages, is_moved.label("is_moved"))
        .outerjoin(activities, activities.c.id == messages.c.activity_id)
        .where(messages.c.asks.is_not(None), messages.c.participant_id.is_not(None))
    )


def _question(row: Row) -> Question:
    return Question(
        message_id=row["id"],
        participant_id=row["participant_id"],
        kind=row["kind"],
        asks=row["asks"],
        activity_id=row["activity_id"],
        occasion=row["occasion"],
        sent_at=row["sent_at"],
        asked_until=row["asked_until"],
        answered_at=row["answered_at"],
        is_current=not row["is_moved"],
        facts=row["facts"] or {},
    )


async def next_due(tx: Tx, *, after: datetime) -> datetime | None:
    """When the next queued message comes due after an instant, None when there is none."""
    due = select(func.min(messages.c.due_at)).where(messages.c.state == MessageState.QUEUED, messages.c.due_at > after)
    found: datetime | None = (await tx.execute(due)).scalar_one()
    return found

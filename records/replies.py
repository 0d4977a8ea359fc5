"""Every word that came from people, kept with what it was taken to mean and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update

from records.database import Row, Tx
from records.scope import Scope, people_seen
from records.tables import messages, providers, replies


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply as read. `address_digest` is kept for writers who are nobody we know."""

    channel: str
    address_digest: str
    text: str
    how: str  # button, text, edit, page, staff
    meaning: str
    slots: Mapping[str, Any]
    received_at: datetime
    arrival_id: int | None = None
    participant_id: int | None = None
    message_id: int | None = None
    provider_ref: str = ""
    confidence: float = 1.0
    why: tuple[str, ...] = ()
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as staff see it."""

    id: int
    participant_id: int | None
    message_id: int | None
    channel: str
    text: str
    how: str
    meaning: str
    slots: Mapping[str, Any]
    confidence: float
    why: tuple[str, ...]
    needs_person: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a conversation: a message of ours (`is_ours`) or a reply."""

    is_ours: bool
    id: int
    at: datetime
    channel: str
    text: str
    kind: str  # the message's kind, or the reply's meaning
    state: str  # the message's state; for a reply: how it came
    reason: str
    is_possible_repeat: bool = False


async def add_reply(tx: Tx, reply: NewReply) -> int:
    """Keeps a reply and returns its id."""
    row = {name: getattr(reply, name) for name in NewReply.__slots__}
    row |= {"slots": dict(reply.slots), "why": list(reply.why)}
    return int((await tx.execute(replies.insert().values(**row).returning(replies.c.id))).scalar_one())


async def reply(tx: Tx, reply_id: int, scope: Scope) -> Reply | None:
    """One reply, or None when it is not in this scope."""
    row = (await tx.execute(_seen(scope).where(replies.c.id == reply_id))).mappings().first()
    return None if row is None else _reply(row)


async def find_by_ref(tx: Tx, channel: str, address_digest: str, *, provider_ref: str) -> Reply | None:
    """The latest reply that a provider knows by this id: an edited message is found again by it."""
    same = (
        select(replies)
        .where(replies.c.channel == channel, replies.c.address_digest == address_digest)
        .where(replies.c.provider_ref == provider_ref)
        .order_by(replies.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(same)).mappings().first()
    return None if row is None else _reply(row)


async def needing_person(tx: Tx, scope: Scope, *, limit: int = 50) -> list[Reply]:
    """Replies that a person must read, oldest first."""
    waiting = _seen(scope).where(replies.c.needs_person).order_by(replies.c.received_at, replies.c.id).limit(limit)
    return [_reply(row) for row in (await tx.execute(waiting)).mappings()]


async def count_needing_person(tx: Tx, scope: Scope) -> int:
    """How many replies in view a person must read."""
    waiting = _seen(scope).where(replies.c.needs_person).with_only_columns(func.count())
    return (await tx.execute(waiting)).scalar_one()


async def listed(
    tx: Tx, scope: Scope, *, after: int = 0, limit: int = 50, participant_id: int | None = None, **filters: Any
) -> list[Reply]:
    """Replies after an id, in order. `since` (instant) and `needs_person` narrow further."""
    rows = _seen(scope).where(replies.c.id > after).order_by(replies.c.id).limit(limit)
    if participant_id is not None:
        rows = rows.where(replies.c.participant_id == participant_id)
    if filters.get("since") is not None:
        rows = rows.where(replies.c.received_at >= filters["since"])
    if filters.get("needs_person") is not None:
        rows = rows.where(replies.c.needs_person == filters["needs_person"])
    return [_reply(row) for row in (await tx.execute(rows)).mappings()]


async def set_needs_person(tx: Tx, reply_id: int, needs_person: bool) -> bool:
    """Marks a reply as waiting for a person, or as seen by one; false when there is no such reply."""
    changed = update(replies).where(replies.c.id == reply_id).values(needs_person=needs_person)
    return bool((await tx.execute(changed)).rowcount)


async def count_unclear_since(tx: Tx, participant_id: int, since: datetime) -> int:
    """How many replies of a person in a row, since an instant, were not understood."""
    recent = (
        select(replies.c.meaning)
        .where(replies.c.participant_id == participant_id, replies.c.received_at >= since)
        .order_by(replies.c.id.desc())
        .limit(5)
    )
    count = 0
    for meaning in (await tx.execute(recent)).scalars():
        if meaning not in ("unclear", "other_free_text"):
            break
        count += 1
    return count


async def conversation(tx: Tx, participant_id: int, *, limit: int = 100) -> list[Said]:
    """What was said on both sides, oldest first; queued and withdrawn messages are in it with their state."""
    ours = (
        select(messages).where(messages.c.participant_id == participant_id).order_by(messages.c.id.desc()).limit(limit)
    )
    theirs = (
        select(replies).where(replies.c.participant_id == participant_id).order_by(replies.c.id.desc()).limit(limit)
    )
    lines = [
        Said(
            is_ours=True,
            id=row["id"],
            at=row["sent_at"] or row["due_at"],
            channel=row["channel"],
            text=row["text"] or "",
            kind=row["kind"],
            state=row["state"],
            reason=row["reason"],
            is_possible_repeat=row["is_possible_repeat"],
        )
        for row in (await tx.execute(ours)).mappings()
    ]
    lines += [
        Said(False, row["id"], row["received_at"], row["channel"], row["text"], row["meaning"], row["how"], "")
        for row in (await tx.execute(theirs)).mappings()
    ]
    return sorted(lines, key=lambda line: (line.at, line.is_ours, line.id))[-limit:]


def _seen(scope: Scope) -> Select[Any]:
    rows = select(replies)
    if scope.role == "admin" and scope.provider_id is None:
        return rows
    mine = replies.c.participant_id.in_(people_seen(scope))
    if scope.role in ("admin", "coordinator"):
        # Words of strangers belong to nobody: where several providers share an installation, only administrators
        # see them; where there is one, its coordinators do.
        is_only_one = select(func.count()).select_from(providers).scalar_subquery() == 1
        return rows.where(or_(mine, and_(replies.c.participant_id.is_(None), is_only_one)))
    return rows.where(mine)


def _reply(row: Row) -> Reply:
    return Reply(
        id=row["id"],
        participant_id=row["participant_id"],
        message_id=row["message_id"],
        channel=row["channel"],
        text=row["text"],
        how=row["how"],
        meaning=row["meaning"],
        slots=row["slots"],
        confidence=float(row["confidence"]),
        why=tuple(row["why"] or ()),
        needs_person=row["needs_person"],
        received_at=row["received_at"],
    )

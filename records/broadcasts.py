"""Messages from staff to many: prepared, held, sent once, stopped in the middle, watched until all have gone.

The second press on "send" is the same broadcast: every message has the broadcast as its occasion.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import LargeBinary, String, case, func, literal, select, update

from programme.calendar import to_local
from programme.delivery import Importance, MessageState
from records import outbox
from records.audience import Audience, chosen
from records.database import Row, Tx
from records.facts import storable
from records.instants import Instant
from records.scope import EVERYTHING, Scope
from records.sealed import ring
from records.tables import Number as NumberType
from records.tables import activities, broadcasts, messages
from records.writing import count_added, insert_into

USEFUL_FOR = timedelta(hours=24)
UNDER_WAY = (MessageState.QUEUED, MessageState.SENDING)
ASKING = frozenset({"change_time", "change_both", "uncancelled"})


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What staff want to say. `texts` has a text for each language, or the facts of a change under "facts"."""

    provider_id: int
    account_id: int | None
    audience: Audience
    texts: Mapping[str, Any]
    hold_seconds: int
    kind: str = "broadcast"
    activity_id: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it stands. `counts` are messages by state; `not_seen` are people who have not answered since."""

    id: int
    provider_id: int
    kind: str
    audience: Audience
    texts: Mapping[str, Any]
    is_urgent: bool
    state: str
    hold_seconds: int
    send_at: datetime | None
    created_at: datetime
    activity_id: int | None
    counts: Mapping[str, int]

    def facts_in(self, language: str) -> dict[str, Any]:
        """What the text for people of this language may say; English, else Slovenian, for languages not written."""
        text = self.texts.get(language) or self.texts.get("en") or self.texts.get("sl")
        return {**(self.texts.get("facts") or {}), **({"text": text} if text else {})}


async def prepare(tx: Tx, new: NewBroadcast, *, now: datetime) -> int:
    """Keeps a broadcast in state held; nothing goes out before `send`."""
    row = {
        "provider_id": new.provider_id,
        "account_id": new.account_id,
        "activity_id": new.activity_id,
        "audience": new.audience.as_json(),
        "kind": new.kind,
        "texts": {**new.texts, "facts": storable(new.texts.get("facts") or {})},
        "is_urgent": new.is_urgent,
        "state": "held",
        "hold_seconds": new.hold_seconds,
        "created_at": now,
    }
    return int((await tx.execute(broadcasts.insert().values(**row).returning(broadcasts.c.id))).scalar_one())


async def send(tx: Tx, broadcast_id: int, *, now: datetime) -> bool:
    """Lets a held broadcast go after its hold; false when it was sent or stopped before."""
    held = await broadcast(tx, broadcast_id)
    if held is None:
        return False
    send_at = now + timedelta(seconds=held.hold_seconds)
    this = broadcasts.c.id == broadcast_id, broadcasts.c.state == "held"
    sent = update(broadcasts).where(*this).values(state="sending", send_at=send_at)
    return bool((await tx.execute(sent)).rowcount)


async def stop(tx: Tx, broadcast_id: int, *, now: datetime) -> int:
    """Stops a broadcast: what has not left is withdrawn. Returns how many messages that were."""
    this = broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(("held", "sending"))
    await tx.execute(update(broadcasts).where(*this).values(state="stopped", stopped_at=now))
    return await outbox.withdraw(tx, messages.c.broadcast_id == broadcast_id, reason="stopped_by_staff")


async def release_due(tx: Tx, *, now: datetime) -> int:
    """Queues the messages of every broadcast whose hold is over, and ends those with nothing left to send."""
    due = select(broadcasts.c.id).where(broadcasts.c.state == "sending", broadcasts.c.send_at <= now)
    added = 0
    for broadcast_id in (await tx.execute(due.with_for_update(skip_locked=True))).scalars().all():
        found = await broadcast(tx, broadcast_id)
        if found is None:
            continue
        queued = await _queue(tx, found, now=now)
        added += queued
        if not queued and not any(found.counts.get(state) for state in UNDER_WAY):
            await tx.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(state="done"))
    return added


async def broadcast(tx: Tx, broadcast_id: int, scope: Scope = EVERYTHING) -> Broadcast | None:
    """One broadcast with its counts, or None when there is none in this scope."""
    row = (await tx.execute(_seen(scope).where(broadcasts.c.id == broadcast_id))).mappings().first()
    return None if row is None else _broadcast(row, await _counts(tx, broadcast_id))


async def latest(tx: Tx, scope: Scope, *, limit: int = 20) -> list[Broadcast]:
    """The newest broadcasts of a scope."""
    rows = (await tx.execute(_seen(scope).order_by(broadcasts.c.id.desc()).limit(limit))).mappings().all()
    return [_broadcast(row, await _counts(tx, row["id"])) for row in rows]


async def not_seen(tx: Tx, broadcast_id: int) -> list[int]:
    """Participants to whom it went and who have neither answered its question nor been seen to read it."""
    silent = (
        select(messages.c.participant_id)
        .where(messages.c.broadcast_id == broadcast_id, messages.c.state.in_(("sent", "delivered", "unclear")))
        .where(messages.c.answered_at.is_(None))
        .order_by(messages.c.participant_id)
    )
    return list((await tx.execute(silent)).scalars())


async def _queue(tx: Tx, found: Broadcast, *, now: datetime) -> int:
    people = chosen(found.audience, EVERYTHING, on=to_local(now, "Europe/Ljubljana").date()).subquery()
    revision, starts_at = await _activity_now(tx, found.activity_id)
    asks = "attendance" if found.kind in ASKING else None
    useful_until = starts_at if starts_at and starts_at > now else now + USEFUL_FOR
    importance = Importance.URGENT if found.is_urgent or found.activity_id else Importance.BROADCAST
    wanted = {
        "participant_id": people.c.id,
        "kind": literal(found.kind),
        "occasion": literal(f"broadcast:{found.id}"),
        "importance": literal(int(importance)),
        "channel": people.c.channel,
        "due_at": literal(now, Instant),
        "useful_until": literal(useful_until, Instant),
        "state": literal(str(MessageState.QUEUED)),
        "activity_id": literal(found.activity_id, NumberType),
        "revision": literal(revision, NumberType),
        "broadcast_id": literal(found.id, NumberType),
        "facts": _facts_by_language(people.c.language, found),
        "asks": literal(asks, String),
        "asked_until": literal(useful_until if asks else None, Instant),
        "created_at": literal(now, Instant),
    }
    said = select(1).where(messages.c.participant_id == people.c.id, messages.c.occasion == f"broadcast:{found.id}")
    rows = select(*wanted.values()).where(
        people.c.provider_id == found.provider_id, people.c.channel.is_not(None), people.c.state == "joined"
    )
    statement = insert_into(tx, messages).from_select(list(wanted), rows.where(~said.exists()))
    return await count_added(tx, statement.on_conflict_do_nothing())


def _facts_by_language(language: Any, found: Broadcast) -> Any:
    """The sealed facts of each language, sealed once."""
    sealed = {key: literal(_seal(found.facts_in(key)), LargeBinary) for key in {*found.texts, ""} - {"facts"}}
    others = sealed.pop("")
    return case(*((language == key, text) for key, text in sealed.items()), else_=others) if sealed else others


def _seal(facts: Mapping[str, Any]) -> bytes:
    return ring().seal(json.dumps(facts, ensure_ascii=False))


async def _activity_now(tx: Tx, activity_id: int | None) -> tuple[int | None, datetime | None]:
    if activity_id is None:
        return None, None
    found = select(activities.c.revision, activities.c.starts_at).where(activities.c.id == activity_id)
    row = (await tx.execute(found)).one()
    return row.revision, row.starts_at


async def _counts(tx: Tx, broadcast_id: int) -> dict[str, int]:
    counted = select(messages.c.state, func.count()).where(messages.c.broadcast_id == broadcast_id)
    return {state: count for state, count in await tx.execute(counted.group_by(messages.c.state))}


def _seen(scope: Scope) -> Any:
    rows = select(broadcasts)
    return rows if scope.provider_id is None else rows.where(broadcasts.c.provider_id == scope.provider_id)


def _broadcast(row: Row, counts: Mapping[str, int]) -> Broadcast:
    return Broadcast(
        id=row["id"],
        provider_id=row["provider_id"],
        kind=row["kind"],
        audience=Audience.of(row["audience"]),
        texts=row["texts"],
        is_urgent=row["is_urgent"],
        state=row["state"],
        hold_seconds=row["hold_seconds"],
        send_at=row["send_at"],
        created_at=row["created_at"],
        activity_id=row["activity_id"],
        counts=counts,
    )

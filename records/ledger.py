"""What became of messages, for staff: about an activity, of a broadcast, and what should have gone out and did not.

Every function asks once, however many people there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, or_, select, text

from programme.delivery import MessageState
from records.audience import Audience
from records.database import Row, Tx
from records.scope import Scope, activities_seen, cycles_seen, people_seen
from records.tables import NOT_SENT, activities, broadcasts, cycles, messages, participants

# Withdrawn because it was no longer true or not wanted: nothing is missing.
MEANT = (
    "moved",
    "cancelled",
    "restored",
    "stopped",
    "declined",
    "erased",
    "stopped_by_staff",
    "superseded",
    "nothing_to_say",
)
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


@dataclass(frozen=True, slots=True)
class Notice:
    """One broadcast as a line of a list."""

    id: int
    kind: str
    state: str
    audience: Audience
    texts: Mapping[str, Any]
    is_urgent: bool
    created_at: datetime


async def not_sent(tx: Tx, scope: Scope, *, from_at: datetime, to_at: datetime, limit: int = 50) -> list[Line]:
    """Messages due between two instants that failed or were left unsaid although somebody should have had them."""
    failed = messages.c.state == MessageState.FAILED
    left = (messages.c.state == MessageState.WITHDRAWN) & messages.c.reason.not_in(MEANT)
    doubtful = (messages.c.state == MessageState.UNCLEAR) & (messages.c.reason == "unclear")
    due = messages.c.due_at >= from_at, messages.c.due_at < to_at, text(f"messages.{NOT_SENT}")
    found = _lines(scope).where(or_(failed, left, doubtful), *due)
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


async def listed(tx: Tx, scope: Scope, *, activity_id: int | None = None, limit: int = 20) -> list[Notice]:
    """The newest broadcasts of a provider, or those about one activity, without their counts."""
    found = select(broadcasts).order_by(broadcasts.c.id.desc()).limit(limit)
    if scope.provider_id is not None:
        found = found.where(broadcasts.c.provider_id == scope.provider_id)
    if activity_id is not None:
        found = found.where(broadcasts.c.activity_id == activity_id)
    rows = (await tx.execute(found)).mappings().all()
    return [_notice(row) for row in rows]


async def in_view(tx: Tx, audiences: Sequence[Audience], scope: Scope) -> list[bool]:
    """For each audience whether everything chosen is within what this account may see; three questions in all."""
    cycle_ids = {each for one in audiences for each in one.cycle_ids}
    person_ids = {each for one in audiences for each in one.participant_ids}
    activity_ids = {one.activity_id for one in audiences if one.activity_id is not None}
    beyond_cycles = await _beyond(tx, cycles, ids=cycle_ids, seen=cycles_seen(scope))
    beyond_people = await _beyond(tx, participants, ids=person_ids, seen=people_seen(scope))
    beyond_activities = await _beyond(tx, activities, ids=activity_ids, seen=activities_seen(scope))
    return [
        beyond_cycles.isdisjoint(one.cycle_ids)
        and beyond_people.isdisjoint(one.participant_ids)
        and one.activity_id not in beyond_activities
        for one in audiences
    ]


async def _beyond(tx: Tx, table: Table, ids: set[int], *, seen: Select[tuple[int]]) -> set[int]:
    found = select(table.c.id).where(table.c.id.in_(ids), table.c.id.not_in(seen))
    if table is participants:
        found = found.where(participants.c.state != "erased")  # nobody any more, and out of nobody's view
    return set((await tx.execute(found)).scalars()) if ids else set()


def _notice(row: Row) -> Notice:
    special = {"audience": Audience.of(row["audience"])}
    return Notice(**{name: special.get(name, row[name]) for name in Notice.__slots__})


# Not the sealed words: opening them takes longer than everything else, and lists do not show them.
_COLUMNS = [column for column in messages.c if column.name not in ("text", "facts", "to_value")]


def _lines(scope: Scope) -> Select[Any]:
    return (
        select(*_COLUMNS, participants.c.first_name, participants.c.last_name, activities.c.title)
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

"""What a dialogue rests on: the questions a person was asked, the activities that are near, what was said lately."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update

from programme.attendance import AbsenceReason, Answer
from records import outbox
from records.database import Tx
from records.facts import spoken_title
from records.tables import activities, attendances, cycles, enrolments, messages, participants, places, programmes

SENT = ("sending", "unclear", "sent", "delivered", "seen")


@dataclass(frozen=True, slots=True)
class Told:
    """A message to a person as one may answer to it. `asks` is None when it only shows buttons."""

    message_id: int
    participant_id: int
    kind: str
    asks: str | None
    activity_id: int | None
    occasion: str
    channel: str
    asked_until: datetime | None
    is_answered: bool
    is_moved: bool
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """An activity at which one person is expected, with the answer on record. `title` is what may be said aloud."""

    id: int
    revision: int
    kind: str
    title: str
    place: str
    starts_local: datetime
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    answer: Answer
    reason: AbsenceReason | None
    minutes_late: int | None
    answered_at: datetime | None


async def lock_person(tx: Tx, participant_id: int) -> None:
    """Makes other processes wait with this person until the transaction ends: one decision at a time."""
    await tx.execute(select(participants.c.id).where(participants.c.id == participant_id).with_for_update())


async def told(tx: Tx, message_id: int) -> Told | None:
    """The message of a button or an answer page; None when it went to nobody we know."""
    row = (await tx.execute(_told().where(messages.c.id == message_id))).mappings().first()
    return None if row is None else _as_told(row)


async def open_questions(tx: Tx, participant_id: int, *, now: datetime, limit: int = 4) -> list[Told]:
    """The questions of a person that were sent, are unanswered, current and not over; the latest first."""
    waiting = (
        _told()
        .where(messages.c.participant_id == participant_id, messages.c.asks.is_not(None))
        .where(messages.c.answered_at.is_(None), messages.c.state.in_(SENT), messages.c.asked_until > now)
        .order_by(messages.c.sent_at.desc().nulls_last(), messages.c.id.desc())
        .limit(limit)
    )
    rows = (await tx.execute(waiting)).mappings()
    return [each for each in map(_as_told, rows) if not each.is_moved]


async def close_about(tx: Tx, participant_id: int, activity_id: int, *, now: datetime) -> None:
    """Ends every open question to a person about one activity."""
    mine = messages.c.participant_id == participant_id, messages.c.activity_id == activity_id
    open_ones = messages.c.asks.is_not(None), messages.c.answered_at.is_(None), messages.c.state != "queued"
    await tx.execute(update(messages).where(*mine, *open_ones).values(answered_at=now))


async def take_back_answers(tx: Tx, participant_ids: Sequence[int], channel: str) -> None:
    """Withdraws answers that wait for a channel which people have just closed."""
    theirs = messages.c.participant_id.in_(participant_ids), messages.c.channel == channel
    await outbox.withdraw(tx, *theirs, messages.c.reply_id.is_not(None), reason="blocked")


async def expected_ones(tx: Tx, participant_id: int, *where: ColumnElement[bool]) -> list[Expected]:
    """The activities at which a person is expected, narrowed by conditions, by start."""
    mine = attendances.c.participant_id == participant_id
    rows = (await tx.execute(_expected().where(mine, *where).order_by(activities.c.starts_at))).mappings()
    return [_as_expected(row) for row in rows]


async def expected_at(tx: Tx, participant_id: int, activity_id: int) -> Expected | None:
    """One activity with a person's answer; None when the person is not expected there."""
    found = await expected_ones(tx, participant_id, activities.c.id == activity_id)
    return found[0] if found else None


async def expected_between(tx: Tx, participant_id: int, *, from_at: datetime, to_at: datetime) -> list[Expected]:
    """What a person is expected at, not cancelled, that starts between two instants."""
    span = activities.c.starts_at > from_at, activities.c.starts_at <= to_at
    return await expected_ones(tx, participant_id, *span, activities.c.state == "planned")


async def expected_ahead(tx: Tx, participant_id: int, *, now: datetime, until: datetime) -> list[Expected]:
    """What a person is expected at, not cancelled, that is not over and starts by an instant."""
    span = activities.c.ends_at > now, activities.c.starts_at <= until
    return await expected_ones(tx, participant_id, *span, activities.c.state == "planned")


async def absences_by_reason(tx: Tx, participant_id: int, since: datetime) -> dict[str, int]:
    """On how many days a person could not come for which reason, as said since an instant."""
    said = (
        select(attendances.c.reason, activities.c.starts_local)
        .join(activities, activities.c.id == attendances.c.activity_id)
        .where(attendances.c.participant_id == participant_id, attendances.c.answer == Answer.NOT_COMING)
        .where(attendances.c.reason.is_not(None), attendances.c.answered_at >= since)
    )
    days = {(reason, starts_local.date()) for reason, starts_local in await tx.execute(said)}
    return dict(Counter(reason for reason, _ in days))


async def last_asked_at(tx: Tx, participant_id: int, *, since: datetime) -> datetime:
    """When a person was last asked something that was no answer to their own words; at the earliest `since`."""
    asked = select(func.max(messages.c.sent_at)).where(
        messages.c.participant_id == participant_id,
        messages.c.asks.is_not(None),
        messages.c.reply_id.is_(None),
        messages.c.sent_at > since,
    )
    latest: datetime | None = (await tx.execute(asked)).scalar_one()
    return latest or since


async def kinds_said(tx: Tx, participant_id: int, since: datetime) -> frozenset[str]:
    """The kinds of text queued for a person in answer to their words since an instant."""
    said = select(messages.c.kind).where(
        messages.c.participant_id == participant_id,
        messages.c.created_at >= since,
        messages.c.reply_id.is_not(None),
        messages.c.state != "withdrawn",
    )
    return frozenset((await tx.execute(said.distinct())).scalars())


async def had_broadcast(tx: Tx, participant_id: int, since: datetime) -> bool:
    """True when a message of the team went to this person since an instant."""
    theirs = or_(messages.c.broadcast_id.is_not(None), messages.c.kind.in_(("broadcast", "staff_reply")))
    found = select(messages.c.id).where(
        messages.c.participant_id == participant_id, messages.c.sent_at >= since, theirs
    )
    return (await tx.execute(found.limit(1))).scalar_one_or_none() is not None


async def programme_name(tx: Tx, participant_id: int) -> str:
    """The programme of the person's latest enrolment; empty without one."""
    found = (
        select(programmes.c.name)
        .join(cycles, cycles.c.programme_id == programmes.c.id)
        .join(enrolments, enrolments.c.cycle_id == cycles.c.id)
        .where(enrolments.c.participant_id == participant_id)
        .order_by(enrolments.c.from_on.desc())
        .limit(1)
    )
    return (await tx.execute(found)).scalar_one_or_none() or ""


def day_of(occasion: str) -> date | None:
    """The day that a check-in is about, from its occasion; None for other occasions."""
    head, _, tail = occasion.partition(":")
    try:
        return date.fromisoformat(tail) if head == "checkin" else None
    except ValueError:
        return None


def _told() -> Select[Any]:
    is_moved = and_(messages.c.activity_id.is_not(None), activities.c.revision != messages.c.revision)
    return (
        select(messages, func.coalesce(is_moved, False).label("is_moved"))
        .outerjoin(activities, activities.c.id == messages.c.activity_id)
        .where(messages.c.participant_id.is_not(None))
    )


def _as_told(row: Mapping[str, Any]) -> Told:
    same: Iterable[str] = ("participant_id", "kind", "asks", "activity_id", "occasion", "channel", "asked_until")
    return Told(
        message_id=row["id"],
        is_answered=row["answered_at"] is not None,
        is_moved=bool(row["is_moved"]),
        text=row["text"] or "",
        created_at=row["created_at"],
        **{name: row[name] for name in same},
    )


def _expected() -> Select[Any]:
    return (
        select(
            activities,
            attendances.c.answer,
            attendances.c.reason,
            attendances.c.minutes_late,
            attendances.c.answered_at,
            participants.c.is_neutral,
            places.c.name.label("place"),
        )
        .join(attendances, attendances.c.activity_id == activities.c.id)
        .join(participants, participants.c.id == attendances.c.participant_id)
        .outerjoin(places, places.c.id == activities.c.place_id)
    )


def _as_expected(row: Mapping[str, Any]) -> Expected:
    same = ("id", "revision", "kind", "starts_local", "starts_at", "ends_at", "minutes_late", "answered_at")
    titles = {"title": row["title"], "neutral_title": row["neutral_title"]}
    return Expected(
        title=spoken_title(row["kind"], **titles, is_neutral=bool(row["is_neutral"])),
        place=row["place"] or "",
        is_cancelled=row["state"] == "cancelled",
        answer=Answer(row["answer"]),
        reason=AbsenceReason(row["reason"]) if row["reason"] else None,
        **{name: row[name] for name in same},
    )

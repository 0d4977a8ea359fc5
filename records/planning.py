"""Queues what is due by now, still useful and not yet said. Running it twice adds nothing.

Everything is set-based: one INSERT … SELECT for many pairs of person and reminder.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Integer, Select, String, and_, case, column, literal, or_, select, text, values

from programme.calendar import QuietHours, to_local
from programme.delivery import Importance, MessageState
from records.database import Tx
from records.due import HORIZON, Greeting, Reminding, greetings, remindings
from records.instants import Instant
from records.tables import Number as NumberType
from records.tables import (
    attendances,
    enrolments,
    messages,
    participants,
)
from records.writing import count_added, insert_into

PAIRS_AT_ONCE = 400

_COLUMNS = (
    "participant_id",
    "kind",
    "occasion",
    "importance",
    "channel",
    "due_at",
    "useful_until",
    "state",
    "activity_id",
    "revision",
    "asks",
    "asked_until",
    "created_at",
)


async def plan_reminders(tx: Tx, *, now: datetime, quiet: QuietHours) -> int:
    """Queues every reminder that is due by now, still useful and not yet said; returns how many were new."""
    pending = [
        each
        for each in await remindings(tx, from_at=now - HORIZON, to_at=now, quiet=quiet)
        if each.due.useful_until > now and each.starts_at > now
    ]
    added = 0
    for some in _batches(pending, PAIRS_AT_ONCE):
        added += await _insert(tx, _reminder_rows(some, now=now))
    return added


async def plan_checkins(tx: Tx, *, now: datetime, quiet: QuietHours, zone: str) -> int:
    """Queues today's check-ins that are due and not yet said: at most one a person and day; returns the new ones."""
    added = 0
    for each in await greetings(tx, to_local(now, zone).date(), quiet=quiet):
        if each.due_at <= now < each.useful_until:
            added += await _insert(tx, _checkin_rows(each, now=now))
    return added


def reminded_people(pairs: Sequence[Reminding]) -> Select[Any]:
    """Who gets which reminder of these: participant, due row, consent and answer already weighed."""
    due = (
        values(
            column("activity_id", NumberType),
            column("revision", Integer),
            column("occasion", String),
            column("kind", String),
            column("asks", Boolean),
            column("due_at", Instant),
            column("useful_until", Instant),
            column("starts_at", Instant),
            name="due",
        )
        .data([_pair(each) for each in pairs])
        .cte("due")
    )
    asks = and_(due.c.asks, attendances.c.answer.in_(("none", "maybe")))
    return (
        select(
            attendances.c.participant_id,
            case((asks, due.c.kind), else_="reminder_tell").label("kind"),
            due.c.occasion,
            participants.c.channel,
            due.c.due_at,
            due.c.useful_until,
            due.c.activity_id,
            due.c.revision,
            case((asks, "attendance"), else_=None).label("asks"),
            due.c.starts_at.label("asked_until"),
        )
        .join(due, due.c.activity_id == attendances.c.activity_id)
        .join(participants, participants.c.id == attendances.c.participant_id)
        .where(participants.c.channel.is_not(None), participants.c.state == "joined")
        .where(attendances.c.answer != "not_coming")
    )


def greeted_people(each: Greeting) -> Select[Any]:
    """Who gets this check-in."""
    mine = participants.c.checkin_at_local == each.hour
    return (
        select(participants.c.id.label("participant_id"), participants.c.channel)
        .join(enrolments, enrolments.c.participant_id == participants.c.id)
        .where(enrolments.c.cycle_id == each.cycle_id)
        .where(enrolments.c.from_on <= each.on, enrolments.c.to_on >= each.on)
        .where(participants.c.channel.is_not(None), participants.c.state == "joined", participants.c.wants_checkins)
        .where(or_(participants.c.paused_until_on.is_(None), participants.c.paused_until_on < each.on))
        .where(or_(mine, participants.c.checkin_at_local.is_(None)) if each.is_plan_hour else mine)
    )


async def _insert(tx: Tx, rows: Select[Any]) -> int:
    if tx.dialect.name == "postgresql":
        # A plan that a connection kept from a smaller table made 40,000 pairs take minutes instead of a second.
        await tx.execute(text("set local plan_cache_mode = force_custom_plan"))
    wanted = rows.subquery()
    said = select(1).where(
        messages.c.participant_id == wanted.c.participant_id, messages.c.occasion == wanted.c.occasion
    )
    # The ON clause of SQLite's upsert is ambiguous after a SELECT without WHERE; the anti-join gives it one.
    chosen = select(*[wanted.c[name] for name in _COLUMNS]).where(~said.exists())
    statement = insert_into(tx, messages).from_select(list(_COLUMNS), chosen).on_conflict_do_nothing()
    return await count_added(tx, statement)


def _reminder_rows(pairs: Sequence[Reminding], *, now: datetime) -> Select[Any]:
    return reminded_people(pairs).add_columns(
        literal(int(Importance.REMINDER)).label("importance"),
        literal(str(MessageState.QUEUED)).label("state"),
        literal(now, Instant).label("created_at"),
    )


def _checkin_rows(each: Greeting, *, now: datetime) -> Select[Any]:
    return greeted_people(each).add_columns(
        literal(each.question).label("kind"),
        literal(f"checkin:{each.on.isoformat()}").label("occasion"),
        literal(int(Importance.CHECKIN)).label("importance"),
        literal(each.due_at, Instant).label("due_at"),
        literal(each.useful_until, Instant).label("useful_until"),
        literal(str(MessageState.QUEUED)).label("state"),
        literal(None, NumberType).label("activity_id"),
        literal(None, Integer).label("revision"),
        literal("checkin").label("asks"),
        literal(each.asked_until, Instant).label("asked_until"),
        literal(now, Instant).label("created_at"),
    )


def _pair(each: Reminding) -> tuple[Any, ...]:
    due = each.due
    return (
        each.activity_id,
        each.revision,
        each.occasion,
        each.kind,
        due.asks,
        due.due_at,
        due.useful_until,
        each.starts_at,
    )


def _batches(items: Iterable[Reminding], size: int) -> Iterable[list[Reminding]]:
    pending = iter(items)
    while some := list(islice(pending, size)):
        yield some

"""The question to the timetable: what is due by now, still useful, and not yet said? Running it twice adds nothing.

The same question about other instants is the forecast. Everything is set-based: one INSERT … SELECT for many pairs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Integer, Select, String, and_, case, column, func, literal, or_, select, values

from programme.calendar import QuietHours, to_instant, to_local
from programme.checkin import checkin_due, falls_on
from programme.delivery import Importance, MessageState
from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS, Due, Step, due_steps
from records.database import Tx
from records.instants import Instant
from records.tables import Number as NumberType
from records.tables import (
    activities,
    attendances,
    checkin_plans,
    cycles,
    enrolments,
    ladder_steps,
    messages,
    participants,
    programmes,
)
from records.writing import count_added, insert_into

HORIZON = timedelta(days=31)
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


@dataclass(frozen=True, slots=True)
class Reminding:
    """One reminder step of one activity, for everybody expected there."""

    activity_id: int
    revision: int
    activity_kind: str
    starts_at: datetime
    step: Step
    due: Due

    @property
    def occasion(self) -> str:
        """The unique reason, which changes when the activity moves."""
        return f"reminder:{self.activity_id}:{self.revision}:{self.step.key}"

    @property
    def kind(self) -> str:
        """The text that asks; people who said that they come get the one that tells."""
        is_health_notice = self.step.tells == "notice" and self.activity_kind == ActivityKind.HEALTH_SESSION
        return "health_notice" if is_health_notice else "reminder_ask" if self.due.asks else "reminder_tell"


@dataclass(frozen=True, slots=True)
class Greeting:
    """One daily check-in of one cycle at one hour."""

    cycle_id: int
    on: date
    hour: time
    question: str
    due_at: datetime
    useful_until: datetime
    asked_until: datetime
    is_plan_hour: bool


async def remindings(tx: Tx, *, from_at: datetime, to_at: datetime, quiet: QuietHours) -> list[Reminding]:
    """Every reminder step that comes due between two instants, both included, in order."""
    ladders = await _ladders(tx)
    rows = await tx.execute(
        select(activities, programmes.c.zone, programmes.c.id.label("programme_id"))
        .join(cycles, cycles.c.id == activities.c.cycle_id)
        .join(programmes, programmes.c.id == cycles.c.programme_id)
        .where(activities.c.state == "planned")
        .where(activities.c.starts_at > from_at, activities.c.starts_at <= to_at + HORIZON)
    )
    out = []
    for row in rows.mappings():
        steps = ladders.get((row["programme_id"], row["kind"])) or DEFAULT_LADDERS[ActivityKind(row["kind"])]
        for due in due_steps(row["starts_local"], row["zone"], steps=steps, quiet=quiet):
            if from_at <= due.due_at <= to_at:
                out.append(Reminding(row["id"], row["revision"], row["kind"], row["starts_at"], step=due.step, due=due))
    return sorted(out, key=lambda each: (each.due.due_at, each.activity_id))


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


async def greetings(tx: Tx, on: date, *, quiet: QuietHours) -> list[Greeting]:
    """Every check-in of a local day: one per cycle and hour that somebody there has chosen."""
    hour = func.coalesce(participants.c.checkin_at_local, checkin_plans.c.at_local)
    rows = await tx.execute(
        select(checkin_plans, cycles.c.starts_on, cycles.c.ends_on, programmes.c.zone, hour.label("hour"))
        .join(cycles, cycles.c.id == checkin_plans.c.cycle_id)
        .join(programmes, programmes.c.id == cycles.c.programme_id)
        .join(enrolments, enrolments.c.cycle_id == cycles.c.id)
        .join(participants, participants.c.id == enrolments.c.participant_id)
        .where(cycles.c.starts_on <= on, cycles.c.ends_on >= on)
        .distinct()
    )
    out = []
    for row in rows.mappings():
        weekdays = frozenset(int(day) for day in row["weekdays"])
        if falls_on(on, weekdays, starts_on=row["starts_on"], ends_on=row["ends_on"]):
            out.append(_greeting(row, on, quiet))
    return sorted(out, key=lambda each: (each.due_at, each.cycle_id))


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


def _greeting(row: Any, on: date, quiet: QuietHours) -> Greeting:
    due = checkin_due(on, row["hour"], zone=row["zone"], quiet=quiet)
    midnight = to_instant(datetime.combine(on + timedelta(days=1), time(0)), row["zone"])
    return Greeting(
        row["cycle_id"],
        on,
        hour=row["hour"],
        question=row["question"],
        due_at=due.due_at,
        useful_until=due.useful_until,
        asked_until=midnight,
        is_plan_hour=row["hour"] == row["at_local"],
    )


async def _ladders(tx: Tx) -> dict[tuple[int, str], tuple[Step, ...]]:
    out: dict[tuple[int, str], tuple[Step, ...]] = {}
    for row in (await tx.execute(select(ladder_steps).order_by(ladder_steps.c.id))).mappings():
        step = Step(row["days_before"], row["at_local"], row["minutes_before"], asks=row["asks"], tells=row["tells"])
        key = row["programme_id"], row["activity_kind"]
        out[key] = (*out.get(key, ()), step)
    return out


def _batches(items: Iterable[Reminding], size: int) -> Iterable[list[Reminding]]:
    pending = iter(items)
    while some := list(islice(pending, size)):
        yield some

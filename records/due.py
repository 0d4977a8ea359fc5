"""The question to the timetable: which reminder steps and check-ins come due between two instants?

Asked about now it is the plan, asked about next week the forecast and the rehearsal. Nothing is written here.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from programme.calendar import QuietHours, to_instant
from programme.checkin import checkin_due, falls_on
from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS, Due, Step, due_steps
from records.database import Tx
from records.tables import (
    activities,
    checkin_plans,
    cycles,
    enrolments,
    ladder_steps,
    participants,
    programmes,
)

HORIZON = timedelta(days=31)


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
            out.append(_greeting(row, on, quiet=quiet))
    return sorted(out, key=lambda each: (each.due_at, each.cycle_id))


def _greeting(row: Any, on: date, *, quiet: QuietHours) -> Greeting:
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

"""Who is expected at an activity, what they said, and who came: "will come" and "came" are two facts.

An answer never becomes a record of presence, and a record of presence never changes an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, delete, func, literal, or_, select, update

from programme.attendance import AbsenceReason, Answer, Presence
from records.alphabet import sort_key
from records.database import Tx
from records.tables import Number, activities, attendances, enrolments, participants
from records.writing import count_added, insert_into


@dataclass(frozen=True, slots=True)
class Expected:
    """One person expected at one activity. `hours` is what staff recorded; `channel` None: cannot be written to."""

    participant_id: int
    name: str
    answer: Answer
    reason: AbsenceReason | None
    minutes_late: int | None
    answered_at: datetime | None
    how: str | None
    presence: Presence
    hours: Decimal | None
    is_justified: bool | None
    channel: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody said about coming; `how`: button, text, page, staff, api."""

    answer: Answer
    reason: AbsenceReason | None
    minutes_late: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What staff recorded about one person: `hours` of presence, and whether an absence is justified."""

    participant_id: int
    presence: Presence
    hours: Decimal | None = None
    is_justified: bool | None = None
    reason: AbsenceReason | None = None


async def expected(tx: Tx, activity_id: int) -> list[Expected]:
    """Everybody expected at an activity, by name."""
    return (await expected_at(tx, [activity_id])).get(activity_id, [])


async def expected_at(tx: Tx, activity_ids: Sequence[int]) -> dict[int, list[Expected]]:
    """Everybody expected at several activities, each list by name, in one query."""
    found = (
        select(attendances, participants.c.first_name, participants.c.last_name, participants.c.channel)
        .join(participants, participants.c.id == attendances.c.participant_id)
        .where(attendances.c.activity_id.in_(activity_ids), participants.c.state != "erased")
    )
    rows = (await tx.execute(found)).mappings().all()
    out: dict[int, list[Expected]] = {}
    for row in sorted(rows, key=lambda each: sort_key(each["last_name"], each["first_name"])):
        out.setdefault(row["activity_id"], []).append(_expected(row))
    return out


async def set_answer(tx: Tx, activity_id: int, participant_id: int, *, given: Given, at: datetime) -> Answer | None:
    """Writes an answer down and returns the former one; None when the person is not expected there.

    One conditional UPDATE: an answer given earlier than the one on record does not overwrite it.
    """
    mine = attendances.c.activity_id == activity_id, attendances.c.participant_id == participant_id
    former = (await tx.execute(select(attendances.c.answer).where(*mine).with_for_update())).scalar_one_or_none()
    if former is None:
        return None
    is_newer = or_(attendances.c.answered_at.is_(None), attendances.c.answered_at <= at)
    await tx.execute(
        update(attendances)
        .where(*mine, is_newer)
        .values(
            answer=given.answer,
            reason=given.reason,
            minutes_late=given.minutes_late,
            how=given.how,
            answered_at=at,
        )
    )
    return Answer(former)


async def record_presence(
    tx: Tx, activity_id: int, rows: Sequence[Seen], *, recorded_by: int | None, now: datetime
) -> int:
    """Records who came; returns how many records are new or different. Somebody not expected is added.

    A record without a reason keeps the one that the person gave.
    """
    before = {each.participant_id: each for each in await seen_at(tx, activity_id)}
    fresh = [row for row in rows if not _is_on_record(row, before.get(row.participant_id))]
    if fresh:
        statement = insert_into(tx, attendances)
        names = ("presence", "hours", "is_justified", "recorded_by", "recorded_at")
        changed: dict[str, Any] = {name: statement.excluded[name] for name in names}
        changed["reason"] = func.coalesce(statement.excluded.reason, attendances.c.reason)
        upsert = statement.on_conflict_do_update(index_elements=["activity_id", "participant_id"], set_=changed)
        await tx.execute(upsert, [_seen_row(activity_id, row, recorded_by=recorded_by, now=now) for row in fresh])
    return len(fresh)


async def seen_at(tx: Tx, activity_id: int) -> list[Seen]:
    """What is on record about presence at an activity, everybody expected included."""
    rows = (await tx.execute(select(attendances).where(attendances.c.activity_id == activity_id))).mappings()
    return [
        Seen(
            row["participant_id"],
            Presence(row["presence"]),
            row["hours"],
            row["is_justified"],
            reason=AbsenceReason(row["reason"]) if row["reason"] else None,
        )
        for row in rows
    ]


async def expect_people(tx: Tx, activity_id: int, participant_ids: Sequence[int]) -> int:
    """Adds people to an activity; returns how many were not there yet."""
    rows = [{"activity_id": activity_id, "participant_id": each} for each in participant_ids]
    if not rows:
        return 0
    statement = insert_into(tx, attendances).values(rows).on_conflict_do_nothing()
    return len((await tx.execute(statement.returning(attendances.c.participant_id))).all())


async def expect_cycle(tx: Tx, activity_ids: Sequence[int]) -> int:
    """Adds everybody enrolled on the day to these whole-cycle activities; returns how many were not there yet."""
    return await _expect(tx, _enrolled_on_the_day().where(activities.c.id.in_(activity_ids)))


async def expect_in_cycles(tx: Tx, cycle_ids: Sequence[int]) -> int:
    """The same for every whole-cycle activity of these cycles."""
    return await _expect(tx, _enrolled_on_the_day().where(activities.c.cycle_id.in_(cycle_ids)))


async def expect_newcomer(tx: Tx, participant_id: int, cycle_id: int, *, from_on: date, to_on: date) -> int:
    """Adds somebody to the whole-cycle activities of a cycle between two dates."""
    first, end = _between(from_on, to_on)
    wanted = select(activities.c.id, literal(participant_id, Number)).where(
        activities.c.cycle_id == cycle_id, activities.c.is_for_all
    )
    return await _expect(tx, wanted.where(activities.c.starts_local >= first, activities.c.starts_local < end))


async def release(tx: Tx, participant_id: int, cycle_id: int, *, from_on: date, to_on: date) -> int:
    """Takes somebody off the whole-cycle activities outside two dates to which nothing was answered or recorded."""
    first, end = _between(from_on, to_on)
    outside = select(activities.c.id).where(
        activities.c.cycle_id == cycle_id,
        activities.c.is_for_all,
        or_(activities.c.starts_local < first, activities.c.starts_local >= end),
    )
    return await _release(tx, attendances.c.participant_id == participant_id, attendances.c.activity_id.in_(outside))


async def release_others(tx: Tx, activity_id: int, participant_ids: Sequence[int]) -> int:
    """Takes everybody else off an activity, except who answered or was recorded."""
    others = attendances.c.participant_id.not_in(participant_ids)
    return await _release(tx, attendances.c.activity_id == activity_id, others)


async def forget_answers(tx: Tx, activity_id: int) -> None:
    """Empties every answer to an activity: they were about another time."""
    empty = {"answer": Answer.NONE, "reason": None, "minutes_late": None, "answered_at": None, "how": None}
    await tx.execute(update(attendances).where(attendances.c.activity_id == activity_id).values(**empty))


async def _expect(tx: Tx, wanted: Select[Any]) -> int:
    columns = ["activity_id", "participant_id"]
    statement = insert_into(tx, attendances).from_select(columns, wanted).on_conflict_do_nothing()
    return await count_added(tx, statement)


def _enrolled_on_the_day() -> Select[Any]:
    day = func.date(activities.c.starts_local)
    return (
        select(activities.c.id, enrolments.c.participant_id)
        .join(enrolments, enrolments.c.cycle_id == activities.c.cycle_id)
        .join(participants, participants.c.id == enrolments.c.participant_id)
        .where(activities.c.is_for_all, participants.c.state != "erased")
        .where(enrolments.c.from_on <= day, enrolments.c.to_on >= day)
    )


async def _release(tx: Tx, *where: Any) -> int:
    silent = attendances.c.answered_at.is_(None), attendances.c.presence == Presence.UNKNOWN
    return (await tx.execute(delete(attendances).where(*where, *silent))).rowcount


def _between(from_on: date, to_on: date) -> tuple[datetime, datetime]:
    return datetime.combine(from_on, time()), datetime.combine(to_on + timedelta(days=1), time())


def _expected(row: Any) -> Expected:
    return Expected(
        row["participant_id"],
        f"{row['first_name']} {row['last_name']}".strip(),
        answer=Answer(row["answer"]),
        reason=AbsenceReason(row["reason"]) if row["reason"] else None,
        minutes_late=row["minutes_late"],
        answered_at=row["answered_at"],
        how=row["how"],
        presence=Presence(row["presence"]),
        hours=row["hours"],
        is_justified=row["is_justified"],
        channel=row["channel"],
    )


def _is_on_record(row: Seen, before: Seen | None) -> bool:
    return before is not None and before == (row if row.reason else replace(row, reason=before.reason))


def _seen_row(activity_id: int, seen: Seen, *, recorded_by: int | None, now: datetime) -> dict[str, Any]:
    row = {name: getattr(seen, name) for name in Seen.__slots__}
    return {**row, "activity_id": activity_id, "recorded_by": recorded_by, "recorded_at": now}

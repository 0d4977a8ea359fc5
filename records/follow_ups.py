"""The tasks that time brings: nobody answered before an activity, a person is silent, nobody took an urgent task.

Each ends in something a human does, usually a phone call: the calls work best for those who missed before.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from programme.calendar import to_local
from records import duty
from records.database import Tx
from records.tables import activities, attendances, checkins, messages, participants, replies, tasks
from records.tasks import NewTask, open_task

CALL_BEFORE = timedelta(hours=16)
TIME_TO_ANSWER = timedelta(hours=3)
SILENT_FOR = timedelta(days=5)
GREETINGS_UNANSWERED = 3
MOST_AT_ONCE = 500


async def no_answer(tx: Tx, *, now: datetime) -> int:
    """Opens a task for each person who was asked hours ago and has not answered for an activity that comes soon."""
    asked = (
        select(1)
        .where(messages.c.activity_id == activities.c.id, messages.c.participant_id == participants.c.id)
        .where(messages.c.asks == "attendance", messages.c.revision == activities.c.revision)
        .where(messages.c.sent_at <= now - TIME_TO_ANSWER)
    )
    rows = await tx.execute(
        select(
            activities.c.id.label("activity_id"),
            activities.c.title,
            activities.c.starts_at,
            activities.c.revision,
            participants.c.id.label("participant_id"),
            participants.c.provider_id,
        )
        .join(attendances, attendances.c.activity_id == activities.c.id)
        .join(participants, participants.c.id == attendances.c.participant_id)
        .where(activities.c.state == "planned", activities.c.starts_at > now)
        .where(activities.c.starts_at <= now + CALL_BEFORE)
        .where(attendances.c.answer == "none", asked.exists(), ~_has_task("no_answer", activities.c.id))
        .limit(MOST_AT_ONCE)
    )
    opened = 0
    for row in rows.all():
        task = NewTask(
            provider_id=row.provider_id,
            kind="no_answer",
            occasion=f"no_answer:{row.activity_id}:{row.revision}:{row.participant_id}",
            why=row.title,
            due_at=row.starts_at,
            participant_id=row.participant_id,
            activity_id=row.activity_id,
        )
        opened += await open_task(tx, task, now=now) is not None
    return opened


async def silent(tx: Tx, *, now: datetime, zone: str) -> int:
    """Opens one task a week for each person who let several check-ins pass and wrote nothing for days."""
    since = now - SILENT_FOR
    wrote = select(1).where(replies.c.participant_id == participants.c.id, replies.c.received_at >= since)
    scored = select(1).where(checkins.c.participant_id == participants.c.id, checkins.c.answered_at >= since)
    rows = await tx.execute(
        select(participants.c.id, participants.c.provider_id, func.count().label("greeted"))
        .join(messages, messages.c.participant_id == participants.c.id)
        .where(participants.c.state == "joined", messages.c.asks == "checkin", messages.c.sent_at >= since)
        .where(messages.c.asked_until <= now, ~wrote.exists(), ~scored.exists())
        .group_by(participants.c.id, participants.c.provider_id)
        .having(func.count() >= GREETINGS_UNANSWERED)
        .limit(MOST_AT_ONCE)
    )
    year, week, _ = to_local(now, zone).isocalendar()
    opened = 0
    for row in rows.all():
        task = NewTask(
            provider_id=row.provider_id,
            kind="silent",
            occasion=f"silent:{row.id}:{year}-{week}",
            why=str(row.greeted),
            due_at=now + timedelta(days=1),
            participant_id=row.id,
        )
        opened += await open_task(tx, task, now=now) is not None
    return opened


async def escalate(tx: Tx, *, now: datetime) -> int:
    """Marks urgent tasks that nobody took in time: they stand above the others, and more people are told, once."""
    late = tasks.c.state == "open", tasks.c.is_urgent, tasks.c.due_at <= now, tasks.c.escalated_at.is_(None)
    marked = update(tasks).where(*late).values(escalated_at=now)
    rows = await tx.execute(marked.returning(tasks.c.id, tasks.c.provider_id, tasks.c.participant_id))
    escalated = rows.all()
    for row in escalated:
        chats = await duty.everybody(tx, row.provider_id, row.participant_id)
        await duty.alert(tx, chats, "staff_alert_again", reason=f"escalated:{row.id}", now=now)
    return len(escalated)


def _has_task(kind: str, activity_id: ColumnElement[int]) -> ColumnElement[bool]:
    return (
        select(1)
        .where(tasks.c.kind == kind, tasks.c.activity_id == activity_id)
        .where(tasks.c.participant_id == participants.c.id)
        .exists()
    )

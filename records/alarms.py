"""Tasks that say what could not be sent: a person whom nothing reaches, a channel whose set-up is wrong."""

from datetime import datetime, timedelta

from sqlalchemy import select

from records.database import Tx
from records.tables import messages, participants, tasks
from records.tasks import NewTask, open_task
from records.writing import add_many


async def unreachable_task(tx: Tx, message_id: int, reason: str, *, now: datetime) -> None:
    """Opens one task a person and day that says whom a message could not reach, and why."""
    row = (
        await tx.execute(
            select(participants.c.id, participants.c.provider_id, messages.c.activity_id)
            .join(messages, messages.c.participant_id == participants.c.id)
            .where(messages.c.id == message_id)
        )
    ).first()
    if row is None:
        return
    task = NewTask(
        provider_id=row.provider_id,
        kind="unreachable",
        occasion=f"unreachable:{row.id}:{now.date().isoformat()}",
        why=reason,
        due_at=now + timedelta(hours=4),
        participant_id=row.id,
        message_id=message_id,
        activity_id=row.activity_id,
    )
    await open_task(tx, task, now=now)


async def channel_broken(tx: Tx, channel: str, reason: str, *, now: datetime) -> None:
    """Opens one task a day for every provider with people: the channel's set-up is wrong and nothing goes out."""
    owners = (await tx.execute(select(participants.c.provider_id).distinct())).scalars()
    occasion = f"broken:{channel}:{now.date().isoformat()}"
    rows = [
        {"provider_id": owner, "kind": "broken_channel", "occasion": occasion, "why": reason, "is_urgent": True}
        for owner in owners
    ]
    await add_many(tx, tasks, [{**row, "due_at": now, "created_at": now} for row in rows])

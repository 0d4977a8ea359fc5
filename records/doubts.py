"""Messages of which nobody knows whether they were sent: found, asked about at the provider, and ended.

An SMS can be looked for; Telegram cannot be asked, so a reminder is repeated at most once and marked as such.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from programme.delivery import AttemptState, Importance, MessageState
from records.alarms import unreachable_task
from records.database import Tx
from records.receipts import apply_receipts
from records.tables import addresses, attempts, messages

# Kinds that are worth saying a second time when nobody knows whether the first arrived.
REPEATABLE = frozenset({Importance.URGENT, Importance.REMINDER})


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A message of which nobody knows whether it was sent."""

    message_id: int
    channel: str
    importance: Importance
    number: int
    attempt_id: int
    address: str
    text: str
    useful_until: datetime
    started_at: datetime


async def expire_claims(tx: Tx, *, now: datetime) -> int:
    """Messages whose worker is gone become unclear: their request may have left. Returns how many."""
    gone = messages.c.state == MessageState.SENDING, messages.c.claimed_until < now
    statement = update(messages).where(*gone).values(state=MessageState.UNCLEAR, claimed_until=now)
    return (await tx.execute(statement)).rowcount


async def doubtful(tx: Tx, channel: str, *, now: datetime, limit: int = 50) -> list[Doubtful]:
    """Unclear messages of a channel whose provider may now be asked; taken for half a minute."""
    due = (
        select(messages.c.id)
        .where(messages.c.state == MessageState.UNCLEAR, messages.c.channel == channel)
        .where(messages.c.claimed_until <= now)
        .order_by(messages.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await tx.execute(due)).scalars())
    await tx.execute(update(messages).where(messages.c.id.in_(ids)).values(claimed_until=now + timedelta(seconds=30)))
    return [await _doubtful(tx, message_id) for message_id in ids]


async def resolve(tx: Tx, doubt: Doubtful, *, provider_ref: str | None, can_tell: bool, now: datetime) -> str:
    """Ends a doubt: sent, when the provider knows it; again, when surely not sent or worth one marked repeat; or
    failed when it is too late for that; or left as unclear for good, with a task when it was a reminder."""
    where = messages.c.id == doubt.message_id, messages.c.state == MessageState.UNCLEAR
    if provider_ref is not None:
        await tx.execute(update(messages).where(*where).values(state=MessageState.SENT, sent_at=doubt.started_at))
        ended = {"state": AttemptState.ACCEPTED, "provider_ref": provider_ref, "ended_at": now}
        await tx.execute(update(attempts).where(attempts.c.id == doubt.attempt_id).values(**ended))
        await apply_receipts(tx, doubt.channel, provider_ref, now=now)
        return "sent"
    is_repeat = not can_tell
    worth_it = can_tell or (doubt.importance in REPEATABLE and doubt.number == 1)
    if worth_it and doubt.useful_until > now:
        again = {"state": MessageState.QUEUED, "due_at": now, "is_possible_repeat": is_repeat, "claim": None}
        await tx.execute(update(messages).where(*where).values(**again))
        return "again"
    if can_tell:
        failed = {"state": MessageState.FAILED, "claimed_until": None, "reason": "too_late"}
        await tx.execute(update(messages).where(*where).values(**failed))
        return "failed"
    final = {"claimed_until": None, "sent_at": doubt.started_at, "reason": "unclear"}
    await tx.execute(update(messages).where(*where).values(**final))
    if doubt.importance in REPEATABLE:
        await unreachable_task(tx, doubt.message_id, "unclear", now=now)
    return "left"


async def _doubtful(tx: Tx, message_id: int) -> Doubtful:
    row = (
        (
            await tx.execute(
                select(messages, attempts.c.id.label("attempt_id"), attempts.c.started_at, addresses.c.value)
                .join(attempts, attempts.c.message_id == messages.c.id)
                .outerjoin(addresses, addresses.c.id == attempts.c.address_id)
                .where(messages.c.id == message_id)
                .order_by(attempts.c.number.desc())
                .limit(1)
            )
        )
        .mappings()
        .one()
    )
    return Doubtful(
        message_id=row["id"],
        channel=row["channel"],
        importance=Importance(row["importance"]),
        number=row["tries"],
        attempt_id=row["attempt_id"],
        address=row["value"] or row["to_value"] or "",
        text=row["text"] or "",
        useful_until=row["useful_until"],
        started_at=row["started_at"],
    )

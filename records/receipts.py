"""Delivery reports: kept as they come, applied when their message is known, never moving a state backwards."""

from datetime import datetime

from sqlalchemy import select, update

from programme.delivery import MessageState, may_move
from records.alarms import unreachable_task
from records.database import Tx
from records.tables import attempts, messages, receipts
from records.writing import add


async def keep_receipt(tx: Tx, channel: str, provider_ref: str, *, state: str, error: str, now: datetime) -> bool:
    """Keeps a delivery report and applies it if its message is known; false when it had come before."""
    row = {"channel": channel, "provider_ref": provider_ref, "state": state, "error": error[:100]}
    receipt_id = await add(tx, receipts, {**row, "received_at": now})
    if receipt_id is None:
        return False
    await apply_receipts(tx, channel, provider_ref, now=now)
    return True


async def apply_receipts(tx: Tx, channel: str, provider_ref: str, *, now: datetime) -> None:
    """Applies the waiting reports of one message; does nothing while its message is not known."""
    found = select(attempts.c.message_id).where(attempts.c.channel == channel, attempts.c.provider_ref == provider_ref)
    message_id = (await tx.execute(found)).scalar_one_or_none()
    if message_id is None:
        return
    waiting = (
        select(receipts)
        .where(receipts.c.channel == channel, receipts.c.provider_ref == provider_ref)
        .where(receipts.c.applied_at.is_(None))
    )
    for row in (await tx.execute(waiting)).mappings().all():
        await _apply(tx, message_id, row["state"], error=row["error"], now=now)
        await tx.execute(update(receipts).where(receipts.c.id == row["id"]).values(applied_at=now))


async def _apply(tx: Tx, message_id: int, state: str, *, error: str, now: datetime) -> None:
    new = MessageState(state)
    allowed = [old for old in MessageState if may_move(old, new) and old is not MessageState.QUEUED]
    changes: dict[str, object] = {"state": new}
    if new is MessageState.FAILED:
        changes["reason"] = error[:200]
    else:
        changes["delivered_at"] = now
    where = messages.c.id == message_id, messages.c.state.in_(allowed)
    moved = (await tx.execute(update(messages).where(*where).values(**changes))).rowcount
    if moved and new is MessageState.FAILED:
        await unreachable_task(tx, message_id, error, now=now)

"""Settles what became of claimed messages: sent, later, elsewhere, unclear; receipts never move a state backwards.

A settlement holds only for the claim that made it, so that a slow worker cannot undo what a repair has decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from programme.delivery import AttemptState, Importance, MessageState, may_move, retry_after_seconds
from records.addresses import mark_unreachable
from records.claims import Claimed
from records.consents import stop_address
from records.database import Tx
from records.tables import addresses, attempts, messages, participants, receipts, tasks
from records.tasks import NewTask, open_task
from records.writing import add, add_many

MOST_TRIES = 8
ASK_PROVIDER_AFTER = timedelta(seconds=20)
# Kinds that are worth saying a second time when nobody knows whether the first arrived.
REPEATABLE = frozenset({Importance.URGENT, Importance.REMINDER})


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one claimed message.

    `outcome`: sent, later, stopped, refused, refused_once (the address itself is fine), broken, unclear.
    """

    claimed: Claimed
    outcome: str
    provider_ref: str = ""
    reason: str = ""
    after: float = 0.0
    holds_channel: bool = False  # nobody is written to on this channel before `after` seconds have passed


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


async def settle(tx: Tx, settlements: Sequence[Settlement], *, now: datetime) -> None:
    """Writes the outcomes of a batch; each message is touched only while this claim still holds it."""
    for each in settlements:
        if each.outcome == "sent":
            await _sent(tx, each, now=now)
        elif each.outcome in ("later", "broken"):
            await _later(tx, each, now=now)
        elif each.outcome == "unclear":
            await _move(tx, each.claimed, MessageState.UNCLEAR, claimed_until=now + ASK_PROVIDER_AFTER)
            await _end_attempt(tx, each, AttemptState.UNCLEAR, now=now)
        else:
            await _refused(tx, each, now=now)


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
    left as unclear for good. Returns which."""
    where = messages.c.id == doubt.message_id, messages.c.state == MessageState.UNCLEAR
    if provider_ref is not None:
        await tx.execute(update(messages).where(*where).values(state=MessageState.SENT, sent_at=doubt.started_at))
        ended = {"state": AttemptState.ACCEPTED, "provider_ref": provider_ref, "ended_at": now}
        await tx.execute(update(attempts).where(attempts.c.id == doubt.attempt_id).values(**ended))
        return "sent"
    is_repeat = not can_tell
    worth_it = can_tell or (doubt.importance in REPEATABLE and doubt.number == 1)
    if worth_it and doubt.useful_until > now:
        again = {"state": MessageState.QUEUED, "due_at": now, "is_possible_repeat": is_repeat, "claim": None}
        await tx.execute(update(messages).where(*where).values(**again))
        return "again"
    final = {"claimed_until": None, "sent_at": doubt.started_at, "reason": "unclear"}
    await tx.execute(update(messages).where(*where).values(**final))
    return "left"


async def keep_receipt(tx: Tx, channel: str, provider_ref: str, state: str, *, error: str, now: datetime) -> bool:
    """Keeps a delivery report and applies it if its message is known; false when it had come before."""
    row = {"channel": channel, "provider_ref": provider_ref, "state": state, "error": error[:100]}
    receipt_id = await add(tx, receipts, {**row, "received_at": now})
    if receipt_id is None:
        return False
    await _apply_receipts(tx, channel, provider_ref, now=now)
    return True


async def _sent(tx: Tx, each: Settlement, *, now: datetime) -> None:
    if await _move(tx, each.claimed, MessageState.SENT, sent_at=now, claimed_until=None):
        await _end_attempt(tx, each, AttemptState.ACCEPTED, now=now)
        await _apply_receipts(tx, each.claimed.channel, each.provider_ref, now=now)


async def _later(tx: Tx, each: Settlement, *, now: datetime) -> None:
    wait = max(each.after, 0 if each.outcome == "broken" else retry_after_seconds(each.claimed.number))
    due_at = now + timedelta(seconds=wait)
    await _end_attempt(tx, each, AttemptState.RETRY, now=now)
    if (each.claimed.number >= MOST_TRIES and each.outcome != "broken") or due_at >= each.claimed.useful_until:
        await _give_up(tx, each, now=now)
    else:
        await _move(tx, each.claimed, MessageState.QUEUED, due_at=due_at, claim=None)


async def _refused(tx: Tx, each: Settlement, *, now: datetime) -> None:
    await _end_attempt(tx, each, AttemptState.REFUSED, now=now)
    address_id = each.claimed.address_id
    if address_id is not None and each.outcome == "stopped":
        await stop_address(tx, each.claimed.channel, each.claimed.address, how="provider", now=now)
    elif address_id is not None and each.outcome == "refused":
        await mark_unreachable(tx, address_id, each.reason, now)
    other = await _best_channel(tx, each.claimed.message_id)
    if other is not None and each.outcome != "refused_once":
        await _move(tx, each.claimed, MessageState.QUEUED, due_at=now, channel=other, claim=None)
    else:
        await _give_up(tx, each, now=now)


async def _give_up(tx: Tx, each: Settlement, *, now: datetime) -> None:
    if await _move(tx, each.claimed, MessageState.FAILED, reason=each.reason[:200], claimed_until=None):
        await unreachable_task(tx, each.claimed.message_id, each.reason, now=now)


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


async def _apply_receipts(tx: Tx, channel: str, provider_ref: str, *, now: datetime) -> None:
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


async def _move(tx: Tx, claimed: Claimed, state: MessageState, **changes: object) -> bool:
    held = (
        messages.c.id == claimed.message_id,
        messages.c.claim == claimed.claim,
        messages.c.state.in_((MessageState.SENDING, MessageState.UNCLEAR)),
    )
    return bool((await tx.execute(update(messages).where(*held).values(state=state, **changes))).rowcount)


async def _end_attempt(tx: Tx, each: Settlement, state: AttemptState, *, now: datetime) -> None:
    this = attempts.c.message_id == each.claimed.message_id, attempts.c.number == each.claimed.number
    ended = {"state": state, "provider_ref": each.provider_ref or None, "error": each.reason[:300], "ended_at": now}
    await tx.execute(update(attempts).where(*this).values(**ended))


async def _best_channel(tx: Tx, message_id: int) -> str | None:
    mine = (
        select(participants.c.channel)
        .join(messages, messages.c.participant_id == participants.c.id)
        .where(messages.c.id == message_id)
    )
    return (await tx.execute(mine)).scalar_one_or_none()


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

"""Settles what became of claimed messages: sent, later, elsewhere, unclear; receipts never move a state backwards.

A settlement holds only for the claim that made it, so that a slow worker cannot undo what a repair has decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import bindparam, select, update

from programme.delivery import AttemptState, MessageState, retry_after_seconds
from records.addresses import mark_unreachable
from records.alarms import unreachable_task
from records.claims import Claimed
from records.consents import stop_address
from records.database import Tx
from records.receipts import apply_receipts
from records.tables import attempts, messages, participants, receipts

MOST_TRIES = 8
ASK_PROVIDER_AFTER = timedelta(seconds=20)
IN_THE_AIR = (MessageState.SENDING, MessageState.UNCLEAR)


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


async def settle(tx: Tx, settlements: Sequence[Settlement], *, now: datetime) -> None:
    """Writes the outcomes of a batch; each message is touched only while this claim still holds it."""
    await _sent(tx, [each for each in settlements if each.outcome == "sent"], now=now)
    for each in settlements:
        if each.outcome == "sent":
            continue
        if each.outcome in ("later", "broken"):
            await _later(tx, each, now=now)
        elif each.outcome == "unclear":
            await _move(tx, each.claimed, MessageState.UNCLEAR, claimed_until=now + ASK_PROVIDER_AFTER)
            await _end_attempt(tx, each, AttemptState.UNCLEAR, now=now)
        else:
            await _refused(tx, each, now=now)


async def _sent(tx: Tx, accepted: Sequence[Settlement], *, now: datetime) -> None:
    if not accepted:
        return
    sent = {"state": MessageState.SENT, "sent_at": now, "claimed_until": None}
    for claim, held in groupby(accepted, key=lambda each: each.claimed.claim):
        ids = [each.claimed.message_id for each in held]
        mine = messages.c.id.in_(ids), messages.c.claim == claim, messages.c.state.in_(IN_THE_AIR)
        await tx.execute(update(messages).where(*mine).values(**sent))
    keys = [
        {"its_id": each.claimed.message_id, "its_number": each.claimed.number, "its_ref": each.provider_ref}
        for each in accepted
    ]
    this = attempts.c.message_id == bindparam("its_id"), attempts.c.number == bindparam("its_number")
    ended = {"state": AttemptState.ACCEPTED, "provider_ref": bindparam("its_ref"), "ended_at": now}
    await tx.execute(update(attempts).where(*this).values(**ended), keys)
    channel, refs = accepted[0].claimed.channel, [each.provider_ref for each in accepted]
    early = select(receipts.c.provider_ref).where(receipts.c.channel == channel, receipts.c.provider_ref.in_(refs))
    for ref in (await tx.execute(early.where(receipts.c.applied_at.is_(None)))).scalars().all():
        await apply_receipts(tx, channel, ref, now=now)


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
        await mark_unreachable(tx, address_id, each.reason, now=now)
    other = await _best_channel(tx, each.claimed.message_id)
    if other is not None and each.outcome != "refused_once":
        await _move(tx, each.claimed, MessageState.QUEUED, due_at=now, channel=other, claim=None)
    else:
        await _give_up(tx, each, now=now)


async def _give_up(tx: Tx, each: Settlement, *, now: datetime) -> None:
    if await _move(tx, each.claimed, MessageState.FAILED, reason=each.reason[:200], claimed_until=None):
        await unreachable_task(tx, each.claimed.message_id, each.reason, now=now)


async def _move(tx: Tx, claimed: Claimed, state: MessageState, **changes: object) -> bool:
    held = (
        messages.c.id == claimed.message_id,
        messages.c.claim == claimed.claim,
        messages.c.state.in_(IN_THE_AIR),
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

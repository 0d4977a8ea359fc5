"""Words whose writer is not known yet, and numbers that turned out to be somebody else's."""

from datetime import datetime

from sqlalchemy import select, update

from records.addresses import digests_of, refresh_channel
from records.database import Tx
from records.outbox import withdraw_for_person
from records.tables import addresses, replies


async def close_address(tx: Tx, participant_id: int, channel: str, *, value: str, reason: str, now: datetime) -> None:
    """Stops one address of one person only, such as a number that is somebody else's."""
    mine = addresses.c.participant_id == participant_id, addresses.c.channel == channel
    here = addresses.c.digest.in_(digests_of(channel, value))
    await tx.execute(update(addresses).where(*mine, here).values(state="stopped", reason=reason, changed_at=now))
    if await refresh_channel(tx, participant_id) is None:
        await withdraw_for_person(tx, participant_id, reason=reason)


async def unassigned(tx: Tx, address_digest: str, since: datetime) -> list[tuple[int, str]]:
    """Words from an address of which nobody knows yet who wrote them: reply id and text, oldest first."""
    waiting = replies.c.participant_id.is_(None), replies.c.needs_person, replies.c.received_at >= since
    found = select(replies.c.id, replies.c.text).where(replies.c.address_digest == address_digest, *waiting)
    return [(row.id, row.text) for row in await tx.execute(found.order_by(replies.c.id))]


async def assigned(tx: Tx, reply_id: int) -> None:
    """Nobody needs to ask any more whose words these were; they are kept again under the person's name."""
    await tx.execute(update(replies).where(replies.c.id == reply_id).values(needs_person=False))

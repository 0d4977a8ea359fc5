"""Words whose writer is not known yet, and numbers that turned out to be somebody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from records.addresses import digests_of, refresh_channel
from records.database import Tx
from records.outbox import withdraw_for_person
from records.tables import addresses, messages, replies

NAME = "name"  # the meaning of words by which one of several people said who writes


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A message to an address rather than to a person, as one may press its buttons."""

    message_id: int
    kind: str
    facts: Mapping[str, Any]


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
    about_itself = replies.c.meaning == "wrong_person"  # speaks of the number, whoever it was
    found = select(replies.c.id, replies.c.text).where(
        replies.c.address_digest == address_digest, *waiting, ~about_itself
    )
    return [(row.id, row.text) for row in await tx.execute(found.order_by(replies.c.id))]


async def assigned(tx: Tx, reply_id: int) -> None:
    """Nobody needs to ask any more whose words these were; they are kept again under the person's name."""
    await tx.execute(update(replies).where(replies.c.id == reply_id).values(needs_person=False))


async def latest_name(tx: Tx, address_digest: str, since: datetime) -> tuple[int, datetime] | None:
    """Who said last that they write from an address, and when; None when nobody did since an instant."""
    named = replies.c.address_digest == address_digest, replies.c.meaning == NAME, replies.c.received_at >= since
    found = select(replies.c.participant_id, replies.c.received_at).where(*named, replies.c.participant_id.is_not(None))
    row = (await tx.execute(found.order_by(replies.c.id.desc()).limit(1))).first()
    return None if row is None else (row.participant_id, row.received_at)


async def told_elsewhere(tx: Tx, message_id: int, channel: str, *, value: str) -> Elsewhere | None:
    """The message of a button that was sent to this very address and to no person on record; None otherwise."""
    nobodys = messages.c.participant_id.is_(None), messages.c.account_id.is_(None)
    found = select(messages).where(messages.c.id == message_id, messages.c.channel == channel, *nobodys)
    row = (await tx.execute(found)).mappings().first()
    if row is None or row["to_value"] != value:
        return None
    return Elsewhere(row["id"], row["kind"], row["facts"] or {})

"""A yes given on the joining page for a channel that is opened only afterwards, such as a Telegram chat."""

from datetime import datetime

from sqlalchemy import select

from records.consents import MESSAGES, PURPOSES, Agreement
from records.database import Tx
from records.tables import consents
from records.writing import add_many


async def agree(tx: Tx, participant_id: int, agreement: Agreement, *, now: datetime) -> None:
    """Writes the yes down; the joining code stays valid until the channel is opened with it."""
    row = {
        "participant_id": participant_id,
        "channel": agreement.channel,
        "is_given": True,
        "text_version": agreement.text_version,
        "how": agreement.how,
        "at": now,
    }
    await add_many(tx, consents, [{**row, "purpose": purpose} for purpose in PURPOSES])


async def has_agreed(tx: Tx, participant_id: int, channel: str) -> bool:
    """True when the person's latest word about messages on this channel is a yes given on the page."""
    latest = (
        select(consents.c.is_given, consents.c.how)
        .where(consents.c.participant_id == participant_id, consents.c.purpose == MESSAGES)
        .where(consents.c.channel == channel)
        .order_by(consents.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(latest)).first()
    return row is not None and row.is_given and row.how == "page"

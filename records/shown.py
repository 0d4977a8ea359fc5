"""What is said on a page is said at once: such a message never waits in the queue, and staff see it like any other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from language.facts import Facts
from programme.delivery import MessageState
from records.claim_rows import with_all_facts
from records.database import Row, Tx
from records.facts import facts_of
from records.tables import messages, replies

PAGE = "page"


@dataclass(frozen=True, slots=True)
class ToSay:
    """A message with what its text may speak about, in the person's language and style."""

    message_id: int
    kind: str
    asks: str | None
    facts: Facts
    language: str
    is_neutral: bool
    is_easy: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One text that stands on a page; `asks` as long as it is an open question."""

    message_id: int
    kind: str
    text: str
    asks: str | None


async def to_say(tx: Tx, message_id: int, *, now: datetime) -> ToSay | None:
    """The message with its facts, to be rendered for a page; None when there is no such message to a person."""
    found = with_all_facts().where(messages.c.id == message_id, messages.c.participant_id.is_not(None))
    row = (await tx.execute(found)).mappings().first()
    if row is None:
        return None
    return ToSay(
        message_id=row["id"],
        kind=row["kind"],
        asks=row["asks"],
        facts=facts_of(row, now=now),
        language=row["language"],
        is_neutral=bool(row["is_neutral"]),
        is_easy=bool(row["is_easy"]),
    )


async def show(tx: Tx, message_id: int, text: str, *, now: datetime) -> None:
    """Writes down that the message stands on the person's page, in these words."""
    shown = {"state": MessageState.DELIVERED, "text": text, "parts": 0, "sent_at": now, "delivered_at": now}
    await tx.execute(update(messages).where(messages.c.id == message_id).values(**shown))


async def latest_answers(tx: Tx, message_id: int) -> list[Shown]:
    """What a page said to the latest reply to this question, in order; empty before any reply."""
    latest = (
        select(replies.c.id)
        .where(replies.c.message_id == message_id, replies.c.channel == PAGE)
        .order_by(replies.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = select(messages).where(messages.c.reply_id == latest, messages.c.channel == PAGE).order_by(messages.c.id)
    return [_shown(row, now_open=row["answered_at"] is None) for row in (await tx.execute(found)).mappings()]


def _shown(row: Row, *, now_open: bool) -> Shown:
    return Shown(row["id"], row["kind"], text=row["text"] or "", asks=row["asks"] if now_open else None)

"""Keeps every reply with what it was taken to mean and why, and then does and says what was decided about it."""

from bot.conversation import Decision
from bot.effects import Kept, carry_out
from bot.hearing import Hearing
from bot.labels import label_of
from bot.saying import say_all
from bot.turns import Reply
from language.catalogue import choices
from records import replies
from records.database import Tx
from records.people import Person
from records.replies import NewReply


async def conclude(tx: Tx, hearing: Hearing, reply: Reply, *, decision: Decision) -> Kept:
    """Keeps the reply, changes what was decided, and queues what is said."""
    meant = reply.meant
    new = NewReply(
        channel=hearing.heard.channel,
        address_digest=hearing.digest,
        text=meant.text or hearing.heard.text or _label(reply),
        how=meant.how,
        meaning=meant.meaning,
        slots=meant.slots,
        received_at=hearing.heard_at,
        arrival_id=hearing.arrival_id,
        participant_id=reply.person.id,
        message_id=reply.told.message_id if reply.told is not None else None,
        provider_ref=hearing.heard.ref,
        confidence=meant.confidence,
        why=meant.why,
        needs_person=decision.needs_person,
    )
    kept = Kept(reply, await replies.add_reply(tx, new), hearing)
    await carry_out(tx, decision.effects, kept)
    await say_all(tx, decision.says, kept)
    return kept


async def keep_only(
    tx: Tx, hearing: Hearing, meaning: str, *, person: Person | None = None, needs_person: bool = False
) -> int:
    """Keeps what was heard without doing anything; returns the reply's id."""
    new = NewReply(
        channel=hearing.heard.channel,
        address_digest=hearing.digest,
        text=hearing.heard.text or hearing.heard.button,
        how="button" if hearing.heard.button else "text",
        meaning=meaning,
        slots={},
        received_at=hearing.heard_at,
        arrival_id=hearing.arrival_id,
        participant_id=person.id if person is not None else None,
        provider_ref=hearing.heard.ref,
        needs_person=needs_person,
    )
    return await replies.add_reply(tx, new)


def _label(reply: Reply) -> str:
    """What stood on the button, in the person's words."""
    key = reply.meant.why[0] if reply.meant.why else ""
    if reply.told is None or not reply.meant.is_press:
        return key
    person = reply.person
    rows = choices(reply.told.kind, person.language, neutral=person.is_neutral)
    shown = next((each.label for row in rows for each in row if each.key == key), "")
    return shown or label_of(key, person.language) or key

"""Forgetting a person: everything that could tell who it was goes, the counts a funder needs stay.

Digests of the addresses stay too, as opt-outs, so that no later import writes to them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from records.addresses import digests_of
from records.database import Tx
from records.finding import drop_words
from records.outbox import withdraw_for_person
from records.tables import (
    addresses,
    arrivals,
    attendances,
    checkins,
    enrolments,
    journal,
    messages,
    opt_outs,
    outcomes,
    participants,
    rehearsed,
    replies,
    tasks,
)
from records.writing import add_many


async def erase(tx: Tx, participant_id: int, *, now: datetime, actor: str = "stik") -> bool:
    """Erases a person for good; false when there is nobody such (any more). Their addresses count as opted out.

    A farewell must be queued to the address itself (outbox.put_to_address): the person's addresses are gone.
    """
    mine = select(participants.c.provider_id).where(
        participants.c.id == participant_id, participants.c.state != "erased"
    )
    provider_id = (await tx.execute(mine)).scalar_one_or_none()
    if provider_id is None:
        return False
    await withdraw_for_person(tx, participant_id, reason="erased")
    await _delete_what_was_heard(tx, participant_id)
    await _empty(tx, participant_id, now)
    await _empty_person(tx, participant_id, now)
    row = {"at": now, "actor": actor, "verb": "erase", "noun": "participant", "noun_id": participant_id}
    await tx.execute(insert(journal).values(**row, provider_id=provider_id, participant_id=participant_id, details={}))
    return True


async def _delete_what_was_heard(tx: Tx, participant_id: int) -> None:
    raw = select(replies.c.arrival_id).where(
        replies.c.participant_id == participant_id, replies.c.arrival_id.is_not(None)
    )
    arrival_ids = (await tx.execute(raw)).scalars().all()
    await tx.execute(
        update(replies)
        .where(replies.c.participant_id == participant_id)
        .values(arrival_id=None, address_digest="", provider_ref="", text="", slots={}, why=None, needs_person=False)
    )
    await tx.execute(delete(arrivals).where(arrivals.c.id.in_(arrival_ids)))


async def _empty(tx: Tx, participant_id: int, now: datetime) -> None:
    await _set(tx, messages, participant_id, to_value=None, facts=None, text=None)
    await _set(tx, checkins, participant_id, note=None)
    await _set(tx, attendances, participant_id, note=None)
    await _set(tx, enrolments, participant_id, details={})
    await _set(tx, outcomes, participant_id, place="")
    await _set(tx, tasks, participant_id, why="", note=None)
    still_open = tasks.c.participant_id == participant_id, tasks.c.state != "done"
    await tx.execute(update(tasks).where(*still_open).values(state="done", done_at=now))


async def _empty_person(tx: Tx, participant_id: int, now: datetime) -> None:
    await drop_words(tx, participant_id)
    rows = (await tx.execute(select(addresses).where(addresses.c.participant_id == participant_id))).mappings().all()
    gone = [{"channel": row["channel"], "digest": row["digest"], "at": now} for row in rows]
    await add_many(tx, opt_outs, gone)
    for row in rows:
        same = rehearsed.c.channel == row["channel"], rehearsed.c.address == row["value"]
        await tx.execute(delete(rehearsed).where(*same))
        await _empty_what_was_said_there(tx, row["channel"], row["value"])
    await tx.execute(delete(addresses).where(addresses.c.participant_id == participant_id))
    await tx.execute(
        update(participants)
        .where(participants.c.id == participant_id)
        .values(
            code=f"erased-{participant_id}",
            first_name="",
            last_name="",
            state="erased",
            channel=None,
            checkin_at_local=None,
            paused_until_on=None,
            erased_at=now,
            join_round=participants.c.join_round + 1,
            calendar_round=participants.c.calendar_round + 1,
        )
    )


async def _empty_what_was_said_there(tx: Tx, channel: str, value: str) -> None:
    """Texts to the address itself, such as "is it you, Ana?": their occasion begins with its digest."""
    said = or_(*(messages.c.occasion.startswith(f"{each}:") for each in digests_of(channel, value)))
    nobodys = messages.c.participant_id.is_(None), messages.c.state != "queued"
    await tx.execute(update(messages).where(said, *nobodys).values(to_value="", facts=None, text=None))


async def _set(tx: Tx, table: Any, participant_id: int, **values: Any) -> None:
    await tx.execute(update(table).where(table.c.participant_id == participant_id).values(**values))

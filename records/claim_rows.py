"""Loads locked messages with everything that claiming weighs and the text needs, in four queries for a batch.

An address that more than one person has always gets the neutral texts, whoever they are for.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, func, select

from programme.calendar import to_instant, to_local
from programme.delivery import Importance
from records.addresses import crowded
from records.database import Row, Tx
from records.fact_columns import ACTIVITY, PERSON, PROVIDER
from records.outbox import LAST_WORDS
from records.tables import (
    accounts,
    activities,
    addresses,
    cycles,
    messages,
    participants,
    places,
    programmes,
    providers,
)


async def load(tx: Tx, ids: Sequence[int], *, now: datetime, zone: str) -> list[dict[str, Any]]:
    """The rows of these messages in the same order, with `goes_to` (an address or None) and `said_today`."""
    if not ids:
        return []
    found = {
        row["id"]: dict(row) for row in (await tx.execute(with_all_facts().where(messages.c.id.in_(ids)))).mappings()
    }
    rows = [found[message_id] for message_id in ids]
    people = {row["participant_id"] for row in rows if row["participant_id"] is not None}
    known = await _addresses(tx, people)
    counts = await _said_today(tx, people, now=now, zone=zone)
    for row in rows:
        row["goes_to"] = _address_for(row, known.get(row["participant_id"], []))
    shared = await crowded(tx, {_place(row) for row in rows if row["goes_to"] is not None})
    for row in rows:
        row["is_neutral"] = bool(row["is_neutral"]) or (row["goes_to"] is not None and _place(row) in shared)
        row["said_today"] = counts.get(row["participant_id"], 0)
        if row["importance"] >= Importance.REMINDER and row["participant_id"] is not None:
            counts[row["participant_id"]] = row["said_today"] + 1
    return rows


def with_all_facts() -> Select[Any]:
    """Messages with every column that a text may speak about."""
    provider_id = func.coalesce(participants.c.provider_id, accounts.c.provider_id)
    return (
        select(
            messages,
            *PERSON,
            *PROVIDER,
            *ACTIVITY,
            participants.c.channel.label("best_channel"),
            accounts.c.name.label("account_name"),
            accounts.c.language.label("account_language"),
            activities.c.revision.label("current_revision"),
        )
        .outerjoin(participants, participants.c.id == messages.c.participant_id)
        .outerjoin(accounts, accounts.c.id == messages.c.account_id)
        .outerjoin(providers, providers.c.id == provider_id)
        .outerjoin(activities, activities.c.id == messages.c.activity_id)
        .outerjoin(places, places.c.id == activities.c.place_id)
        .outerjoin(cycles, cycles.c.id == activities.c.cycle_id)
        .outerjoin(programmes, programmes.c.id == cycles.c.programme_id)
    )


async def _addresses(tx: Tx, people: set[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    rows = select(addresses).where(addresses.c.participant_id.in_(people)).order_by(addresses.c.rank, addresses.c.id)
    for row in (await tx.execute(rows)).mappings():
        found.setdefault(row["participant_id"], []).append(row)
    return found


async def _said_today(tx: Tx, people: set[int], *, now: datetime, zone: str) -> dict[int, int]:
    midnight = to_instant(datetime.combine(to_local(now, zone).date(), time(0)), zone)
    counted = (
        select(messages.c.participant_id, func.count())
        .where(messages.c.participant_id.in_(people), messages.c.sent_at >= midnight)
        .where(messages.c.importance >= int(Importance.REMINDER))
        .group_by(messages.c.participant_id)
    )
    return {participant_id: count for participant_id, count in await tx.execute(counted)}


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["channel"], row["goes_to"]["value"]


def _address_for(row: Mapping[str, Any], mine: Sequence[Row]) -> Any:
    if row["participant_id"] is None:
        return {"id": None, "value": row["to_value"]}
    # An answer to somebody's own words goes where they wrote from, agreed or not; nothing else does.
    is_answer = row["kind"] in LAST_WORDS or (row["reply_id"] and row["importance"] <= Importance.URGENT)
    allowed = ("active", "stopped", "pending", "unreachable") if is_answer else ("active",)
    return next((each for each in mine if each["channel"] == row["channel"] and each["state"] in allowed), None)

"""The notice that a change of an activity offers: a broadcast to everybody expected, held until somebody sends it.

A newer change makes the notices before it untrue, so those that have not left are stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from records import broadcasts as room
from records.activities import Activity
from records.audience import Audience
from records.database import Tx
from records.tables import attendances, broadcasts, participants
from records.timetable import Moved

CANCELLED, RETURNED, OWN_WORDS = "change_cancelled", "uncancelled", "broadcast"


@dataclass(frozen=True, slots=True)
class Offer:
    """How a notice would be sent; `account_id` None: not by a person but by another system.

    `text`: own words instead of the ready-made ones.
    """

    hold_seconds: int
    account_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """An offered notice; `broadcast_id` None when nobody would get it."""

    kind: str
    broadcast_id: int | None


async def offer_for_move(tx: Tx, moved: Moved, offer: Offer, *, now: datetime) -> Notice | None:
    """Holds a notice of the new time or place; None when there is nothing to tell any more."""
    before, after = moved.before, moved.after
    # What people were told last stands in a notice that was never sent.
    told = {**_facts_of(before), **await stop_notices(tx, after.id, now=now)}
    kind = kind_of(told, after)
    is_past = max(before.starts_at, after.starts_at) <= now
    if kind is None or after.state != "planned" or is_past:
        return None
    return await _hold(tx, after, offer, kind=kind, facts=told, now=now)


async def offer_for_state(tx: Tx, activity: Activity, offer: Offer, *, kind: str, now: datetime) -> Notice | None:
    """Holds a notice that an activity is cancelled, or takes place after all; None when it is over."""
    await stop_notices(tx, activity.id, now=now)
    if activity.starts_at <= now:
        return None
    return await _hold(tx, activity, offer, kind=kind, facts={}, now=now)


async def stop_notices(tx: Tx, activity_id: int, *, now: datetime) -> dict[str, Any]:
    """Stops every notice of an activity that has not left; returns the facts of the oldest one still held."""
    waiting = select(broadcasts).where(
        broadcasts.c.activity_id == activity_id, broadcasts.c.state.in_(("held", "sending"))
    )
    facts: dict[str, Any] = {}
    for row in (await tx.execute(waiting.order_by(broadcasts.c.id))).mappings().all():
        await room.stop(tx, row["id"], now=now)
        if row["state"] == "held":
            facts = facts or dict(row["texts"].get("facts") or {})
    if "old_starts_local" in facts:
        facts["old_starts_local"] = datetime.fromisoformat(facts["old_starts_local"])
    return facts


def kind_of(told: Mapping[str, Any], after: Activity) -> str | None:
    """Which text tells the change; None when time and place are what people were told before."""
    is_other_time = told.get("old_starts_local") != after.starts_local
    place = "" if after.place is None else after.place.name
    is_other_place = bool(place) and told.get("old_place", "") != place
    if is_other_time:
        return "change_both" if is_other_place else "change_time"
    return "change_place" if is_other_place else None


async def _hold(
    tx: Tx, activity: Activity, offer: Offer, *, kind: str, facts: Mapping[str, Any], now: datetime
) -> Notice:
    kind = OWN_WORDS if offer.text else kind
    if not await _anybody_expected(tx, activity.id):
        return Notice(kind, None)
    new = room.NewBroadcast(
        provider_id=activity.provider_id,
        account_id=offer.account_id,
        audience=Audience(activity_id=activity.id),
        texts={"facts": facts, **({"sl": offer.text} if offer.text else {})},
        hold_seconds=offer.hold_seconds,
        kind=kind,
        activity_id=activity.id,
        is_urgent=True,
    )
    return Notice(kind, await room.prepare(tx, new, now=now))


async def _anybody_expected(tx: Tx, activity_id: int) -> bool:
    reached = (
        select(attendances.c.participant_id)
        .join(participants, participants.c.id == attendances.c.participant_id)
        .where(attendances.c.activity_id == activity_id)
        .where(participants.c.state == "joined", participants.c.channel.is_not(None))
    )
    return (await tx.execute(reached.limit(1))).first() is not None


def _facts_of(before: Activity) -> dict[str, Any]:
    place = before.place
    return {
        "old_starts_local": before.starts_local,
        "old_place": "" if place is None else place.name,
        "old_address": "" if place is None else place.address,
    }

"""Claims due messages for a sender: a few at a time, each for half a minute, by one worker only.

Consent, usefulness, revision, quiet hours and the daily limit are weighed here, in the claiming transaction; the
attempt and the text are written before the provider is called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from language.catalogue import Said
from language.facts import Facts
from programme.calendar import QuietHours, to_instant, to_local
from programme.delivery import AttemptState, Importance, MessageState
from records.codes import answer_code
from records.database import Row, Tx
from records.facts import facts_of
from records.outbox import LAST_WORDS
from records.tables import (
    accounts,
    activities,
    addresses,
    attempts,
    cycles,
    messages,
    participants,
    places,
    programmes,
    providers,
)

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the installation says about sending. `public_url` is empty when there is none (then no answer links)."""

    quiet: QuietHours
    per_day: int
    zone: str
    public_url: str = ""
    diacritics: str = "keep"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in the hands of one worker, with all that is needed to say it."""

    message_id: int
    claim: str
    kind: str
    channel: str
    address_id: int | None
    address: str
    language: str
    diacritics: str
    is_neutral: bool
    is_easy: bool
    importance: Importance
    number: int
    useful_until: datetime
    facts: Facts
    asks: str | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A claimed message with its words, as written before the provider is called; None when it has none to say."""

    claimed: Claimed
    said: Said | None


async def claim(tx: Tx, channel: str, *, limit: int, claim_id: str, rules: Rules, now: datetime) -> list[Claimed]:
    """Takes up to `limit` due messages of a channel; those that may not go out now are withdrawn or put off."""
    ids = await _lock(tx, channel, limit=limit, now=now)
    rows = await _load(tx, ids, now=now, rules=rules)
    good: list[Claimed] = []
    for row in rows:
        fault = _fault(row, rules, now=now)
        if fault is None:
            good.append(_claimed(row, claim_id, rules, now=now))
        else:
            await _set_aside(tx, row, fault)
    return good


async def begin(tx: Tx, begun: Sequence[Begun], *, now: datetime) -> None:
    """Writes the attempts and texts; after this transaction commits, the messages are in the air."""
    if not begun:
        return
    taken = {"state": MessageState.SENDING, "claim": begun[0].claimed.claim, "claimed_until": now + LEASE}
    said: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("text", "parts", "tries")}
    written = [
        {
            "its_id": each.claimed.message_id,
            "new_text": each.said.text if each.said else None,
            "new_parts": each.said.parts if each.said else None,
            "new_tries": each.claimed.number,
        }
        for each in begun
    ]
    await tx.execute(update(messages).where(messages.c.id == bindparam("its_id")).values(**said, **taken), written)
    tried = [
        {
            "message_id": each.claimed.message_id,
            "number": each.claimed.number,
            "address_id": each.claimed.address_id,
            "channel": each.claimed.channel,
            "state": AttemptState.CALLING,
            "started_at": now,
        }
        for each in begun
    ]
    await tx.execute(attempts.insert(), tried)


async def _lock(tx: Tx, channel: str, *, limit: int, now: datetime) -> list[int]:
    due = (
        select(messages.c.id)
        .where(messages.c.state == MessageState.QUEUED, messages.c.channel == channel, messages.c.due_at <= now)
        .order_by(messages.c.importance, messages.c.due_at, messages.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list((await tx.execute(due)).scalars())


async def _load(tx: Tx, ids: Sequence[int], *, now: datetime, rules: Rules) -> list[dict[str, Any]]:
    if not ids:
        return []
    found = {row["id"]: dict(row) for row in (await tx.execute(_everything().where(messages.c.id.in_(ids)))).mappings()}
    rows = [found[message_id] for message_id in ids]
    people = {row["participant_id"] for row in rows if row["participant_id"] is not None}
    known = await _addresses(tx, people)
    counts = await _said_today(tx, people, now=now, zone=rules.zone)
    for row in rows:
        row["goes_to"] = _address_for(row, known.get(row["participant_id"], []))
        row["said_today"] = counts.get(row["participant_id"], 0)
        if row["importance"] >= Importance.REMINDER and row["participant_id"] is not None:
            counts[row["participant_id"]] = row["said_today"] + 1
    return rows


def _everything() -> Any:
    provider_id = func.coalesce(participants.c.provider_id, accounts.c.provider_id)
    return (
        select(
            messages,
            participants.c.first_name,
            participants.c.channel.label("best_channel"),
            participants.c.language,
            participants.c.diacritics,
            participants.c.is_neutral,
            participants.c.is_easy,
            accounts.c.name.label("account_name"),
            accounts.c.language.label("account_language"),
            providers.c.sender,
            providers.c.phone.label("provider_phone"),
            providers.c.csd_phone,
            programmes.c.name.label("programme_name"),
            programmes.c.zone,
            activities.c.kind.label("activity_kind"),
            activities.c.title,
            activities.c.neutral_title,
            activities.c.starts_local,
            activities.c.ends_local,
            activities.c.bring,
            activities.c.revision.label("current_revision"),
            places.c.name.label("place"),
            places.c.address,
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


def _address_for(row: Mapping[str, Any], mine: Sequence[Row]) -> Any:
    if row["participant_id"] is None:
        return {"id": None, "value": row["to_value"]}
    allowed = ("active", "stopped", "pending") if row["kind"] in LAST_WORDS else ("active",)
    return next((each for each in mine if each["channel"] == row["channel"] and each["state"] in allowed), None)


@dataclass(frozen=True, slots=True)
class _Fault:
    reason: str
    due_at: datetime | None = None  # put off until then instead of withdrawn
    channel: str | None = None  # goes that way instead


def _fault(row: Mapping[str, Any], rules: Rules, *, now: datetime) -> _Fault | None:
    if row["useful_until"] <= now:
        return _Fault("too_late")
    if row["current_revision"] is not None and row["revision"] != row["current_revision"]:
        return _Fault("moved")
    if row["goes_to"] is None:
        return _Fault("no_address", channel=row["best_channel"] if row["best_channel"] != row["channel"] else None)
    if row["importance"] < Importance.REMINDER or row["participant_id"] is None:
        return None
    if rules.quiet.holds(now, rules.zone):
        opens_at = rules.quiet.next_open(now, rules.zone)
        return _Fault("quiet_hours", opens_at if opens_at < row["useful_until"] else None)
    return _Fault("daily_limit") if row["said_today"] >= rules.per_day else None


async def _set_aside(tx: Tx, row: Mapping[str, Any], fault: _Fault) -> None:
    changes: dict[str, Any] = {"state": MessageState.WITHDRAWN, "reason": fault.reason}
    if fault.due_at is not None:
        changes = {"due_at": fault.due_at}
    elif fault.channel is not None:
        changes = {"channel": fault.channel}
    await tx.execute(update(messages).where(messages.c.id == row["id"]).values(**changes))


def _claimed(row: Mapping[str, Any], claim_id: str, rules: Rules, *, now: datetime) -> Claimed:
    address = row["goes_to"]
    link = f"{rules.public_url}/o/{answer_code(row['id'])}" if rules.public_url else ""
    return Claimed(
        message_id=row["id"],
        claim=claim_id,
        kind=row["kind"],
        channel=row["channel"],
        address_id=address["id"],
        address=address["value"],
        language=row["language"] or row["account_language"] or "sl",
        diacritics=row["diacritics"] or rules.diacritics,
        is_neutral=bool(row["is_neutral"]),
        is_easy=bool(row["is_easy"]),
        importance=Importance(row["importance"]),
        number=row["tries"] + 1,
        useful_until=row["useful_until"],
        facts=facts_of(row, now=now, link=link),
        asks=row["asks"],
    )

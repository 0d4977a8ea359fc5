"""Claims due messages for a sender: a few at a time, each for half a minute, by one worker only.

Consent, usefulness, revision, quiet hours and the daily limit are weighed here, in the claiming transaction; the
attempt and the text are written before the provider is called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from language.catalogue import Said
from language.facts import Facts
from programme.calendar import QuietHours
from programme.delivery import AttemptState, Importance, MessageState
from records.claim_rows import load
from records.codes import answer_code
from records.database import Tx
from records.facts import facts_of
from records.tables import (
    attempts,
    messages,
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
    rows = await load(tx, ids, now=now, zone=rules.zone)
    good: list[Claimed] = []
    for row in rows:
        fault = _fault(row, rules, now=now)
        if fault is None:
            good.append(_claimed(row, claim_id, rules=rules, now=now))
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


async def leave_unsaid(tx: Tx, message_ids: Sequence[int]) -> None:
    """Takes back claimed messages whose kind has no words on this channel (a thank-you that costs an SMS)."""
    if message_ids:
        unsaid = {"state": MessageState.WITHDRAWN, "reason": "nothing_to_say"}
        await tx.execute(update(messages).where(messages.c.id.in_(message_ids)).values(**unsaid))


async def _lock(tx: Tx, channel: str, *, limit: int, now: datetime) -> list[int]:
    due = (
        select(messages.c.id)
        .where(messages.c.state == MessageState.QUEUED, messages.c.channel == channel, messages.c.due_at <= now)
        .order_by(messages.c.importance, messages.c.due_at, messages.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list((await tx.execute(due)).scalars())


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


def _claimed(row: Mapping[str, Any], claim_id: str, *, rules: Rules, now: datetime) -> Claimed:
    address = row["goes_to"]
    return Claimed(
        message_id=row["id"],
        claim=claim_id,
        kind=row["kind"],
        channel=row["channel"],
        address_id=address["id"],
        address=address["value"],
        language=row["language"] or row["account_language"] or "sl",
        diacritics=row["diacritics"] or rules.diacritics,
        is_neutral=row["is_neutral"],
        is_easy=bool(row["is_easy"]),
        importance=Importance(row["importance"]),
        number=row["tries"] + 1,
        useful_until=row["useful_until"],
        facts=facts_of(row, now=now, link=_link(row, rules)),
        asks=row["asks"],
    )


def _link(row: Mapping[str, Any], rules: Rules) -> str:
    """The answer page of a message; for a note to staff, the staff pages; empty without a public address."""
    if not rules.public_url or row["account_id"] is not None:
        return rules.public_url
    return f"{rules.public_url}/o/{answer_code(row['id'])}"

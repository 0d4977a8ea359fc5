"""Who agreed to what: join, decline, STOP and START. Consents are only added, never changed.

STOP outlives everything: the number stays on record as a digest, and no import can revive it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from records import retired_keys
from records.addresses import OPTED_OUT, add_pending, digest_of, digests_of, refresh_channel, refresh_channels
from records.database import Tx
from records.outbox import withdraw_for_person
from records.tables import addresses, consents, opt_outs, participants
from records.writing import add_many

MESSAGES, CHECKINS = "messages", "checkins"
PURPOSES = (MESSAGES, CHECKINS)


@dataclass(frozen=True, slots=True)
class _Decision:
    is_given: bool
    text_version: str
    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """One decision of a person: for what, on which channel, under which text, how it came."""

    purpose: str
    channel: str
    is_given: bool
    text_version: str
    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """A yes or no to messages at one address; `how`: telegram, sms, page, staff, api; the text that was agreed to."""

    channel: str
    value: str
    how: str
    text_version: str = ""


async def join(tx: Tx, participant_id: int, agreement: Agreement, *, now: datetime) -> None:
    """Opens this address with consent to messages and check-ins; the joining code is used up. Clears an old STOP."""
    channel, value = agreement.channel, agreement.value
    await add_pending(tx, participant_id, channel=channel, value=value, now=now)
    await _forget_opt_out(tx, channel, value)
    here = _here(channel, value)
    await tx.execute(
        update(addresses)
        .where(addresses.c.participant_id == participant_id, *here)
        .values(state="active", reason="", changed_at=now)
    )
    given = _Decision(is_given=True, text_version=agreement.text_version, how=agreement.how, at=now)
    await _write(tx, [(participant_id, channel)], given)
    await tx.execute(
        update(participants)
        .where(participants.c.id == participant_id, participants.c.state != "erased")
        .values(state="joined", join_round=participants.c.join_round + 1)
    )
    await refresh_channel(tx, participant_id)


async def start_again(tx: Tx, participant_id: int, agreement: Agreement, *, now: datetime) -> None:
    """The same after a STOP, by the person's own START: this address only, under the text agreed to before."""
    version = agreement.text_version or await _last_version(tx, participant_id)
    await join(tx, participant_id, replace(agreement, text_version=version), now=now)


async def decline(tx: Tx, participant_id: int, agreement: Agreement, *, now: datetime) -> None:
    """Records a no. Somebody invited becomes declined; who agreed on another channel keeps that one."""
    refused = _Decision(is_given=False, text_version=agreement.text_version, how=agreement.how, at=now)
    await _write(tx, [(participant_id, agreement.channel)], refused)
    await tx.execute(
        update(participants)
        .where(participants.c.id == participant_id, participants.c.state == "invited")
        .values(state="declined")
    )
    here = _here(agreement.channel, agreement.value)
    mine = addresses.c.participant_id == participant_id, addresses.c.state == "pending", *here
    await tx.execute(update(addresses).where(*mine).values(state="stopped", reason="declined", changed_at=now))
    if await refresh_channel(tx, participant_id) is None:
        await withdraw_for_person(tx, participant_id, reason="declined")


async def stop(tx: Tx, participant_id: int, *, how: str, now: datetime) -> int:
    """Ends all messages to a person, on every address; returns how many queued ones were withdrawn.

    The place in the programme stays. A second call withdraws nothing more.
    """
    mine = select(addresses.c.channel, addresses.c.digest).where(addresses.c.participant_id == participant_id)
    rows = (await tx.execute(mine)).all()
    await _put_opt_outs(tx, [(row.channel, row.digest) for row in rows], now)
    await _close(tx, [participant_id], now)
    channels = sorted({row.channel for row in rows})
    withdrawn = _Decision(is_given=False, text_version="", how=how, at=now)
    await _write(tx, [(participant_id, each) for each in channels], withdrawn)
    await _mark_stopped(tx, [participant_id])
    await refresh_channel(tx, participant_id)
    return await withdraw_for_person(tx, participant_id, reason="stopped")


async def stop_address(tx: Tx, channel: str, value: str, *, how: str, now: datetime) -> int:
    """Ends messages to this address only, for everybody who has it; returns how many people that were.

    Somebody with another open address is still reached there; who has none is stopped.
    """
    await _put_opt_outs(tx, [(channel, digest_of(channel, value))], now)
    owners = (await tx.execute(select(addresses.c.participant_id).where(*_here(channel, value)))).scalars().all()
    await tx.execute(
        update(addresses).where(*_here(channel, value)).values(state="stopped", reason=OPTED_OUT, changed_at=now)
    )
    withdrawn = _Decision(is_given=False, text_version="", how=how, at=now)
    await _write(tx, [(each, channel) for each in owners], withdrawn)
    await refresh_channels(tx, owners)
    silent = select(participants.c.id).where(participants.c.id.in_(owners), participants.c.channel.is_(None))
    left = (await tx.execute(silent)).scalars().all()
    await _mark_stopped(tx, left)
    for participant_id in left:
        await withdraw_for_person(tx, participant_id, reason="stopped")
    return len(owners)


async def consents_of(tx: Tx, participant_id: int) -> list[Consent]:
    """Every decision of a person, oldest first."""
    found = select(consents).where(consents.c.participant_id == participant_id).order_by(consents.c.at, consents.c.id)
    rows = (await tx.execute(found)).mappings()
    return [Consent(**{name: row[name] for name in Consent.__slots__}) for row in rows]


async def set_checkin_consent(tx: Tx, participant_id: int, is_given: bool, *, how: str, now: datetime) -> None:
    """Turns daily check-ins on or off and writes the consent down; messages about activities stay as they are."""
    mine = participants.c.id == participant_id
    channel = (await tx.execute(select(participants.c.channel).where(mine))).scalar_one_or_none()
    await tx.execute(update(participants).where(mine).values(wants_checkins=is_given))
    row = {"participant_id": participant_id, "purpose": CHECKINS, "channel": channel or "", "is_given": is_given}
    await add_many(tx, consents, [{**row, "text_version": "", "how": how, "at": now}])


def _here(channel: str, value: str) -> tuple[ColumnElement[bool], ...]:
    return addresses.c.channel == channel, addresses.c.digest.in_(digests_of(channel, value))


async def _write(tx: Tx, who: Iterable[tuple[int, str]], decided: _Decision) -> None:
    same = {name: getattr(decided, name) for name in _Decision.__slots__}
    rows = [
        {"participant_id": participant_id, "channel": channel, "purpose": purpose, **same}
        for participant_id, channel in who
        for purpose in PURPOSES
    ]
    await add_many(tx, consents, rows)


async def _put_opt_outs(tx: Tx, keys: Sequence[tuple[str, str]], now: datetime) -> None:
    await add_many(tx, opt_outs, [{"channel": channel, "digest": value, "at": now} for channel, value in keys])


async def _forget_opt_out(tx: Tx, channel: str, value: str) -> None:
    await retired_keys.learn(tx)
    same = opt_outs.c.channel == channel, opt_outs.c.digest.in_(digests_of(channel, value))
    await tx.execute(delete(opt_outs).where(*same))


async def _close(tx: Tx, participant_ids: Sequence[int], now: datetime) -> None:
    theirs = addresses.c.participant_id.in_(participant_ids)
    await tx.execute(update(addresses).where(theirs).values(state="stopped", reason=OPTED_OUT, changed_at=now))


async def _mark_stopped(tx: Tx, participant_ids: Sequence[int]) -> None:
    living = participants.c.id.in_(participant_ids), participants.c.state != "erased"
    await tx.execute(update(participants).where(*living).values(state="stopped"))


async def _last_version(tx: Tx, participant_id: int) -> str:
    given = select(consents.c.text_version).where(
        consents.c.participant_id == participant_id, consents.c.is_given, consents.c.text_version != ""
    )
    return (await tx.execute(given.order_by(consents.c.id.desc()).limit(1))).scalar_one_or_none() or ""

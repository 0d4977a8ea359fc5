"""Where people can be reached: an address is not a person, two people may share one phone.

`pending` waits for consent, `active` may be written to, `stopped` said STOP, `unreachable` failed for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from records import retired_keys
from records.database import Tx
from records.sealed import digest, digests
from records.tables import addresses, opt_outs, participants
from records.writing import add_many

RANKS = {"telegram": 0, "sms": 10}
OPTED_OUT = "opted_out"
IN_ORDER = (addresses.c.rank, addresses.c.channel.desc(), addresses.c.id)  # telegram before sms at the same rank


@dataclass(frozen=True, slots=True)
class Address:
    """One way to reach one person; `reason` says why it is stopped or unreachable."""

    id: int
    channel: str
    value: str
    state: str
    reason: str


def digest_of(channel: str, value: str) -> str:
    """The keyed digest by which an address is found; equal for equal addresses of one channel."""
    return digest(f"address:{channel}", value)


def digests_of(channel: str, value: str) -> tuple[str, ...]:
    """The same under every key, the present one first, for looking up; while keys are changed both are on record."""
    return digests(f"address:{channel}", value)


async def addresses_of(tx: Tx, participant_ids: Sequence[int]) -> dict[int, tuple[Address, ...]]:
    """The addresses of several people in the order in which they are tried, by one query."""
    found = select(addresses).where(addresses.c.participant_id.in_(participant_ids))
    rows = (await tx.execute(found.order_by(*IN_ORDER))).mappings()
    out: dict[int, list[Address]] = {}
    for row in rows:
        address = Address(row["id"], row["channel"], row["value"], row["state"], row["reason"])
        out.setdefault(row["participant_id"], []).append(address)
    return {participant_id: tuple(each) for participant_id, each in out.items()}


async def add_pending(tx: Tx, participant_id: int, *, channel: str, value: str, now: datetime) -> None:
    """Adds an address that waits for consent; one that ever said STOP comes in stopped. A known one stays."""
    await add_pending_many(tx, [(participant_id, channel, value)], now)


async def add_pending_many(tx: Tx, rows: Iterable[tuple[int, str, str]], now: datetime) -> None:
    """The same for many (participant_id, channel, value) at once."""
    wanted = [(*row, digest_of(row[1], row[2])) for row in rows]
    refused = await _opted_out(tx, wanted)
    await add_many(tx, addresses, [_new_row(row, refused, now=now) for row in wanted])


async def drop_channel(tx: Tx, participant_id: int, channel: str) -> None:
    """Deletes the person's addresses of one channel; opt-outs of those addresses stay on record."""
    await tx.execute(
        delete(addresses).where(addresses.c.participant_id == participant_id, addresses.c.channel == channel)
    )


async def mark_unreachable(tx: Tx, address_id: int, reason: str, *, now: datetime) -> str | None:
    """Marks an address that failed for good; returns the channel that is left for the person, or None."""
    changed = (
        update(addresses)
        .where(addresses.c.id == address_id, addresses.c.state.in_(("pending", "active")))
        .values(state="unreachable", reason=reason[:200], changed_at=now)
    )
    await tx.execute(changed)
    owner = select(addresses.c.participant_id).where(addresses.c.id == address_id)
    participant_id = (await tx.execute(owner)).scalar_one_or_none()
    return None if participant_id is None else await refresh_channel(tx, participant_id)


async def refresh_channel(tx: Tx, participant_id: int) -> str | None:
    """Writes the channel of the best active address into the person's row and returns it; None when none is left."""
    await refresh_channels(tx, [participant_id])
    found = select(participants.c.channel).where(participants.c.id == participant_id)
    return (await tx.execute(found)).scalar_one_or_none()


async def refresh_channels(tx: Tx, participant_ids: Sequence[int]) -> None:
    """The same for several people in one statement."""
    best = (
        select(addresses.c.channel)
        .where(addresses.c.participant_id == participants.c.id, addresses.c.state == "active")
        .order_by(*IN_ORDER)
        .limit(1)
        .scalar_subquery()
    )
    await tx.execute(update(participants).where(participants.c.id.in_(participant_ids)).values(channel=best))


async def crowded(tx: Tx, wanted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (channel, value) more than one person has: what is said there may be read by another."""
    present = {(each[0], digest_): each for each in wanted for digest_ in digests_of(*each)}
    if not present:
        return set()
    digests_here = {digest_ for _, digest_ in present}
    found = select(addresses.c.channel, addresses.c.digest, addresses.c.participant_id)
    owners: dict[tuple[str, str], set[int]] = {}
    for channel, digest_, participant_id in await tx.execute(found.where(addresses.c.digest.in_(digests_here))):
        owners.setdefault(present[channel, digest_], set()).add(participant_id)
    return {each for each, people in owners.items() if len(people) > 1}


async def count_at(tx: Tx, channel: str, value: str) -> int:
    """How many people have this address."""
    found = select(func.count()).select_from(addresses).where(addresses.c.digest.in_(digests_of(channel, value)))
    return (await tx.execute(found.where(addresses.c.channel == channel))).scalar_one()


async def _opted_out(tx: Tx, wanted: Sequence[tuple[int, str, str, str]]) -> set[tuple[str, str]]:
    await retired_keys.learn(tx)  # a number that said STOP under an older key stays stopped
    present = {each: row[3] for row in wanted for each in digests_of(row[1], row[2])}
    found = select(opt_outs.c.channel, opt_outs.c.digest).where(opt_outs.c.digest.in_(present))
    return {(channel, present[value]) for channel, value in await tx.execute(found)}


def _new_row(row: tuple[int, str, str, str], refused: set[tuple[str, str]], *, now: datetime) -> dict[str, object]:
    participant_id, channel, value, digest_ = row
    is_refused = (channel, digest_) in refused
    return {
        "participant_id": participant_id,
        "channel": channel,
        "value": value,
        "digest": digest_,
        "state": "stopped" if is_refused else "pending",
        "reason": OPTED_OUT if is_refused else "",
        "rank": RANKS.get(channel, 20),
        "changed_at": now,
    }

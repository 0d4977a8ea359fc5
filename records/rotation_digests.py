"""Makes the digests of a batch of rows anew while keys are changed, from the values beside them.

An opt-out keeps no value: it moves with the address it belongs to, and one without an address is recognised by the
retired key. Digests of secrets (API tokens, links, sign-ins) are left as they are for the same reason.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, func, select, update

from records.addresses import digest_of, digests_of
from records.database import Tx
from records.finding import put_words
from records.sealed import digest, ring, search_digests
from records.tables import accounts, addresses, attempts, opt_outs, participant_words, replies
from records.writing import add_many

Rows = Sequence[Mapping[str, Any]]


async def renew_addresses(tx: Tx, rows: Rows) -> None:
    """Addresses by their value, and the opt-outs of the same numbers."""
    for row in rows:
        value = ring().open(row["value"])
        present, *older = digests_of(row["channel"], value)
        if row["digest"] != present:
            await _drop_double(tx, row, present)
            await tx.execute(update(addresses).where(addresses.c.id == row["id"]).values(digest=present))
        await _move_opt_outs(tx, row["channel"], present=present, older=older)


async def renew_words(tx: Tx, rows: Rows) -> None:
    """The words by which people are found."""
    ids = [row["id"] for row in rows]
    kept: dict[int, set[str]] = {each: set() for each in ids}
    mine = select(participant_words).where(participant_words.c.participant_id.in_(ids))
    for row in (await tx.execute(mine)).mappings():
        kept[row["participant_id"]].add(row["digest"])
    names = {row["id"]: _names(row) for row in rows}
    stale = {each: texts for each, texts in names.items() if kept[each] != set(search_digests(*texts))}
    await tx.execute(delete(participant_words).where(participant_words.c.participant_id.in_(stale)))
    await put_words(tx, stale)


async def renew_accounts(tx: Tx, rows: Rows) -> None:
    """Accounts by e-mail and Telegram; an e-mail that got a second account meanwhile keeps its older digest."""
    for row in rows:
        email, chat = ring().open(row["email"]), row["telegram_chat"]
        fresh: dict[str, Any] = {"telegram_digest": None if chat is None else digest_of("telegram", ring().open(chat))}
        taken = select(func.count()).where(accounts.c.email_digest == digest("email", email))
        if not (await tx.execute(taken)).scalar_one():
            fresh["email_digest"] = digest("email", email)
        await tx.execute(update(accounts).where(accounts.c.id == row["id"]).values(**fresh))


async def renew_replies(tx: Tx, rows: Rows) -> None:
    """Replies of people whose address is on record; the others are only looked up when a message is edited."""
    people = {row["participant_id"] for row in rows if row["participant_id"] is not None}
    owned = select(addresses.c.channel, addresses.c.value).where(addresses.c.participant_id.in_(people))
    fresh: dict[tuple[str, str], str] = {}
    for channel, value in await tx.execute(owned):
        present, *older = digests_of(channel, value)
        fresh |= {(channel, each): present for each in older}
    for row in rows:
        new = fresh.get((row["channel"], row["address_digest"]))
        if new is not None:
            await tx.execute(update(replies).where(replies.c.id == row["id"]).values(address_digest=new))


RENEW: Mapping[str, Callable[[Tx, Rows], Awaitable[None]]] = {
    "addresses": renew_addresses,
    "participants": renew_words,
    "accounts": renew_accounts,
    "replies": renew_replies,
}


def _names(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row["state"] == "erased":
        return ()
    return ring().open(row["first_name"]), ring().open(row["last_name"]), row["code"]


async def _move_opt_outs(tx: Tx, channel: str, *, present: str, older: Sequence[str]) -> None:
    if not older:
        return
    theirs = opt_outs.c.channel == channel, opt_outs.c.digest.in_(older)
    since = (await tx.execute(select(func.min(opt_outs.c.at)).where(*theirs))).scalar_one()
    if since is not None:
        await add_many(tx, opt_outs, [{"channel": channel, "digest": present, "at": since}])
        await tx.execute(delete(opt_outs).where(*theirs))


async def _drop_double(tx: Tx, row: Mapping[str, Any], present: str) -> None:
    """Ends a second row of the same address, added under the new key before this one was reached.

    The older row stays, since attempts point to it, with whatever was decided last.
    """
    same = and_(addresses.c.participant_id == row["participant_id"], addresses.c.channel == row["channel"])
    found = select(addresses).where(same, addresses.c.digest == present, addresses.c.id != row["id"])
    double = (await tx.execute(found)).mappings().first()
    if double is None:
        return
    await tx.execute(update(attempts).where(attempts.c.address_id == double["id"]).values(address_id=row["id"]))
    await tx.execute(delete(addresses).where(addresses.c.id == double["id"]))
    if double["changed_at"] >= row["changed_at"]:
        last = {name: double[name] for name in ("state", "reason", "changed_at")}
        await tx.execute(update(addresses).where(addresses.c.id == row["id"]).values(**last))

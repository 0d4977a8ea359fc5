"""Links that let a staff member set a password once; only the digest of a link's code is kept."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from records import retired_keys
from records.database import Tx
from records.sealed import digest
from records.tables import accounts, one_time_links

VALID_FOR = timedelta(days=3)


async def add_link(tx: Tx, account_id: int, *, now: datetime) -> str:
    """Makes a link's code (192 bits, shown once) and ends the account's earlier ones."""
    await end_links(tx, account_id, now=now)
    code = secrets.token_urlsafe(24)
    row = {"account_id": account_id, "digest": _digest(code), "expires_at": now + VALID_FOR}
    await tx.execute(one_time_links.insert().values(**row))
    return code


async def account_of_link(tx: Tx, code: str, *, now: datetime) -> int | None:
    """The account whose link this is; None when the code is unknown, used, too old, or the account closed."""
    known = await retired_keys.digests(tx, "one_time_link", code)
    found = (
        select(one_time_links.c.account_id)
        .join(accounts, accounts.c.id == one_time_links.c.account_id)
        .where(one_time_links.c.digest.in_(known), one_time_links.c.used_at.is_(None))
        .where(one_time_links.c.expires_at > now, accounts.c.is_active)
    )
    return (await tx.execute(found)).scalar_one_or_none()


async def use_link(tx: Tx, code: str, *, now: datetime) -> int | None:
    """Uses a link up and returns its account; None for everybody but the first."""
    account_id = await account_of_link(tx, code, now=now)
    known = await retired_keys.digests(tx, "one_time_link", code)
    this = one_time_links.c.digest.in_(known), one_time_links.c.used_at.is_(None)
    used = (await tx.execute(update(one_time_links).where(*this).values(used_at=now))).rowcount
    return account_id if used else None


async def end_links(tx: Tx, account_id: int, *, now: datetime) -> None:
    """Makes every link of an account useless."""
    mine = one_time_links.c.account_id == account_id, one_time_links.c.used_at.is_(None)
    await tx.execute(update(one_time_links).where(*mine).values(used_at=now))


def _digest(code: str) -> str:
    return digest("one_time_link", code)

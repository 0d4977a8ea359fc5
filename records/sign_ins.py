"""Browsers that are signed in: kept here, so that a sign-out or a closed account ends them at once.

The token is only in the browser's cookie; the table has its digest. Idle for 12 hours or 7 days old is over.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from records.database import Row, Tx
from records.sealed import digest, digests
from records.tables import sign_ins

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One signed-in browser; `form_token` must come back with every form."""

    id: int
    account_id: int
    form_token: str = field(repr=False)
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


async def start(tx: Tx, account_id: int, agent: str, *, now: datetime) -> str:
    """Signs a browser in and returns its token (256 bits)."""
    token = secrets.token_urlsafe(32)
    row = {
        "account_id": account_id,
        "digest": _digest(token),
        "form_token": secrets.token_urlsafe(32),
        "agent": agent[:200],
        "created_at": now,
        "seen_at": now,
        "expires_at": now + LONGEST,
    }
    await tx.execute(sign_ins.insert().values(**row))
    return token


async def sign_in_of(tx: Tx, token: str, *, now: datetime) -> SignIn | None:
    """The sign-in of a token; None when unknown, ended or run out. Whether the account is open, accounts knows."""
    row = (
        await tx.execute(select(sign_ins).where(sign_ins.c.digest.in_(digests("sign_in", token)), *_is_open(now)))
    ).mappings()
    return next((_sign_in(each) for each in row), None)


async def see(tx: Tx, sign_in: SignIn, *, now: datetime) -> None:
    """Notes that the browser is still there."""
    await tx.execute(update(sign_ins).where(sign_ins.c.id == sign_in.id).values(seen_at=now))


async def sign_ins_of(tx: Tx, account_id: int, *, now: datetime) -> list[SignIn]:
    """The open sign-ins of an account, the latest seen first."""
    found = select(sign_ins).where(sign_ins.c.account_id == account_id, *_is_open(now))
    found = found.order_by(sign_ins.c.seen_at.desc())
    return [_sign_in(row) for row in (await tx.execute(found)).mappings()]


async def end(tx: Tx, sign_in_id: int, account_id: int, *, now: datetime) -> bool:
    """Ends one sign-in of this account; false when it was over or is another's."""
    return bool(await _end(tx, sign_ins.c.id == sign_in_id, sign_ins.c.account_id == account_id, now=now))


async def end_all(tx: Tx, account_id: int, *, now: datetime, but: int | None = None) -> int:
    """Ends every sign-in of an account except `but`; returns how many."""
    others = [sign_ins.c.id != but] if but is not None else []
    return await _end(tx, sign_ins.c.account_id == account_id, *others, now=now)


def is_to_be_seen(sign_in: SignIn, *, now: datetime) -> bool:
    """True once a minute, so that a page that refreshes itself does not write each time."""
    return now - sign_in.seen_at >= SEEN_EVERY


async def _end(tx: Tx, *where: ColumnElement[bool], now: datetime) -> int:
    statement = update(sign_ins).where(sign_ins.c.ended_at.is_(None), *where)
    return (await tx.execute(statement.values(ended_at=now))).rowcount


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return sign_ins.c.ended_at.is_(None), sign_ins.c.expires_at > now, sign_ins.c.seen_at > now - IDLE


def _sign_in(row: Row) -> SignIn:
    return SignIn(**{name: row[name] for name in SignIn.__slots__})


def _digest(token: str) -> str:
    return digest("sign_in", token)

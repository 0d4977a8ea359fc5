"""Keys for the JSON API: shown once, kept as a digest, ended at any time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from records import retired_keys
from records.database import Row, Tx
from records.scope import Scope
from records.sealed import digest
from records.tables import tokens

PREFIX = "stik_"
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Token:
    """One key; `provider_id` None is the whole installation."""

    id: int
    provider_id: int | None
    name: str
    is_read_only: bool
    created_at: datetime
    seen_at: datetime | None

    @property
    def scope(self) -> Scope:
        """What the key opens: a provider's coordinator view, or everything."""
        return Scope(self.provider_id)


async def add_token(
    tx: Tx, name: str, *, provider_id: int | None = None, is_read_only: bool = False, now: datetime
) -> str:
    """Makes a key (256 bits) and returns it; it cannot be read again."""
    plain = PREFIX + secrets.token_urlsafe(32)
    row = {"provider_id": provider_id, "name": name[:100], "digest": _digest(plain), "is_read_only": is_read_only}
    await tx.execute(tokens.insert().values(**row, created_at=now))
    return plain


async def account_of_token(tx: Tx, plain: str) -> Token | None:
    """The key behind a bearer token; None when it is unknown or was ended."""
    known = await retired_keys.digests(tx, "token", plain)
    found = select(tokens).where(tokens.c.digest.in_(known), tokens.c.ended_at.is_(None))
    row = (await tx.execute(found)).mappings().first()
    return None if row is None else _token(row)


async def see(tx: Tx, token: Token, *, now: datetime) -> None:
    """Notes that the key was used, at most once a minute."""
    if token.seen_at is None or now - token.seen_at >= SEEN_EVERY:
        await tx.execute(update(tokens).where(tokens.c.id == token.id).values(seen_at=now))


async def list_tokens(tx: Tx) -> list[Token]:
    """Every key that was not ended, by id."""
    found = select(tokens).where(tokens.c.ended_at.is_(None)).order_by(tokens.c.id)
    return [_token(row) for row in (await tx.execute(found)).mappings()]


async def end(tx: Tx, token_id: int, *, now: datetime) -> bool:
    """Ends a key at once; false when it was over."""
    this = tokens.c.id == token_id, tokens.c.ended_at.is_(None)
    return bool((await tx.execute(update(tokens).where(*this).values(ended_at=now))).rowcount)


def _token(row: Row) -> Token:
    return Token(**{name: row[name] for name in Token.__slots__})


def _digest(plain: str) -> str:
    return digest("token", plain)

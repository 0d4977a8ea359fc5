"""Seals everything anew under the first key and makes the digests anew, a few rows at a time, while Stik runs.

A kill leaves a database that the old and the new key open together; the next call goes on with what is left.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, bindparam, or_, select, tuple_, update

from records import retired_keys
from records.backup_archive import RAW_TABLES
from records.database import Database, DatabaseFault, Tx
from records.journal import Entry, write
from records.rotation_digests import RENEW
from records.sealed import Sealed, SealedJson, ring
from records.tables import metadata

BATCH = 500
PAUSE_SECONDS = 0.02  # lets the writers of a running Stik in between two batches
LONGEST_PAUSE_SECONDS = 1.0
MOST_TRIES = 60  # about a minute
TELL_EVERY = 10_000


class Busy(Exception):
    """Some rows were in use all the time; run the command again, it goes on with what is left."""


@dataclass(frozen=True, slots=True)
class Work:
    """One table to go through: its raw form, its key columns and its sealed columns."""

    table: Table
    keys: tuple[str, ...]
    sealed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a table is: rows gone through, and how many of them were sealed anew."""

    table: str
    seen: int
    sealed_anew: int
    is_done: bool


async def rotate(database: Database, tell: Callable[[Progress], None], *, now: datetime) -> int:
    """Brings every sealed value and every digest under the first key; returns how many rows were sealed anew.

    A second call changes nothing. Raises Busy, and WrongKey for a value that no key of the ring opens.
    """
    async with database.transaction() as tx:
        await retired_keys.keep(tx, now)
    total = 0
    for work in works():
        total += await _go_through(database, work, tell=tell)
    async with database.transaction() as tx:
        await write(tx, Entry("stik", "rotate", "keys", details={"rows": total}), now)
    return total


def wipe(database: Database) -> bool:
    """Rewrites a SQLite file, so that no value under an older key is left in its free space; false when it is in use.

    PostgreSQL does the same by itself, a little later.
    """
    if not database.is_sqlite or not database.url.database:
        return True
    connection = sqlite3.connect(database.url.database, timeout=10, isolation_level=None)
    try:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def works() -> list[Work]:
    """Every table with sealed columns."""
    out = []
    for table in metadata.sorted_tables:
        sealed = tuple(column.name for column in table.columns if isinstance(column.type, Sealed | SealedJson))
        if sealed:
            keys = tuple(column.name for column in table.primary_key.columns)
            out.append(Work(RAW_TABLES[table.name], keys, sealed))
    return out


async def _go_through(database: Database, work: Work, *, tell: Callable[[Progress], None]) -> int:
    seen, anew, told = 0, 0, 0
    keys = await _next_keys(database, work, after=None)
    while keys:
        anew += await _batch(database, work, keys=keys)
        seen += len(keys)
        if seen - told >= TELL_EVERY:
            told = seen
            tell(Progress(work.table.name, seen, anew, is_done=False))
        keys = await _next_keys(database, work, after=keys[-1])
    tell(Progress(work.table.name, seen, anew, is_done=True))
    return anew


async def _next_keys(database: Database, work: Work, *, after: Sequence[Any] | None) -> list[Sequence[Any]]:
    columns = [work.table.c[name] for name in work.keys]
    found = select(*columns).order_by(*columns).limit(BATCH)
    if after is not None:
        found = found.where(_after(columns, after))
    async with database.reading() as tx:
        return [tuple(row) for row in await tx.execute(found)]


def _after(columns: Sequence[Column[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    first, value = columns[0], values[0]
    beyond: ColumnElement[bool] = first > value
    if len(columns) == 1:
        return beyond
    return or_(beyond, and_(first == value, _after(columns[1:], values[1:])))


async def _batch(database: Database, work: Work, *, keys: Sequence[Sequence[Any]]) -> int:
    """Does these rows; those that somebody else holds just now are taken up again a little later."""
    left, anew, pause = list(keys), 0, PAUSE_SECONDS
    for _ in range(MOST_TRIES):
        done, changed = await _tried(database, work, keys=left)
        left, anew = [key for key in left if key not in done], anew + changed
        await asyncio.sleep(pause)
        if not left:
            return anew
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    raise Busy(Busy.__doc__)


async def _tried(database: Database, work: Work, *, keys: Sequence[Sequence[Any]]) -> tuple[set[Sequence[Any]], int]:
    try:
        async with database.transaction() as tx:
            return await _try(tx, work, keys)
    except DatabaseFault as error:
        if any(word in str(error) for word in ("deadlock", "locked")):
            return set(), 0
        raise


async def _try(tx: Tx, work: Work, keys: Sequence[Sequence[Any]]) -> tuple[set[Sequence[Any]], int]:
    columns = [work.table.c[name] for name in work.keys]
    # Rows held by others are skipped, not waited for: who waits while holding rows can lock up with the sender.
    mine = select(work.table).where(_these(columns, keys)).order_by(*columns).with_for_update(skip_locked=True)
    rows = [dict(row) for row in (await tx.execute(mine)).mappings()]
    still_there = {tuple(row) for row in await tx.execute(select(*columns).where(_these(columns, keys)))}
    changed = [row for row in rows if _seal_anew(work, row)]
    if changed:
        await tx.execute(_update(work), [{f"its_{name}": row[name] for name in _written(work)} for row in changed])
    renew = RENEW.get(work.table.name)
    if renew is not None:
        await renew(tx, rows)
    locked = {tuple(row[name] for name in work.keys) for row in rows}
    return locked | (set(keys) - still_there), len(changed)


def _these(columns: Sequence[Column[Any]], keys: Sequence[Sequence[Any]]) -> ColumnElement[bool]:
    return columns[0].in_([key[0] for key in keys]) if len(columns) == 1 else tuple_(*columns).in_(keys)


def _seal_anew(work: Work, row: dict[str, Any]) -> bool:
    keyring = ring()
    stale = [name for name in work.sealed if row[name] is not None and not keyring.is_current(row[name])]
    for name in stale:
        row[name] = keyring.seal(keyring.open(row[name]))
    return bool(stale)


def _written(work: Work) -> tuple[str, ...]:
    return (*work.keys, *work.sealed)


def _update(work: Work) -> Any:
    these = [work.table.c[name] == bindparam(f"its_{name}") for name in work.keys]
    return update(work.table).where(*these).values({name: bindparam(f"its_{name}") for name in work.sealed})

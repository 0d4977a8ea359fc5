"""Opens SQLite or PostgreSQL with the same promises: short transactions, UTC instants, one writer at a time on SQLite.

Doors, rounds, the sender and pages open `transaction()`; everything below them receives the open transaction.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from records import sealed

Tx = AsyncConnection
Row = RowMapping
DatabaseFault = DBAPIError

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "temp_store=MEMORY")


class Database:
    """One database of Stik; `open()` and `close()` may be called twice."""

    def __init__(self, url: str, keyring: sealed.Keyring, *, connections: int = 10) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        sealed.use(keyring)
        if self.is_sqlite:
            self._writing = _sqlite(self.url, begin="BEGIN IMMEDIATE", connections=1)
            self._reading = _sqlite(self.url, begin="BEGIN", connections=4)
        else:
            self._writing = self._reading = _postgresql(self.url, connections)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """A transaction that may write; commits when the block ends, rolls back when it raises."""
        async with self._writing.begin() as tx:
            yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """A transaction that only reads; on SQLite it never waits for the writer."""
        async with self._reading.connect() as tx:
            yield tx

    async def close(self) -> None:
        """Closes every connection; a second call does nothing."""
        await self._writing.dispose()
        await self._reading.dispose()

    async def answers(self) -> bool:
        """True when the database answers a trivial question."""
        async with self.reading() as tx:
            return bool((await tx.execute(text("select 1"))).scalar_one())


def sync_url(url: str) -> URL:
    """The address with the driver that migrations use: sqlite3 or psycopg."""
    parsed = make_url(url)
    return parsed.set(drivername="sqlite" if parsed.get_backend_name() == "sqlite" else "postgresql+psycopg")


def make_private_file(url: URL) -> None:
    """Makes the file of a new SQLite database, readable only by its owner; one that is there stays as it is."""
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)


def _sqlite(url: URL, *, begin: str, connections: int) -> AsyncEngine:
    make_private_file(url)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), pool_size=connections, max_overflow=0, pool_timeout=60
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL, connections: int) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+psycopg"), pool_size=connections, max_overflow=5, pool_pre_ping=True
    )

"""Empty databases for a run: a PostgreSQL database of its own, or a SQLite file; both durable as shipped."""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import sqlalchemy
from sqlalchemy import text

from records.database import Database, Tx, sync_url
from records.sealed import Keyring
from records.tables import metadata
from tests import machine

KEYRING = Keyring("a secret that only the measured runs use")
KINDS = ("postgresql", "sqlite")


def kinds() -> tuple[str, ...]:
    """The databases that can be measured here."""
    return KINDS if machine.postgres_url() else ("sqlite",)


@contextlib.contextmanager
def fresh_url(kind: str) -> Iterator[str]:
    """The address of an empty database with tables, while the block lasts."""
    with _sqlite() if kind == "sqlite" else _postgresql() as url:
        engine = sqlalchemy.create_engine(sync_url(url))
        metadata.create_all(engine)
        engine.dispose()
        yield url


@contextlib.asynccontextmanager
async def fresh(kind: str) -> AsyncIterator[Database]:
    """An empty database with tables, open while the block lasts."""
    with fresh_url(kind) as url:
        database = Database(url, KEYRING)
        try:
            yield database
        finally:
            await database.close()


async def tidy(database: Database) -> None:
    """Statistics and dead rows as an hour of running would leave them."""
    if database.is_sqlite:
        async with database.transaction() as tx:
            await tx.execute(text("analyze"))
        return
    engine = sqlalchemy.create_engine(sync_url(str(database.url)), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("vacuum analyze"))
        connection.execute(text("checkpoint"))
    engine.dispose()


async def without_waiting(tx: Tx) -> None:
    """Lets a transaction that only furnishes a database skip the wait for the disk."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("set local synchronous_commit to off"))


def durability() -> str:
    """Whether the measured PostgreSQL waits for the disk."""
    url = machine.postgres_url()
    if url is None:
        return f"no PostgreSQL: {machine.why_no_postgres()}"
    engine = sqlalchemy.create_engine(sync_url(url))
    with engine.connect() as connection:
        version, fsync, commit = (
            connection.execute(text(f"show {name}")).scalar_one()
            for name in ("server_version", "fsync", "synchronous_commit")
        )
    engine.dispose()
    return f"PostgreSQL {str(version).split()[0]}, fsync {fsync}, synchronous_commit {commit}; SQLite synchronous FULL"


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="stik-figures-") as folder:
        yield f"sqlite:///{Path(folder) / 'stik.sqlite3'}"


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    server = machine.postgres_url()
    if server is None:
        raise RuntimeError(f"PostgreSQL cannot be measured: {machine.why_no_postgres()}")
    name = f"stik_figures_{os.getpid()}"
    admin = sqlalchemy.create_engine(sync_url(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))
        connection.execute(text(f"create database {name}"))
    try:
        url = sync_url(server).set(database=name, drivername="postgresql")
        yield url.render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"drop database if exists {name} with (force)"))
        admin.dispose()

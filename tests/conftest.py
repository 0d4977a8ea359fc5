"""Fixtures for every room: a real SQLite file and a real PostgreSQL database, empty at each test, and the cast."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy

from records.database import Database, sync_url
from records.sealed import Keyring
from records.tables import metadata
from tests import machine
from tests.cast import Cast, bring_on

FIRST_NUMBERS = """
select setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
from pg_sequences where schemaname = 'public' and last_value is not null
"""
SECRET = "a secret that only the tests use"
NOW = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)  # a Monday, 9.00 in Ljubljana


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """The keys of the tests."""
    return Keyring(SECRET)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of this test process, with the tables in it; skips when there is no server."""
    server = machine.postgres_url()
    if server is None:
        pytest.skip("PostgreSQL is not on this machine")
    name = f"stik_test_{os.getpid()}"
    admin = sqlalchemy.create_engine(sync_url(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"drop database if exists {name}"))
        connection.execute(sqlalchemy.text(f"create database {name}"))
        connection.execute(sqlalchemy.text(f"alter database {name} set synchronous_commit to off"))
    url = sync_url(server).set(database=name)
    engine = sqlalchemy.create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    yield url.set(drivername="postgresql").render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"drop database if exists {name} with (force)"))
    admin.dispose()


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> str:
    """The PostgreSQL database with all tables emptied."""
    engine = sqlalchemy.create_engine(sync_url(postgres_url))
    with engine.begin() as connection:  # deleting few rows is fifty times quicker than truncating many tables
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(sqlalchemy.text(FIRST_NUMBERS))
    engine.dispose()
    return postgres_url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with empty tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = sqlalchemy.create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database of its own for this test."""
    path = tmp_path / "stik.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, keyring: Keyring) -> AsyncIterator[Database]:
    """An empty database with tables; every test that takes it runs on both."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "empty_postgres_url")
    opened = Database(url, keyring)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    """An empty SQLite database, for what does not depend on the database."""
    opened = Database(sqlite_url, keyring)
    yield opened
    await opened.close()


@pytest.fixture
def now() -> datetime:
    """Monday, 14 September 2026, 9.00 in Ljubljana."""
    return NOW


@pytest.fixture
async def cast(database: Database, now: datetime) -> Cast:
    """Ana, Ben, Cvetka, Drago and Eva in both databases."""
    return await bring_on(database, now=now)


@pytest.fixture
async def sqlite_cast(sqlite_database: Database, now: datetime) -> Cast:
    """The cast in SQLite only."""
    return await bring_on(sqlite_database, now=now)

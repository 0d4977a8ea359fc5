"""The house of a story at noon of the day before the workshop, and what processes of Stik need; on both databases."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy

from records import schema
from records.database import Database, sync_url
from records.tables import metadata
from tests.cast import Cast
from tests.journeys.house import House, opened
from tests.journeys.processes import Starter, bare_postgresql

NOON = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)  # Monday


@pytest.fixture
async def house(request: pytest.FixtureRequest, database: Database, cast: Cast) -> AsyncIterator[House]:
    """Opened; a test may wish for other settings by indirect parameters."""
    async with opened(database, NOON, **getattr(request, "param", {})) as one:
        yield one


@pytest.fixture(scope="session")
def starts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Where processes of Stik come from."""
    starter = Starter(tmp_path_factory.mktemp("processes"))
    yield starter
    starter.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nobody in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'stik.sqlite3'}"
    else:
        yield request.getfixturevalue("process_postgres_url")


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL database as `stik migrate` leaves it."""
    with bare_postgresql(postgres_url, "processes") as address:
        schema.upgrade(address)
        yield address


@pytest.fixture
def process_postgres_url(migrated_postgres_url: str) -> str:
    """The same with all tables emptied."""
    engine = sqlalchemy.create_engine(sync_url(migrated_postgres_url), poolclass=sqlalchemy.NullPool)
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"truncate {names} restart identity cascade"))
    return migrated_postgres_url

"""What the tests of keeping records share: the cast's story, a backup of it, another database, other keys."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy

from records import backup
from records.database import Database
from records.sealed import Keyring, use
from records.tables import metadata
from tests.cast import Cast
from tests.records.stories import Given, tell

Started = Callable[[str], None]


@pytest.fixture
async def given(database: Database, cast: Cast, now: datetime) -> Given:
    return await tell(database, cast, now=now)


@pytest.fixture
async def file(database: Database, given: Given, tmp_path: Path, now: datetime) -> Path:
    """A backup of the cast's small world."""
    path = tmp_path / "copy.stik"
    await backup.write(database, path, now=now)
    return path


@pytest.fixture
async def empty(request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring) -> AsyncIterator[Database]:
    """Another database, with tables and no rows."""
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    engine = sqlalchemy.create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    opened = Database(url, keyring)
    yield opened
    await opened.close()


@pytest.fixture
def started(keyring: Keyring) -> Iterator[Started]:
    """Goes on as a process that was started with these secrets; the tests' own keys afterwards."""
    yield lambda secrets: use(Keyring(secrets))
    use(keyring)

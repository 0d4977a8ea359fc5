"""Eva's browser, signed in at the staff pages of a small installation, and the watch she looks at."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from records import marks
from records.database import Database
from staff.desk import Desk
from tests.cast import Cast
from tests.staff.browsing import Browser, Watch, desk_of, give_password


@pytest.fixture
def watch(now: datetime) -> Watch:
    """The time of the pages."""
    return Watch(now)


@pytest.fixture
def desk(sqlite_database: Database, watch: Watch) -> Desk:
    """The desk over the SQLite database."""
    return desk_of(sqlite_database, watch)


@pytest.fixture
async def stranger(desk: Desk) -> AsyncIterator[Browser]:
    """A browser that is not signed in."""
    browser = Browser(desk)
    yield browser
    await browser.close()


@pytest.fixture
async def eva(stranger: Browser, sqlite_cast: Cast, now: datetime) -> Browser:
    """Mentor Eva's browser, signed in; the clock has just ticked."""
    await give_password(stranger.desk.database, sqlite_cast.eva, now=now)
    async with stranger.desk.database.transaction() as tx:
        await marks.put(tx, "round.remind", "0", now=now)
    await stranger.sign_in()
    return stranger

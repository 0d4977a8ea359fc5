"""The journal says who did what about whom."""

from datetime import datetime

from records import journal
from records.database import Database
from records.journal import Entry
from tests.cast import Cast


async def test_what_was_done_is_read_back_latest_first(database: Database, cast: Cast, now: datetime) -> None:
    """By person, or all of it."""
    async with database.transaction() as tx:
        viewed = Entry("account:1", "view", "conversation", cast.ana, cast.provider, cast.ana)
        moved = Entry("account:1", "move", "activity", cast.workshop, cast.provider, details={"revision": 2})
        await journal.write(tx, viewed, now)
        await journal.write(tx, moved, now)
        assert [line for _, line in await journal.latest(tx)] == [moved, viewed]
        assert await journal.about_person(tx, cast.ana) == [(now, viewed)]

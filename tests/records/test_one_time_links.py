"""A one-time link works once, for three days, and the newest only."""

from datetime import datetime, timedelta

from records import one_time_links
from records.database import Database
from tests.cast import Cast


async def test_a_link_is_used_once(database: Database, cast: Cast, now: datetime) -> None:
    """The second use gets nobody."""
    async with database.transaction() as tx:
        code = await one_time_links.add_link(tx, cast.eva, now=now)
        assert await one_time_links.use_link(tx, code, now=now) == cast.eva
        assert await one_time_links.use_link(tx, code, now=now) is None


async def test_a_newer_link_ends_the_older(database: Database, cast: Cast, now: datetime) -> None:
    """Who asks twice has one key, not two."""
    async with database.transaction() as tx:
        old = await one_time_links.add_link(tx, cast.eva, now=now)
        new = await one_time_links.add_link(tx, cast.eva, now=now)
        assert await one_time_links.account_of_link(tx, old, now=now) is None
        assert await one_time_links.account_of_link(tx, new, now=now + timedelta(days=2)) == cast.eva
        assert await one_time_links.use_link(tx, new, now=now + timedelta(days=3)) is None

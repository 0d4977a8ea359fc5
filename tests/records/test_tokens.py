"""Keys of the API are shown once and ended at any time."""

from datetime import datetime, timedelta

from records import tokens
from records.database import Database
from records.scope import EVERYTHING, Scope
from tests.cast import Cast


async def test_a_key_opens_its_providers_view(database: Database, cast: Cast, now: datetime) -> None:
    """Or everything, when it belongs to no provider."""
    async with database.transaction() as tx:
        mine = await tokens.add_token(tx, "ministry", provider_id=cast.provider, is_read_only=True, now=now)
        whole = await tokens.add_token(tx, "operator", now=now)
        found, other = await tokens.account_of_token(tx, mine), await tokens.account_of_token(tx, whole)
        raw = repr((await tx.exec_driver_sql("select * from tokens")).all())
    assert found is not None and found.scope == Scope(cast.provider) and found.is_read_only
    assert other is not None and other.scope == EVERYTHING and not other.is_read_only
    assert mine not in raw and mine.startswith("stik_")


async def test_an_ended_key_opens_nothing(database: Database, cast: Cast, now: datetime) -> None:
    """At once, and only once."""
    async with database.transaction() as tx:
        plain = await tokens.add_token(tx, "x", now=now)
        found = await tokens.account_of_token(tx, plain)
        assert found is not None
        await tokens.see(tx, found, now=now + timedelta(hours=1))
        assert (await tokens.list_tokens(tx))[0].seen_at == now + timedelta(hours=1)
        assert await tokens.end(tx, found.id, now=now)
        assert not await tokens.end(tx, found.id, now=now)
        assert await tokens.account_of_token(tx, plain) is None
        assert await tokens.account_of_token(tx, "") is None

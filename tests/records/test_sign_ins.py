"""Sign-ins end by themselves, on request, and never by another's hand."""

from datetime import datetime, timedelta

from records import sign_ins
from records.database import Database
from tests.cast import Cast


async def test_a_sign_in_is_idle_for_half_a_day_at_most(database: Database, cast: Cast, now: datetime) -> None:
    """Being seen keeps it open, for a week at most."""
    async with database.transaction() as tx:
        token = await sign_ins.start(tx, cast.eva, "x" * 500, now=now)
        found = await sign_ins.sign_in_of(tx, token, now=now + timedelta(hours=11))
        assert found is not None and len(found.agent) == 200
        assert await sign_ins.sign_in_of(tx, token, now=now + timedelta(hours=12)) is None
        await sign_ins.see(tx, found, now=now + timedelta(days=6, hours=23))
        assert await sign_ins.sign_in_of(tx, token, now=now + timedelta(days=6, hours=23)) is not None
        assert await sign_ins.sign_in_of(tx, token, now=now + timedelta(days=7)) is None


async def test_each_sign_in_has_its_own_token(database: Database, cast: Cast, now: datetime) -> None:
    """256 bits, of which the table keeps only a digest."""
    async with database.transaction() as tx:
        tokens = {await sign_ins.start(tx, cast.eva, "", now=now) for _ in range(3)}
        raw = repr((await tx.exec_driver_sql("select * from sign_ins")).all())
    assert len(tokens) == 3 and all(len(token) == 43 and token not in raw for token in tokens)


async def test_only_the_own_sign_ins_can_be_ended(database: Database, cast: Cast, now: datetime) -> None:
    """All others at once, or one."""
    async with database.transaction() as tx:
        kept = await sign_ins.start(tx, cast.eva, "", now=now)
        await sign_ins.start(tx, cast.eva, "", now=now)
        mine = await sign_ins.sign_in_of(tx, kept, now=now)
        assert mine is not None
        assert not await sign_ins.end(tx, mine.id, cast.eva + 1, now=now)
        assert await sign_ins.end_all(tx, cast.eva, now=now, but=mine.id) == 1
        assert [each.id for each in await sign_ins.sign_ins_of(tx, cast.eva, now=now)] == [mine.id]
        assert await sign_ins.end(tx, mine.id, cast.eva, now=now)
        assert not await sign_ins.end(tx, mine.id, cast.eva, now=now)


async def test_a_token_that_is_none_opens_nothing(database: Database, cast: Cast, now: datetime) -> None:
    """Empty, guessed, or half a surrogate."""
    async with database.reading() as tx:
        for token in ("", "x" * 43, "\ud800"):
            assert await sign_ins.sign_in_of(tx, token, now=now) is None

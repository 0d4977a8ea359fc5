"""The inbox on both databases: recorded once, taken in order, given up after five failures."""

import asyncio
from datetime import datetime, timedelta

from bot.channel import Arrival
from records import inbox, leases
from records.database import Database
from tests.conftest import NOW

DA, NE = Arrival("telegram", "1", {"text": "da"}), Arrival("telegram", "2", {"text": "ne"})


async def record(database: Database, *arrivals: Arrival, now: datetime = NOW) -> int:
    async with database.transaction() as tx:
        return await inbox.record(tx, arrivals, now=now)


async def waiting(database: Database, limit: int = 100) -> list[inbox.Waiting]:
    async with database.transaction() as tx:
        return await inbox.take(tx, limit, now=NOW + timedelta(hours=1))


async def test_an_arrival_is_recorded_once_whoever_brings_it(database: Database) -> None:
    assert await record(database, DA, NE, DA) == 2
    assert await record(database, NE, DA) == 0
    assert await record(database, Arrival("sms", "1", {})) == 1
    assert await record(database) == 0
    counts = await asyncio.gather(*(record(database, Arrival("page", "7", {})) for _ in range(8)))
    assert sum(counts) == 1


async def test_arrivals_are_taken_in_order_with_what_they_brought(database: Database) -> None:
    await record(database, *(Arrival("telegram", str(100 - n), {"n": n, "š": ["č", None]}) for n in range(20)))
    taken = await waiting(database, 15)
    assert [each.content["n"] for each in taken] == list(range(15))
    assert taken[0] == inbox.Waiting(taken[0].id, "telegram", "100", {"n": 0, "š": ["č", None]}, NOW, 0)


async def test_half_a_surrogate_pair_and_a_nul_do_not_stop_the_inbox(database: Database) -> None:
    assert await record(database, Arrival("telegram", "1", {"text": "da \ud83d \x00"}), NE) == 2
    assert [each.content["text"] for each in await waiting(database)] == ["da ? \x00", "ne"]


async def test_what_is_done_is_done_once_and_not_taken_again(database: Database) -> None:
    await record(database, DA, NE)
    first, second = await waiting(database)
    async with database.transaction() as tx:
        assert await inbox.done(tx, first.id, now=NOW)
        assert not await inbox.done(tx, first.id, now=NOW)
    assert await waiting(database) == [second]


async def test_what_was_rolled_back_is_still_waiting(database: Database) -> None:
    await record(database, DA)
    (one,) = await waiting(database)
    try:
        async with database.transaction() as tx:
            assert await inbox.done(tx, one.id, now=NOW)
            raise RuntimeError("the process died here")
    except RuntimeError:
        pass
    assert await waiting(database) == [one]


async def test_what_fails_waits_behind_the_fresh_ones_and_is_given_up_after_five(database: Database) -> None:
    await record(database, DA, NE)
    bad, good = await waiting(database)
    given_up = []
    for number in range(5):
        async with database.transaction() as tx:
            given_up.append(await inbox.failed(tx, bad.id, f"KeyError {number}" * 100, now=NOW))
        if number == 0:
            assert [each.id for each in await waiting(database)] == [good.id, bad.id]
    assert given_up == [False, False, False, False, True]
    assert [each.id for each in await waiting(database)] == [good.id]
    async with database.transaction() as tx:
        assert not await inbox.failed(tx, bad.id, "again", now=NOW)
        assert not await inbox.done(tx, bad.id, now=NOW)
        assert await inbox.try_again(tx, bad.id)
        assert not await inbox.try_again(tx, bad.id)
    assert [(each.id, each.tries) for each in await waiting(database)] == [(bad.id, 0), (good.id, 0)]


async def test_two_readers_end_each_arrival_once(database: Database) -> None:
    await record(database, *(Arrival("telegram", str(n), {}) for n in range(30)))

    async def reader() -> int:
        ended = 0
        for each in await waiting(database):
            async with database.transaction() as tx:
                ended += await inbox.done(tx, each.id, now=NOW)
        return ended

    assert sum(await asyncio.gather(reader(), reader(), reader())) == 30


async def test_one_of_many_has_the_turn_until_it_ends(database: Database) -> None:
    async def take(holder: str, now: datetime) -> bool:
        async with database.transaction() as tx:
            return await leases.take(tx, "telegram.poller", holder, until=now + timedelta(seconds=8), now=now)

    assert sum(await asyncio.gather(*(take(f"process {n}", NOW) for n in range(8)))) == 1
    (holder,) = [n for n in range(8) if await take(f"process {n}", NOW)]
    later = NOW + timedelta(seconds=7)
    assert await take(f"process {holder}", later)
    assert not await take("another", NOW + timedelta(seconds=9))
    assert await take("another", NOW + timedelta(seconds=15))
    async with database.transaction() as tx:
        await leases.give_back(tx, "telegram.poller", f"process {holder}", now=NOW)
    assert not await take("a third", NOW + timedelta(seconds=16))
    async with database.transaction() as tx:
        await leases.give_back(tx, "telegram.poller", "another", now=NOW + timedelta(seconds=16))
    assert await take("a third", NOW + timedelta(seconds=16))


async def test_a_failure_waits_a_little_before_the_next_try(database: Database) -> None:
    await record(database, DA)
    (one,) = await waiting(database)
    async with database.transaction() as tx:
        assert not await inbox.failed(tx, one.id, "LookupError", now=NOW)
        assert await inbox.take(tx, 1, now=NOW) == []
        assert [each.id for each in await inbox.take(tx, 1, now=NOW + inbox.RETRY_AFTER)] == [one.id]

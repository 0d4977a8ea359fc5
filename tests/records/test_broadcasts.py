"""Broadcasts: only the chosen people, once, after the hold, stoppable, and a notice of change that asks."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from records import broadcasts
from records.audience import Audience, recipients
from records.broadcasts import NewBroadcast
from records.database import Database
from records.scope import Scope
from records.tables import messages, providers
from tests.cast import Cast

HOLD = 60


async def prepare(database: Database, cast: Cast, now: datetime, **more: object) -> int:
    what = {"audience": Audience(cycle_ids=(cast.cycle,)), "texts": {"sl": "Jutri pride šola.", "en": "School comes."}}
    async with database.transaction() as tx:
        new = NewBroadcast(cast.provider, cast.eva, hold_seconds=HOLD, **{**what, **more})  # type: ignore[arg-type]
        return await broadcasts.prepare(tx, new, now=now)


async def release(database: Database, at: datetime) -> int:
    async with database.transaction() as tx:
        return await broadcasts.release_due(tx, now=at)


async def sent_to(database: Database) -> list[tuple[int, str, str]]:
    async with database.reading() as tx:
        rows = select(messages.c.participant_id, messages.c.kind, messages.c.state).order_by(messages.c.id)
        return [tuple(row) for row in await tx.execute(rows)]


async def test_the_preview_names_who_gets_it_and_who_does_not_and_why(
    database: Database, cast: Cast, now: datetime
) -> None:
    async with database.reading() as tx:
        found = await recipients(
            tx, Audience(cycle_ids=(cast.cycle,)), Scope(cast.provider, role="coordinator"), on=now.date()
        )
    assert [(each.first_name, each.channel, each.excluded) for each in found] == [
        ("Ana", "telegram", ""),
        ("Ben", "sms", ""),
        ("Cvetka", None, "stopped"),
        ("Drago", None, "invited"),
    ]


async def test_nothing_leaves_before_send_and_before_the_hold_is_over(
    database: Database, cast: Cast, now: datetime
) -> None:
    number = await prepare(database, cast, now)
    assert await release(database, now + timedelta(hours=1)) == 0
    async with database.transaction() as tx:
        assert await broadcasts.send(tx, number, now=now)
    assert await release(database, now + timedelta(seconds=HOLD - 1)) == 0
    assert await release(database, now + timedelta(seconds=HOLD)) == 2
    assert await sent_to(database) == [(cast.ana, "broadcast", "queued"), (cast.ben, "broadcast", "queued")]


async def test_a_second_press_on_send_is_the_same_broadcast(database: Database, cast: Cast, now: datetime) -> None:
    number = await prepare(database, cast, now)
    async with database.transaction() as tx:
        assert await broadcasts.send(tx, number, now=now)
        assert not await broadcasts.send(tx, number, now=now)
    at = now + timedelta(seconds=HOLD)
    assert await release(database, at) == 2
    assert await release(database, at) == 0


async def test_undo_within_the_hold_sends_nothing(database: Database, cast: Cast, now: datetime) -> None:
    number = await prepare(database, cast, now)
    async with database.transaction() as tx:
        await broadcasts.send(tx, number, now=now)
        assert await broadcasts.stop(tx, number, now=now) == 0
    assert await release(database, now + timedelta(hours=1)) == 0
    assert await sent_to(database) == []


async def test_stopped_in_the_middle_the_rest_is_withdrawn(database: Database, cast: Cast, now: datetime) -> None:
    number = await prepare(database, cast, now)
    async with database.transaction() as tx:
        await broadcasts.send(tx, number, now=now)
        await broadcasts.release_due(tx, now=now + timedelta(seconds=HOLD))
        assert await broadcasts.stop(tx, number, now=now) == 2
    assert {state for _, _, state in await sent_to(database)} == {"withdrawn"}


async def test_a_provider_never_reaches_the_people_of_another(database: Database, cast: Cast, now: datetime) -> None:
    async with database.transaction() as tx:
        other = {"name": "ICRA", "sender": "ICRA", "created_at": now}
        number = (await tx.execute(providers.insert().values(**other).returning(providers.c.id))).scalar_one()
        new = NewBroadcast(number, None, Audience(participant_ids=(cast.ana,)), {"sl": "Pozdrav"}, HOLD)
        await broadcasts.send(tx, await broadcasts.prepare(tx, new, now=now), now=now)
    assert await release(database, now + timedelta(seconds=HOLD)) == 0


async def test_an_empty_audience_reaches_nobody(database: Database, cast: Cast, now: datetime) -> None:
    number = await prepare(database, cast, now, audience=Audience())
    async with database.transaction() as tx:
        await broadcasts.send(tx, number, now=now)
    assert await release(database, now + timedelta(seconds=HOLD)) == 0


@pytest.mark.parametrize(("kind", "asks"), [("change_time", "attendance"), ("change_cancelled", None)])
async def test_a_change_notice_goes_to_those_expected_and_asks_where_it_must(
    database: Database, cast: Cast, now: datetime, kind: str, asks: str | None
) -> None:
    old = {"old_starts_local": datetime(2026, 9, 15, 8, 0)}
    number = await prepare(
        database,
        cast,
        now,
        kind=kind,
        activity_id=cast.workshop,
        audience=Audience(activity_id=cast.workshop),
        texts={"facts": old},
    )
    async with database.transaction() as tx:
        await broadcasts.send(tx, number, now=now)
    await release(database, now + timedelta(seconds=HOLD))
    async with database.reading() as tx:
        rows = (await tx.execute(select(messages).order_by(messages.c.id))).mappings().all()
    assert [(row["participant_id"], row["asks"], row["revision"]) for row in rows] == [
        (cast.ana, asks, 1),
        (cast.ben, asks, 1),
    ]
    assert rows[0]["facts"]["old_starts_local"] == "2026-09-15T08:00:00"
    assert rows[0]["useful_until"] == datetime.fromisoformat("2026-09-15T07:00:00+00:00")


async def test_when_all_are_sent_the_broadcast_is_done(database: Database, cast: Cast, now: datetime) -> None:
    number = await prepare(database, cast, now)
    async with database.transaction() as tx:
        await broadcasts.send(tx, number, now=now)
        await broadcasts.release_due(tx, now=now + timedelta(seconds=HOLD))
        await tx.execute(messages.update().values(state="sent", sent_at=now))
        await broadcasts.release_due(tx, now=now + timedelta(seconds=HOLD + 5))
        found = await broadcasts.broadcast(tx, number)
    assert found is not None
    assert (found.state, dict(found.counts)) == ("done", {"sent": 2})
    async with database.reading() as tx:
        assert await broadcasts.not_seen(tx, number) == [cast.ana, cast.ben]
        assert await broadcasts.broadcast(tx, number, Scope(cast.provider + 1, role="coordinator")) is None

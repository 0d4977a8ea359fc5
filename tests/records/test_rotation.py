"""Keys are changed while Stik runs: the old key then opens nothing, the new one everything."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from records import rotation
from records.codes import answer_code, is_join_code_of, join_code, message_of_answer_code
from records.database import Database
from records.people import people_at, person
from records.rotation import Progress, rotate, wipe, works
from records.sealed import Keyring, WrongKey
from records.tables import messages, participants
from tests.cast import BEN_PHONE, Cast
from tests.conftest import SECRET
from tests.records.conftest import Started
from tests.records.stories import Given, tell

NEW = "a new secret of sixteen letters and more"
OLD_ONLY, BOTH, NEW_ONLY = SECRET, f"{NEW},{SECRET}", NEW


async def turn(database: Database, started: Started, now: datetime) -> list[Progress]:
    """The whole change: both keys, a rotation, then the new key only."""
    told: list[Progress] = []
    started(BOTH)
    await rotate(database, told.append, now=now)
    started(NEW_ONLY)
    return told


async def test_the_new_key_alone_opens_everything(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    told = await turn(database, started, now)
    async with database.reading() as tx:
        for work in works():
            for name in work.sealed:
                tokens_ = (await tx.execute(select(work.table.c[name]))).scalars()
                assert all(Keyring(NEW).is_current(token) for token in tokens_ if token is not None)
        found = await person(tx, cast.ana)
    assert found is not None and found.first_name == "Ana"
    assert {each.table: each.sealed_anew for each in told}["participants"] == 4


async def test_the_old_key_alone_opens_nothing(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    await turn(database, started, now)
    started(OLD_ONLY)
    with pytest.raises(WrongKey):
        async with database.reading() as tx:
            (await tx.execute(select(participants.c.first_name))).all()


async def test_no_value_under_the_old_key_is_left_in_a_sqlite_file(
    sqlite_database: Database, sqlite_cast: Cast, started: Started, now: datetime
) -> None:
    await tell(sqlite_database, sqlite_cast, now=now)
    await turn(sqlite_database, started, now)
    assert wipe(sqlite_database)
    path = Path(str(sqlite_database.url.database))
    raw = b"".join(each.read_bytes() for each in (path, *path.parent.glob(f"{path.name}-*")))
    sealed = re.findall(rb"gAAAAA[\w-]{92,}={0,2}", raw)
    old = Keyring(SECRET)
    assert len(sealed) > 20
    assert not any(old.opens(each[:size]) for each in sealed for size in range(100, len(each) + 1, 4))


async def test_links_sent_before_work_while_the_old_key_is_listed(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    async with database.reading() as tx:
        ben = await person(tx, cast.ben)
    assert ben is not None
    joining, answering = join_code(ben), answer_code(given.late)
    started(BOTH)
    await rotate(database, lambda progress: None, now=now)
    assert is_join_code_of(ben, joining) and message_of_answer_code(answering) == given.late
    started(NEW_ONLY)
    assert not is_join_code_of(ben, joining)


async def test_a_second_rotation_changes_nothing(
    database: Database, given: Given, started: Started, now: datetime
) -> None:
    started(BOTH)
    assert await rotate(database, lambda progress: None, now=now) > 10
    assert await rotate(database, lambda progress: None, now=now) == 0


async def test_a_killed_rotation_goes_on_with_what_is_left(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    def kill(progress: Progress) -> None:
        if progress.table == "addresses":
            raise KeyboardInterrupt

    started(BOTH)
    with pytest.raises(KeyboardInterrupt):
        await rotate(database, kill, now=now)
    async with database.reading() as tx:
        found = await person(tx, cast.ana)
    assert found is not None and found.name == "Ana Primer"
    await turn(database, started, now)
    async with database.reading() as tx:
        assert [each.first_name for each in await people_at(tx, "sms", BEN_PHONE)] == ["Ben"]


async def test_more_rows_than_a_batch_are_all_sealed_anew(
    database: Database, cast: Cast, started: Started, now: datetime
) -> None:
    row = {"participant_id": cast.ben, "kind": "reminder", "importance": 2, "channel": "sms", "due_at": now}
    row |= {"useful_until": now, "created_at": now, "text": "Dober dan", "facts": {"name": "Ben"}}
    async with database.transaction() as tx:
        await tx.execute(insert(messages), [{**row, "occasion": f"o{number}"} for number in range(1203)])
    told = await turn(database, started, now)
    assert {each.table: each.sealed_anew for each in told}["messages"] == 1203


async def test_stik_goes_on_writing_meanwhile(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    async def work_on() -> None:
        for number in range(30):
            async with database.transaction() as tx:
                await tx.execute(update(participants).values(last_name=f"Primer {number}"))
                await tx.execute(update(messages).values(text=f"Besedilo {number}"))

    started(BOTH)
    working = asyncio.create_task(work_on())
    await rotate(database, lambda progress: None, now=now)
    await working
    started(NEW_ONLY)
    async with database.reading() as tx:
        assert set((await tx.execute(select(participants.c.last_name))).scalars()) == {"Primer 29"}


@asynccontextmanager
async def held(database: Database, person_id: int) -> AsyncIterator[None]:
    """The row of a person in somebody else's hands."""
    async with database.transaction() as tx:
        await tx.execute(update(participants).where(participants.c.id == person_id).values(language="en"))
        yield


async def test_a_row_in_use_is_taken_up_later(
    database: Database, cast: Cast, given: Given, started: Started, now: datetime
) -> None:
    started(BOTH)
    async with held(database, cast.ana):
        rotating = asyncio.create_task(rotate(database, lambda progress: None, now=now))
        await asyncio.sleep(0.4)
        assert not rotating.done()
    await rotating
    started(NEW_ONLY)
    async with database.reading() as tx:
        found = await person(tx, cast.ana)
    assert found is not None and found.first_name == "Ana"


async def test_a_value_that_no_key_opens_ends_the_rotation_plainly(
    database: Database, given: Given, started: Started, now: datetime
) -> None:
    started(f"{NEW},yet another secret that never sealed")
    with pytest.raises(WrongKey):
        await rotate(database, lambda progress: None, now=now)


async def test_every_batch_is_small() -> None:
    assert rotation.BATCH <= 500

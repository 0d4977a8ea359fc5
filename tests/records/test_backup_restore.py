"""A backup comes back whole or not at all, into either database, and nothing stale is said afterwards."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import func, insert, select

from records import backup
from records.backup_archive import MANIFEST, RAW_TABLES, BackupFault
from records.backup_restore import restore
from records.database import Database
from records.sealed import Keyring, use
from records.tables import activities, messages, participants, sign_ins, tasks
from tests.cast import BEN_PHONE, Cast
from tests.conftest import SECRET
from tests.records.stories import Given, tell

ZONE = "Europe/Ljubljana"
LATER = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


async def everything(database: Database) -> dict[str, list[Any]]:
    async with database.reading() as tx:
        return {name: [tuple(row) for row in await tx.execute(select(t))] for name, t in RAW_TABLES.items()}


async def test_a_backup_brings_every_row_back(database: Database, file: Path, empty: Database, now: datetime) -> None:
    before = await everything(database)
    await restore(empty, file, now=now, zone=ZONE)
    after = await everything(empty)
    changed = {"messages", "tasks", "sign_ins", "marks", "paces"}
    assert {name for name in before if sorted(map(str, before[name])) != sorted(map(str, after[name]))} <= changed
    assert len(after["messages"]) == len(before["messages"])


async def test_a_backup_of_sqlite_goes_into_postgresql_and_rows_can_be_added_after(
    sqlite_database: Database, sqlite_cast: Cast, tmp_path: Path, empty_postgres_url: str, keyring: Keyring
) -> None:
    await tell(sqlite_database, sqlite_cast, now=LATER)
    await backup.write(sqlite_database, tmp_path / "copy", now=LATER)
    other = Database(empty_postgres_url, keyring)
    await restore(other, tmp_path / "copy", now=LATER, zone=ZONE)
    async with other.transaction() as tx:
        row = {"cycle_id": sqlite_cast.cycle, "code": "N", "kind": "workshop", "title": "N", "is_for_all": True}
        wall = datetime(2026, 10, 1, 9)
        times = {"starts_local": wall, "ends_local": wall, "starts_at": LATER, "ends_at": LATER, "changed_at": LATER}
        added = (await tx.execute(insert(activities).values(**row, **times).returning(activities.c.id))).scalar_one()
        name = (await tx.execute(select(participants.c.first_name).order_by(participants.c.id))).scalars().first()
    await other.close()
    assert added > sqlite_cast.workshop
    assert name == "Ana"


async def test_a_backup_of_postgresql_goes_into_sqlite(database: Database, file: Path, empty: Database) -> None:
    back = await restore(empty, file, now=LATER, zone=ZONE)
    async with empty.reading() as tx:
        assert (await tx.execute(select(func.count()).select_from(participants))).scalar_one() == 4
    assert back.rows > 20


async def test_a_database_that_holds_rows_is_refused(database: Database, file: Path, now: datetime) -> None:
    before = await everything(database)
    with pytest.raises(BackupFault, match="only brought into an empty one"):
        await restore(database, file, now=now, zone=ZONE)
    assert await everything(database) == before


@pytest.mark.parametrize("kept", [0, 10, 500, -30])
async def test_a_backup_cut_short_is_refused(file: Path, empty: Database, now: datetime, kept: int) -> None:
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(BackupFault, match="cut short"):
        await restore(empty, file, now=now, zone=ZONE)


async def test_a_damaged_byte_is_found_and_nothing_is_changed(file: Path, empty: Database, now: datetime) -> None:
    raw = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        place = archive.getinfo("messages.jsonl").header_offset + 120
    raw[place] ^= 0xFF
    file.write_bytes(raw)
    with pytest.raises(BackupFault, match="damaged or cut short"):
        await restore(empty, file, now=now, zone=ZONE)
    assert not any((await everything(empty)).values())


def forged(file: Path, changes: dict[str, Any], lines: dict[str, bytes] | None = None) -> Path:
    """The same backup with another manifest or other lines."""
    other = file.with_name("forged")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        manifest = json.loads(old.read(MANIFEST)) | changes
        for name in old.namelist():
            new.writestr(name, json.dumps(manifest) if name == MANIFEST else (lines or {}).get(name, old.read(name)))
    return other


async def test_a_missing_line_is_found(file: Path, empty: Database, now: datetime) -> None:
    with pytest.raises(BackupFault, match="damaged or cut short"):
        await restore(empty, forged(file, {}, {"consents.jsonl": b""}), now=now, zone=ZONE)


@pytest.mark.parametrize("changes", [{"revision": "9999"}, {"format": 2}])
async def test_a_backup_of_a_newer_version_is_refused(
    file: Path, empty: Database, now: datetime, changes: dict[str, Any]
) -> None:
    with pytest.raises(BackupFault, match="newer version of Stik"):
        await restore(empty, forged(file, changes), now=now, zone=ZONE)


async def test_a_backup_under_another_key_is_refused(
    file: Path, tmp_path: Path, empty: Database, now: datetime
) -> None:
    use(Keyring("quite another secret, as long as needed"))
    with pytest.raises(BackupFault, match="sealed with another SECRET_KEY"):
        await restore(empty, file, now=now, zone=ZONE)


async def test_a_key_that_was_not_needed_any_more_may_be_missing(file: Path, empty: Database, now: datetime) -> None:
    with zipfile.ZipFile(file) as archive:
        keys = json.loads(archive.read(MANIFEST))["keys"]
    back = await restore(empty, forged(file, {"keys": [*keys, "0" * 16]}), now=now, zone=ZONE)
    assert back.rows > 0 and not back.is_sealed_with_older_key


async def test_a_backup_under_the_older_of_two_keys_comes_back_and_asks_for_rotation(
    file: Path, empty: Database, now: datetime
) -> None:
    use(Keyring("a new secret of sixteen letters and more," + SECRET))
    assert (await restore(empty, file, now=now, zone=ZONE)).is_sealed_with_older_key


async def test_a_row_that_does_not_fit_brings_nothing_back(file: Path, empty: Database, now: datetime) -> None:
    async with empty.transaction() as tx:
        await tx.exec_driver_sql("create trigger no before insert on tasks begin select raise(abort, 'no'); end")
    with pytest.raises(sqlalchemy.exc.DBAPIError):
        await restore(empty, file, now=now, zone=ZONE)
    assert not any((await everything(empty)).values())


async def test_nothing_stale_goes_out_after_a_restore(file: Path, given: Given, empty: Database) -> None:
    back = await restore(empty, file, now=LATER, zone=ZONE)
    async with empty.reading() as tx:
        rows = {row.id: row for row in await tx.execute(select(messages))}
        open_sign_ins = select(func.count()).where(sign_ins.c.ended_at.is_(None))
        assert (await tx.execute(open_sign_ins)).scalar_one() == 0
    assert (rows[given.late].state, rows[given.late].reason) == ("withdrawn", "restored")
    assert (rows[given.still_useful].state, rows[given.still_useful].is_possible_repeat) == ("queued", True)
    assert rows[given.in_the_air].state == "unclear"
    assert (back.withdrawn, back.unclear) == (1, 1)


async def test_a_restore_asks_staff_to_look_through_opt_outs(file: Path, cast: Cast, empty: Database) -> None:
    await restore(empty, file, now=LATER + timedelta(days=1), zone=ZONE)
    async with empty.reading() as tx:
        found = (await tx.execute(select(tasks).where(tasks.c.kind == "restored"))).all()
    assert [task.provider_id for task in found] == [cast.provider]
    assert "14. 9. 2026 ob 9.00" in found[0].why and "STOP" in found[0].why


async def test_a_number_is_found_by_its_digest_after_a_restore(file: Path, empty: Database, now: datetime) -> None:
    from records.people import people_at

    await restore(empty, file, now=now, zone=ZONE)
    async with empty.reading() as tx:
        assert [person.first_name for person in await people_at(tx, "sms", BEN_PHONE)] == ["Ben"]

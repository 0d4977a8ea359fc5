"""A backup is whole or not there, sees one moment, and shows nothing."""

import asyncio
import json
import resource
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from records import backup
from records.backup_archive import MANIFEST, BackupFault
from records.database import Database
from records.tables import participants, tasks
from tests.cast import Cast
from tests.records.stories import SECRETS, tell

ZONE = "Europe/Ljubljana"
LATER = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)


async def test_a_backup_shows_no_phone_name_or_word(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        shown = b"".join(archive.read(name) for name in archive.namelist()) + file.read_bytes()
    assert b"Lumia" in shown
    assert [secret for secret in SECRETS if secret.encode() in shown] == []


async def test_a_stolen_sqlite_file_shows_no_phone_name_or_word(
    sqlite_database: Database, sqlite_cast: Cast, now: datetime
) -> None:
    await tell(sqlite_database, sqlite_cast, now=now)
    path = Path(str(sqlite_database.url.database))
    files = [path, *path.parent.glob(f"{path.name}-*")]
    shown = b"".join(each.read_bytes() for each in files)
    assert len(files) > 1 and b"Lumia" in shown
    assert [secret for secret in SECRETS if secret.encode() in shown] == []


async def test_a_backup_is_for_its_owner_only(file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0


async def test_a_backup_sees_one_moment_while_others_write(
    database: Database, cast: Cast, tmp_path: Path, now: datetime
) -> None:
    async def write_on() -> None:
        for number in range(40):
            async with database.transaction() as tx:
                row = {"provider_id": cast.provider, "code": f"X{number}", "first_name": "X", "last_name": "Y"}
                await tx.execute(insert(participants).values(**row, created_at=now))
                task = {"provider_id": cast.provider, "kind": "question", "occasion": f"x{number}", "why": "?"}
                await tx.execute(insert(tasks).values(**task, due_at=now, created_at=now))

    writing = asyncio.create_task(write_on())
    for number in range(3):
        await backup.write(database, tmp_path / f"{number}", now=now)
        with zipfile.ZipFile(tmp_path / f"{number}") as archive:
            tables = json.loads(archive.read(MANIFEST))["tables"]
        assert tables["participants"]["rows"] - 4 == tables["tasks"]["rows"]
    await writing


async def test_a_backup_overwrites_nothing(database: Database, file: Path, now: datetime) -> None:
    before = file.read_bytes()
    with pytest.raises(BackupFault, match="is there already; choose another name"):
        await backup.write(database, file, now=now)
    assert file.read_bytes() == before


async def test_a_full_disk_is_told_and_leaves_nothing(
    sqlite_database: Database, sqlite_cast: Cast, tmp_path: Path, now: datetime
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(BackupFault, match="The disk is full"):
            await backup.write(sqlite_database, folder / "copy", now=now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(folder.iterdir()) == []


async def test_a_missing_folder_is_told(database: Database, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(BackupFault, match="There is no folder"):
        await backup.write(database, tmp_path / "nowhere" / "copy", now=now)

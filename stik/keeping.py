"""The commands export, backup, restore and rotate-keys."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from programme.calendar import to_local
from records import backup as backups
from records import backup_restore, rotation, schema
from records import export as exports
from records.backup_archive import BackupFault
from records.database import Database
from records.sealed import ring
from stik.clock import real_now
from stik.failing import Failed
from stik.opening import migrated, open_database
from stik.settings import Settings, load


def export(folder: Path, provider: str) -> None:
    """Writes the tables of a provider, or of all, into a folder and prints how many rows of each."""
    settings = load()
    _require_schema(settings)
    counts = asyncio.run(_export(settings, folder, provider=provider))
    for name, rows in counts.items():
        _say(f"{name}.csv: {_rows(rows)}")
    _say(f"Wrote {folder} with the same tables in {exports.BOOK}. It shows names and words: keep it safe.")


def backup(file: Path) -> None:
    """Writes a backup and prints what it holds; Stik may run meanwhile."""
    settings = load()
    _require_schema(settings)
    written = asyncio.run(_backup(settings, file))
    _say(f"Wrote {file}: {_rows(written.rows)}, {written.size_bytes / 1_000_000:.1f} MB.")
    _say("Names, phones and texts are sealed in it; keep SECRET_KEY in another place, it is needed to restore.")


def restore(file: Path) -> None:
    """Brings a backup into the database of the settings, which must be empty, and prints what to look after."""
    settings = load()
    back = asyncio.run(_restore(settings, file))
    made = to_local(back.made_at, settings.timezone)
    _say(f"Restored {_rows(back.rows)} of the backup made on {made:%d.%m.%Y at %H:%M}.")
    _say(f"{back.withdrawn} messages were too late: withdrawn; {back.unclear} were on their way: unclear.")
    _say("STOPs and closed API tokens from after the backup are not in it; a task for each provider says so.")
    if back.is_sealed_with_older_key:
        _say("The backup was sealed with an older key; run: stik rotate-keys")


def rotate() -> None:
    """Seals everything anew under the first key of SECRET_KEY and prints how far it is."""
    settings = load()
    _require_schema(settings)
    asyncio.run(_rotate(settings))


async def _export(settings: Settings, folder: Path, *, provider: str) -> dict[str, int]:
    async with _opened(settings) as database:
        try:
            exports.require_free(folder)
            asked = exports.Asked(settings.timezone, await _provider_id(database, provider))
            return await exports.export(database, folder, asked=asked, now=real_now())
        except exports.ExportFault as error:
            raise Failed(str(error)) from error


async def _provider_id(database: Database, name: str) -> int | None:
    known = await exports.provider_ids(database)
    if name and name not in known:
        raise Failed(f"There is no provider {name!r}; known are: {', '.join(sorted(known)) or 'none yet'}.")
    return known.get(name)


async def _backup(settings: Settings, file: Path) -> backups.Written:
    async with _opened(settings) as database:
        try:
            return await backups.write(database, file, now=real_now())
        except BackupFault as error:
            raise Failed(str(error)) from error


async def _restore(settings: Settings, file: Path) -> backup_restore.Restored:
    async with _opened(settings) as database:
        try:
            backup_restore.open_backup(file).close()
            migrated(settings)
            return await backup_restore.restore(database, file, now=real_now(), zone=settings.timezone)
        except BackupFault as error:
            raise Failed(str(error)) from error


async def _rotate(settings: Settings) -> None:
    async with _opened(settings) as database:
        if len(ring().fingerprints) < 2:
            raise Failed("SECRET_KEY holds one key only; write the new key before the old one, with a comma between.")
        try:
            rows = await rotation.rotate(database, _tell, now=real_now())
        except rotation.Busy as error:
            raise Failed(str(error)) from error
        if not rotation.wipe(database):
            _say("The file is in use; its free space still has values under the old key. Run this again when quiet.")
    _say(f"Done: {_rows(rows)} sealed anew. Take the old key out of SECRET_KEY when every process has the new one and")
    _say("no link sent before is needed any more; joining, answer and calendar links of the old key end with it.")


@contextlib.asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings)
    try:
        yield database
    finally:
        await database.close()


def _require_schema(settings: Settings) -> None:
    current, newest = schema.current(settings.database_url), schema.newest()
    if current != newest:
        raise Failed(f"The database has schema {current or 'none'}, this version needs {newest}; run: stik migrate")


def _tell(progress: rotation.Progress) -> None:
    end = "" if progress.is_done else " so far"
    _say(f"{progress.table}: {_rows(progress.seen)}, {progress.sealed_anew} sealed anew{end}")


def _rows(number: int) -> str:
    return f"{number} row" if number == 1 else f"{number} rows"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()

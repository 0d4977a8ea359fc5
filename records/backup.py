"""Writes a consistent copy of the database while Stik runs: one reading transaction, one file.

The file has its final name only when it is whole and on the disk.
"""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Table, select, text

from records import schema
from records.backup_archive import RAW_TABLES, BackupFault, Manifest, Writer
from records.database import Database, Tx
from records.sealed import ring

BATCH = 2000
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Written:
    """A finished backup."""

    file: Path
    rows: int
    size_bytes: int


async def write(database: Database, file: Path, *, now: datetime) -> Written:
    """Writes a backup and returns what it holds. Raises BackupFault; then nothing is left under the final name."""
    if file.exists() or file.is_symlink():
        raise BackupFault(f"{file} is there already; choose another name.")
    if not file.parent.is_dir():
        raise BackupFault(f"There is no folder {file.parent}; make it first.")
    try:
        with _becoming(file) as partial:
            manifest = await _copy(database, partial, now=now)
    except OSError as error:
        raise _fault(error, file) from error
    return Written(file, manifest.rows, file.stat().st_size)


async def freeze(tx: Tx) -> None:
    """Makes a transaction see one moment only, and write nothing; must be its first statement."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("set transaction isolation level repeatable read, read only"))


async def _copy(database: Database, partial: IO[bytes], *, now: datetime) -> Manifest:
    writer = Writer(partial)
    try:
        async with database.reading() as tx:
            await freeze(tx)
            for table in RAW_TABLES.values():
                await _copy_table(tx, table, writer)
    except BaseException:
        writer.abandon()
        raise
    return writer.finish(revision=schema.newest(), made_at=now, keys=ring().fingerprints)


async def _copy_table(tx: Tx, table: Table, writer: Writer) -> None:
    writer.begin(table.name)
    rows = await tx.stream(select(table).execution_options(yield_per=BATCH))
    async for batch in rows.partitions():
        writer.write(batch)
    writer.end()


@contextmanager
def _becoming(file: Path) -> Iterator[IO[bytes]]:
    """A hidden file beside the final one, readable by its owner only; takes the final name when all went well."""
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".partial", dir=file.parent)
    partial = Path(name)
    try:
        with os.fdopen(number, "wb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        _name(partial, file)
        _fsync_folder(file.parent)
    finally:
        partial.unlink(missing_ok=True)


def _name(partial: Path, file: Path) -> None:
    try:
        os.link(partial, file)  # unlike a rename, this fails when the name was taken meanwhile
    except FileExistsError:
        raise
    except OSError:
        partial.rename(file)


def _fsync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _fault(error: OSError, file: Path) -> BackupFault:
    if error.errno in NO_ROOM:
        return BackupFault("The disk is full; free some space or choose another folder. No backup was written.")
    if isinstance(error, FileExistsError):
        return BackupFault(f"{file} is there already; choose another name.")
    return BackupFault(f"{file} cannot be written: {error.strerror or error}. No backup was written.")

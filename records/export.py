"""Writes what is on record into a folder for people: one csv a table and one xlsx with all, values opened.

Rows go from the database to the disk a batch at a time. The folder has its name only when it is whole; the export is
a line in the journal.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from programme.calendar import to_local
from records.backup import freeze
from records.database import Database, Tx
from records.export_people import ADDRESSES, CHECKINS, CONSENTS, ENROLMENTS, OUTCOMES, PEOPLE
from records.export_programme import ACTIVITIES, ATTENDANCES
from records.export_shapes import Sheet
from records.export_talk import JOURNAL, MESSAGES, REPLIES, TASKS
from records.export_words import EVERYWHERE
from records.export_writers import Book, CsvFile
from records.journal import Entry
from records.journal import write as write_journal
from records.tables import providers

BATCH = 1000
BOOK = "stik.xlsx"
SAID = (MESSAGES, REPLIES, CHECKINS, TASKS)
SHEETS = (PEOPLE, ADDRESSES, ENROLMENTS, ACTIVITIES, ATTENDANCES, *SAID, CONSENTS, OUTCOMES, JOURNAL)


class ExportFault(Exception):
    """Nothing can be exported like this; the message is the sentence a person reads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported: of which provider (None: all), in whose local time, on whose wish."""

    zone: str
    provider_id: int | None = None
    actor: str = "stik"


async def export(database: Database, folder: Path, *, asked: Asked, now: datetime) -> dict[str, int]:
    """Writes the folder and returns the rows of each table. Raises ExportFault when the folder holds something."""
    require_free(folder)
    with _becoming(folder) as partial:
        counts = await _write_all(database, partial, asked=asked)
        entry = Entry(asked.actor, "export", "tables", provider_id=asked.provider_id, details=counts)
        async with database.transaction() as tx:
            await write_journal(tx, entry, now)
    return counts


def require_free(folder: Path) -> None:
    """Raises ExportFault unless the folder is empty or not there yet."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportFault(f"{folder} is not an empty folder; choose another name.")


async def provider_ids(database: Database) -> dict[str, int]:
    """The providers by name."""
    async with database.reading() as tx:
        return {name: number for name, number in await tx.execute(select(providers.c.name, providers.c.id))}


async def _write_all(database: Database, folder: Path, *, asked: Asked) -> dict[str, int]:
    book = Book(folder / BOOK, folder)
    async with database.reading() as tx:
        await freeze(tx)
        counts = {sheet.name: await _write(tx, sheet, asked, folder=folder, book=book) for sheet in SHEETS}
    book.close()
    return counts


async def _write(tx: Tx, sheet: Sheet, asked: Asked, *, folder: Path, book: Book) -> int:
    count, file = 0, CsvFile(folder / f"{sheet.name}.csv", sheet.headings)
    book.begin(sheet.title, sheet.headings)
    found = await tx.stream(sheet.of(asked.provider_id).execution_options(yield_per=BATCH))
    async for batch in found.mappings().partitions():
        rows = [_values(sheet, dict(row), zone=asked.zone) for row in batch]
        file.write(rows)
        book.write(rows)
        count += len(rows)
    file.close()
    return count


def _values(sheet: Sheet, row: dict[str, Any], *, zone: str) -> list[Any]:
    sheet.finish(row)
    words = {**EVERYWHERE, **sheet.words}
    return [_readable(row[heading], words.get(heading), zone=zone) for heading in sheet.headings]


def _readable(value: Any, words: Mapping[str, str] | None, *, zone: str) -> Any:
    if isinstance(value, bool):
        return "da" if value else "ne"
    if isinstance(value, str):
        return words.get(value, value) if words else value
    if isinstance(value, datetime) and value.tzinfo is not None:
        return to_local(value, zone)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else None
    return value


@contextlib.contextmanager
def _becoming(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the final one, open to its owner only; takes the final name when all went well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        yield partial
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)

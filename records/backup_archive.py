"""The file of a backup: a zip with each table as JSON lines and, last, a manifest that tells what must be in it.

Sealed columns stand there as they are in the database, so that a stolen backup shows no name, phone or word.
The same file goes into SQLite and PostgreSQL.
"""

import contextlib
import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Column, Date, LargeBinary, MetaData, Numeric, Table, Time

from records.instants import Instant, Wall
from records.sealed import Sealed, SealedJson
from records.tables import metadata

FORMAT = 1
MANIFEST = "manifest.json"


class BackupFault(Exception):
    """A backup cannot be written or brought back; the message is the sentence a person reads."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table in the file: its columns in order, how many rows, and the SHA-256 of its lines."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `keys` are the fingerprints of the keys it was sealed with, the first one first."""

    format: int
    revision: str
    made_at: datetime
    keys: tuple[str, ...]
    tables: Mapping[str, Part]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(part.rows for part in self.tables.values())


def _raw(column: Column[Any]) -> Column[Any]:
    is_sealed = isinstance(column.type, Sealed | SealedJson)
    return Column(column.name, LargeBinary() if is_sealed else column.type)


def raw_table(table: Table) -> Table:
    """The same table with sealed columns as bytes, so that copying opens nothing."""
    return Table(table.name, MetaData(), *[_raw(column) for column in table.columns])


RAW_TABLES = {table.name: raw_table(table) for table in metadata.sorted_tables}  # parents before children


class Writer:
    """Writes one backup file; `finish()` makes it whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._parts: dict[str, Part] = {}

    def begin(self, name: str) -> None:
        """Starts a table; its rows follow."""
        self._entry = self._zip.open(f"{name}.jsonl", "w", force_zip64=True)
        self._name, self._rows, self._hash = name, 0, hashlib.sha256()

    def write(self, rows: Iterable[Iterable[Any]]) -> None:
        """Adds rows to the table, values in the order of its columns."""
        lines = [_dump(list(row)) for row in rows]
        chunk = ("\n".join(lines) + "\n").encode() if lines else b""
        self._entry.write(chunk)
        self._hash.update(chunk)
        self._rows += len(lines)

    def end(self) -> None:
        """Ends the table."""
        self._entry.close()
        columns = tuple(column.name for column in RAW_TABLES[self._name].columns)
        self._parts[self._name] = Part(columns, self._rows, self._hash.hexdigest())

    def abandon(self) -> None:
        """Lets go of a file that will not be finished; what its end would say does not matter any more."""
        with contextlib.suppress(OSError, ValueError):
            if self._parts.keys() != RAW_TABLES.keys():
                self._entry.close()
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()

    def finish(self, *, revision: str, made_at: datetime, keys: tuple[str, ...]) -> Manifest:
        """Writes the manifest and the end of the zip."""
        manifest = Manifest(FORMAT, revision, made_at, keys, self._parts)
        self._zip.writestr(MANIFEST, _dump(asdict(manifest)))
        self._zip.close()
        return manifest


class Reader:
    """Reads one backup file. Raises BackupFault when it is no backup or not whole."""

    def __init__(self, file: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            told = json.loads(self._zip.read(MANIFEST))
            self.manifest = _manifest(told)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
            raise BackupFault(
                f"{file} is not a backup of Stik, or it is cut short; take another copy of it."
            ) from error
        self._file = file

    def check(self) -> None:
        """Reads every line once and compares counts and sums with the manifest."""
        for name, part in self.manifest.tables.items():
            sum_, rows = hashlib.sha256(), 0
            for line in self._lines(name):
                sum_.update(line)
                rows += 1
            if (rows, sum_.hexdigest()) != (part.rows, part.sha256):
                raise self._broken()

    def batches(self, name: str, size: int) -> Iterator[list[dict[str, Any]]]:
        """The rows of a table as values of its columns, `size` at a time; absent tables have none."""
        part = self.manifest.tables.get(name)
        if part is None:
            return
        read = [_reader(RAW_TABLES[name].c[column].type) for column in part.columns]
        batch: list[dict[str, Any]] = []
        for line in self._lines(name):
            values = (
                None if value is None else each(value) for each, value in zip(read, json.loads(line), strict=True)
            )
            batch.append(dict(zip(part.columns, values, strict=True)))
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch

    def close(self) -> None:
        """Closes the file."""
        self._zip.close()

    def _lines(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(f"{name}.jsonl") as lines:
                yield from lines
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
            raise self._broken() from error

    def _broken(self) -> BackupFault:
        return BackupFault(f"{self._file} is damaged or cut short; take another copy of it. Nothing was changed.")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("ascii")  # a sealed value is letters already
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _reader(type_: Any) -> Callable[[Any], Any]:
    if isinstance(type_, LargeBinary):
        return str.encode
    if isinstance(type_, Instant | Wall):
        return datetime.fromisoformat
    kinds: tuple[tuple[type, Callable[[Any], Any]], ...] = (
        (Date, date.fromisoformat),
        (Time, time.fromisoformat),
        (Numeric, Decimal),
    )
    return next((read for kind, read in kinds if isinstance(type_, kind)), lambda value: value)


def _manifest(told: Mapping[str, Any]) -> Manifest:
    parts = {
        name: Part(tuple(part["columns"]), int(part["rows"]), str(part["sha256"]))
        for name, part in told["tables"].items()
    }
    made_at, keys = datetime.fromisoformat(told["made_at"]), tuple(told["keys"])
    if made_at.tzinfo is None or not keys:
        raise ValueError("a manifest names its keys, and its instant with the zone")
    return Manifest(int(told["format"]), str(told["revision"]), made_at, keys, parts)

"""Brings a backup into an empty database, all or nothing, and makes sure that nothing stale is said afterwards.

What was decided before the backup may have been said after it: notices past their window are withdrawn, those in the
air become unclear, and staff are told to look through opt-outs that the backup cannot know.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, delete, func, insert, select, text, update

from programme.calendar import to_local
from programme.delivery import MessageState
from records import schema
from records.backup_archive import FORMAT, RAW_TABLES, BackupFault, Manifest, Reader
from records.database import Database, Tx
from records.outbox import withdraw
from records.sealed import ring
from records.tables import messages, metadata, providers, sign_ins
from records.tasks import NewTask, open_task

BATCH = 1000
EMPTIED = frozenset({"marks", "paces"})  # a process that was started once writes them; they make no data
TASK_KIND = "restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `is_sealed_with_older_key` asks for a rotation of the keys."""

    rows: int
    made_at: datetime
    withdrawn: int
    unclear: int
    is_sealed_with_older_key: bool


async def restore(database: Database, file: Path, *, now: datetime, zone: str) -> Restored:
    """Brings a backup into a migrated, empty database in one transaction. Raises BackupFault; then nothing changed."""
    reader = open_backup(file)
    try:
        async with database.transaction() as tx:
            await _require_empty(tx)
            for table in RAW_TABLES.values():
                await _fill(tx, table, reader)
            await _set_sequences(tx)
            withdrawn, unclear = await _calm(tx, now=now)
            await _warn(tx, reader.manifest, now=now, zone=zone)
    finally:
        reader.close()
    manifest = reader.manifest
    is_older = manifest.keys[0] != ring().fingerprints[0]
    return Restored(manifest.rows, manifest.made_at, withdrawn, unclear, is_older)


def open_backup(file: Path) -> Reader:
    """The backup, read through and found whole, of this version and of our keys. Raises BackupFault."""
    if not file.is_file():
        raise BackupFault(f"There is no file {file}.")
    reader = Reader(file)
    try:
        _require_version(file, reader.manifest)
        reader.check()
        _require_keys(file, reader)
    except BackupFault:
        reader.close()
        raise
    return reader


def _require_version(file: Path, manifest: Manifest) -> None:
    if manifest.format > FORMAT or manifest.revision > schema.newest():
        raise BackupFault(f"{file} was made by a newer version of Stik; install that version and try again.")
    for name, part in manifest.tables.items():
        if name not in RAW_TABLES or not set(part.columns) <= set(RAW_TABLES[name].c.keys()):
            raise BackupFault(
                f"{file} was made by an older version of Stik with other tables (schema {manifest.revision}); "
                "bring it back with that version and then run: stik migrate"
            )


def _require_keys(file: Path, reader: Reader) -> None:
    known, used = set(ring().fingerprints), reader.manifest.keys
    if known.issuperset(used):
        return
    # A ring of several keys may have been shortened since; then every sealed value must still open.
    if known.isdisjoint(used) or not all(_opens(reader, table) for table in RAW_TABLES.values()):
        raise BackupFault(
            f"{file} was sealed with another SECRET_KEY; set STIK_SECRET_KEY, or the .key file beside the database, "
            "to the key that belongs to it."
        )


def _opens(reader: Reader, table: Table) -> bool:
    sealed = [column.name for column in table.columns if column.type.python_type is bytes]
    tokens = (row.get(column) for batch in reader.batches(table.name, BATCH) for row in batch for column in sealed)
    return all(ring().opens(token) for token in tokens if token is not None)


async def _require_empty(tx: Tx) -> None:
    for table in metadata.sorted_tables:
        if table.name in EMPTIED:
            await tx.execute(delete(table))
        elif (await tx.execute(select(text("1")).select_from(table).limit(1))).first() is not None:
            raise BackupFault("This database holds data already; a backup is only brought into an empty one.")


async def _fill(tx: Tx, table: Table, reader: Reader) -> None:
    for batch in reader.batches(table.name, BATCH):
        await tx.execute(insert(table), batch)


async def _set_sequences(tx: Tx) -> None:
    if tx.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if "id" in table.c:
            last = select(func.max(table.c.id)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, "id")
            await tx.execute(select(func.setval(sequence, last)).where(last.is_not(None)))


async def _calm(tx: Tx, *, now: datetime) -> tuple[int, int]:
    """Withdraws what is too late, doubts what was in the air, and ends sign-ins; returns the first two counts."""
    withdrawn = await withdraw(tx, messages.c.useful_until <= now, reason="restored")
    queued = messages.c.state == MessageState.QUEUED, messages.c.due_at <= now
    await tx.execute(update(messages).where(*queued).values(is_possible_repeat=True))
    in_the_air = update(messages).where(messages.c.state == MessageState.SENDING)
    unclear = (await tx.execute(in_the_air.values(state=MessageState.UNCLEAR, claimed_until=now))).rowcount
    await tx.execute(update(sign_ins).where(sign_ins.c.ended_at.is_(None)).values(ended_at=now))
    return withdrawn, unclear


async def _warn(tx: Tx, manifest: Manifest, *, now: datetime, zone: str) -> None:
    made = to_local(manifest.made_at, zone)
    when = f"{made.day}. {made.month}. {made.year} ob {made.hour}.{made.minute:02}"
    why = (
        f"Podatki so obnovljeni iz varnostne kopije z dne {when}. Odjav (STOP) in drugih odgovorov, ki so prispeli "
        "pozneje, v Stiku ni. Preden komu pišete, preverite odjave pri ponudniku sporočil SMS in v svojih zapiskih "
        "ter jih vpišite."
    )
    occasion = f"restored:{manifest.made_at.isoformat()}:{now.isoformat()}"
    for provider_id in (await tx.execute(select(providers.c.id))).scalars().all():
        task = NewTask(provider_id, TASK_KIND, occasion=occasion, why=why, due_at=now, is_urgent=True)
        await open_task(tx, task, now=now)

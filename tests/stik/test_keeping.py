"""The commands export, backup, restore and rotate-keys as they are typed, on both databases."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import select

from records import schema
from records.database import Database, sync_url
from records.people import list_people
from records.scope import EVERYTHING
from records.sealed import Keyring, WrongKey
from records.tables import tasks
from stik import keeping
from stik.failing import Failed
from tests.cast import bring_on
from tests.conftest import NOW, SECRET
from tests.records.stories import tell

ROOT = Path(__file__).resolve().parents[2]
NEW = "a new secret of sixteen letters and more"
Room = Callable[..., str]


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Makes bare databases by name and puts the settings of a process on one of them."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("STIK_")]:
        monkeypatch.delenv(name)
    made: list[str] = []

    def enter(name: str, secret: str = SECRET) -> str:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / name}.sqlite3"
        else:
            url = bare_postgresql(request.getfixturevalue("postgres_url"), name, made)
        monkeypatch.setenv("STIK_DATABASE_URL", url)
        monkeypatch.setenv("STIK_SECRET_KEY", secret)
        return url

    yield enter
    for name in made:
        with admin(request.getfixturevalue("postgres_url")) as connection:
            connection.execute(sqlalchemy.text(f"drop database if exists {name} with (force)"))


def admin(url: str) -> Any:
    engine = sqlalchemy.create_engine(sync_url(url), isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    return engine.connect()


def bare_postgresql(url: str, name: str, made: list[str]) -> str:
    """The address of a PostgreSQL database of this name, made at the first call."""
    full = f"{sync_url(url).database}_{name}"
    if full not in made:
        with admin(url) as connection:
            connection.execute(sqlalchemy.text(f"drop database if exists {full} with (force)"))
            connection.execute(sqlalchemy.text(f"create database {full}"))
        made.append(full)
    return sync_url(url).set(database=full, drivername="postgresql").render_as_string(hide_password=False)


def within(url: str, act: Callable[[Database], Coroutine[Any, Any, Any]], secret: str = SECRET) -> Any:
    """Does something with the database of an address."""

    async def go() -> Any:
        database = Database(url, Keyring(secret))
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(go())


async def settle_in(database: Database) -> None:
    """The cast and what was said."""
    await tell(database, await bring_on(database, now=NOW), now=NOW)


async def names(database: Database) -> list[str]:
    """Who is found by the surname they share."""
    async with database.reading() as tx:
        return sorted(each.first_name for each in await list_people(tx, EVERYTHING, q="prim"))


@pytest.fixture
def full(room: Room) -> str:
    """A database with the cast in it."""
    url = room("full")
    schema.upgrade(url)
    within(url, settle_in)
    return url


def test_a_backup_comes_back_into_a_bare_database(
    full: str, room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeping.backup(tmp_path / "copy.stik")
    other = room("other")
    keeping.restore(tmp_path / "copy.stik")
    said = capsys.readouterr().out
    assert "rows of the backup made on" in said and "STOPs" in said
    assert within(other, names) == ["Ana", "Ben", "Cvetka", "Drago"]

    async def warned(database: Database) -> int:
        async with database.reading() as tx:
            return len((await tx.execute(select(tasks.c.why).where(tasks.c.kind == "restored"))).all())

    assert within(other, warned) == 1
    with pytest.raises(Failed, match="only brought into an empty one"):
        keeping.restore(tmp_path / "copy.stik")


def test_a_bad_file_is_refused_before_the_database_is_touched(room: Room, tmp_path: Path) -> None:
    url = room("bare")
    (tmp_path / "copy.stik").write_bytes(b"no backup")
    with pytest.raises(Failed, match="is not a backup of Stik"):
        keeping.restore(tmp_path / "copy.stik")
    with pytest.raises(Failed, match="There is no file"):
        keeping.restore(tmp_path / "nothing")
    assert schema.current(url) is None


def test_a_backup_under_another_key_is_refused(full: str, room: Room, tmp_path: Path) -> None:
    keeping.backup(tmp_path / "copy.stik")
    room("other", NEW)
    with pytest.raises(Failed, match="sealed with another SECRET_KEY"):
        keeping.restore(tmp_path / "copy.stik")


def test_a_backup_is_not_overwritten(full: str, tmp_path: Path) -> None:
    (tmp_path / "copy.stik").write_text("mine")
    with pytest.raises(Failed, match="is there already"):
        keeping.backup(tmp_path / "copy.stik")
    assert (tmp_path / "copy.stik").read_text() == "mine"


def test_a_database_without_tables_asks_for_migrate(room: Room, tmp_path: Path) -> None:
    room("bare")
    with pytest.raises(Failed, match="run: stik migrate"):
        keeping.backup(tmp_path / "copy.stik")
    with pytest.raises(Failed, match="run: stik migrate"):
        keeping.export(tmp_path / "izvoz", "")


def test_an_export_prints_what_was_written(full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keeping.export(tmp_path / "izvoz", "Lumia")
    said = capsys.readouterr().out
    assert "participants.csv: 4 rows" in said and "stik.xlsx" in said
    assert "Cvetka" in (tmp_path / "izvoz" / "participants.csv").read_text("utf-8-sig")
    with pytest.raises(Failed, match="is not an empty folder"):
        keeping.export(tmp_path / "izvoz", "Lumia")


def test_an_unknown_provider_is_told(full: str, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="There is no provider 'Neznani'; known are: Lumia"):
        keeping.export(tmp_path / "izvoz", "Neznani")
    assert not (tmp_path / "izvoz").exists()


def test_keys_are_changed_by_a_command(full: str, room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failed, match="one key only"):
        keeping.rotate()
    room("full", f"{NEW},{SECRET}")
    keeping.rotate()
    assert "participants: 4 rows, 4 sealed anew" in capsys.readouterr().out
    keeping.rotate()
    assert "Done: 0 rows sealed anew" in capsys.readouterr().out
    assert within(full, names, NEW) == ["Ana", "Ben", "Cvetka", "Drago"]
    with pytest.raises(WrongKey):
        within(full, settle_names_with_old_key)


async def settle_names_with_old_key(database: Database) -> None:
    """Reads people as a process with the old key only."""
    async with database.reading() as tx:
        await list_people(tx, EVERYTHING)


def test_a_failure_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STIK_")}
    environment = {**clean, "PYTHONPATH": str(ROOT), "STIK_SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "stik", "restore", "nothing"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr, done.stdout) == (1, "There is no file nothing.\n", "")

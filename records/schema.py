"""Brings a database to the current schema, and tells where it stands; several processes may try at once."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from records.database import make_private_file, sync_url

if TYPE_CHECKING:
    from collections.abc import Iterator

TREE = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 7_845_001  # the advisory lock that makes a second migration wait for the first


def upgrade(url: str) -> tuple[str | None, str]:
    """Runs the missing revisions; returns the revision before and after. Safe to run twice and by several at once."""
    with _connected(url) as connection:
        before = _revision(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, _revision(connection) or ""


def current(url: str) -> str | None:
    """The revision of a database, None when it has no tables of ours."""
    with _connected(url) as connection:
        return _revision(connection)


def newest() -> str:
    """The revision that this version of Stik works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(TREE))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _connected(url: str) -> "Iterator[Connection]":
    address = sync_url(url)
    if address.get_backend_name() == "sqlite":
        make_private_file(address)
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            if address.get_backend_name() == "sqlite":
                connection.exec_driver_sql("PRAGMA busy_timeout=30000")
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                connection.commit()
                connection.exec_driver_sql("BEGIN EXCLUSIVE")
            else:
                connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": LOCK})
            yield connection
            connection.commit()
    finally:
        engine.dispose()

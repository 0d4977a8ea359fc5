"""Migrations make the tables of tables.py on both databases; running them twice or at once is safe."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from records import schema
from records.database import sync_url
from records.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    admin = sqlalchemy.create_engine(sync_url(url), isolation_level="AUTOCOMMIT")
    name = f"{sync_url(url).database}_bare"
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"drop database if exists {name} with (force)"))
        connection.execute(sqlalchemy.text(f"create database {name}"))
    admin.dispose()

    def drop() -> None:
        engine = sqlalchemy.create_engine(sync_url(url), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text(f"drop database if exists {name} with (force)"))
        engine.dispose()

    request.addfinalizer(drop)
    return sync_url(url).set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def test_a_bare_database_comes_to_the_newest_revision(bare_url: str) -> None:
    assert schema.current(bare_url) is None
    assert schema.upgrade(bare_url) == (None, schema.newest())
    assert schema.current(bare_url) == schema.newest()


def test_migrations_equal_tables(bare_url: str) -> None:
    schema.upgrade(bare_url)
    engine = sqlalchemy.create_engine(sync_url(bare_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_a_new_file_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    schema.upgrade(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_second_migration_changes_nothing(bare_url: str) -> None:
    schema.upgrade(bare_url)
    assert schema.upgrade(bare_url) == (schema.newest(), schema.newest())


def test_several_migrations_at_once_are_one(bare_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        ends = [end for _, end in pool.map(schema.upgrade, [bare_url] * 4)]
    assert ends == [schema.newest()] * 4


def test_the_head_file_names_the_newest_revision() -> None:
    [path] = schema.TREE.glob(f"versions/{schema.newest()}_*.py")
    assert (schema.TREE / "HEAD").read_text("utf-8").strip() == path.stem

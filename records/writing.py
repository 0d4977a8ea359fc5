"""Insert statements that both databases understand: add a row unless its unique key is there already."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from records.database import Tx


def insert_into(tx: Tx, table: Table) -> Any:
    """An INSERT of the open database's dialect, which knows ON CONFLICT."""
    return sqlite_insert(table) if tx.dialect.name == "sqlite" else postgresql_insert(table)


async def add(tx: Tx, table: Table, row: Mapping[str, Any]) -> int | None:
    """Adds one row and returns its id, or None when a unique key says that it is there already."""
    statement = insert_into(tx, table).values(**row).on_conflict_do_nothing().returning(table.c.id)
    return (await tx.execute(statement)).scalar_one_or_none()


async def count_added(tx: Tx, statement: Any) -> int:
    """Runs an INSERT … SELECT and returns how many rows it added.

    sqlite3 reports no row count for a statement that begins with WITH, so SQLite is asked afterwards.
    """
    added = await tx.execute(statement, execution_options={"preserve_rowcount": True})
    if tx.dialect.name == "sqlite":
        return int((await tx.execute(select(func.changes()))).scalar_one())
    return int(added.rowcount)


async def add_many(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows; those whose unique key exists are left as they are."""
    if rows:
        await tx.execute(insert_into(tx, table).on_conflict_do_nothing(), list(rows))


async def put_row(tx: Tx, table: Table, key: Mapping[str, Any], *, row: Mapping[str, Any]) -> None:
    """Adds a row or overwrites the one with the same unique key."""
    statement = insert_into(tx, table).values(**key, **row)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(row)))

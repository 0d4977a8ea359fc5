"""Small facts that processes share through the database: the polling offset, last ticks, the demo's clock."""

from datetime import datetime

from sqlalchemy import select

from records.database import Tx
from records.tables import marks
from records.writing import put_row


async def get(tx: Tx, name: str) -> str | None:
    """The value of a mark, or None."""
    return (await tx.execute(select(marks.c.value).where(marks.c.name == name))).scalar_one_or_none()


async def put(tx: Tx, name: str, value: str, *, now: datetime) -> None:
    """Sets a mark; the last one to write wins."""
    await put_row(tx, marks, {"name": name}, row={"value": value, "at": now})


async def all_marks(tx: Tx) -> dict[str, tuple[str, datetime]]:
    """Every mark with its value and the instant it was set."""
    return {name: (value, at) for name, value, at in await tx.execute(select(marks))}

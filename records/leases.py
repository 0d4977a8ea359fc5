"""Who of many processes has a turn: a mark with a name that is held until an instant."""

from datetime import datetime

from sqlalchemy import or_, update

from records.database import Tx
from records.tables import marks
from records.writing import insert_into


async def take(tx: Tx, name: str, holder: str, *, until: datetime, now: datetime) -> bool:
    """True when `holder` has the turn until then; the one who has it already keeps it. One statement, so no race."""
    statement = insert_into(tx, marks).values(name=name, value=holder, at=until)
    is_free = or_(marks.c.value == holder, marks.c.at <= now)
    taken = statement.on_conflict_do_update(
        index_elements=["name"], set_={"value": holder, "at": until}, where=is_free
    ).returning(marks.c.name)
    return (await tx.execute(taken)).scalar_one_or_none() is not None


async def give_back(tx: Tx, name: str, holder: str, *, now: datetime) -> None:
    """Ends the turn of `holder`; nothing changes when another one has it."""
    await tx.execute(update(marks).where(marks.c.name == name, marks.c.value == holder).values(at=now))

"""Who takes part in which cycle, from when to when, and with which mentor.

Whoever is enrolled is expected at every activity of the whole cycle that falls into their time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select, update

from records.attendances import expect_newcomer, release
from records.database import Tx
from records.tables import enrolments
from records.writing import add


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person in one cycle. `details`: municipality, birth_year, on_dsp, referred_by, as far as known."""

    participant_id: int
    cycle_id: int
    from_on: date
    to_on: date
    mentor_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


async def enrol(tx: Tx, enrolment: Enrolment) -> bool:
    """Enrols a person, or changes the enrolment in the same cycle; true when something changed.

    Adds the person to the whole-cycle activities between `from_on` and `to_on`, and takes them off those outside
    to which nothing was answered or recorded.
    """
    row = {name: getattr(enrolment, name) for name in Enrolment.__slots__} | {"details": dict(enrolment.details)}
    days = {"from_on": enrolment.from_on, "to_on": enrolment.to_on}
    is_new = await add(tx, enrolments, row) is not None
    if not is_new and await enrolment_in(tx, enrolment.participant_id, enrolment.cycle_id) == enrolment:
        return False
    if not is_new:
        mine = enrolments.c.participant_id == enrolment.participant_id, enrolments.c.cycle_id == enrolment.cycle_id
        await tx.execute(update(enrolments).where(*mine).values(**row))
        await release(tx, enrolment.participant_id, enrolment.cycle_id, **days)
    await expect_newcomer(tx, enrolment.participant_id, enrolment.cycle_id, **days)
    return True


async def enrolment_in(tx: Tx, participant_id: int, cycle_id: int) -> Enrolment | None:
    """The enrolment of a person in a cycle, or None."""
    mine = enrolments.c.participant_id == participant_id, enrolments.c.cycle_id == cycle_id
    row = (await tx.execute(select(enrolments).where(*mine))).mappings().first()
    return None if row is None else _enrolment(row)


async def enrolments_of(tx: Tx, participant_id: int) -> list[Enrolment]:
    """Every enrolment of a person, the latest first."""
    found = select(enrolments).where(enrolments.c.participant_id == participant_id)
    return [_enrolment(row) for row in (await tx.execute(found.order_by(enrolments.c.from_on.desc()))).mappings()]


async def enrolments_in(tx: Tx, cycle_id: int) -> list[Enrolment]:
    """Every enrolment in a cycle."""
    found = select(enrolments).where(enrolments.c.cycle_id == cycle_id).order_by(enrolments.c.id)
    return [_enrolment(row) for row in (await tx.execute(found)).mappings()]


async def cycles_of(tx: Tx, participant_ids: Sequence[int]) -> dict[int, list[int]]:
    """The cycles of several people, each list by id, in one query."""
    found = select(enrolments.c.participant_id, enrolments.c.cycle_id).where(
        enrolments.c.participant_id.in_(participant_ids)
    )
    out: dict[int, list[int]] = {}
    for participant_id, cycle_id in await tx.execute(found.order_by(enrolments.c.cycle_id)):
        out.setdefault(participant_id, []).append(cycle_id)
    return out


def _enrolment(row: RowMapping) -> Enrolment:
    return Enrolment(**{name: row[name] for name in Enrolment.__slots__})

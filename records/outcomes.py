"""What came of it: a job, an employment measure, a qualification, a training, an exhibition."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, select

from programme.outcomes import OutcomeKind
from records.database import Tx
from records.scope import Scope, people_seen
from records.tables import outcomes
from records.writing import add, put_row


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of one person; `place` is the employer, school or hall, as far as known."""

    participant_id: int
    kind: OutcomeKind
    on: date
    place: str = ""


async def put_outcome(tx: Tx, outcome: Outcome) -> bool:
    """Records an outcome; the same kind on the same day is the same outcome. True when something changed."""
    key = {"participant_id": outcome.participant_id, "kind": outcome.kind, "on": outcome.on}
    if await add(tx, outcomes, {**key, "place": outcome.place}) is not None:
        return True
    mine = [outcomes.c[name] == value for name, value in key.items()]
    if (await tx.execute(select(outcomes.c.place).where(*mine))).scalar_one() == outcome.place:
        return False
    await put_row(tx, outcomes, key, row={"place": outcome.place})
    return True


async def outcomes_of(tx: Tx, participant_id: int) -> list[Outcome]:
    """The outcomes of a person, oldest first."""
    found = select(outcomes).where(outcomes.c.participant_id == participant_id).order_by(outcomes.c.on)
    return [_outcome(row) for row in (await tx.execute(found)).mappings()]


async def list_outcomes(tx: Tx, scope: Scope) -> list[Outcome]:
    """The outcomes of everybody in view, oldest first."""
    found = select(outcomes).where(outcomes.c.participant_id.in_(people_seen(scope)))
    return [_outcome(row) for row in (await tx.execute(found.order_by(outcomes.c.on, outcomes.c.id))).mappings()]


def _outcome(row: RowMapping) -> Outcome:
    return Outcome(row["participant_id"], OutcomeKind(row["kind"]), row["on"], row["place"])

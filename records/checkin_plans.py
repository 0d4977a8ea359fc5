"""When a cycle is asked how it is: one hour, some weekdays, at most one check-in a day."""

from dataclasses import dataclass
from datetime import time

from sqlalchemy import RowMapping, delete, select

from records.database import Tx
from records.scope import Scope, cycles_seen
from records.tables import checkin_plans
from records.writing import put_row

QUESTION = "checkin_morning"


@dataclass(frozen=True, slots=True)
class CheckinPlan:
    """The check-ins of one cycle; `weekdays` 0 is Monday, `at_local` wall time of the programme."""

    cycle_id: int
    at_local: time
    weekdays: frozenset[int]
    question: str = QUESTION


async def plan_of(tx: Tx, cycle_id: int) -> CheckinPlan | None:
    """The plan of a cycle, or None when it has no check-ins."""
    row = (await tx.execute(select(checkin_plans).where(checkin_plans.c.cycle_id == cycle_id))).mappings().first()
    return None if row is None else _plan(row)


async def put_plan(tx: Tx, plan: CheckinPlan) -> bool:
    """Sets the plan of a cycle; true when something changed. Raises ValueError without a single weekday."""
    if not plan.weekdays or not plan.weekdays <= set(range(7)):
        raise ValueError("pozdrav potrebuje vsaj en dan v tednu")
    if await plan_of(tx, plan.cycle_id) == plan:
        return False
    row = {
        "at_local": plan.at_local,
        "weekdays": "".join(str(day) for day in sorted(plan.weekdays)),
        "question": plan.question,
    }
    await put_row(tx, checkin_plans, {"cycle_id": plan.cycle_id}, row=row)
    return True


async def drop_plan(tx: Tx, cycle_id: int) -> bool:
    """Ends the check-ins of a cycle; false when it had none."""
    return bool((await tx.execute(delete(checkin_plans).where(checkin_plans.c.cycle_id == cycle_id))).rowcount)


async def list_plans(tx: Tx, scope: Scope) -> list[CheckinPlan]:
    """The plans of the cycles in view."""
    found = select(checkin_plans).where(checkin_plans.c.cycle_id.in_(cycles_seen(scope)))
    return [_plan(row) for row in (await tx.execute(found.order_by(checkin_plans.c.cycle_id))).mappings()]


def _plan(row: RowMapping) -> CheckinPlan:
    weekdays = frozenset(int(day) for day in row["weekdays"])
    return CheckinPlan(row["cycle_id"], row["at_local"], weekdays, row["question"])

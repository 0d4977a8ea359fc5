"""/checkin-plans: at which hour and on which weekdays a cycle is asked how it is."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from pydantic import BeforeValidator, Field

from programme.weekdays import BadWeekdays, parse_weekdays
from records import checkin_plans as room
from records import programmes
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import whole
from staff.api.problems import not_found, wrong_field
from staff.api.shapes import Given, Hour, Id, Listed, Shown, number_of

router = APIRouter()
Question = Literal["checkin_morning", "checkin_evening"]


def _days(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return sorted(parse_weekdays(value))
    except BadWeekdays as error:
        raise ValueError("Give weekdays as numbers from 0 for Monday, or as mon-fri.") from error


Weekdays = Annotated[
    list[Annotated[int, Field(ge=0, le=6)]],
    Field(min_length=1, max_length=7, description="0 is Monday; or a text, as in mon-fri", examples=[[0, 1, 2, 3, 4]]),
    BeforeValidator(_days, json_schema_input_type=list[int] | str),
]


class Plan(Shown):
    """The check-ins of one cycle."""

    cycle_id: Id
    at_local: Hour
    weekdays: list[int] = Field(description="0 is Monday", examples=[[0, 1, 2, 3, 4]])
    question: str = Field(examples=["checkin_morning"])


class PlanGiven(Given):
    """New check-ins for one cycle."""

    cycle_id: Id
    at_local: Hour
    weekdays: Weekdays
    question: Question = "checkin_morning"


class PlansQuery(Given):
    """Whose check-ins."""

    cycle: str | None = Field(None, description="The id of a cycle")


def _many(value: Any) -> Any:
    return [value] if isinstance(value, Mapping) else value


OneOrMany = Annotated[
    list[PlanGiven],
    Field(min_length=1, max_length=500),
    BeforeValidator(_many, json_schema_input_type=PlanGiven | list[PlanGiven]),
]


@router.get("/checkin-plans")
async def list_plans(caller: Calling, query: Annotated[PlansQuery, Query()]) -> Listed[Plan]:
    """The check-ins of every cycle in view that has some, in one page."""
    wanted = number_of(query.cycle)
    async with caller.reading() as tx:
        plans = await room.list_plans(tx, caller.scope)
    return whole([each for each in plans if wanted in (None, each.cycle_id)], show=_shown)


@router.put("/checkin-plans", responses=WRITES)
async def put_plans(caller: Calling, body: Annotated[OneOrMany, Body()]) -> Listed[Plan]:
    """Sets the check-ins of cycles, one or many; answers what was set. A second call changes nothing."""
    async with caller.writing() as tx:
        plans = []
        for place, each in enumerate(body):
            cycle = await _cycle(tx, caller, each.cycle_id)
            if cycle is None:
                raise wrong_field(f"{place}.cycle_id", "There is no such cycle, or this token may not see it.")
            plan = room.CheckinPlan(cycle.id, each.at_local, frozenset(each.weekdays), each.question)
            if await room.put_plan(tx, plan):
                about = {"provider_id": cycle.provider_id}
                await caller.note(tx, "change", noun="checkin_plan", noun_id=cycle.id, **about)
            plans.append(plan)
        return whole(plans, show=_shown)


@router.delete("/checkin-plans/{cycle_id}", status_code=204, responses=WRITES)
async def drop_plan(caller: Calling, cycle_id: str) -> None:
    """Ends the check-ins of a cycle."""
    async with caller.writing() as tx:
        cycle = await _cycle(tx, caller, cycle_id)
        if cycle is None or not await room.drop_plan(tx, cycle.id):
            raise not_found("check-in plan")
        await caller.note(tx, "drop", noun="checkin_plan", noun_id=cycle.id, provider_id=cycle.provider_id)


async def _cycle(tx: Tx, caller: Caller, cycle_id: str) -> programmes.Cycle | None:
    return await programmes.cycle(tx, number_of(cycle_id) or 0, caller.scope)


def _shown(plan: room.CheckinPlan) -> Plan:
    return Plan(
        cycle_id=str(plan.cycle_id), at_local=plan.at_local, weekdays=sorted(plan.weekdays), question=plan.question
    )

"""/ladders: when activities of each kind are reminded of, by programme; a PUT replaces the steps of a kind."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from pydantic import BeforeValidator, Field, model_validator

from programme.kinds import ActivityKind
from programme.ladder import DEFAULT_LADDERS
from programme.steps import MOST_DAYS_BEFORE
from programme.steps import Step as Rung
from records import ladders as room
from records import programmes
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import whole
from staff.api.problems import wrong_field
from staff.api.shapes import Given, Hour, Id, Listed, Shown, number_of

router = APIRouter()
DAY_MINUTES = 24 * 60
WRONG_STEP = "A step is days_before with at_local, or minutes_before alone."


class StepShown(Shown):
    """One reminder: so many days before at an hour, or so many minutes before the start."""

    days_before: int | None = Field(examples=[1])
    at_local: Hour | None = Field(examples=["17:00"])
    minutes_before: int | None = Field(examples=[None])
    asks: bool = Field(description="Whether an answer is asked for")
    tells: Literal["reminder", "notice"]


class StepGiven(Given):
    """One reminder: so many days before at an hour, or so many minutes before the start."""

    days_before: int | None = Field(None, ge=0, le=MOST_DAYS_BEFORE, examples=[1])
    at_local: Hour | None = Field(None, examples=["17:00"])
    minutes_before: int | None = Field(None, ge=1, le=MOST_DAYS_BEFORE * DAY_MINUTES)
    asks: bool = True
    tells: Literal["reminder", "notice"] = "reminder"

    @model_validator(mode="after")
    def _one_of_two(self) -> "StepGiven":
        by_day = self.days_before is not None and self.at_local is not None
        is_mixed = self.minutes_before is not None and (self.days_before is not None or self.at_local is not None)
        if is_mixed or by_day == (self.minutes_before is not None):
            raise ValueError(WRONG_STEP)
        return self


class Ladder(Shown):
    """The reminders of one kind of activity in one programme."""

    programme_id: Id
    kind: ActivityKind
    is_default: bool = Field(description="The programme has no steps of its own for this kind")
    steps: list[StepShown]


class LadderGiven(Given):
    """New reminders for one kind of activity in one programme."""

    programme_id: Id
    kind: ActivityKind
    steps: list[StepGiven] = Field(max_length=20, description="Empty: the default ones again")


class LaddersQuery(Given):
    """Whose reminders."""

    programme: str | None = Field(None, description="The id of a programme")


def _many(value: Any) -> Any:
    return [value] if isinstance(value, Mapping) else value


OneOrMany = Annotated[
    list[LadderGiven],
    Field(min_length=1, max_length=500),
    BeforeValidator(_many, json_schema_input_type=LadderGiven | list[LadderGiven]),
]


@router.get("/ladders")
async def list_ladders(caller: Calling, query: Annotated[LaddersQuery, Query()]) -> Listed[Ladder]:
    """The reminders of every kind of activity in every programme in view, in one page."""
    async with caller.reading() as tx:
        seen = await programmes.list_programmes(tx, caller.scope, limit=100_000)
        wanted = number_of(query.programme)
        ids = [each.id for each in seen if wanted in (None, each.id)]
        return whole([each for programme_id in ids for each in await _ladders(tx, programme_id)], show=_same)


@router.put("/ladders", responses=WRITES)
async def put_ladders(caller: Calling, body: Annotated[OneOrMany, Body()]) -> Listed[Ladder]:
    """Replaces the steps of the named kinds, one or many; answers all kinds of these programmes.

    What was already queued stays; a second call changes nothing.
    """
    async with caller.writing() as tx:
        ids: list[int] = []
        for place, each in enumerate(body):
            programme = await programmes.programme(tx, number_of(each.programme_id) or 0, caller.scope)
            if programme is None:
                raise wrong_field(f"{place}.programme_id", "There is no such programme, or this token may not see it.")
            await _put(tx, caller, each, programme=programme)
            ids += [programme.id] if programme.id not in ids else []
        return whole([each for programme_id in ids for each in await _ladders(tx, programme_id)], show=_same)


async def _put(tx: Tx, caller: Caller, given: LadderGiven, *, programme: programmes.Programme) -> None:
    steps = [Rung(**each.model_dump()) for each in given.steps]
    if len({step.key for step in steps}) < len(steps):
        raise wrong_field("steps", "Two steps are at the same time; leave one out.")
    if await room.put_ladder(tx, programme.id, given.kind, steps=steps):
        about = {"provider_id": programme.provider_id, "details": {"kind": given.kind, "steps": len(steps)}}
        await caller.note(tx, "change", noun="ladder", noun_id=programme.id, **about)


async def _ladders(tx: Tx, programme_id: int) -> list[Ladder]:
    own = await room.own_ladders(tx, programme_id)
    return [
        Ladder(
            programme_id=str(programme_id),
            kind=kind,
            is_default=kind not in own,
            steps=[StepShown.model_validate(step) for step in own.get(kind, steps)],
        )
        for kind, steps in DEFAULT_LADDERS.items()
    ]


def _same(ladder: Ladder) -> Ladder:
    return ladder

"""/cycles: one run of a programme with one group, from its first day to its last."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from records import programmes as room
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import Fault, not_found, wrong_field
from staff.api.shapes import Day, Given, Id, Kept, Listed, Name, Shown, changes_in, number_of

router = APIRouter()
Seats = Annotated[int, Field(ge=1, le=10_000)]
REVERSED = "A cycle cannot end before it starts."
TAKEN = "Another cycle of this programme has this name; choose another."


class Cycle(Shown):
    """One run of a programme with one group; both days belong to it."""

    id: Id
    programme_id: Id
    provider_id: Id
    name: str = Field(examples=["Prvi cikel"])
    starts_on: Day
    ends_on: Day
    seats: int | None = Field(examples=[15])


class CycleNew(Given):
    """A cycle to be added."""

    programme_id: Id
    name: Name = Field(examples=["Prvi cikel"])
    starts_on: Day
    ends_on: Day
    seats: Seats | None = None


class CycleChange(Given):
    """What changes; the rest stays."""

    name: Kept[Name] = None
    starts_on: Kept[Day] = None
    ends_on: Kept[Day] = None
    seats: Seats | None = None


@router.get("/cycles")
async def list_cycles(request: Request, caller: Calling, page: Annotated[Page, Query()]) -> Listed[Cycle]:
    """The cycles that the token may see."""
    async with caller.reading() as tx:
        rows = await room.list_cycles(tx, caller.scope, after=after(request, page) or 0, limit=page.limit + 1)
    return paged(request, page, rows=rows, show=Cycle.model_validate, key=lambda each: each.id)


@router.post("/cycles", status_code=201, responses=WRITES)
async def add_cycle(caller: Calling, body: CycleNew, response: Response) -> Cycle:
    """Adds a cycle to a programme."""
    if body.ends_on < body.starts_on:
        raise wrong_field("ends_on", REVERSED)
    async with caller.writing() as tx:
        programme = await room.programme(tx, number_of(body.programme_id) or 0, caller.scope)
        if programme is None:
            raise wrong_field("programme_id", "There is no such programme, or this token may not see it.")
        fields = body.model_dump(exclude={"programme_id"})
        try:
            cycle_id = await room.add_cycle(tx, room.NewCycle(programme_id=programme.id, **fields))
        except room.NameTaken as error:
            raise Fault(409, TAKEN) from error
        await caller.note(tx, "add", noun="cycle", noun_id=cycle_id, provider_id=programme.provider_id)
        response.headers["Location"] = f"cycles/{cycle_id}"
        return await _cycle(tx, caller, str(cycle_id))


@router.get("/cycles/{cycle_id}")
async def get_cycle(caller: Calling, cycle_id: str) -> Cycle:
    """One cycle."""
    async with caller.reading() as tx:
        return await _cycle(tx, caller, cycle_id)


@router.patch("/cycles/{cycle_id}", responses=WRITES)
async def change_cycle(caller: Calling, cycle_id: str, body: CycleChange) -> Cycle:
    """Changes the named fields; a second call changes nothing."""
    changes = changes_in(body)
    async with caller.writing() as tx:
        before = await _cycle(tx, caller, cycle_id)
        if changes.get("ends_on", before.ends_on) < changes.get("starts_on", before.starts_on):
            raise wrong_field("ends_on", REVERSED)
        try:
            await room.change_cycle(tx, int(before.id), changes)
        except room.NameTaken as error:
            raise Fault(409, TAKEN) from error
        about = {"provider_id": int(before.provider_id), "details": {"fields": sorted(changes)}}
        await caller.note(tx, "change", noun="cycle", noun_id=int(before.id), **about)
        return await _cycle(tx, caller, cycle_id)


async def _cycle(tx: Tx, caller: Caller, cycle_id: str) -> Cycle:
    found = await room.cycle(tx, number_of(cycle_id) or 0, caller.scope)
    if found is None:
        raise not_found("cycle")
    return Cycle.model_validate(found)

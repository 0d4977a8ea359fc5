"""/places: where activities happen, with the address and how to get there."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StringConstraints

from records import programmes as room
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import Fault, not_found
from staff.api.shapes import Given, Id, Kept, Listed, Name, Short, Shown, changes_in, number_of

router = APIRouter()
Municipality = Annotated[str, StringConstraints(max_length=100)]
Directions = Annotated[str, StringConstraints(max_length=500)]
TAKEN = "Another place of this provider has this name; choose another."


class Place(Shown):
    """Where activities happen."""

    id: Id
    provider_id: Id
    name: str = Field(examples=["ZPTM Brežice"])
    address: str = Field(examples=["Trg 1, Brežice"])
    municipality: str = Field(examples=["Brežice"])
    directions: str = Field(examples=["Vhod z dvorišča"])


class PlaceNew(Given):
    """A place to be added."""

    provider_id: Id | None = Field(None, description="Needed with a token for all providers")
    name: Name = Field(examples=["ZPTM Brežice"])
    address: Short = ""
    municipality: Municipality = ""
    directions: Directions = ""


class PlaceChange(Given):
    """What changes; the rest stays. Activities at the place tell the new address from now on."""

    name: Kept[Name] = None
    address: Kept[Short] = None
    municipality: Kept[Municipality] = None
    directions: Kept[Directions] = None


@router.get("/places")
async def list_places(request: Request, caller: Calling, page: Annotated[Page, Query()]) -> Listed[Place]:
    """The places that the token may see."""
    async with caller.reading() as tx:
        rows = await room.list_places(tx, caller.scope, after=after(request, page) or 0, limit=page.limit + 1)
    return paged(request, page, rows=rows, show=Place.model_validate, key=lambda each: each.id)


@router.post("/places", status_code=201, responses=WRITES)
async def add_place(caller: Calling, body: PlaceNew, response: Response) -> Place:
    """Adds a place."""
    async with caller.writing() as tx:
        provider_id = await caller.provider_for(tx, body.provider_id)
        new = room.NewPlace(provider_id=provider_id, **body.model_dump(exclude={"provider_id"}))
        try:
            place_id = await room.add_place(tx, new)
        except room.NameTaken as error:
            raise Fault(409, TAKEN) from error
        await caller.note(tx, "add", noun="place", noun_id=place_id, provider_id=provider_id)
        response.headers["Location"] = f"places/{place_id}"
        return await _place(tx, caller, str(place_id))


@router.get("/places/{place_id}")
async def get_place(caller: Calling, place_id: str) -> Place:
    """One place."""
    async with caller.reading() as tx:
        return await _place(tx, caller, place_id)


@router.patch("/places/{place_id}", responses=WRITES)
async def change_place(caller: Calling, place_id: str, body: PlaceChange) -> Place:
    """Changes the named fields; a second call changes nothing."""
    changes = changes_in(body)
    async with caller.writing() as tx:
        before = await _place(tx, caller, place_id)
        try:
            await room.change_place(tx, int(before.id), changes)
        except room.NameTaken as error:
            raise Fault(409, TAKEN) from error
        about = {"provider_id": int(before.provider_id), "details": {"fields": sorted(changes)}}
        await caller.note(tx, "change", noun="place", noun_id=int(before.id), **about)
        return await _place(tx, caller, place_id)


async def _place(tx: Tx, caller: Caller, place_id: str) -> Place:
    found = await room.place(tx, number_of(place_id) or 0, caller.scope)
    if found is None:
        raise not_found("place")
    return Place.model_validate(found)

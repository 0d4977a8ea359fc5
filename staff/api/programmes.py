"""/programmes: what a provider offers, with its language, its time zone and whom it is for."""

from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, Field

from records import programmes as room
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import Fault, not_found
from staff.api.shapes import Given, Id, Kept, LanguageCode, Listed, Name, Short, Shown, changes_in, number_of

router = APIRouter()


def _known(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError("Give the IANA name of a time zone, as in Europe/Ljubljana.")
    return zone


Zone = Annotated[str, AfterValidator(_known), Field(description="IANA name", examples=["Europe/Ljubljana"])]
Age = Annotated[int, Field(ge=1, le=120)]
Municipalities = Annotated[list[Name], Field(max_length=220, examples=[["Brežice", "Krško"]])]


class Programme(Shown):
    """A programme of a provider."""

    id: Id
    provider_id: Id
    name: str = Field(examples=["Socialna aktivacija"])
    funder: str
    language: str = Field(examples=["sl"])
    zone: str = Field(examples=["Europe/Ljubljana"])
    max_age: int | None
    municipalities: list[str]


class ProgrammeNew(Given):
    """A programme to be added."""

    provider_id: Id | None = Field(None, description="Needed with a token for all providers")
    name: Name = Field(examples=["Socialna aktivacija"])
    funder: Short = ""
    language: LanguageCode = "sl"
    zone: Zone = "Europe/Ljubljana"
    max_age: Age | None = None
    municipalities: Municipalities = Field(default_factory=list)


class ProgrammeChange(Given):
    """What changes; the rest stays. A new zone counts for activities that are added or moved from now on."""

    name: Kept[Name] = None
    funder: Kept[Short] = None
    language: Kept[LanguageCode] = None
    zone: Kept[Zone] = None
    max_age: Age | None = None
    municipalities: Kept[Municipalities] = None


@router.get("/programmes")
async def list_programmes(request: Request, caller: Calling, page: Annotated[Page, Query()]) -> Listed[Programme]:
    """The programmes that the token may see."""
    async with caller.reading() as tx:
        rows = await room.list_programmes(tx, caller.scope, after=after(request, page) or 0, limit=page.limit + 1)
    return paged(request, page, rows=rows, show=Programme.model_validate, key=lambda each: each.id)


@router.post("/programmes", status_code=201, responses=WRITES)
async def add_programme(caller: Calling, body: ProgrammeNew, response: Response) -> Programme:
    """Adds a programme."""
    async with caller.writing() as tx:
        fields = body.model_dump(exclude={"provider_id", "municipalities"})
        provider_id = await caller.provider_for(tx, body.provider_id)
        new = room.NewProgramme(provider_id=provider_id, municipalities=tuple(body.municipalities), **fields)
        try:
            programme_id = await room.add_programme(tx, new)
        except room.NameTaken as error:
            raise Fault(409, "Another programme of this provider has this name; choose another.") from error
        await caller.note(tx, "add", noun="programme", noun_id=programme_id, provider_id=provider_id)
        response.headers["Location"] = f"programmes/{programme_id}"
        return await _programme(tx, caller, str(programme_id))


@router.get("/programmes/{programme_id}")
async def get_programme(caller: Calling, programme_id: str) -> Programme:
    """One programme."""
    async with caller.reading() as tx:
        return await _programme(tx, caller, programme_id)


@router.patch("/programmes/{programme_id}", responses=WRITES)
async def change_programme(caller: Calling, programme_id: str, body: ProgrammeChange) -> Programme:
    """Changes the named fields; a second call changes nothing."""
    changes = changes_in(body)
    if "municipalities" in changes:
        changes["municipalities"] = tuple(changes["municipalities"])
    async with caller.writing() as tx:
        before = await _programme(tx, caller, programme_id)
        try:
            await room.change_programme(tx, int(before.id), changes)
        except room.NameTaken as error:
            raise Fault(409, "Another programme of this provider has this name; choose another.") from error
        about = {"provider_id": int(before.provider_id), "details": {"fields": sorted(changes)}}
        await caller.note(tx, "change", noun="programme", noun_id=int(before.id), **about)
        return await _programme(tx, caller, programme_id)


async def _programme(tx: Tx, caller: Caller, programme_id: str) -> Programme:
    found = await room.programme(tx, number_of(programme_id) or 0, caller.scope)
    if found is None:
        raise not_found("programme")
    return Programme.model_validate(found)

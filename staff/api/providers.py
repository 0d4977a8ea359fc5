"""/providers: the organisations that run programmes. Only a token for all providers may add one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StringConstraints

from records import programmes as room
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import Fault, not_found
from staff.api.shapes import Given, Id, Kept, Listed, Name, Shown, changes_in, number_of

router = APIRouter()
Sender = Annotated[str, StringConstraints(min_length=1, max_length=30)]
Phone = Annotated[str, StringConstraints(max_length=30)]


class Provider(Shown):
    """An organisation that runs programmes."""

    id: Id
    name: str = Field(examples=["Lumia"])
    sender: str = Field(description="How the provider calls itself in texts", examples=["Lumia"])
    phone: str = Field(description="The number people may call", examples=["07 111 22 33"])
    csd_phone: str = Field(description="The duty number of the social-work centre", examples=["07 444 55 66"])


class ProviderNew(Given):
    """A provider to be added."""

    name: Name = Field(examples=["Lumia"])
    sender: Sender | None = Field(None, description="Left out: the beginning of the name", examples=["Lumia"])
    phone: Phone = ""
    csd_phone: Phone = ""


class ProviderChange(Given):
    """What changes; the rest stays."""

    name: Kept[Name] = None
    sender: Kept[Sender] = None
    phone: Kept[Phone] = None
    csd_phone: Kept[Phone] = None


@router.get("/providers")
async def list_providers(request: Request, caller: Calling, page: Annotated[Page, Query()]) -> Listed[Provider]:
    """The providers that the token may see."""
    async with caller.reading() as tx:
        rows = await room.list_providers(tx, caller.scope, after=after(request, page) or 0, limit=page.limit + 1)
    return paged(request, page, rows=rows, show=Provider.model_validate, key=lambda each: each.id)


@router.post("/providers", status_code=201, responses=WRITES)
async def add_provider(caller: Calling, body: ProviderNew, response: Response) -> Provider:
    """Adds a provider."""
    caller.must_be_admin()
    new = room.NewProvider(body.name, body.sender or "", body.phone, body.csd_phone)
    async with caller.writing() as tx:
        try:
            provider_id = await room.add_provider(tx, new, now=caller.now)
        except room.NameTaken as error:
            raise Fault(409, "Another provider has this name; choose another.") from error
        await caller.note(tx, "add", noun="provider", noun_id=provider_id, provider_id=provider_id)
        response.headers["Location"] = f"providers/{provider_id}"
        return await _provider(tx, caller, str(provider_id))


@router.get("/providers/{provider_id}")
async def get_provider(caller: Calling, provider_id: str) -> Provider:
    """One provider."""
    async with caller.reading() as tx:
        return await _provider(tx, caller, provider_id)


@router.patch("/providers/{provider_id}", responses=WRITES)
async def change_provider(caller: Calling, provider_id: str, body: ProviderChange) -> Provider:
    """Changes the named fields; a second call changes nothing."""
    changes = changes_in(body)
    async with caller.writing() as tx:
        before = await _provider(tx, caller, provider_id)
        try:
            await room.change_provider(tx, int(before.id), changes)
        except room.NameTaken as error:
            raise Fault(409, "Another provider has this name; choose another.") from error
        about = {"provider_id": int(before.id), "details": {"fields": sorted(changes)}}
        await caller.note(tx, "change", noun="provider", noun_id=int(before.id), **about)
        return await _provider(tx, caller, provider_id)


async def _provider(tx: Tx, caller: Caller, provider_id: str) -> Provider:
    found = await room.provider(tx, number_of(provider_id) or 0, caller.scope)
    if found is None:
        raise not_found("provider")
    return Provider.model_validate(found)

"""/checkins: how people said they were, one score a person and day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from records import checkins as room
from staff.api.caller import Calling
from staff.api.cursors import Page, after, paged
from staff.api.shapes import Day, Id, Instant, Listed, Shown, number_of

router = APIRouter()


class CheckIn(Shown):
    """One day of one participant."""

    participant_id: Id
    on: date = Field(examples=["2026-09-15"])
    score: int | None = Field(description="1 (very bad) to 5 (very good)", examples=[4])
    note: str = Field(description="What else was written; empty after an erasure", examples=[""])
    answered_at: Instant


class CheckInsPage(Page):
    """Which check-ins."""

    participant: str | None = Field(None, description="The id of a participant")
    from_on: Day | None = Field(None, alias="from", description="First day", examples=["2026-09-01"])
    to_on: Day | None = Field(None, alias="to", description="Last day", examples=["2026-09-30"])


@router.get("/checkins")
async def list_checkins(request: Request, caller: Calling, page: Annotated[CheckInsPage, Query()]) -> Listed[CheckIn]:
    """Check-ins in the order in which the first answer of each day came."""
    async with caller.reading() as tx:
        rows = await room.listed(
            tx,
            caller.scope,
            after=after(request, page) or 0,
            limit=page.limit + 1,
            participant_id=number_of(page.participant),
            from_on=page.from_on,
            to_on=page.to_on,
        )
    return paged(request, page, rows=rows, show=CheckIn.model_validate, key=lambda each: each.id)

"""/forecast: every message that will go out between two instants, unless something changes before."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from records import forecast as room
from staff.api.caller import Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import wrong_field
from staff.api.shapes import Id, Instant, Listed, Shown, moment

router = APIRouter()
USUALLY = timedelta(days=7)
MOST = timedelta(days=92)


class Coming(Shown):
    """One message that will go out."""

    due_at: Instant
    participant_id: Id
    code: str = Field(examples=["A1"])
    name: str = Field(examples=["Ana Primer"])
    kind: str = Field(examples=["reminder_ask"])
    occasion: str = Field(description="Why", examples=["reminder:7:1:1d1700"])
    activity_id: Id | None
    channel: str = Field(examples=["telegram"])
    text: str
    parts: int = Field(description="SMS parts; 0 by Telegram")


class ForecastPage(Page):
    """From when to when."""

    from_at: str | None = Field(None, alias="from", description="This day or instant; left out: now")
    to_at: str | None = Field(None, alias="to", description="To the end of this day, or this instant; left out: 7 days")


@router.get("/forecast")
async def forecast(request: Request, caller: Calling, page: Annotated[ForecastPage, Query()]) -> Listed[Coming]:
    """Every message that comes due, in order of time."""
    last = after(request, page)
    async with caller.reading() as tx:
        rows = await room.forecast(tx, _asked(caller, page), caller.desk.rules)
    ordered = sorted((each for each in rows if last is None or _key(each) > last), key=_key)
    return paged(request, page, rows=ordered, show=Coming.model_validate, key=_key)


def _key(each: room.Coming) -> list[str]:
    return [each.due_at.isoformat(), each.code, each.occasion, str(each.participant_id)]


def _asked(caller: Caller, page: ForecastPage) -> room.Asked:
    zone = caller.desk.zone
    from_at = moment(page.from_at, zone, field="from") or caller.now
    to_at = moment(page.to_at, zone, field="to", is_end=True) or from_at + USUALLY
    if to_at < from_at:
        raise wrong_field("to", "The end lies before the beginning.", where="query")
    if to_at - from_at > MOST:
        raise wrong_field("to", f"Ask for {MOST.days} days at most.", where="query")
    return room.Asked(caller.scope, from_at, to_at, two_way=caller.desk.is_sms_two_way)

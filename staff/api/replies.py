"""/replies: every word that came from people, with what it was taken to mean."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field

from records import replies as room
from records.scope import EVERYTHING, Scope
from staff.api.caller import Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import not_found
from staff.api.shapes import Id, Instant, Listed, Shown, moment, number_of

router = APIRouter()


class Reply(Shown):
    """What somebody wrote or pressed."""

    id: Id
    participant_id: Id | None = Field(description="null: nobody we know")
    channel: str = Field(examples=["sms"])
    received_at: Instant
    text: str = Field(examples=["ja pridem"])
    how: str = Field(description="button, text, edit, page or staff", examples=["text"])
    meaning: str = Field(examples=["coming"])
    slots: dict[str, Any] = Field(
        description="What else was said: minutes, score, reason, …", examples=[{"minutes": 10}]
    )
    confidence: float = Field(ge=0, le=1, examples=[0.97])
    message_id: Id | None = Field(description="The question that it answers")
    needs_person: bool = Field(description="A person must read it")


class RepliesPage(Page):
    """Which replies."""

    participant: str | None = Field(None, description="The id of a participant")
    since: str | None = Field(None, description="Received at or after this day or instant", examples=["2026-09-15"])
    needs_person: bool | None = None


@router.get("/replies")
async def list_replies(request: Request, caller: Calling, page: Annotated[RepliesPage, Query()]) -> Listed[Reply]:
    """Replies in the order in which they came."""
    async with caller.reading() as tx:
        rows = await room.listed(
            tx,
            _scope(caller),
            after=after(request, page) or 0,
            limit=page.limit + 1,
            participant_id=number_of(page.participant),
            since=moment(page.since, caller.desk.zone, field="since"),
            needs_person=page.needs_person,
        )
    return paged(request, page, rows=rows, show=Reply.model_validate, key=lambda each: each.id)


@router.get("/replies/{reply_id}")
async def get_reply(caller: Calling, reply_id: str) -> Reply:
    """One reply."""
    async with caller.reading() as tx:
        found = await room.reply(tx, number_of(reply_id) or 0, _scope(caller))
    if found is None:
        raise not_found("reply")
    return Reply.model_validate(found)


def _scope(caller: Caller) -> Scope:
    """Words of strangers may be meant for any provider, so a token of one of them does not get them."""
    return caller.scope if caller.scope == EVERYTHING else replace(caller.scope, role="token")

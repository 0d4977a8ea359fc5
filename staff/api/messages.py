"""/messages: everything that was to be said, what became of it, and each try to send it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from programme.delivery import AttemptState, MessageState
from records import messages as room
from staff.api.caller import Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import not_found
from staff.api.shapes import Id, Instant, Listed, Shown, moment, number_of

router = APIRouter()


class Attempt(Shown):
    """One try to send a message."""

    channel: str = Field(examples=["sms"])
    state: AttemptState
    provider_id: str | None = Field(
        validation_alias="provider_ref", description="The provider's own id of the message", examples=["SM0123"]
    )
    error: str
    at: Instant


class Message(Shown):
    """A message that goes out, went out or did not."""

    id: Id
    participant_id: Id | None = Field(description="null: to a staff member or to a stranger who wrote")
    activity_id: Id | None
    broadcast_id: Id | None
    kind: str = Field(examples=["reminder_ask"])
    occasion: str = Field(description="The reason; one message a person and occasion", examples=["reminder:7:1:1d1700"])
    state: MessageState
    reason: str = Field(description="Why it failed or was withdrawn", examples=[""])
    due_at: Instant
    useful_until: Instant
    sent_at: Instant | None
    delivered_at: Instant | None
    channel: str = Field(examples=["telegram"])
    text: str | None = Field(description="As it was said; null before that, and after an erasure")
    parts: int | None = Field(description="SMS parts")
    is_possible_repeat: bool
    attempts: list[Attempt]


class MessagesPage(Page):
    """Which messages."""

    participant: str | None = Field(None, description="The id of a participant")
    activity: str | None = Field(None, description="The id of an activity")
    kind: str | None = Field(None, max_length=40)
    state: MessageState | None = None
    since: str | None = Field(None, description="Due at or after this day or instant", examples=["2026-09-15"])


@router.get("/messages")
async def list_messages(request: Request, caller: Calling, page: Annotated[MessagesPage, Query()]) -> Listed[Message]:
    """Messages in the order in which they were decided."""
    wanted = room.Wanted(
        participant_id=number_of(page.participant),
        activity_id=number_of(page.activity),
        kind=page.kind,
        state=page.state,
        since=moment(page.since, caller.desk.zone, field="since"),
    )
    first = after(request, page) or 0
    async with caller.reading() as tx:
        rows = await room.listed(tx, caller.scope, wanted=wanted, after=first, limit=page.limit + 1)
    return paged(request, page, rows=rows, show=Message.model_validate, key=lambda each: each.id)


@router.get("/messages/{message_id}")
async def get_message(caller: Calling, message_id: str) -> Message:
    """One message."""
    async with caller.reading() as tx:
        found = await room.message(tx, number_of(message_id) or 0, caller.scope)
    if found is None:
        raise not_found("message")
    return Message.model_validate(found)

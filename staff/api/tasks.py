"""/tasks: what a person must do, such as a call; they open by themselves and are taken and finished here."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field, StringConstraints

from records import tasks as room
from records.database import Tx
from staff.api.caller import WRITES, Caller, Calling
from staff.api.cursors import Page, after, paged
from staff.api.problems import not_found
from staff.api.shapes import Given, Id, Instant, Kept, Listed, Shown, changes_in, number_of

router = APIRouter()
State = Literal["open", "taken", "done"]
Note = Annotated[str, StringConstraints(max_length=2000), Field(examples=["Poklicala, pride v torek."])]


class Task(Shown):
    """Something a person must do."""

    id: Id
    kind: str = Field(
        description="distress, low_score, question, unreachable, no_answer, silent, wrong_person, data_request, …",
        examples=["no_answer"],
    )
    participant_id: Id | None
    activity_id: Id | None
    reply_id: Id | None
    message_id: Id | None
    why: str = Field(description="What happened; empty after an erasure", examples=["Iskanje zaposlitve"])
    is_urgent: bool
    is_escalated: bool = Field(description="Urgent, and nobody took it in time")
    due_at: Instant
    state: State
    assigned_to: Id | None = Field(description="The id of a staff account")
    note: str
    created_at: Instant


class TaskChange(Given):
    """What changes; the rest stays."""

    state: Kept[State] = None
    note: Kept[Note] = None


class TasksPage(Page):
    """Which tasks."""

    state: State | None = None
    participant: str | None = Field(None, description="The id of a participant")


@router.get("/tasks")
async def list_tasks(request: Request, caller: Calling, page: Annotated[TasksPage, Query()]) -> Listed[Task]:
    """Tasks in the order in which they opened."""
    async with caller.reading() as tx:
        rows = await room.listed(
            tx,
            caller.scope,
            after=after(request, page) or 0,
            limit=page.limit + 1,
            state=page.state,
            about=number_of(page.participant),
        )
    return paged(request, page, rows=rows, show=Task.model_validate, key=lambda each: each.id)


@router.get("/tasks/{task_id}")
async def get_task(caller: Calling, task_id: str) -> Task:
    """One task."""
    async with caller.reading() as tx:
        return await _task(tx, caller, task_id)


@router.patch("/tasks/{task_id}", responses=WRITES)
async def change_task(caller: Calling, task_id: str, body: TaskChange) -> Task:
    """Takes, finishes or reopens a task, and keeps a note. A token is nobody, so it assigns the task to nobody."""
    changes = changes_in(body)
    async with caller.writing() as tx:
        before = await _task(tx, caller, task_id)
        state, is_taken = body.state or before.state, body.state == "taken" and before.state != "taken"
        keeper = None if is_taken else number_of(before.assigned_to)
        await room.set_state(tx, int(before.id), state, account_id=keeper, now=caller.now, note=body.note)
        about = {"participant_id": number_of(before.participant_id), "provider_id": caller.token.provider_id}
        fields = {"fields": sorted(changes), "state": state}
        await caller.note(tx, "change", noun="task", noun_id=int(before.id), details=fields, **about)
        return await _task(tx, caller, task_id)


async def _task(tx: Tx, caller: Caller, task_id: str) -> Task:
    found = await room.task(tx, number_of(task_id) or 0, caller.scope)
    if found is None:
        raise not_found("task")
    return Task.model_validate(found)

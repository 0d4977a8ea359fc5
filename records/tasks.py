"""What a person must do: the same reason makes no second task; open → taken → done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update

from records.database import Row, Tx
from records.scope import Scope, people_seen
from records.tables import tasks
from records.writing import add

STATES = ("open", "taken", "done")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be opened. `occasion` is its unique reason within the provider; `why` is read by staff."""

    provider_id: int
    kind: str
    occasion: str
    why: str
    due_at: datetime
    participant_id: int | None = None
    reply_id: int | None = None
    message_id: int | None = None
    activity_id: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task as staff see it."""

    id: int
    kind: str
    why: str
    participant_id: int | None
    reply_id: int | None
    message_id: int | None
    activity_id: int | None
    is_urgent: bool
    is_escalated: bool
    due_at: datetime
    state: str
    assigned_to: int | None
    note: str
    created_at: datetime


async def open_task(tx: Tx, task: NewTask, *, now: datetime) -> int | None:
    """Opens a task and returns its id; None when the same occasion made one before."""
    row = {name: getattr(task, name) for name in NewTask.__slots__}
    return await add(tx, tasks, {**row, "created_at": now})


async def waiting(tx: Tx, scope: Scope, *, limit: int = 100) -> list[Task]:
    """Tasks that are not done: escalated and urgent ones first, then by the time they are due."""
    rows = _seen(scope).where(tasks.c.state != "done").limit(limit)
    ordered = rows.order_by(tasks.c.escalated_at.is_(None), tasks.c.is_urgent.desc(), tasks.c.due_at, tasks.c.id)
    return [_task(row) for row in (await tx.execute(ordered)).mappings()]


async def listed(
    tx: Tx,
    scope: Scope,
    *,
    after: int = 0,
    limit: int = 50,
    state: str | None = None,
    about: int | None = None,
) -> list[Task]:
    """Tasks after an id, in order, of one state or about one person if given."""
    rows = _seen(scope).where(tasks.c.id > after).order_by(tasks.c.id).limit(limit)
    if state is not None:
        rows = rows.where(tasks.c.state == state)
    if about is not None:
        rows = rows.where(tasks.c.participant_id == about)
    return [_task(row) for row in (await tx.execute(rows)).mappings()]


async def task(tx: Tx, task_id: int, scope: Scope) -> Task | None:
    """One task, or None when it is not in this scope."""
    row = (await tx.execute(_seen(scope).where(tasks.c.id == task_id))).mappings().first()
    return None if row is None else _task(row)


async def set_state(
    tx: Tx, task_id: int, state: str, *, account_id: int | None, now: datetime, note: str | None = None
) -> bool:
    """Takes, finishes or reopens a task; false when there is none. Taking it assigns it to the account."""
    changes: dict[str, Any] = {"state": state, "done_at": now if state == "done" else None}
    if state == "taken":
        changes["assigned_to"] = account_id
    if note is not None:
        changes["note"] = note
    return bool((await tx.execute(update(tasks).where(tasks.c.id == task_id).values(**changes))).rowcount)


async def finish_for(tx: Tx, participant_id: int, kind: str, *, now: datetime, activity_id: int | None = None) -> int:
    """Ends open tasks of a kind that have settled themselves, such as a missing answer that came. Returns how many."""
    mine = [tasks.c.participant_id == participant_id, tasks.c.kind == kind, tasks.c.state != "done"]
    if activity_id is not None:
        mine.append(tasks.c.activity_id == activity_id)
    return (await tx.execute(update(tasks).where(*mine).values(state="done", done_at=now))).rowcount


async def count_waiting(tx: Tx, scope: Scope) -> int:
    """How many tasks are not done."""
    open_ones = _seen(scope).where(tasks.c.state != "done").subquery()
    return (await tx.execute(select(func.count()).select_from(open_ones))).scalar_one()


def _seen(scope: Scope) -> Select[Any]:
    rows = select(tasks)
    if scope.provider_id is not None:
        rows = rows.where(tasks.c.provider_id == scope.provider_id)
    if scope.role in ("admin", "coordinator"):
        return rows
    about_mine = tasks.c.participant_id.in_(people_seen(scope))
    return rows.where(or_(about_mine, tasks.c.assigned_to == scope.account_id))


def _task(row: Row) -> Task:
    return Task(
        id=row["id"],
        kind=row["kind"],
        why=row["why"],
        participant_id=row["participant_id"],
        reply_id=row["reply_id"],
        message_id=row["message_id"],
        activity_id=row["activity_id"],
        is_urgent=row["is_urgent"],
        is_escalated=row["escalated_at"] is not None,
        due_at=row["due_at"],
        state=row["state"],
        assigned_to=row["assigned_to"],
        note=row["note"] or "",
        created_at=row["created_at"],
    )

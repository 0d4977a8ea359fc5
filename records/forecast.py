"""Everything that will go out between two instants: the planning question asked about the future, nothing written.

Each line says to whom, when, why, on which channel, with which words and how many SMS parts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from language.catalogue import TextError
from programme.calendar import QuietHours, to_local
from programme.delivery import MessageState
from records import due, planning
from records.claims import Rules
from records.database import Tx
from records.fact_columns import PERSON, PROVIDER
from records.foretold import facts_of_activities, foretell
from records.scope import Scope, people_seen
from records.tables import messages, participants, providers

PAIRS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Coming:
    """One message that will go out, unless something changes before. `text` is None for one queued without words."""

    due_at: datetime
    participant_id: int
    code: str
    name: str
    kind: str
    occasion: str
    channel: str
    activity_id: int | None
    text: str
    parts: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the forecast is about: whose people, from when to when; `two_way` says whether SMS can be answered."""

    scope: Scope
    from_at: datetime
    to_at: datetime
    two_way: bool = False


async def forecast(tx: Tx, asked: Asked, rules: Rules) -> list[Coming]:
    """Every message of a scope that comes due between two instants, in order of time."""
    rows = [*await _reminders(tx, asked, rules.quiet), *await _checkins(tx, asked, rules), *await _queued(tx, asked)]
    people = await _people(tx, asked.scope, {row["participant_id"] for row in rows})
    shown = await facts_of_activities(tx, {row["activity_id"] for row in rows if row["activity_id"] is not None})
    coming = [
        _coming({**shown.get(row["activity_id"], {}), **people[row["participant_id"]], **row}, asked, rules=rules)
        for row in rows
        if row["participant_id"] in people
    ]
    return sorted(coming, key=lambda each: (each.due_at, each.code, each.kind))


async def _reminders(tx: Tx, asked: Asked, quiet: QuietHours) -> list[dict[str, Any]]:
    pairs = await due.remindings(tx, from_at=asked.from_at, to_at=asked.to_at, quiet=quiet)
    said = select(messages.c.participant_id, messages.c.occasion)
    out = []
    for some in _some(pairs):
        wanted = planning.reminded_people(some)
        known = {
            tuple(row) for row in await tx.execute(said.where(messages.c.occasion.in_([p.occasion for p in some])))
        }
        rows = (await tx.execute(wanted)).mappings()
        out += [dict(row) for row in rows if (row["participant_id"], row["occasion"]) not in known]
    return out


async def _checkins(tx: Tx, asked: Asked, rules: Rules) -> list[dict[str, Any]]:
    on, last_on = to_local(asked.from_at, rules.zone).date(), to_local(asked.to_at, rules.zone).date()
    out = []
    while on <= last_on:
        occasion = f"checkin:{on.isoformat()}"
        said = set(
            (await tx.execute(select(messages.c.participant_id).where(messages.c.occasion == occasion))).scalars()
        )
        for each in await due.greetings(tx, on, quiet=rules.quiet):
            if asked.from_at <= each.due_at <= asked.to_at:
                same = {"kind": each.question, "occasion": occasion, "due_at": each.due_at, "activity_id": None}
                rows = (await tx.execute(planning.greeted_people(each))).mappings()
                out += [{**row, **same} for row in rows if row["participant_id"] not in said]
        on += timedelta(days=1)
    return out


async def _queued(tx: Tx, asked: Asked) -> list[dict[str, Any]]:
    waiting = (
        select(
            messages.c.participant_id,
            messages.c.kind,
            messages.c.occasion,
            messages.c.channel,
            messages.c.due_at,
            messages.c.activity_id,
            messages.c.facts,
        )
        .where(messages.c.state == MessageState.QUEUED, messages.c.participant_id.is_not(None))
        .where(messages.c.due_at <= asked.to_at, messages.c.useful_until > asked.from_at)
    )
    return [dict(row) for row in (await tx.execute(waiting)).mappings()]


async def _people(tx: Tx, scope: Scope, ids: set[int]) -> dict[int, dict[str, Any]]:
    seen = (
        select(
            participants.c.id.label("participant_id"),
            participants.c.code,
            participants.c.last_name,
            *PERSON,
            *PROVIDER,
        )
        .join(providers, providers.c.id == participants.c.provider_id)
        .where(participants.c.id.in_(people_seen(scope)))
    )
    rows = (await tx.execute(seen)).mappings()
    return {row["participant_id"]: dict(row) for row in rows if row["participant_id"] in ids}


def _coming(row: Mapping[str, Any], asked: Asked, *, rules: Rules) -> Coming:
    try:
        said = foretell(row, kind=row["kind"], now=row["due_at"], rules=rules, two_way=asked.two_way)
        text, parts = said.text, said.parts
    except TextError as error:
        text, parts = str(error), 0
    return Coming(
        due_at=row["due_at"],
        participant_id=row["participant_id"],
        code=row["code"],
        name=f"{row['first_name']} {row['last_name']}",
        kind=row["kind"],
        occasion=row["occasion"],
        channel=row["channel"],
        activity_id=row["activity_id"],
        text=text,
        parts=parts,
    )


def _some(items: Sequence[Any]) -> Iterable[Any]:
    for start in range(0, len(items), PAIRS_AT_ONCE):
        yield items[start : start + PAIRS_AT_ONCE]

"""The sheet Dejavnosti: each row becomes one activity or, repeated, one a day under code and date.

A changed row moves its activities, so that answers to another time are asked anew and old reminders withdrawn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from programme.calendar import is_doubtful, to_instant, work_free_name
from programme.spelling import date_text, fold
from records.activities import Activity, Only, activities_between
from records.attendances import expect_in_cycles
from records.database import Tx
from records.programme_shapes import Cycle
from records.scope import EVERYTHING
from records.tables import activities, attendances, cycle_staff
from records.timetable import cancel_activity, change_activity, change_expected, move_activity
from records.workbook.ledger import ADDED, CHANGED, UNCHANGED, Ledger, cycle_of, person_of, place_of, staff_of
from records.workbook.people_rows import in_batches
from records.workbook.rows import Row
from records.workbook.sheets import ACTIVITIES
from records.writing import add_many

MOST_ACTIVITIES = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One activity as the workbook wants it; None: the cell is empty and what is there stays."""

    row: Row
    cycle: Cycle
    code: str
    starts_local: datetime
    ends_local: datetime
    place_id: int | None
    lead_id: int | None
    partner_id: int | None
    participant_ids: tuple[int, ...] | None


async def bring_activities(tx: Tx, ledger: Ledger) -> None:
    """Adds, changes and moves activities, and cancels coming dates that a repetition no longer has."""
    wanted = [each for row in ledger.workbook.rows(ACTIVITIES) for each in _wanted(ledger, row)]
    ledger.activity_codes = {fold(each.code) for each in wanted}
    cycle_ids = sorted({each.cycle.id for each in wanted})
    known: dict[tuple[int, str], Activity] = {}
    for cycle_id in cycle_ids:
        found = await activities_between(tx, EVERYTHING, only=Only(cycle_id=cycle_id, limit=100_000))
        known |= {(cycle_id, fold(each.code)): each for each in found}
    _refuse_doubles(ledger, wanted)
    if len(wanted) > MOST_ACTIVITIES:
        ledger.refuse(
            wanted[0].row, "rule", reason=f"zvezek ima {len(wanted)} terminov, največ jih je {MOST_ACTIVITIES}"
        )
    if ledger.faults:
        return  # nothing will be written, and the rest tells no further fault
    await _add(tx, ledger, [each for each in wanted if _key(each) not in known])
    named = await _named_people(tx, known.values())
    for each in wanted:
        if (before := known.get(_key(each))) is not None:
            is_changed = await _change(tx, ledger, each, before=before)
            is_other_people = each.participant_ids is not None or not before.is_for_all
            if is_other_people and named.get(before.id) != frozenset(each.participant_ids or ()):
                is_changed = await change_expected(tx, before.id, each.participant_ids) or is_changed
            ledger.count(ACTIVITIES, CHANGED if is_changed else UNCHANGED)
    await _cancel_dropped(tx, ledger, wanted, known=known.values())
    await expect_in_cycles(tx, [each.id for each in ledger.cycles])
    await _let_leads_see(tx, ledger, wanted)


def _wanted(ledger: Ledger, row: Row) -> Iterator[Wanted]:
    cycle, place_id = cycle_of(ledger, row), place_of(ledger, row)
    lead_id, partner_id = staff_of(ledger, row, key="lead"), staff_of(ledger, row, key="partner")
    codes = row["people"]
    people = None if codes is None else [person_of(ledger, row, key="people", code=code) for code in codes]
    if cycle is None:
        return
    named = None if people is None else tuple(each for each in people if each is not None)
    _note_days(ledger, row, cycle=cycle)
    for on in row["dates"]:
        code = f"{row['code']}-{on.isoformat()}" if row["is_repeated"] else row["code"]
        starts, ends = datetime.combine(on, row["starts"]), datetime.combine(on, row["ends"])
        yield Wanted(row, cycle, code, starts, ends, place_id, lead_id, partner_id, named)


def _note_days(ledger: Ledger, row: Row, *, cycle: Cycle) -> None:
    zone = next(each.zone for each in ledger.programmes if each.id == cycle.programme_id)
    outside = [on for on in row["dates"] if not cycle.starts_on <= on <= cycle.ends_on]
    if outside:
        ledger.note(row, f"termin {date_text(outside[0])} je zunaj cikla {cycle.name}.")
    free = next((on for on in row["dates"] if work_free_name(on)), None)
    if free:
        ledger.note(row, f"{date_text(free)} je dela prost dan ({work_free_name(free)}).")
    if any(is_doubtful(datetime.combine(on, row["starts"]), zone) for on in row["dates"]):
        ledger.note(row, "na dan premika ure je ta začetek dvoumen.")


def _refuse_doubles(ledger: Ledger, wanted: Iterable[Wanted]) -> None:
    seen: dict[tuple[int, str], Row] = {}
    for each in wanted:
        other = seen.setdefault(_key(each), each.row)
        if other is not each.row:
            ledger.refuse(each.row, "code", reason=f"oznako {each.code} ima že dejavnost v vrstici {other.number}")


async def _add(tx: Tx, ledger: Ledger, wanted: list[Wanted]) -> None:
    ledger.count(ACTIVITIES, ADDED, how_many=len(wanted))
    for some in in_batches(wanted):
        await add_many(tx, activities, [_activity_row(ledger, each) for each in some])
    named = [each for each in wanted if each.participant_ids is not None]
    for some in in_batches(named):
        found = select(activities.c.id, activities.c.cycle_id, activities.c.code)
        rows = await tx.execute(found.where(activities.c.code.in_([each.code for each in some])))
        ids = {(row.cycle_id, fold(row.code)): row.id for row in rows}
        expected = [
            {"activity_id": ids[_key(each)], "participant_id": person_id}
            for each in some
            for person_id in each.participant_ids or ()
        ]
        await add_many(tx, attendances, expected)


async def _change(tx: Tx, ledger: Ledger, each: Wanted, *, before: Activity) -> bool:
    row = each.row
    words = {key: row[key] for key in ("title", "neutral_title", "bring", "kind") if row[key] is not None}
    people = {key: value for key, value in (("lead_id", each.lead_id), ("partner_id", each.partner_id)) if value}
    is_changed = await _change_words(tx, ledger, before, wanted={**words, **people})
    old_place = before.place.id if before.place else None
    place_id = each.place_id if each.place_id is not None else old_place
    times = {"starts_local": each.starts_local, "ends_local": each.ends_local}
    if (before.starts_local, before.ends_local, old_place) != (*times.values(), place_id):
        moved = await move_activity(tx, before.id, **times, place_id=place_id, now=ledger.now)
        is_changed = is_changed or moved is not None
        if moved and moved.is_other_time:
            ledger.note(row, f"dejavnost {each.code} je prestavljena na {_when(each.starts_local)}.")
    return is_changed


async def _named_people(tx: Tx, known: Iterable[Activity]) -> dict[int, frozenset[int]]:
    """Who is expected at the activities that are not for the whole cycle."""
    ids = [each.id for each in known if not each.is_for_all]
    found: dict[int, set[int]] = {}
    for some in in_batches(ids):
        mine = select(attendances.c.activity_id, attendances.c.participant_id).where(
            attendances.c.activity_id.in_(some)
        )
        for activity_id, person_id in await tx.execute(mine):
            found.setdefault(activity_id, set()).add(person_id)
    return {activity_id: frozenset(people) for activity_id, people in found.items()}


async def _change_words(tx: Tx, ledger: Ledger, before: Activity, *, wanted: dict[str, Any]) -> bool:
    fresh = {key: value for key, value in wanted.items() if getattr(before, key) != value}
    return bool(fresh) and await change_activity(tx, before.id, fresh, now=ledger.now)


async def _cancel_dropped(tx: Tx, ledger: Ledger, wanted: list[Wanted], *, known: Iterable[Activity]) -> None:
    """Coming dates of a row's code that the row no longer has; what is past stays as it was."""
    kept = {_key(each) for each in wanted}
    families = {(each.cycle.id, fold(each.row["code"])): each.row for each in wanted}
    for before in known:
        family = families.get((before.cycle_id, family_of(before.code)))
        is_coming = before.state == "planned" and before.starts_at > ledger.now
        if family is None or not is_coming or (before.cycle_id, fold(before.code)) in kept:
            continue
        await cancel_activity(tx, before.id, now=ledger.now)
        ledger.count(ACTIVITIES, CHANGED)
        ledger.note(family, f"termin {before.code} je odpovedan, ker ga v zvezku ni več.")


async def _let_leads_see(tx: Tx, ledger: Ledger, wanted: list[Wanted]) -> None:
    """Who leads something in a cycle sees the people of the cycle."""
    mentors = {each.id for each in ledger.staff if each.role == "mentor"}
    pairs = sorted({(each.cycle.id, each.lead_id) for each in wanted if each.lead_id in mentors})
    await add_many(tx, cycle_staff, [{"cycle_id": cycle_id, "account_id": lead_id} for cycle_id, lead_id in pairs])


def _activity_row(ledger: Ledger, each: Wanted) -> dict[str, Any]:
    row = each.row
    zone = next(programme.zone for programme in ledger.programmes if programme.id == each.cycle.programme_id)
    return {
        "cycle_id": each.cycle.id,
        "code": each.code,
        "kind": row["kind"],
        "title": row["title"],
        "neutral_title": row["neutral_title"] or "",
        "starts_local": each.starts_local,
        "ends_local": each.ends_local,
        "starts_at": to_instant(each.starts_local, zone),
        "ends_at": to_instant(each.ends_local, zone),
        "place_id": each.place_id,
        "lead_id": each.lead_id,
        "partner_id": each.partner_id,
        "bring": row["bring"] or "",
        "is_for_all": each.participant_ids is None,
        "changed_at": ledger.now,
    }


def _key(each: Wanted) -> tuple[int, str]:
    return each.cycle.id, fold(each.code)


def family_of(code: str) -> str:
    """The folded code of the row that an activity came from: without the date of a repeated one."""
    head, tail = code[:-10], code[-10:]
    try:
        date.fromisoformat(tail)
    except ValueError:
        return fold(code)
    return fold(head.removesuffix("-")) if head.endswith("-") else fold(code)


def _when(local: datetime) -> str:
    return f"{date_text(local.date())} ob {local.hour}.{local.minute:02d}"

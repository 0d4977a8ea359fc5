"""The sheets Opomniki, Pozdrav, Prisotnost and Izidi: how people are reminded, and what came of it."""

from collections.abc import Iterable

from sqlalchemy import select

from programme.attendance import AbsenceReason, Presence
from programme.kinds import ActivityKind
from programme.spelling import fold
from programme.steps import Step
from programme.weekdays import WORKDAYS
from records.attendances import Seen, record_presence, seen_at
from records.checkin_plans import CheckinPlan, plan_of, put_plan
from records.database import Tx
from records.ladders import own_ladders, put_ladder
from records.outcomes import Outcome, list_outcomes, put_outcome
from records.scope import Scope
from records.tables import activities
from records.workbook.activity_rows import family_of
from records.workbook.ledger import ADDED, CHANGED, UNCHANGED, Ledger, cycle_of, person_of
from records.workbook.rows import Row
from records.workbook.sheets import ACTIVITIES, CHECKINS, LADDERS, OUTCOMES, PRESENCE


async def bring_ladders(tx: Tx, ledger: Ledger) -> None:
    """Sets the reminder steps of the kinds named, for every programme of the workbook; counts kinds."""
    wanted: dict[ActivityKind, tuple[Step, ...]] = {}
    for row in ledger.workbook.rows(LADDERS):
        wanted[row["kind"]] = (*wanted.get(row["kind"], ()), row["parsed"])
    for programme in ledger.programmes:
        own = await own_ladders(tx, programme.id)
        for kind, steps in wanted.items():
            is_changed = await put_ladder(tx, programme.id, kind, steps=steps)
            ledger.count(LADDERS, _what(kind in own, is_changed))


async def bring_checkins(tx: Tx, ledger: Ledger) -> None:
    """Sets the check-in plan of the cycles named."""
    for row in ledger.workbook.rows(CHECKINS):
        cycle = cycle_of(ledger, row)
        if cycle is None:
            continue
        before = await plan_of(tx, cycle.id)
        question = {} if before is None else {"question": before.question}
        plan = CheckinPlan(cycle.id, row["at_local"], row["weekdays"] or WORKDAYS, **question)
        ledger.count(CHECKINS, _what(before is not None, await put_plan(tx, plan)))


async def bring_presence(tx: Tx, ledger: Ledger) -> None:
    """Records who came, as the team has written it down."""
    rows = ledger.workbook.rows(PRESENCE)
    known = await _activities_by_code(tx, ledger) if rows else {}
    by_activity: dict[int, list[Seen]] = {}
    for row in rows:
        activity_id = _activity_of(ledger, row, known=known)
        person_id = person_of(ledger, row, key="person", code=row["person"])
        if activity_id is not None and person_id is not None:
            by_activity.setdefault(activity_id, []).append(_seen(row, person_id))
    for activity_id, seen in by_activity.items():
        before = {each.participant_id for each in await seen_at(tx, activity_id) if each.presence != Presence.UNKNOWN}
        changed = await record_presence(tx, activity_id, seen, recorded_by=None, now=ledger.now)
        added = sum(each.participant_id not in before for each in seen)
        ledger.count(PRESENCE, ADDED, how_many=added)
        ledger.count(PRESENCE, CHANGED, how_many=changed - added)
        ledger.count(PRESENCE, UNCHANGED, how_many=len(seen) - changed)


async def bring_outcomes(tx: Tx, ledger: Ledger) -> None:
    """Records outcomes; the same kind on the same day is the same one."""
    rows = ledger.workbook.rows(OUTCOMES)
    before = await list_outcomes(tx, Scope(ledger.provider_id)) if rows else []
    known = {(each.participant_id, each.kind, each.on) for each in before}
    for row in rows:
        person_id = person_of(ledger, row, key="person", code=row["person"])
        if person_id is None:
            continue
        outcome = Outcome(person_id, row["kind"], row["on"], row["place"] or "")
        is_known = (person_id, row["kind"], row["on"]) in known
        ledger.count(OUTCOMES, _what(is_known, await put_outcome(tx, outcome)))


async def _activities_by_code(tx: Tx, ledger: Ledger) -> dict[str, list[int]]:
    mine = select(activities.c.id, activities.c.code).where(
        activities.c.cycle_id.in_([each.id for each in ledger.cycles])
    )
    known: dict[str, list[int]] = {}
    for row in await tx.execute(mine):
        known.setdefault(fold(row.code), []).append(row.id)
    return known


def _activity_of(ledger: Ledger, row: Row, *, known: dict[str, list[int]]) -> int | None:
    found = known.get(fold(row["activity"]), [])
    if len(found) == 1:
        return found[0]
    if found:
        ledger.refuse(
            row, "activity", reason=f"oznako {row['activity']} imata dva cikla; dejavnosti ni mogoče določiti"
        )
    elif not _is_only_unwritten(ledger, row["activity"]):
        hint = _dates_hint(row, known.keys() | ledger.activity_codes)
        ledger.refuse(row, "activity", reason=f"dejavnosti {row['activity']} ni{hint}")
    return None


def _is_only_unwritten(ledger: Ledger, code: str) -> bool:
    """True when the workbook has the activity, but some fault kept it from being written."""
    good_rows = {fold(row["code"]) for row in ledger.workbook.rows(ACTIVITIES)}
    is_bad_row = ledger.workbook.claims(ACTIVITIES, family_of(code)) and family_of(code) not in good_rows
    return fold(code) in ledger.activity_codes or is_bad_row


def _dates_hint(row: Row, known: Iterable[str]) -> str:
    dated = next((code for code in sorted(known) if code.startswith(f"{fold(row['activity'])}-")), None)
    return f"; ponavlja se, zato dopišite datum, na primer {dated.upper()}" if dated else f" na listu {ACTIVITIES}"


def _seen(row: Row, person_id: int) -> Seen:
    reason = AbsenceReason(row["reason"]) if row["reason"] else None
    return Seen(person_id, Presence(row["presence"]), row["hours"], row["is_justified"], reason=reason)


def _what(was_there: bool, is_changed: bool) -> str:
    return (CHANGED if was_there else ADDED) if is_changed else UNCHANGED

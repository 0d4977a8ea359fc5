"""The sheet Udeleženci: people and their places in cycles, many at once.

Nobody is deleted, no consent is made, and a number that said STOP comes in stopped.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import select

from programme.eligibility import Applicant, EntryRules, findings
from programme.spelling import date_text, fold
from records.addresses import add_pending_many
from records.database import Tx
from records.enrolments import Enrolment, enrol
from records.finding import put_words
from records.people import Person, change_person, people_of
from records.programme_shapes import Cycle
from records.tables import enrolments, participants
from records.workbook.ledger import ADDED, CHANGED, UNCHANGED, Ledger, cycle_of, staff_of
from records.workbook.rows import Row
from records.workbook.sheets import PEOPLE
from records.writing import add_many

AT_ONCE = 1000
_DETAILS = ("municipality", "birth_year", "on_dsp", "referred_by")


async def bring_people(tx: Tx, ledger: Ledger) -> None:
    """Adds new people, changes known ones, and enrols everybody."""
    rows = ledger.workbook.rows(PEOPLE)
    by_code: dict[str, Row] = {}
    for row in rows:
        by_code.setdefault(fold(row["code"]), row)
    known = await _known_people(tx, ledger)
    fresh = [row for code, row in by_code.items() if code not in known]
    await _add(tx, ledger, fresh)
    changed = {
        code for code, row in by_code.items() if code in known and await _change(tx, ledger, row, before=known[code])
    }
    touched = await _enrol(tx, ledger, rows)
    new_codes = {fold(row["code"]) for row in fresh}
    for code in by_code:
        is_changed = code in changed or code in touched
        ledger.count(PEOPLE, ADDED if code in new_codes else CHANGED if is_changed else UNCHANGED)


async def _known_people(tx: Tx, ledger: Ledger) -> dict[str, Person]:
    """Those people of the provider who stand in the workbook; the codes of all others are noted too."""
    mine = select(participants.c.id, participants.c.code).where(
        participants.c.provider_id == ledger.provider_id, participants.c.state != "erased"
    )
    ledger.people = {fold(code): person_id for person_id, code in await tx.execute(mine)}
    wanted = {fold(row["code"]) for row in ledger.workbook.rows(PEOPLE)} & ledger.people.keys()
    found: dict[int, Person] = {}
    for some in in_batches([ledger.people[code] for code in wanted]):
        found |= await people_of(tx, some)
    return {fold(each.code): each for each in found.values()}


async def _add(tx: Tx, ledger: Ledger, rows: Sequence[Row]) -> None:
    for some in in_batches(rows):
        await add_many(tx, participants, [_person_row(ledger, row) for row in some])
        codes = [row["code"] for row in some]
        mine = participants.c.provider_id == ledger.provider_id, participants.c.code.in_(codes)
        found = await tx.execute(select(participants.c.id, participants.c.code).where(*mine))
        ids = {code: person_id for person_id, code in found}
        ledger.people |= {fold(code): person_id for code, person_id in ids.items()}
        names = {ids[row["code"]]: (row["first_name"], row["last_name"], row["code"]) for row in some}
        await put_words(tx, names)
        phones = [(ids[row["code"]], "sms", row["phone"]) for row in some if row["phone"]]
        await add_pending_many(tx, phones, ledger.now)


async def _change(tx: Tx, ledger: Ledger, row: Row, *, before: Person) -> bool:
    wanted = {key: row[key] for key in ("first_name", "last_name", "language", "phone") if row[key] is not None}
    changes = {key: value for key, value in wanted.items() if getattr(before, key) != value}
    if "phone" in changes and before.state == "stopped":
        ledger.note(row, "oseba je sporočila ustavila; nova številka jih ne odpre.")
    return bool(changes) and await change_person(tx, before.id, changes, now=ledger.now)


async def _enrol(tx: Tx, ledger: Ledger, rows: Sequence[Row]) -> set[str]:
    """Enrols everybody; returns the codes of those whose enrolment is new or different."""
    before = await _enrolments(tx, ledger)
    fresh: list[dict[str, Any]] = []
    touched: set[str] = set()
    taken: dict[int, int] = {}
    for row in rows:
        wanted = _enrolment(ledger, row, before=before)
        if wanted is None:
            continue
        taken[wanted.cycle_id] = taken.get(wanted.cycle_id, 0) + 1
        _note_findings(ledger, row, wanted=wanted, taken=taken[wanted.cycle_id])
        old = before.get((wanted.participant_id, wanted.cycle_id))
        if old == wanted:
            continue
        touched.add(fold(row["code"]))
        if old is None:
            fresh.append({name: getattr(wanted, name) for name in Enrolment.__slots__})
        else:
            await enrol(tx, wanted)
    await add_many(tx, enrolments, fresh)
    return touched


async def _enrolments(tx: Tx, ledger: Ledger) -> dict[tuple[int, int], Enrolment]:
    mine = select(enrolments).where(enrolments.c.cycle_id.in_([each.id for each in ledger.cycles]))
    rows = (await tx.execute(mine)).mappings()
    found = [Enrolment(**{name: row[name] for name in Enrolment.__slots__}) for row in rows]
    return {(each.participant_id, each.cycle_id): each for each in found}


def _enrolment(ledger: Ledger, row: Row, *, before: dict[tuple[int, int], Enrolment]) -> Enrolment | None:
    cycle, mentor_id = cycle_of(ledger, row), staff_of(ledger, row, key="mentor")
    person_id = ledger.people.get(fold(row["code"]))
    if cycle is None or person_id is None:
        return None
    if not _is_within(ledger, row, cycle=cycle):
        return None
    details = {key: row[key] for key in _DETAILS if row[key] is not None}
    old = before.get((person_id, cycle.id))
    if old is None:
        return Enrolment(person_id, cycle.id, *_dates(row, cycle), mentor_id, details)
    return Enrolment(person_id, cycle.id, *_dates(row, cycle), mentor_id or old.mentor_id, {**old.details, **details})


def _dates(row: Row, cycle: Cycle) -> tuple[date, date]:
    return row["from_on"] or cycle.starts_on, row["to_on"] or cycle.ends_on


def _is_within(ledger: Ledger, row: Row, *, cycle: Cycle) -> bool:
    span = f"cikel {cycle.name} traja od {date_text(cycle.starts_on)} do {date_text(cycle.ends_on)}"
    for key in ("from_on", "to_on"):
        if row[key] is not None and not cycle.starts_on <= row[key] <= cycle.ends_on:
            ledger.refuse(row, key, reason=f"{date_text(row[key])} je zunaj cikla; {span}")
            return False
    return True


def _note_findings(ledger: Ledger, row: Row, *, wanted: Enrolment, taken: int) -> None:
    cycle = next(each for each in ledger.cycles if each.id == wanted.cycle_id)
    programme = next(each for each in ledger.programmes if each.id == cycle.programme_id)
    rules = EntryRules(programme.max_age, programme.municipalities, seats=cycle.seats)
    details = wanted.details
    applicant = Applicant(
        wanted.from_on, details.get("birth_year"), details.get("municipality", ""), details.get("on_dsp")
    )
    for said in findings(applicant, rules, taken_seats=taken - 1):
        ledger.note(row, said)


def _person_row(ledger: Ledger, row: Row) -> dict[str, Any]:
    return {
        "provider_id": ledger.provider_id,
        "code": row["code"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "language": row["language"] or ledger.programmes[0].language,
        "created_at": ledger.now,
    }


def in_batches(items: Sequence[Any]) -> Iterator[list[Any]]:
    """The items in lists short enough for one statement."""
    pending = iter(items)
    while some := list(islice(pending, AT_ONCE)):
        yield some

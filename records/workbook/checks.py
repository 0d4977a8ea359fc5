"""What can be seen to be wrong without a database: doubles, ends before starts, overlaps, rules nobody understands."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from programme.recurrence import BadRule, dates
from programme.spelling import date_text, fold
from programme.steps import BadStep, parse_step
from records.workbook.faults import Fault
from records.workbook.rows import Row, Workbook
from records.workbook.sheets import (
    ACTIVITIES,
    BY_NAME,
    CHECKINS,
    CYCLES,
    LADDERS,
    OUTCOMES,
    PEOPLE,
    PLACES,
    PRESENCE,
    PROGRAM,
    STAFF,
)

_KEYS: dict[str, tuple[str, ...]] = {
    PROGRAM: ("name",),
    CYCLES: ("programme", "name"),
    STAFF: ("email",),
    PLACES: ("name",),
    PEOPLE: ("code", "cycle", "first_name", "last_name"),
    ACTIVITIES: ("code",),
    LADDERS: ("kind", "step"),
    CHECKINS: ("cycle",),
    PRESENCE: ("activity", "person"),
    OUTCOMES: ("person", "kind", "on"),
}


def check(workbook: Workbook) -> Workbook:
    """The same workbook with recurrences and steps worked out, every further fault and note; bad rows are left out."""
    sheets, faults = dict(workbook.sheets), list(workbook.faults)
    for name, read in ((ACTIVITIES, _with_dates), (LADDERS, _with_step)):
        sheets[name] = tuple(_worked_out(workbook.rows(name), read, faults=faults)) if name in sheets else ()
    found = replace(workbook, sheets={name: rows for name, rows in sheets.items() if name in workbook.sheets})
    for name, keys in _KEYS.items():
        faults += _doubles(found.rows(name), keys)
    faults += [*_providers(found), *_reversed(found), *_overlaps(found), *_people(found)]
    bad = {(each.sheet, each.row) for each in faults}
    good = {name: tuple(row for row in rows if (name, row.number) not in bad) for name, rows in found.sheets.items()}
    return replace(found, sheets=good, faults=tuple(faults), notes=(*found.notes, *_shared_phones(found)))


def fault(row: Row, key: str, *, reason: str) -> Fault:
    """The fault of one cell of a row, under the column's own heading."""
    heading = BY_NAME[fold(row.sheet)].column(key).heading if key else ""
    return Fault(row.sheet, row.number, heading, reason)


def _worked_out(rows: tuple[Row, ...], read: Callable[[Row], Row], *, faults: list[Fault]) -> Iterator[Row]:
    for row in rows:
        try:
            yield read(row)
        except (BadRule, BadStep) as error:
            faults.append(fault(row, "rule" if row.sheet == ACTIVITIES else "step", reason=str(error)))


def _with_dates(row: Row) -> Row:
    if row["rule"] is None:
        return row.with_values(dates=(row["on"],), is_repeated=False)
    return row.with_values(dates=dates(row["on"], row["rule"]), is_repeated=True)


def _with_step(row: Row) -> Row:
    asks = row["asks"]
    return row.with_values(parsed=parse_step(row["step"], asks=True if asks is None else asks))


def _doubles(rows: tuple[Row, ...], keys: tuple[str, ...]) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for row in rows:
        key = tuple(fold(value) if isinstance(value := row[name], str) else value for name in keys)
        if key in seen:
            yield fault(row, keys[-1] if row.sheet != PEOPLE else "code", reason=f"isto je že v vrstici {seen[key]}")
        seen.setdefault(key, row.number)


def _providers(workbook: Workbook) -> Iterator[Fault]:
    rows = workbook.rows(PROGRAM)
    for row in rows[1:]:
        if fold(row["provider"]) != fold(rows[0]["provider"]):
            yield fault(
                row, "provider", reason="v enem zvezku je lahko le en izvajalec; za drugega naredite svoj zvezek"
            )


def _reversed(workbook: Workbook) -> Iterator[Fault]:
    for sheet, first, last in ((CYCLES, "starts_on", "ends_on"), (PEOPLE, "from_on", "to_on")):
        for row in workbook.rows(sheet):
            if row[first] is not None and row[last] is not None and row[last] < row[first]:
                yield fault(row, last, reason=f"konec {date_text(row[last])} je pred začetkom {date_text(row[first])}")
    for row in workbook.rows(ACTIVITIES):
        if row["ends"] <= row["starts"]:
            yield fault(row, "ends", reason=f"konec ob {_clock(row['ends'])} ni po začetku ob {_clock(row['starts'])}")


def _overlaps(workbook: Workbook) -> Iterator[Fault]:
    rows = sorted(workbook.rows(CYCLES), key=lambda row: row["starts_on"])
    for place, row in enumerate(rows):
        for earlier in rows[:place]:
            is_same = fold(row["programme"] or "") == fold(earlier["programme"] or "")
            if is_same and row["starts_on"] <= earlier["ends_on"]:
                yield fault(
                    row, "starts_on", reason=f"cikel se prekriva s ciklom {earlier['name']} (vrstica {earlier.number})"
                )
                break


def _people(workbook: Workbook) -> Iterator[Fault]:
    first: dict[str, Row] = {}
    for row in workbook.rows(PEOPLE):
        other = first.setdefault(fold(row["code"]), row)
        if _name(other) != _name(row):
            yield fault(row, "code", reason=f"oznako {row['code']} ima v vrstici {other.number} nekdo drug")
        elif other["phone"] and row["phone"] and other["phone"] != row["phone"]:
            yield fault(row, "phone", reason=f"v vrstici {other.number} ima ista oseba drugo številko")
        if row["birth_year"] is not None and not 1920 <= row["birth_year"] <= 2020:
            yield fault(row, "birth_year", reason=f"leto rojstva {row['birth_year']} ne more biti pravo")


def _shared_phones(workbook: Workbook) -> Iterator[str]:
    owners: dict[str, Row] = {}
    for row in workbook.rows(PEOPLE):
        other = owners.setdefault(row["phone"], row) if row["phone"] else row
        if fold(other["code"]) != fold(row["code"]):
            said = f"isto številko ima tudi {other['code']} (vrstica {other.number})"
            yield f"List {PEOPLE}, vrstica {row.number}: {said}."


def _name(row: Row) -> tuple[str, str]:
    return fold(row["first_name"]), fold(row["last_name"])


def _clock(at: Any) -> str:
    return f"{at.hour}.{at.minute:02d}"

"""From a file to typed rows: headings count in any order, case and spelling, and every fault is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from programme.spelling import fold
from records.workbook.cells import BadCell, read_cell
from records.workbook.checks import check
from records.workbook.faults import Fault, Faults
from records.workbook.formulas import UncomputedFormula
from records.workbook.rows import Row, Workbook
from records.workbook.sheets import BY_NAME, PROGRAM, SHEETS, Column, Sheet
from records.workbook.source import RawSheet, Unreadable, open_source

__all__ = ["Row", "Workbook", "read_workbook"]

NOTES_SHEET = "navodila"


@dataclass(slots=True)
class _Found:
    """What reading has found so far."""

    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    claimed: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_workbook(path: Path | str) -> Workbook | Faults:
    """The typed rows of a workbook with its notes and faults; Faults when the file is no workbook at all.

    `path` is an xlsx (xls, ods) file or a folder with one csv a sheet.
    """
    try:
        raw = open_source(Path(path))
    except Unreadable as error:
        return Faults((Fault("", None, "", str(error)),))
    found = _Found()
    for sheet in raw:
        _read_sheet(sheet, found)
    _note_missing(found)
    if not found.rows:
        known = ", ".join(sheet.name for sheet in SHEETS)
        return Faults((Fault("", None, "", f"V datoteki ni nobenega lista programa; pričakujemo liste {known}."),))
    workbook = Workbook(Path(path).name, found.rows, found.claimed, tuple(found.notes), tuple(found.faults))
    return check(workbook)


def _read_sheet(raw: RawSheet, found: _Found) -> None:
    sheet = BY_NAME.get(fold(raw.name))
    if sheet is None:
        if fold(raw.name) != NOTES_SHEET and raw.rows:
            found.notes.append(f"Lista {raw.name} ne poznamo, zato ga pustimo ob strani.")
        return
    if sheet.name in found.rows:
        found.faults.append(Fault(sheet.name, None, "", "ta list je v zvezku dvakrat"))
        return
    found.rows[sheet.name], found.claimed[sheet.name] = (), frozenset()
    if not raw.rows:
        return
    header, *body = raw.rows
    columns = _columns(sheet, header[1], found=found)
    body = [each for each in body if not _is_example(each[1])]
    rows = [_read_row(sheet, columns, raw=each, found=found) for each in body]
    is_whole = all(column in columns.values() for column in sheet.columns if column.is_needed)
    found.rows[sheet.name] = tuple(row for row in rows if row is not None) if is_whole else ()
    found.claimed[sheet.name] = frozenset(_names(columns, body))


def _columns(sheet: Sheet, header: Sequence[Any], *, found: _Found) -> dict[int, Column]:
    by_heading = {fold(column.heading): column for column in sheet.columns}
    columns: dict[int, Column] = {}
    for place, cell in enumerate(header):
        heading = fold(str(cell or "")).rstrip(" *:")
        column = by_heading.get(heading)
        if column is not None and column not in columns.values():
            columns[place] = column
        elif heading:
            found.notes.append(f"List {sheet.name}: {_why_left_out(str(cell).strip(), is_known=column is not None)}")
    for column in sheet.columns:
        if column.is_needed and column not in columns.values():
            found.faults.append(Fault(sheet.name, None, column.heading, "tega stolpca ni, pa je nujen"))
    return columns


def _why_left_out(heading: str, *, is_known: bool) -> str:
    if is_known:
        return f"stolpec {heading} je dvakrat, velja prvi."
    return f"stolpca {heading} ne poznamo, zato ga pustimo ob strani."


def _read_row(
    sheet: Sheet, columns: Mapping[int, Column], *, raw: tuple[int, tuple[Any, ...]], found: _Found
) -> Row | None:
    number, cells = raw
    values: dict[str, Any] = {}
    before = len(found.faults)
    for place, column in columns.items():
        try:
            values[column.key] = _value(cells[place] if place < len(cells) else None, column)
        except BadCell as error:
            found.faults.append(Fault(sheet.name, number, column.heading, str(error)))
    return Row(sheet.name, number, values) if len(found.faults) == before else None


def _value(raw: Any, column: Column) -> Any:
    if isinstance(raw, UncomputedFormula):
        raise BadCell("formula nima izračunane vrednosti; odprite datoteko v Excelu in jo shranite")
    value = read_cell(raw, column.cell, longest=column.longest)
    if value is None and column.is_needed:
        raise BadCell("podatek manjka")
    return value


def _is_example(cells: Sequence[Any]) -> bool:
    first = next((str(cell) for cell in cells if cell not in (None, "")), "")
    return first.lstrip().startswith("#")


def _names(columns: Mapping[int, Column], body: Sequence[tuple[int, tuple[Any, ...]]]) -> list[str]:
    """Every name that a row claims, bad rows too, so that one fault does not look like ten."""
    places = [place for place, column in columns.items() if column.key in ("name", "code", "email")]
    return [fold(str(cells[place])) for _, cells in body for place in places if place < len(cells)]


def _note_missing(found: _Found) -> None:
    if found.rows and not found.rows.get(PROGRAM):
        said = "list je prazen" if PROGRAM in found.rows else "tega lista ni"
        if not _has_fault(found, PROGRAM):
            found.faults.append(Fault(PROGRAM, None, "", f"{said}; brez njega ne vemo, čigav je program"))
    empty = [name for name, rows in found.rows.items() if not rows and name != PROGRAM and not _has_fault(found, name)]
    if empty:
        found.notes.append(f"Ti listi so prazni: {', '.join(empty)}.")
    missing = [sheet.name for sheet in SHEETS if sheet.name not in found.rows and sheet.name != PROGRAM]
    if found.rows and missing:
        found.notes.append(f"Teh listov v zvezku ni, zato se tam nič ne spremeni: {', '.join(missing)}.")


def _has_fault(found: _Found, sheet: str) -> bool:
    return any(fault.sheet == sheet for fault in found.faults)

"""Opening the file: xlsx, xls and ods through calamine, or a folder with one csv a sheet.

Whatever cannot be opened gets a plain sentence; a formula that was never computed is found before it reads as empty.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MOST_ROWS = 20_000
MOST_BYTES = 40_000_000
_ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0"
_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Unreadable(ValueError):
    """The file is no workbook; the message is the sentence a person reads."""


class UncomputedFormula:
    """Stands in a cell whose formula has no stored value."""


UNCOMPUTED = UncomputedFormula()


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as it is: rows of cells with their row number as people see it, blank rows left out."""

    name: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def open_source(path: Path) -> list[RawSheet]:
    """Every sheet of a workbook file or of a folder of csv files. Raises Unreadable."""
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise Unreadable(f"Datoteke {path.name} ni; preverite pot in ime.")
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"Datoteka {path.name} je prevelika ({path.stat().st_size // 1_000_000} MB, največ 40 MB).")
    return _file(path)


def _file(path: Path) -> list[RawSheet]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = [_sheet(book, name) for name in book.sheet_names]
    except PasswordError as error:
        raise Unreadable(_locked(path)) from error
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_locked(path) if _is_locked(path) else _no_workbook(path)) from error
    holes = _uncomputed(path)
    return [_with_holes(sheet, holes.get(sheet.name, {})) for sheet in sheets]


def _sheet(book: CalamineWorkbook, name: str) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    if sheet.start is not None:
        # iter_rows keeps the empty top of a sheet, so the index is the row number that people see.
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            _collect(rows, number, tuple(cells), name)
    return RawSheet(name, tuple(rows))


def _collect(rows: list[tuple[int, tuple[Any, ...]]], number: int, cells: tuple[Any, ...], name: str) -> None:
    if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
        return
    rows.append((number, cells))
    if len(rows) > MOST_ROWS + 1:
        most = f"{MOST_ROWS:,}".replace(",", ".")
        raise Unreadable(f"List {name} ima več kot {most} vrstic; razdelite ga na več datotek.")


def _folder(path: Path) -> list[RawSheet]:
    files = sorted(each for each in path.iterdir() if each.suffix.casefold() == ".csv")
    if not files:
        raise Unreadable(f"V mapi {path.name} ni nobene datoteke csv; vsak list je svoja datoteka, na primer Cikli.csv.")
    return [_csv(each) for each in files]


def _csv(path: Path) -> RawSheet:
    text = _decoded(path)
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
        _collect(rows, number, tuple(cells), path.stem)
    return RawSheet(path.stem, tuple(rows))


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1250", errors="replace")  # what older Excel writes in Slovenia


def _uncomputed(path: Path) -> dict[str, dict[tuple[int, int], UncomputedFormula]]:
    """By sheet, the cells (row and column from 0) with a formula and no value; only xlsx tells."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        return {name: holes for name, part in _parts(archive) if (holes := _holes(archive, part))}


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    related = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace") if _has_rels(archive) else ""
    targets = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", related):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[named.get("Id", "")] = named.get("Target", "").removeprefix("/xl/")
    for _, element in iterparse(io.BytesIO(archive.read("xl/workbook.xml"))):
        if element.tag.endswith("}sheet"):
            ref = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            if f"xl/{targets.get(ref)}" in archive.namelist():
                yield element.attrib.get("name", ""), f"xl/{targets[ref]}"


def _has_rels(archive: zipfile.ZipFile) -> bool:
    return "xl/_rels/workbook.xml.rels" in archive.namelist()


def _holes(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], UncomputedFormula]:
    raw = archive.read(part)
    if b"<f" not in raw:
        return {}
    holes = {}
    for _, element in iterparse(io.BytesIO(raw)):
        if element.tag != f"{_NAMESPACE}c":
            continue
        formula, value = element.find(f"{_NAMESPACE}f"), element.find(f"{_NAMESPACE}v")
        if formula is not None and (value is None or not value.text):
            holes[_position(element.attrib.get("r", "A1"))] = UNCOMPUTED
    return holes


def _position(ref: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _with_holes(sheet: RawSheet, holes: dict[tuple[int, int], UncomputedFormula]) -> RawSheet:
    if not holes:
        return sheet
    by_row = {number: list(cells) for number, cells in sheet.rows}
    for row, column in holes:
        cells = by_row.setdefault(row + 1, [])
        cells += [""] * (column + 1 - len(cells))
        cells[column] = UNCOMPUTED
    return RawSheet(sheet.name, tuple((number, tuple(by_row[number])) for number in sorted(by_row)))


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(_ENCRYPTED_OFFICE) and path.suffix.casefold() in (".xlsx", ".xlsm")


def _locked(path: Path) -> str:
    return f"Datoteka {path.name} je zaklenjena z geslom; shranite jo brez gesla in poskusite znova."


def _no_workbook(path: Path) -> str:
    return f"Datoteka {path.name} ni Excelov zvezek ali pa je poškodovana; odprite jo v Excelu in jo shranite kot xlsx."

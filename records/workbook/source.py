"""Opening the file: xlsx, xls and ods through calamine, or a folder with one csv a sheet.

Whatever cannot be opened gets a plain sentence; a formula that was never computed is found before it reads as empty.
"""

import csv
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from records.workbook.formulas import UNCOMPUTED, UncomputedFormula, uncomputed

MOST_ROWS = 20_000
MOST_BYTES = 40_000_000
MOST_UNPACKED_BYTES = 400_000_000
# What a damaged file makes its readers raise: calamine, zipfile (RuntimeError: a zip with a password) and expat.
_DAMAGES = (
    CalamineError,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    LookupError,
    EOFError,
    RuntimeError,
)
_ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file is no workbook; the message is the sentence a person reads."""


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
    try:
        return _file(path)
    except _DAMAGES as error:
        raise Unreadable(_locked(path) if _is_locked(path) else _no_workbook(path)) from error


def _file(path: Path) -> list[RawSheet]:
    if _unpacked_bytes(path) > MOST_UNPACKED_BYTES:
        raise Unreadable(f"Datoteka {path.name} se razširi v preveč podatkov; razdelite jo na več datotek.")
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = [_sheet(book, name) for name in book.sheet_names]
    except PasswordError as error:
        raise Unreadable(_locked(path)) from error
    holes = uncomputed(path)
    return [_with_holes(sheet, holes.get(sheet.name, {})) for sheet in sheets]


def _sheet(book: CalamineWorkbook, name: str) -> RawSheet:
    sheet = book.get_sheet_by_name(name)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    if sheet.start is not None:
        # iter_rows keeps the empty top of a sheet, so the index is the row number that people see.
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            _collect(rows, number, cells=tuple(cells), name=name)
    return RawSheet(name, tuple(rows))


def _collect(rows: list[tuple[int, tuple[Any, ...]]], number: int, *, cells: tuple[Any, ...], name: str) -> None:
    if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
        return
    rows.append((number, cells))
    if len(rows) > MOST_ROWS + 1:
        most = f"{MOST_ROWS:,}".replace(",", ".")
        raise Unreadable(f"List {name} ima več kot {most} vrstic; razdelite ga na več datotek.")


def _folder(path: Path) -> list[RawSheet]:
    files = sorted(each for each in path.iterdir() if each.suffix.casefold() == ".csv")
    if not files:
        raise Unreadable(f"V mapi {path.name} ni datotek csv; vsak list je svoja datoteka, na primer Cikli.csv.")
    return [_csv(each) for each in files]


def _csv(path: Path) -> RawSheet:
    text = _decoded(path)
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
        _collect(rows, number, cells=tuple(cells), name=path.stem)
    return RawSheet(path.stem, tuple(rows))


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1250", errors="replace")  # what older Excel writes in Slovenia


def _with_holes(sheet: RawSheet, holes: dict[tuple[int, int], UncomputedFormula]) -> RawSheet:
    if not holes:
        return sheet
    by_row = {number: list(cells) for number, cells in sheet.rows}
    for row, column in holes:
        cells = by_row.setdefault(row + 1, [])
        cells += [""] * (column + 1 - len(cells))
        cells[column] = UNCOMPUTED
    return RawSheet(sheet.name, tuple((number, tuple(by_row[number])) for number in sorted(by_row)))


def _unpacked_bytes(path: Path) -> int:
    if not zipfile.is_zipfile(path):
        return 0
    with zipfile.ZipFile(path) as archive:
        return sum(each.file_size for each in archive.infolist())


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith(_ENCRYPTED_OFFICE) and path.suffix.casefold() in (".xlsx", ".xlsm")


def _locked(path: Path) -> str:
    return f"Datoteka {path.name} je zaklenjena z geslom; shranite jo brez gesla in poskusite znova."


def _no_workbook(path: Path) -> str:
    return f"Datoteka {path.name} ni Excelov zvezek ali pa je poškodovana; odprite jo v Excelu in jo shranite kot xlsx."

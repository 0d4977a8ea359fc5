"""Writing workbooks: the empty template with drop-downs, examples and notes, and filled ones in the same dress."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from records.workbook.sheets import CHOICES, CYCLES, PEOPLE, PLACES, PROGRAM, SHEETS, STAFF, Cell, Column, Sheet

NOTES_SHEET = "Navodila"
ROWS_READY = 2000
_WIDTHS = {Cell.DATE: 12, Cell.TIME: 9, Cell.WHOLE: 9, Cell.YES_NO: 11, Cell.PHONE: 15, Cell.EMAIL: 28}
_WIDE = {"title": 34, "neutral_title": 24, "rule": 30, "address": 34, "directions": 40, "bring": 28, "provider": 28}
_FROM_SHEETS = {
    "programme": (PROGRAM, "name"),
    "cycle": (CYCLES, "name"),
    "place": (PLACES, "name"),
    "lead": (STAFF, "name"),
    "partner": (STAFF, "name"),
    "mentor": (STAFF, "name"),
    "person": (PEOPLE, "code"),
}
_ADVICE = (
    "V vsaki vrstici je ena stvar. Vrstni red listov in stolpcev ni pomemben, naslovov stolpcev pa ne spreminjajte.",
    "Stolpci s temnejšim naslovom so nujni. Vrstice, ki se začnejo z znakom #, so primeri in se ne uvozijo.",
    "Datume pišite kot 3.6.2026, ure kot 9.00, telefonske številke v katerem koli zapisu.",
    "Uvozi se vse ali nič: ob napaki dobite list, vrstico, stolpec in razlog, zapisi pa ostanejo, kot so.",
    "Isto datoteko lahko uvozite večkrat. Spremenjena vrstica popravi zapis, manjkajoča vrstica ne izbriše ničesar.",
    "Prazna celica pusti zapisano, kakor je. Prazen stolpec udeleženci pri dejavnosti pomeni ves cikel.",
    "Uvoz nikomur ne da soglasja: vsak se za sporočila odloči sam, in kdor je rekel STOP, ostane ustavljen.",
)

Rows = Sequence[Mapping[str, Any]]


def write_template(path: Path | str) -> None:
    """Writes an empty workbook with headings, drop-downs, an example row on each sheet and notes."""
    examples = {sheet.name: [{each.key: each.example for each in sheet.columns}] for sheet in SHEETS}
    _write(Path(path), examples, is_template=True)


def write_workbook(path: Path | str, rows: Mapping[str, Rows], *, about: Sequence[str] = ()) -> None:
    """Writes a filled workbook: by sheet name, rows of values by column key. The same rows give the same bytes.

    `about` are sentences that stand first on the notes sheet.
    """
    _write(Path(path), rows, about=about, is_template=False)


def _write(path: Path, rows: Mapping[str, Rows], *, is_template: bool, about: Sequence[str] = ()) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # A fixed date, so that the file does not change when its content does not.
        book.set_properties({"title": "Programski zvezek", "created": datetime(2026, 1, 1)})
        looks = _looks(book)
        _write_notes(book, looks, about=about)
        for sheet in SHEETS:
            _write_sheet(book, sheet, rows=rows.get(sheet.name, ()), looks=looks, is_template=is_template)


def _looks(book: Any) -> dict[str, Any]:
    return {
        "heading": book.add_format({"bold": True, "bg_color": "#E4EDF7", "bottom": 1, "text_wrap": True}),
        "needed": book.add_format({"bold": True, "bg_color": "#B9D0EA", "bottom": 1, "text_wrap": True}),
        "example": book.add_format({"italic": True, "font_color": "#6B7280"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "d.m.yyyy"}),
        "time": book.add_format({"num_format": "h.mm"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_notes(book: Any, looks: Mapping[str, Any], *, about: Sequence[str]) -> None:
    page = book.add_worksheet(NOTES_SHEET)
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 100)
    lines = [("", said) for said in (*about, *_ADVICE)] + [(sheet.name, sheet.note) for sheet in SHEETS]
    for number, (name, said) in enumerate(lines):
        page.write_string(number, 0, name, looks["heading"] if name else looks["text"])
        page.write_string(number, 1, said, looks["wrapped"])


def _write_sheet(book: Any, sheet: Sheet, *, rows: Rows, looks: Mapping[str, Any], is_template: bool) -> None:
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _width(column), _format(column, looks))
        page.write_string(0, place, column.heading, looks["needed" if column.is_needed else "heading"])
        if column.note:
            page.write_comment(0, place, column.note)
        _offer(page, place, column=column)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(sheet.columns):
            value = row.get(column.key)
            shown = f"# {value}" if is_template and place == 0 else value
            style = looks["example"] if is_template else looks["text"]
            _write_cell(page, (number, place), value=shown, style=style, looks=looks)


def _write_cell(page: Any, at: tuple[int, int], *, value: Any, style: Any, looks: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, time):
        page.write_datetime(*at, value, looks["time"])
    elif isinstance(value, date):
        page.write_datetime(*at, datetime.combine(value, time()), looks["date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(*at, value)
    else:
        page.write_string(*at, str(value), style)


def _offer(page: Any, place: int, *, column: Column) -> None:
    """A drop-down; for names from another sheet a wrong one is only warned about, since the database may know it."""
    offer: dict[str, Any] | None = None
    if column.cell in CHOICES:
        offer = {"validate": "list", "source": list(CHOICES[column.cell]), "error_type": "warning"}
    elif column.key in _FROM_SHEETS:
        name, key = _FROM_SHEETS[column.key]
        letter = chr(65 + [each.key for each in _sheet(name).columns].index(key))
        offer = {"validate": "list", "source": f"='{name}'!${letter}$2:${letter}${ROWS_READY}", "error_type": "warning"}
    if offer is not None:
        page.data_validation(1, place, ROWS_READY, place, offer)


def _sheet(name: str) -> Sheet:
    return next(each for each in SHEETS if each.name == name)


def _width(column: Column) -> int:
    return _WIDE.get(column.key) or _WIDTHS.get(column.cell) or 18


def _format(column: Column, looks: Mapping[str, Any]) -> Any:
    if column.cell is Cell.DATE:
        return looks["date"]
    return looks["time"] if column.cell is Cell.TIME else looks["text"]

"""Workbooks for tests: a small right one, and a way to write any cells at all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from records.workbook import Workbook, read_workbook

Cells = Sequence[Sequence[Any]]

RIGHT: dict[str, Cells] = {
    "Program": [["izvajalec", "program", "občine"], ["Lumia", "Socialna aktivacija", "Brežice; Krško"]],
    "Cikli": [["cikel", "od", "do", "mest"], ["1. cikel", date(2026, 9, 1), "28.2.2027", 15]],
    "Osebje": [["ime", "e-pošta", "vloga"], ["Eva Primer", "Eva@example.org", "mentor"]],
    "Kraji": [["kraj", "naslov"], ["ZPTM Brežice", "Brežice"]],
    "Udeleženci": [
        ["oznaka", "ime", "priimek", "telefon", "cikel", "mentor"],
        ["U1", "Ana", "Čebela", "040/111-222", "1. cikel", "Eva Primer"],
        ["U2", "Ben", "Cvet", 40123456, "1. cikel", "eva@example.org"],
        ["U3", "Drago", "Dež", "", "1. cikel", ""],
    ],
    "Dejavnosti": [
        ["oznaka", "cikel", "vrsta", "naslov", "datum", "od", "do", "ponavljanje", "kraj", "vodi", "udeleženci"],
        [
            "D1",
            "1. cikel",
            "delavnica",
            "Iskanje dela",
            date(2026, 9, 15),
            time(9),
            "12.00",
            "",
            "ZPTM Brežice",
            "",
            "",
        ],
        ["D2", "1. cikel", "svetovanje", "Pogovor", "16.9.2026", 13, "14:00", "", "", "Eva Primer", "U1; U3"],
        ["D3", "1. cikel", "tržnica", "Tržnica", "20.10.2026", "9", 12.3, "vsak torek do 3.11.2026", "", "", ""],
    ],
}


def write(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """Writes the cells as they are: numbers as numbers, dates as Excel dates, the rest as text."""
    with xlsxwriter.Workbook(str(path)) as book:
        as_date = book.add_format({"num_format": "d.m.yyyy"})
        as_time = book.add_format({"num_format": "h:mm"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    _put(page, number, place, cell, as_time if isinstance(cell, time) else as_date)
    return path


def right(**changes: Cells) -> dict[str, Cells]:
    """The right workbook with some sheets replaced."""
    return {**RIGHT, **changes}


def with_cell(sheet: str, row: int, column: str, value: Any) -> dict[str, Cells]:
    """The right workbook with one cell changed; `row` as people count, the heading is row 1."""
    rows = [list(cells) for cells in RIGHT[sheet]]
    if column not in rows[0]:
        rows[0].append(column)
        rows[1:] = [[*cells, ""] for cells in rows[1:]]
    rows[row - 1][rows[0].index(column)] = value
    return right(**{sheet: rows})


def read(path: Path, sheets: Mapping[str, Cells]) -> Workbook:
    """Writes and reads a workbook that opens."""
    found = read_workbook(write(path / "zvezek.xlsx", sheets))
    assert isinstance(found, Workbook), str(found)
    return found


def _put(page: Any, number: int, place: int, cell: Any, dated: Any) -> None:
    if isinstance(cell, datetime | date | time):
        page.write_datetime(number, place, cell, dated)
    elif isinstance(cell, int | float):
        page.write_number(number, place, cell)
    elif cell not in ("", None):
        page.write_string(number, place, str(cell))

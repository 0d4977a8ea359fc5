"""Writes rows of values as csv for Slovenian Excel and as sheets of one xlsx, one row after another.

What people wrote is never a formula: the csv gets an apostrophe before it, the xlsx holds it as text.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 1_048_576  # of an xlsx sheet
MOST_LETTERS = 32_767  # of an xlsx cell


def csv_cell(value: Any) -> str:
    """The text of a csv cell: decimal comma, ISO dates, nothing that a spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith("\t") or value.lstrip().startswith(FORMULA_BEGINS) else value
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


class CsvFile:
    """One csv: semicolons, UTF-8 with the mark that Excel looks for."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file, delimiter=";")
        self._csv.writerow(headings)

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows."""
        self._csv.writerows([csv_cell(value) for value in row] for row in rows)

    def close(self) -> None:
        """Ends the file."""
        self._file.close()


class Book:
    """One xlsx, written row by row; a table longer than a sheet goes on in the next one."""

    def __init__(self, path: Path, scratch: Path) -> None:
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch), **safe})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "d.m.yyyy"})
        self._instant = self._book.add_format({"num_format": "d.m.yyyy hh:mm"})

    def begin(self, title: str, headings: Sequence[str]) -> None:
        """Starts a table in a sheet of its own."""
        self._title, self._headings, self._number = title, headings, 1
        self._add_sheet(title)

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows to the table."""
        for row in rows:
            if self._row == MOST_ROWS:
                self._number += 1
                self._add_sheet(f"{self._title} {self._number}")
            for place, value in enumerate(row):
                self._put(place, value)
            self._row += 1

    def close(self) -> None:
        """Ends the file."""
        self._book.close()

    def _add_sheet(self, title: str) -> None:
        self._sheet = self._book.add_worksheet(title)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._headings) - 1, 16)
        self._sheet.write_row(0, 0, self._headings, self._bold)
        self._row = 1

    def _put(self, place: int, value: Any) -> None:
        if isinstance(value, str):
            self._sheet.write_string(self._row, place, value[:MOST_LETTERS])
        elif isinstance(value, int | float | Decimal):
            self._sheet.write_number(self._row, place, value)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self._row, place, value, self._instant)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, place, value, self._day)

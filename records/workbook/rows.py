"""The typed rows of a workbook, between reading and bringing in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from programme.spelling import fold
from records.workbook.faults import Fault


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number as people see it; empty cells and absent columns are None."""

    sheet: str
    number: int
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """The value of a column, or None."""
        return self.values.get(key)

    def with_values(self, **values: Any) -> "Row":
        """The same row with more values."""
        return replace(self, values={**self.values, **values})


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that was read: good rows by sheet, and what is wrong with the others.

    `claimed` holds every folded name, code and e-mail of a sheet, those of bad rows too.
    """

    name: str
    sheets: Mapping[str, tuple[Row, ...]]
    claimed: Mapping[str, frozenset[str]]
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The good rows of a sheet; none when it is missing."""
        return self.sheets.get(sheet, ())

    def claims(self, sheet: str, name: str) -> bool:
        """True when a row of the sheet, good or bad, has this name, code or e-mail."""
        return fold(name) in self.claimed.get(sheet, frozenset())

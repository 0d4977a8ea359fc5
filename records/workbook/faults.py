"""What is wrong with a workbook, and what an import did: each fault one sentence that says where and what."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong cell, row (column empty), sheet (row None) or file (sheet empty)."""

    sheet: str
    row: int | None
    column: str
    reason: str

    def __str__(self) -> str:
        """The sentence a person reads."""
        where = [f"List {self.sheet}"] if self.sheet else []
        where += [f"vrstica {self.row}"] if self.row is not None else []
        where += [f"stolpec {self.column}"] if self.column else []
        said = f"{', '.join(where)}: {self.reason}" if where else self.reason
        return said if said.endswith((".", "?")) else f"{said}."


@dataclass(frozen=True, slots=True)
class Faults:
    """Why a file cannot be read as a workbook at all."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        """The sentences a person reads, one a line."""
        return "\n".join(str(each) for each in self.faults)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of one noun were added, changed, or already so."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do; with faults it did nothing. `counts` by sheet name."""

    counts: Mapping[str, Count] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_dry_run: bool = False

    @property
    def changes(self) -> int:
        """How many rows were added or changed."""
        return sum(each.added + each.changed for each in self.counts.values())

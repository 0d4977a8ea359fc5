"""Tables of measured values: lowest, median and highest of the runs, the ratio to a limit, and the goal."""

import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEADS = ("what", "min", "median", "max", "unit", "ratio", "goal", "reached")


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio or a median must be at least (or at most)."""

    value: float
    is_at_most: bool = False

    def is_met(self, value: float) -> bool:
        """True when a value is on the right side."""
        return value <= self.value if self.is_at_most else value >= self.value

    def __str__(self) -> str:
        return f"{'≤' if self.is_at_most else '≥'} {figure(self.value)}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `ratios` are pairwise to the limit of the same run; a goal is about them, without them the median."""

    what: str
    values: tuple[float, ...]
    unit: str
    ratios: tuple[float, ...] = ()
    goal: Goal | None = None

    @property
    def judged(self) -> float:
        """The value that the goal is about."""
        return statistics.median(self.ratios or self.values)

    def cells(self) -> tuple[str, ...]:
        """The row as words."""
        numbers = (min(self.values), statistics.median(self.values), max(self.values))
        reached = "" if self.goal is None else "yes" if self.goal.is_met(self.judged) else "no"
        ratio = f"{statistics.median(self.ratios):.2f}" if self.ratios else ""
        return (self.what, *map(figure, numbers), self.unit, ratio, str(self.goal or ""), reached)


@dataclass(frozen=True, slots=True)
class Table:
    """A title, its rows, and a sentence on how they were taken."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""


def show(table: Table) -> None:
    """Prints a table in Markdown, columns aligned."""
    rows = [HEADS, *(line.cells() for line in table.lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    said = [_row(rows[0], widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    said += [_row(row, widths) for row in rows[1:]]
    note = f"\n{table.note}\n" if table.note else ""
    sys.stdout.write("\n".join([f"\n### {table.title}", note, *said, ""]))
    sys.stdout.flush()


def ratios(values: Sequence[float], limits: Sequence[float]) -> tuple[float, ...]:
    """Each value by the limit that was measured beside it."""
    return tuple(value / limit for value, limit in zip(values, limits, strict=True))


def figure(value: float) -> str:
    """A number with about three digits that say something."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine() -> str:
    """One line on where this was measured."""
    return f"{os.cpu_count()} × {_processor()}, {_memory()}, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    said = _lines_of("/proc/cpuinfo")
    return next((line.partition(":")[2].strip() for line in said if line.startswith("model name")), "processor")


def _memory() -> str:
    total = next((line.split()[1] for line in _lines_of("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return f"{int(total) / 1024 / 1024:.0f} GB"


def _lines_of(path: str) -> list[str]:
    try:
        return Path(path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if 1 <= place <= 3 else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join(padded) + " |"

"""docs/map.md has a line for every file, says of each what the file says of itself, and names no other file."""

from __future__ import annotations

import re
from pathlib import Path

from tools import map as the_map

from .source import ROOT, modules, none_of, where


def test_every_file_has_its_line() -> None:
    """A newcomer finds each file in one list."""
    none_of(sorted(_files() - set(_lines())), "Run: python tools/map.py")


def test_no_line_names_a_file_that_is_gone() -> None:
    """A map with a street that was never built misleads."""
    none_of(sorted(set(_lines()) - _files()), "Run: python tools/map.py")


def test_each_line_says_what_the_file_says_of_itself() -> None:
    """The docstring is the truth; the map is copied from it."""
    lines = _lines()
    wrong = (name for name in sorted(_files() & set(lines)) if lines[name] != the_map.sentence(ROOT / _with_init(name)))
    none_of(wrong, "Run: python tools/map.py")


def test_other_places_the_map_names_are_there() -> None:
    """Folders and pages named in the text of the map exist."""
    outside = re.sub(rf"(?s){re.escape(the_map.BEGIN)}.*{re.escape(the_map.END)}", "", _page())
    named = re.findall(r"^- `([\w./-]+)` ", outside, re.MULTILINE)
    none_of((name for name in named if not (ROOT / name).exists()), "Take the line out, or mend the name.")


def _page() -> str:
    return the_map.PAGE.read_text("utf-8")


def _lines() -> dict[str, str]:
    """Name → what is said of it, for the part between the marks."""
    inside = _page().partition(the_map.BEGIN)[2].partition(the_map.END)[0]
    return dict(re.findall(r"^- `([\w./-]+)` (.+)$", inside, re.MULTILINE))


def _files() -> set[str]:
    migrations = sorted((ROOT / "migrations").rglob("*.py"))
    return {where(path).removesuffix("__init__.py") for path in [*modules(), *migrations]}


def _with_init(name: str) -> Path:
    return Path(name) / "__init__.py" if name.endswith("/") else Path(name)

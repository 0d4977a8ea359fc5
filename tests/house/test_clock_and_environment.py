"""The time comes in through a door, and settings through one file; nothing else asks the machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .source import modules, none_of, tree, where

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}
ENVIRONMENT = {"environ", "environb", "getenv", "putenv", "unsetenv"}


def test_only_doors_and_clocks_ask_what_time_it_is() -> None:
    """Below a door `now` is an argument, so a test or a rehearsal can choose it."""
    none_of(
        (
            f"{where(path, node)} {name}"
            for path in modules()
            if not _may_ask(path)
            for node, name in _clock_reads(path)
        ),
        "Take `now` as an argument here and ask the clock in a door (bot/doors*), scheduler/clock.py or stik/.",
    )


def test_only_settings_read_the_environment() -> None:
    """One file knows every setting, so one page can list them."""
    none_of(
        (
            f"{where(path, node)}"
            for path in modules()
            if where(path) != "stik/settings.py"
            for node in _environment_reads(path)
        ),
        "Add a field to stik/settings.py and pass its value in.",
    )


def _may_ask(path: Path) -> bool:
    place = where(path)
    return place.startswith(("bot/doors", "stik/")) or place == "scheduler/clock.py"


def _clock_reads(path: Path) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and (_last_word(node.value), node.attr) in CLOCKS:
            yield node, f"{_last_word(node.value)}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node, f"from time import {a.name}") for a in node.names if ("time", a.name) in CLOCKS)


def _environment_reads(path: Path) -> Iterator[ast.AST]:
    for node in ast.walk(tree(path)):
        named = isinstance(node, ast.Attribute) and _last_word(node.value) == "os" and node.attr in ENVIRONMENT
        taken = (
            isinstance(node, ast.ImportFrom) and node.module == "os" and any(a.name in ENVIRONMENT for a in node.names)
        )
        if named or taken:
            yield node


def _last_word(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

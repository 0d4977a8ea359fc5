"""Each outside library has one room, file by file; the floors themselves are held by import-linter in `make check`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .source import ROOMS, modules, none_of, tree, where

FLOOR = {"programme": 1, "language": 1, "records": 2, "bot": 3, "scheduler": 3, "staff": 3, "stik": 4}
# The places from which a library may be imported; a name ending in / is a room, another the start of a file's name.
ROOM_OF = {
    "telegram": ("bot/telegram",),
    "twilio": ("bot/sms",),
    "apscheduler": ("scheduler/clock.py",),
    "sqlalchemy": ("records/",),
    "alembic": ("records/", "stik/"),
    "fastapi": ("staff/", "bot/doors", "stik/"),
    "starlette": ("staff/", "bot/doors", "stik/"),
    "uvicorn": ("stik/",),
    "jinja2": ("staff/", "bot/doors", "language/", "stik/"),
}


def test_imports_go_down_only() -> None:
    """A room knows the floors below it, never its neighbours."""
    none_of(
        (
            f"{where(path, node)} imports {top}"
            for path, node, top in _imports()
            if top in ROOMS and top != _room(path) and FLOOR[top] >= FLOOR[_room(path)]
        ),
        "Neighbours meet in records; what both need moves down.",
    )


def test_each_library_has_one_room() -> None:
    """A library that changes, changes one place."""
    none_of(
        (
            f"{where(path, node)} imports {top}; its place is {' or '.join(ROOM_OF[top])}"
            for path, node, top in _imports()
            if top in ROOM_OF and not where(path).startswith(ROOM_OF[top])
        ),
        "Ask the room that owns the library instead.",
    )


def _room(path: Path) -> str:
    return Path(where(path)).parts[0]


def _imports() -> Iterator[tuple[Path, ast.stmt, str]]:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                yield from ((path, node, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield path, node, node.module.split(".")[0]

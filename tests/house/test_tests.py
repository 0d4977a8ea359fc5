"""The tests mirror the tree, replace nothing in the product, and read like facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .source import ROOMS, ROOT, files_of_tests, none_of, tree, where

# Folders about more than one file.
WHOLE = {"journeys", "promises", "house", "servers", "browser", "benchmarks", "examples", "docs"}


def test_each_test_file_stands_where_its_subject_stands() -> None:
    """tests/bot/test_sender.py is about bot/sender.py; test_sender_crash.py may stand beside it."""
    none_of(
        (where(path) for path in _about_one_file() if not _has_subject(path)),
        "Name the file after its subject, or move it to tests/journeys or tests/promises.",
    )


def test_each_folder_of_tests_is_a_package() -> None:
    """Without __init__.py pytest would hide the room `bot` behind tests/bot."""
    folders = sorted({path.parent for path in files_of_tests()})
    none_of((where(folder) for folder in folders if not (folder / "__init__.py").is_file()), "Add an __init__.py.")


def test_nothing_is_patched() -> None:
    """The rehearsal channel and the servers of tests/servers stand in for the outside."""
    none_of(
        (f"{where(path, node)} {what}" for path in files_of_tests() for node, what in _patches(path)),
        "Use a real stand-in.",
    )


def test_a_test_is_a_fact() -> None:
    """`test_a_second_round_queues_nothing` says what is true; one or two words do not."""
    none_of(
        (
            f"{where(path, node)} {node.name}"
            for path in files_of_tests()
            for node in _tests(path)
            if node.name.count("_") < 3
        ),
        "Say in the name what is true.",
    )


def _about_one_file() -> Iterator[Path]:
    inside = (
        (path, path.relative_to(ROOT / "tests").parts) for path in files_of_tests() if path.name.startswith("test_")
    )
    return (path for path, parts in inside if parts[0] not in WHOLE)


def _has_subject(path: Path) -> bool:
    folder = ROOT / path.relative_to(ROOT / "tests").parent
    name = path.stem.removeprefix("test_")
    subjects = {p.stem for p in folder.glob("*.py")} | {p.name for p in folder.glob("*") if p.is_dir()}
    known_room = path.relative_to(ROOT / "tests").parts[0] in {*ROOMS, "migrations"}
    return known_room and any(name == subject or name.startswith(f"{subject}_") for subject in subjects)


def _tests(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    found = (n for n in ast.walk(tree(path)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return (node for node in found if node.name.startswith("test_") and path.name.startswith("test_"))


def _patches(path: Path) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and re.search(r"\bmock\b", ast.unparse(node)):
            yield node, ast.unparse(node)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("monkeypatch.setattr", "monkeypatch.setitem"):
            yield node, ast.unparse(node)
        if isinstance(node, ast.arg) and node.arg in ("mocker", "mock"):
            yield node, node.arg

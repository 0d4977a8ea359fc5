"""Every room and file says what it is for; every public function says what comes back or changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .source import ROOMS, ROOT, Function, files_of_tests, modules, none_of, tree, where


def test_every_room_is_there_and_is_a_package() -> None:
    """A room without __init__.py is not installed."""
    none_of((room for room in ROOMS if not (ROOT / room / "__init__.py").is_file()), "Give each room an __init__.py.")


def test_every_file_opens_with_what_it_is_for() -> None:
    """A newcomer reads the first lines of each file and knows the house."""
    files = [*modules(), *files_of_tests()]
    none_of((where(path) for path in files if not ast.get_docstring(tree(path))), "Open these files with a docstring.")


def test_a_file_says_it_in_five_lines() -> None:
    """Longer explanations belong in docs/."""
    counted = ((path, len((ast.get_docstring(tree(path)) or "").splitlines())) for path in modules())
    none_of((f"{where(path)}: {count} lines" for path, count in counted if count > 5), "Shorten these to five lines.")


def test_every_public_function_has_a_docstring() -> None:
    """One line: what comes back or changes."""
    none_of(
        (
            f"{where(path, node)} {node.name}"
            for path in modules()
            for node in _public(tree(path))
            if not ast.get_docstring(node)
        ),
        "Say in one line what comes back or changes, or make the name private.",
    )


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Function]:
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child)
        elif isinstance(child, Function) and not child.name.startswith("_") and not _is_overload(child):
            yield child


def _is_overload(node: Function) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)

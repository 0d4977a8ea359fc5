"""Reads the product's own source for the house tests: which files there are, their trees, and how a fault is said."""

from __future__ import annotations

import ast
import functools
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("programme", "language", "records", "scheduler", "bot", "staff", "stik")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """Every Python file of the product's rooms."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def files_of_tests() -> list[Path]:
    """Every Python file under tests/."""
    return sorted((ROOT / "tests").rglob("*.py"))


@functools.cache
def all_files() -> list[Path]:
    """Every file of the checkout that is, or is about to be, in version control."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and not _made_by_make(path)]
    return sorted({ROOT / name for name in listed if name and (ROOT / name).is_file()})


@functools.cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), str(path))


@functools.cache
def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def where(path: Path, node: ast.AST | None = None) -> str:
    """`bot/sender.py:12`, as an editor takes it."""
    line = getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def none_of(faults: Iterable[str], what_to_do: str) -> None:
    """Fails with one line for each fault and one sentence of what to do."""
    lines = list(faults)
    if lines:
        pytest.fail("\n".join([f"{len(lines)} found. {what_to_do}", *lines]), pytrace=False)


def _made_by_make(path: Path) -> bool:
    made = {".git", ".venv", "build", "dist", "__pycache__"}
    return any(part in made or part.endswith(("_cache", ".egg-info")) for part in path.relative_to(ROOT).parts)

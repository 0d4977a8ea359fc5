"""The words of the domain are used, and those that say nothing or mean two things are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .source import modules, none_of, tree, where

# One word is written as its singular; the plural counts too.
NOT_USED = {
    "session": "a workshop is an activity, a sign-in is a sign-in",
    "event": "say what happened, or activity",
    "user": "participant or staff",
    "client": "participant, or the library's own name",
    "job": "round",
    "handler": "say what it does",
    "manager": "say what it does",
    "helper": "say what it does",
    "util": "say what it is about",
    "core": "say what it is about",
    "common": "say what it is about",
    "misc": "say what it is about",
}
# The word is right in these places.
KEPT = {
    ("session", "value"): "SQLAlchemy's session, as in `async with transaction() as session`",
    ("event", "event_dict"): "structlog's name for the record of a line",
    ("job", "language/"): "work that people look for, a subject of their replies",
    ("job", "programme/outcomes.py"): "work that people found",
}


def test_no_name_uses_a_word_that_is_not_used() -> None:
    """docs/glossary.md has the words that are."""
    none_of(
        (
            f"{where(path, node)} {name}: not '{word}'; {NOT_USED[word]}"
            for path in modules()
            for node, name, kind in _names(path)
            for word in _words(name) & NOT_USED.keys()
            if not _kept(path, name, word=word, kind=kind)
        ),
        "Choose a word of docs/glossary.md.",
    )


def _kept(path: Path, name: str, *, word: str, kind: str) -> bool:
    wheres = (of for kept, of in KEPT if kept == word)
    return any(of in (kind, name) or (of.endswith(("/", ".py")) and where(path).startswith(of)) for of in wheres)


def _words(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name in lower case, each also without its plural s."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {word for part in parts for word in (part.lower(), part.lower().removesuffix("s"))}


def _names(path: Path) -> Iterator[tuple[ast.AST, str, str]]:
    """Every name the file gives, as (node, name, kind): file, class, function, value. Members of enums are data."""
    yield tree(path), path.stem, "file"
    data = {id(inner) for node in ast.walk(tree(path)) if _is_enum(node) for inner in ast.walk(node)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            yield node, node.name, "class"
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node, node.name, "function"
        elif isinstance(node, ast.arg):
            yield node, node.arg, "value"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in data:
            yield node, node.id, "value"


def _is_enum(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases)

"""How long, how wide and how deep: files, functions, parameters, nesting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .source import Function, functions, modules, none_of, where

LONG_FILES = {
    "records/tables.py": "every table on one page is worth more than a short page",
}
# Functions that an outside library calls by position, each with that library.
FOREIGN_SIGNATURES = {
    ("bot/sms.py", "request"): "twilio's HttpClient",
    ("bot/telegram.py", "do_request"): "python-telegram-bot's BaseRequest",
    ("stik/logs.py", "_redact"): "structlog's processors",
}
# What a function stands on is not counted; the open transaction is to a function of records what self is to a method.
RECEIVERS = {"self", "cls", "tx"}
FRAMEWORK_CALLS = {
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "api_route",
    "route",
    "command",
    "callback",
    "exception_handler",
}
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def test_no_file_is_over_250_lines() -> None:
    """A long file holds two subjects."""
    lengths = ((path, len(path.read_text("utf-8").splitlines())) for path in modules() if where(path) not in LONG_FILES)
    none_of(
        (f"{where(path)}: {count} lines" for path, count in lengths if count > 250), "Split these files at 250 lines."
    )


def test_no_function_is_over_40_lines() -> None:
    """A long function does two things."""
    none_of(
        (
            f"{where(path, node)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
            for path, node in _all_functions()
            if node.end_lineno and node.end_lineno - node.lineno + 1 > 40
        ),
        "Split these functions at 40 lines.",
    )


def test_no_function_has_more_than_five_parameters() -> None:
    """Values that travel together are a dataclass."""
    counted = ((path, node, len(_positional(node)) + len(node.args.kwonlyargs)) for path, node in _own_signatures())
    none_of(
        (f"{where(path, node)} {node.name}: {count} parameters" for path, node, count in counted if count > 5),
        "Gather what travels together in a frozen dataclass.",
    )


def test_parameters_after_the_second_are_named() -> None:
    """A third positional value is a riddle at the place of the call."""
    none_of(
        (
            f"{where(path, node)} {node.name}({', '.join(_positional(node))})"
            for path, node in _own_signatures()
            if len(_positional(node)) > 2 and _positional(node) != ["scope", "receive", "send"]
        ),
        "Put a * after the second parameter.",
    )


def test_nesting_goes_three_deep_at_most() -> None:
    """What stands deeper is a function that has no name yet."""
    none_of(
        (
            f"{where(path, node)} {node.name}: {_depth(node)} deep"
            for path, node in _all_functions()
            if _depth(node) > 3
        ),
        "Return early, or give the inner block a name.",
    )


def _all_functions() -> Iterator[tuple[Path, Function]]:
    return ((path, node) for path in modules() for node in functions(path))


def _own_signatures() -> Iterator[tuple[Path, Function]]:
    """Functions whose signature we choose: not dunders, not what a web or command framework or a library calls."""
    for path, node in _all_functions():
        special = node.name.startswith("__") and node.name not in ("__init__", "__call__")
        foreign = (where(path), node.name) in FOREIGN_SIGNATURES
        if not foreign and not special and not _is_framework_entry(node):
            yield path, node


def _is_framework_entry(node: Function) -> bool:
    """FastAPI and typer fill parameters by name, so their number is the number of fields in a form or of options."""
    called = (d.func for d in node.decorator_list if isinstance(d, ast.Call))
    return any(isinstance(f, ast.Attribute) and f.attr in FRAMEWORK_CALLS for f in called)


def _positional(node: Function) -> list[str]:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return names[1:] if names and names[0] in RECEIVERS else names


def _depth(node: ast.AST) -> int:
    """The deepest chain of blocks; an elif stands beside its if, and a nested function counts for itself."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, _depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest

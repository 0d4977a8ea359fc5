"""The product names no place that only its makers have: no path of one machine, no registry, no folder outside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .source import ROOT, all_files, none_of, where

# Written in pieces, so that this file does not find itself.
NOT_NAMED = {
    "a folder beside the checkout": r"(?<![\w.-])(?:\.\./)?sha" + r"red/(?:[A-Z]{3,}|language|seeds|tools|hooks)",
    "a path of one machine": r"(?<![\w.])/(?:wo" + r"rk/|ro" + r"ot/|ho" + r"me/[a-z]|Use" + r"rs/[a-z]|tmp/w" + r"/)",
    "a package registry": r"py" + r"pi\.org|pythonho" + r"sted\.|npm" + r"js\.(?:org|com)|deb\.deb" + r"ian\.org",
    "an index option": r"--(?:extra-)?in" + r"dex-url[ =]h|--find-li" + r"nks",
}
BINARY = {".xlsx", ".png", ".ico", ".woff2", ".jpg", ".gif", ".pdf"}


def test_no_file_names_a_place_only_its_makers_have() -> None:
    """A clone in an empty folder is all that anybody needs."""
    none_of(
        (fault for path in _texts() for fault in _faults(path)), "Say it without the place, or take a relative one."
    )


def test_no_file_names_this_checkout() -> None:
    """A path that is right here is wrong in every other clone."""
    here = f"{ROOT}/"
    none_of(
        (where(path) for path in _texts() if here in path.read_text("utf-8", "replace")),
        "Write the path from the checkout.",
    )


def test_the_pinned_versions_say_where_nothing_came_from() -> None:
    """constraints.txt is names and versions only."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    plain = re.compile(r"[a-z0-9.\-]+==[\w.+!]+( ; .+)?")
    none_of((line for line in lines if not plain.fullmatch(line)), "Run: make constraints")


def _texts() -> Iterator[Path]:
    return (path for path in all_files() if path.suffix not in BINARY and path.name != "LICENSE")


def _faults(path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        for what, pattern in NOT_NAMED.items():
            if re.search(pattern, line):
                yield f"{where(path)}:{number} names {what}"

"""What is installed is what is here: packages listed by name, with their data, and nobody else's under our names."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

from .source import ROOMS, ROOT, all_files, none_of, project, where

OURS = {*ROOMS, "migrations"}


def test_no_installed_distribution_owns_our_names() -> None:
    """The names are generic; a package named scheduler is on the public index."""
    owners = importlib.metadata.packages_distributions()
    none_of(
        (
            f"{name} also comes from {owner}"
            for name in sorted(OURS)
            for owner in owners.get(name, [])
            if owner != "stik"
        ),
        "Uninstall that package; Stik's rooms would be taken from it.",
    )


def test_our_names_are_imported_from_beside_each_other() -> None:
    """Python takes the first it finds on its path."""
    places = ((room, Path(str(importlib.import_module(room).__file__)).resolve().parents[1]) for room in ROOMS)
    none_of(
        (f"{room} comes from {place}" for room, place in places if place != ROOT), "Run the tests from the checkout."
    )


def test_every_folder_with_code_is_listed_in_pyproject() -> None:
    """What is not listed is not in the wheel."""
    listed = {_folder(name) for name in project()["tool"]["setuptools"]["packages"]}
    none_of(
        (
            where(folder)
            for folder in sorted({p.parent for p in _shipped() if p.suffix == ".py"})
            if folder not in listed
        ),
        "Add it to [tool.setuptools] packages.",
    )


def test_every_data_file_is_listed_in_pyproject() -> None:
    """A text, template or table that is not listed is missing where Stik was installed from a wheel."""
    none_of(
        (where(path) for path in _shipped() if path.suffix != ".py" and not _is_listed(path)), "Add it to package-data."
    )


def test_every_wanted_library_has_a_tested_version() -> None:
    """Who installs Stik gets the versions that were tested together."""
    pinned = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    wanted = [*project()["project"]["dependencies"], *project()["project"]["optional-dependencies"]["dev"]]
    names = (re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in wanted)
    none_of((name for name in names if name not in pinned), "Run: make constraints")


def _shipped() -> Iterator[Path]:
    return (path for path in all_files() if path.relative_to(ROOT).parts[0] in {*OURS, "examples"})


def _folder(package: str) -> Path:
    return ROOT.joinpath(*package.split("."))


def _is_listed(path: Path) -> bool:
    patterns = project()["tool"]["setuptools"]["package-data"].items()
    return any(_fits(path, _folder(package), pattern) for package, several in patterns for pattern in several)


def _fits(path: Path, folder: Path, pattern: str) -> bool:
    if not path.is_relative_to(folder):
        return False
    return re.fullmatch(_as_regex(pattern), path.relative_to(folder).as_posix()) is not None


def _as_regex(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*\*/", "(?:.+/)?").replace(r"\*", "[^/]*")

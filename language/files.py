"""The package's own data files: one folder a language, read once and kept.

words.toml holds dates, plurals and labels, buttons.toml the buttons, texts_*.toml the sentences, one file a theme.
help_lines.toml, beside them, holds the numbers to call, unless the operator has given others at the start.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Table = dict[str, Any]

DEFAULT_LANGUAGE = "sl"
FALLBACK_LANGUAGE = "en"
PACKAGED_HELP_LINES = "help_lines.toml"
# What the operator has given; empty as long as the numbers of the package hold.
_given_help_lines: dict[str, str] = {}


@cache
def languages() -> tuple[str, ...]:
    """The languages that have texts, the programme's own first."""
    found = sorted(each.name for each in files("language").iterdir() if each.joinpath("words.toml").is_file())
    return tuple(sorted(found, key=lambda code: code != DEFAULT_LANGUAGE))


def known_language(language: str) -> str:
    """The language whose texts a person gets: "sl-SI" is sl, and one without texts gets English."""
    code = language.replace("_", "-").split("-")[0].strip().lower()
    return code if code in languages() else FALLBACK_LANGUAGE


@cache
def words(language: str) -> Table:
    """The words of a language, as in its words.toml."""
    return tomllib.loads(files("language").joinpath(language, "words.toml").read_text("utf-8"))


@cache
def themes(language: str) -> dict[str, Table]:
    """The text files of a language: theme → its tables, in the order of the file names."""
    folder = files("language").joinpath(language)
    names = sorted(each.name for each in folder.iterdir() if each.name.startswith("texts_"))
    return {
        name.removeprefix("texts_").removesuffix(".toml"): tomllib.loads(folder.joinpath(name).read_text("utf-8"))
        for name in names
    }


@cache
def buttons(language: str) -> Table:
    """The button sets of a language, as in its buttons.toml."""
    return tomllib.loads(files("language").joinpath(language, "buttons.toml").read_text("utf-8"))


def help_lines() -> Mapping[str, str]:
    """The numbers to call that are in force, by name: danger → "112"."""
    return _given_help_lines or _packaged_help_lines()


def use_help_lines(numbers: Mapping[str, str]) -> None:
    """From now on these numbers are in force; for the start of a process."""
    _given_help_lines.clear()
    _given_help_lines.update(numbers)


@cache
def _packaged_help_lines() -> Mapping[str, str]:
    table = tomllib.loads(files("language").joinpath(PACKAGED_HELP_LINES).read_text("utf-8"))
    return {name: str(line["number"]) for name, line in table.items()}

"""Phrases by which the dialogue itself decides, as data: one phrases.toml a language, all of them read together.

People mix languages, so a phrase counts whatever language we speak with somebody.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_APART = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "’": "'"})


@cache
def listed(table: str, name: str) -> tuple[str, ...]:
    """The phrases of one list in every language that has it, without diacritics; "*" stands for any ending."""
    found = (phrase for each in _tables() if table in each for phrase in each[table][name])
    return tuple(dict.fromkeys(found))


def any_of(table: str, name: str) -> str:
    """A regular expression for every phrase of one list, as whole words."""
    return pattern(listed(table, name))


@cache
def pattern(phrases: tuple[str, ...]) -> str:
    """A regular expression for any of these phrases as whole words, the longest first."""
    return rf"\b(?:{'|'.join(map(_words, sorted(phrases, key=len, reverse=True)))})\b"


def has_phrase(text: str, table: str, *, name: str) -> bool:
    """True when a phrase of this list stands in the text."""
    return re.search(any_of(table, name), flat(text)) is not None


def flat(text: str) -> str:
    """Small letters without diacritics, exactly as many characters as the text has."""
    return "".join(map(_small, text))


def _words(phrase: str) -> str:
    return r"\W+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())


def _small(character: str) -> str:
    small = unicodedata.normalize("NFD", character)[0].lower().translate(_APART)
    return small if len(small) == 1 else character


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], ...]:
    folders = sorted(files("language").iterdir(), key=lambda each: each.name)
    found = (folder.joinpath("phrases.toml") for folder in folders if folder.is_dir())
    return tuple(tomllib.loads(each.read_text("utf-8")) for each in found if each.is_file())

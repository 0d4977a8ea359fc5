"""Whether a question asks where or when an activity is, and nothing else: that much the timetable can answer."""

import re
from collections.abc import Iterable
from functools import cache

from language.days import without_days
from language.folding import fold
from language.phrases import any_of

MOST_WORDS = 8
_WORD = re.compile(r"\w+")


def asks_where_or_when(text: str, names: Iterable[str]) -> bool:
    """True for a few words after place or time with no other subject; `names`: title and place of the activity."""
    said = fold(text)
    if len(_WORD.findall(said)) > MOST_WORDS or not _asks().search(said):
        return False
    known = {word for name in names for word in _WORD.findall(fold(name))}
    rest = _about().sub(" ", _asks().sub(" ", without_days(said)))
    return set(_WORD.findall(rest)) <= known


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(any_of("where_when", "asks"))


@cache
def _about() -> re.Pattern[str]:
    return re.compile(any_of("where_when", "about"))

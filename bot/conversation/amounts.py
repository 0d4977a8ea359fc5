"""An hour of the day, or a number of days, in a few words and nothing beside them: ob 8h, 8 zvečer, 5 dni, a week."""

import re

from unidecode import unidecode

_HOUR = re.compile(
    r"(?:ob |okoli |okrog |at |about )?(?P<hour>\d{1,2})(?:[.:]\d\d)?\.? ?(?:h|ur[aio]?|o'?clock)?"
    r" ?(?P<half>zjutraj|dopoldne|popoldne|zvecer|am|pm|in the (?:morning|afternoon|evening))?"
)
_AFTERNOON = ("popoldne", "zvecer", "pm", "in the afternoon", "in the evening")
_DAYS = re.compile(
    r"(?:za |for )?(?:(?P<number>\d{1,3})|(?:en|a|one)(?= ))"
    r" ?(?:(?:d|dan|dni|dneva|dneve|days?)|(?P<week>teden|tedna|tedne|tednov|weeks?))?"
)


def hour_in(text: str) -> int | None:
    """The hour that the words name, by the clock of 24 hours; None when they say anything else."""
    found = _HOUR.fullmatch(plain(text))
    if found is None:
        return None
    hour = int(found["hour"])
    return hour + 12 if found["half"] in _AFTERNOON and hour < 12 else hour


def days_in(text: str) -> int | None:
    """The number of days that the words name, a week being seven; None when they say anything else."""
    found = _DAYS.fullmatch(plain(text))
    return None if found is None else int(found["number"] or 1) * (7 if found["week"] else 1)


def plain(text: str) -> str:
    """The words in small letters, without accents, and without blanks and stops at the ends."""
    return unidecode(text).strip(" .!").casefold()

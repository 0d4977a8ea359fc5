"""An hour of the day, or a number of days, in a few words and nothing beside them: ob 8h, 8 zvečer, 5 dni, a week."""

import re

from unidecode import unidecode

from language.tongues import lexicon

_HOUR = re.compile(
    r"(?:ob |okoli |okrog |at |about )?(?P<hour>\d{1,2})(?:[.:]\d\d)?\.? ?(?:h|ur[aio]?|o'?clock)?"
    r" ?(?P<half>zjutraj|dopoldne|popoldne|zvecer|am|pm|in the (?:morning|afternoon|evening))?"
)
_ONE = ("en", "a", "one")  # an article as often as a number
_POLITE = ("prosim", "hvala", "please", "thanks", "molim")
_AFTERNOON = ("popoldne", "zvecer", "pm", "in the afternoon", "in the evening")
_DAYS = re.compile(
    r"(?:za |for )?(?:(?P<number>\d{1,3})|(?:en|a|one)(?= ))"
    r" ?(?:(?:d|dan|dni|dneva|dneve|days?)|(?P<week>teden|tedna|tedne|tednov|weeks?))?"
)


def hour_in(text: str) -> int | None:
    """The hour that the words name, by the clock of 24 hours; None when they say anything else."""
    found = _HOUR.fullmatch(_in_digits(text))
    if found is None:
        return None
    hour = int(found["hour"])
    return hour + 12 if found["half"] in _AFTERNOON and hour < 12 else hour


def days_in(text: str) -> int | None:
    """The number of days that the words name, a week being seven; None when they say anything else."""
    found = _DAYS.fullmatch(_in_digits(text))
    return None if found is None else int(found["number"] or 1) * (7 if found["week"] else 1)


def plain(text: str) -> str:
    """The words in small letters, without accents, and without blanks and stops at the ends."""
    return unidecode(text).strip(" .!").casefold()


def _in_digits(text: str) -> str:
    """The plain words with written-out numbers as digits and without a please."""
    words = [word for word in plain(text).split() if word not in _POLITE]
    return " ".join(_digits(word) for word in words)


def _digits(word: str) -> str:
    found = (lexicon(name).number(word) for name in ("south", "en") if word.isalpha() and word not in _ONE)
    number = next((each for each in found if each is not None and each == int(each)), None)
    return word if number is None else str(int(number))

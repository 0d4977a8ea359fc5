"""The menu of the Telegram chat and the single words that texts tell people to write."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.amounts import days_in, hour_in, plain
from bot.conversation.shapes import Meant

_MEANINGS: Mapping[str, str] = {
    "stop": "opt_out",
    "start": "opt_in",
    "help": "help",
    "pomoc": "help",
    "language": "language_change",
    "jezik": "language_change",
    "today": "today",
    "danes": "today",
    "week": "week",
    "teden": "week",
    "pause": "pause",
    "pavza": "pause",
    "premor": "pause",
    "break": "pause",
    "data": "data_request",
    "podatki": "data_request",
    "hour": "hour",
    "ura": "hour",
    "history": "history",
    "odgovori": "history",
}
# Said without the slash they may also be an answer to something else.
_ONLY_AS_COMMAND = frozenset({"today", "danes", "week", "teden"})
_LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("sl", "slo", "slovensko", "slovenscina", "slovene", "slovenian"), "sl"),
    **dict.fromkeys(("en", "eng", "anglesko", "anglescina", "english"), "en"),
}


def commanded(text: str) -> Meant | None:
    """What a command or a single agreed word means, with the number or language beside it; None for all else."""
    said = plain(text)
    word, _, rest = said.removeprefix("/").partition(" ")
    meaning = _MEANINGS.get(word)
    if meaning is None:
        return None
    slots = _slots(meaning, rest.strip())
    is_agreed = bool(slots) if rest else word not in _ONLY_AS_COMMAND
    return Meant(meaning, slots, text, why=(word,)) if is_agreed or said.startswith("/") else None


def answered_in_short(text: str, asks: str) -> Mapping[str, Any]:
    """The slots of a bare answer to a question that the reader does not know: a language."""
    return _slots("language_change", plain(text)) if asks == "language" else {}


def _slots(meaning: str, rest: str) -> Mapping[str, Any]:
    """What stands beside the word of a command, when it is what belongs there."""
    match meaning:
        case "pause":
            slot, value = "days", days_in(rest)
        case "hour":
            slot, value = "hour", hour_in(rest)
        case "language_change":
            return {"language": _LANGUAGES[rest]} if rest in _LANGUAGES else {}
        case _:
            return {}
    return {} if value is None else {slot: value}

"""The menu of the Telegram chat and the single words that texts tell people to write."""

from collections.abc import Mapping
from typing import Any

from unidecode import unidecode

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
_ONLY_AS_COMMAND = frozenset({"today", "danes", "week", "teden", "hour", "ura", "odgovori", "history"})
_LANGUAGES: Mapping[str, str] = {"sl": "sl", "slo": "sl", "en": "en", "eng": "en"}


def commanded(text: str) -> Meant | None:
    """What a command or a single agreed word means; None for everything else."""
    word = unidecode(text).strip(" .!").casefold()
    name = word.removeprefix("/")
    meaning = _MEANINGS.get(name.partition(" ")[0] if word.startswith("/") else name)
    if meaning is None or (name in _ONLY_AS_COMMAND and not word.startswith("/")):
        return None
    return Meant(meaning, {}, text, why=(name,))


def answered_in_short(text: str, asks: str) -> Mapping[str, Any]:
    """The slots of a bare answer to a question that the reader does not know: a language, an hour, days."""
    word = unidecode(text).strip(" .!").casefold()
    if asks == "language" and word in _LANGUAGES:
        return {"language": _LANGUAGES[word]}
    return {}

"""Turns what can go wrong into one plain sentence that says what to do."""

from records.database import DatabaseFault
from records.sealed import WrongKey
from stik.settings import SettingsFault


class Failed(Exception):
    """A command could not do its work; the message is the sentence a person reads."""


def sentence_of(error: Exception) -> str | None:
    """The sentence for a failure that can be mended from outside; None for a fault of ours."""
    match error:
        case SettingsFault():
            return f"The settings are wrong:\n{error}"
        case Failed() | WrongKey():
            return str(error)
        case DatabaseFault():
            return _of_database(str(error.orig or error))
        case OSError():
            return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + "."
    return None


SENTENCES = {
    "full": "The disk is full; free some space and start again. Nothing that was confirmed is lost.",
    "no such table": "The database has no tables yet or is older than this version; run: stik migrate",
    "does not exist": "The database or its tables are not there yet; make the database, then run: stik migrate",
    "readonly": "The database file cannot be written; check the rights of the file and its folder.",
    "unable to open": "The database file cannot be opened; check STIK_DATABASE_URL and the rights of the folder.",
    "not a database": "The file in STIK_DATABASE_URL is no database of Stik; check the name.",
    "malformed": "The database file is damaged; restore the latest backup with: stik restore FILE",
    "locked": "The database is in use by another program for too long; end it and try again.",
    "password authentication": "The database refuses the name or password in STIK_DATABASE_URL.",
    "connection": "The database does not answer; check STIK_DATABASE_URL and that the server runs.",
}


def _of_database(text: str) -> str:
    lowered = text.lower()
    found = next((sentence for sign, sentence in SENTENCES.items() if sign in lowered), "")
    return found or f"The database refused: {text.splitlines()[0]}"

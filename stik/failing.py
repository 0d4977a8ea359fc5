"""Turns what can go wrong into one plain sentence that says what to do."""

import contextlib
import sys
from collections.abc import Iterator

from records.database import DatabaseFault
from records.sealed import WrongKey
from stik.settings import SettingsFault


class Failed(Exception):
    """A command could not do its work; the message is the sentence a person reads."""


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Prints the sentence of a known failure on stderr and ends with exit code 1."""
    try:
        yield
    except SettingsFault as error:
        _end(f"The settings are wrong:\n{error}")
    except (Failed, WrongKey) as error:
        _end(str(error))
    except DatabaseFault as error:
        _end(_of_database(str(error.orig or error)))
    except OSError as error:
        _end(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".")


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


def _end(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)

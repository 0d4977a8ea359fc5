"""Opens what every command needs: the database with the keys that belong to it, at the newest schema."""

import sys

from records import schema
from records.claims import Rules
from records.database import Database
from records.sealed import Keyring
from stik.settings import Settings, load, secret_of


def open_database(settings: Settings) -> Database:
    """The database of these settings with the keys that belong to it."""
    return Database(settings.database_url, Keyring(secret_of(settings)), connections=5 + 5 * settings.workers)


def rules_of(settings: Settings) -> Rules:
    """What the settings say about sending."""
    return Rules(
        quiet=settings.quiet,
        per_day=settings.messages_per_day,
        zone=settings.timezone,
        public_url=settings.public_url,
        diacritics=settings.sms_diacritics,
    )


def migrated(settings: Settings) -> str:
    """Brings the database to the newest schema and returns its revision."""
    return schema.upgrade(settings.database_url)[1]


def migrate() -> None:
    """The command migrate: brings the database to the newest schema and says which that is."""
    sys.stdout.write(f"The database is at revision {migrated(load())}.\n")

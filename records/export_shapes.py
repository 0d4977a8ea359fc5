"""The shape of a sheet of an export: one SELECT whose labels are the Slovenian headings, narrowed to one provider."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from records.export_words import Words
from records.tables import participants, providers

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of an export; `finish` adds or changes columns of a row in place."""

    name: str
    title: str
    rows: Select[Any]
    belongs: Callable[[int], ColumnElement[bool]]
    words: Words = field(default_factory=dict)
    finish: Callable[[Columns], None] = lambda row: None
    more: tuple[str, ...] = ()  # headings that `finish` fills
    hidden: tuple[str, ...] = ()  # columns that only `finish` needs

    def of(self, provider_id: int | None) -> Select[Any]:
        """The rows of one provider, or all."""
        return self.rows if provider_id is None else self.rows.where(self.belongs(provider_id))

    @property
    def headings(self) -> list[str]:
        """The headings in order."""
        return [name for name in (*self.rows.selected_columns.keys(), *self.more) if name not in self.hidden]


def labelled(**columns: Any) -> list[Any]:
    """Columns under their headings; `_` stands for a blank."""
    return [column.label(heading.replace("_", " ")) for heading, column in columns.items()]


def is_theirs(provider_id: int) -> ColumnElement[bool]:
    """The condition that the person of a row is this provider's."""
    return participants.c.provider_id == provider_id


WHO = labelled(
    izvajalec=providers.c.name,
    oznaka=participants.c.code,
    ime=participants.c.first_name,
    priimek=participants.c.last_name,
)


def of_people(table: Any, **columns: Any) -> Select[Any]:
    """Rows of a table that all belong to people, with who it is in front."""
    mine = select(*WHO, *labelled(**columns)).select_from(table)
    mine = mine.join(participants, participants.c.id == table.c.participant_id)
    return mine.join(providers, providers.c.id == participants.c.provider_id)


def of_some_people(table: Any, **columns: Any) -> Select[Any]:
    """The same where some rows belong to nobody."""
    mine = select(*WHO, *labelled(**columns)).select_from(table)
    mine = mine.outerjoin(participants, participants.c.id == table.c.participant_id)
    return mine.outerjoin(providers, providers.c.id == participants.c.provider_id)

"""The sentences of one kind in one language, as its data file has them, with the variants that replace some of them.

A form is found by asking the variants in order (neutral, easy, the kind of activity) and the plain wording last.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from language.files import Table, languages, themes
from language.files import buttons as button_sets

FORMS = ("telegram", "page", "sms", "sms_short", "sms_link", "sms_link_short")
FIELDS = (*FORMS, "about", "buttons", "asks", "same_as")
ACTIVITY_KINDS = ("workshop", "health_session", "placement", "work_practice", "fair", "appointment", "event")
VARIANTS = ("neutral", "easy", *ACTIVITY_KINDS)
PLAIN = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: the machine word that comes back, and what stands on it."""

    key: str
    label: str


Rows = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """All that one kind says in one language: variant → field → sentence."""

    kind: str
    theme: str
    language: str
    table: dict[str, dict[str, str]]
    asks: bool

    def form(self, field: str, variants: tuple[str, ...] = ()) -> str | None:
        """The sentence of the first variant that has one; None when no variant has."""
        for variant in (*variants, PLAIN):
            found = self.table.get(variant, {}).get(field)
            if found is not None:
                return found
        return None

    def rows(self, variants: tuple[str, ...] = ()) -> Rows:
        """The buttons, row by row; empty when the kind has none."""
        name = self.form("buttons", variants)
        return button_rows(name, self.language) if name else ()

    def version(self) -> str:
        """A short hash of every sentence and button label; it changes when, and only when, the wording does."""
        said = {
            variant: {field: text for field, text in fields.items() if field != "about"}
            for variant, fields in self.table.items()
        }
        labels = [[(each.key, each.label) for row in self.rows((variant,)) for each in row] for variant in self.table]
        source = json.dumps([said, labels], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(source.encode()).hexdigest()[:12]


@cache
def button_rows(name: str, language: str) -> Rows:
    """The buttons of one set, in rows."""
    table = button_sets(language)[name]
    return tuple(tuple(Choice(key, table[key]) for key in row) for row in table["rows"])


@cache
def wordings(language: str) -> dict[str, Wording]:
    """Every kind of one language, in the order of the files."""
    tables = {kind: (theme, table) for theme, kinds in themes(language).items() for kind, table in kinds.items()}
    found = {}
    for kind, (theme, table) in tables.items():
        source = tables[table["same_as"]][1] | {"about": table["about"]} if "same_as" in table else table
        found[kind] = _wording(kind, theme, language=language, table=source)
    return found


def all_kinds() -> tuple[str, ...]:
    """The kinds that any language has, in order."""
    return tuple(dict.fromkeys(kind for language in languages() for kind in wordings(language)))


def _wording(kind: str, theme: str, *, language: str, table: Table) -> Wording:
    plain = {field: text for field, text in table.items() if isinstance(text, str)}
    variants = {name: dict(inner) for name, inner in table.items() if isinstance(inner, dict)}
    asks = bool(table.get("asks", "buttons" in table))
    return Wording(kind, theme, language, {PLAIN: plain} | variants, asks)

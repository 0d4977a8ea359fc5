"""The words of the pages: English in the source, Slovenian in locale/; gettext files are read at start, never compiled.

`N_` marks a text that is translated where it is shown.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from language.dates import plural_index

LANGUAGES: Mapping[str, str] = {"sl": "Slovenščina", "en": "English"}
DEFAULT = "sl"
FOLDER = Path(__file__).parent / "locale"


def N_(text: str) -> str:
    """The text itself."""
    return text


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language."""

    language: str
    found: Mapping[str, tuple[str, ...]]

    def gettext(self, text: str) -> str:
        """The text in this language; the source when there is no translation."""
        return self.found.get(text, (text,))[0] or text

    def plural(self, one: str, many: str, *, n: int) -> str:
        """The plural form that `n` takes."""
        forms = self.found.get(one)
        if not forms or len(forms) < 2:
            return one if n == 1 else many
        return forms[plural_index(n, len(forms))]

    def ngettext(self, *given: Any) -> str:
        """The same as gettext's own call: one, many, n."""
        one, many, n = given
        return self.plural(one, many, n=n)

    def say(self, text: str, **gaps: Any) -> str:
        """The text with its %(gaps)s filled."""
        return self.gettext(text) % gaps if gaps else self.gettext(text)


@functools.cache
def texts(language: str) -> Texts:
    """The texts of a language, read once; an unknown language gets the default one."""
    if language not in LANGUAGES:
        return texts(DEFAULT)
    if language == "en":
        return Texts("en", {})
    return Texts(language, dict(_entries(catalogue(language))))


def catalogue(language: str) -> Catalog:
    """The gettext file of a language as it stands."""
    with (FOLDER / language / "LC_MESSAGES" / "staff.po").open("rb") as file:
        return read_po(file, locale=language)


def forms_of(text: Any) -> tuple[str, ...]:
    """The text, or its plural forms, as a tuple."""
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)


def _entries(catalog: Catalog) -> list[tuple[str, tuple[str, ...]]]:
    return [(forms_of(message.id)[0], forms_of(message.string)) for message in catalog if message.id]

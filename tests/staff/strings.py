"""Every text of the staff pages as the source has it; `python -m tests.staff.strings` prints what is untranslated."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

from staff.texts import catalogue, forms_of

STAFF = Path(__file__).resolve().parents[2] / "staff"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "say": None}
OPTIONS = {
    "extensions": "jinja2.ext.i18n",
    "trimmed": "false",
    "silent": "false",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
}


def in_source() -> set[tuple[str, ...]]:
    """Every text, singular and plural together, that a page or template shows."""
    return set(_found())


def translated(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Every text of a language's file with its translations."""
    return {forms_of(each.id): forms_of(each.string) for each in catalogue(language) if each.id}


def _found() -> Iterator[tuple[str, ...]]:
    kinds = [("python", STAFF.glob("*.py")), ("jinja2", (STAFF / "templates").rglob("*.html"))]
    for kind, paths in kinds:
        options = OPTIONS if kind == "jinja2" else {}
        for path in sorted(paths):
            for _line, text, _comments, _context in extract_from_file(kind, path, KEYWORDS, (), options):
                yield forms_of(text)


if __name__ == "__main__":
    done = translated("sl")
    for text in sorted(in_source() - {key for key, said in done.items() if all(said)}):
        print(text)
    for text in sorted(done.keys() - in_source()):
        print("NO LONGER USED", text)

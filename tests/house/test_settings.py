"""Every setting is in .env.example and docs/operating.md, and these name none that is not there."""

from __future__ import annotations

import re
from itertools import pairwise

from .source import ROOT, none_of

PAGES = (".env.example", "docs/operating.md")
USES = (*PAGES, "README.md", "CONTRIBUTING.md", "Dockerfile", "compose.yaml")


def test_every_setting_is_on_both_pages() -> None:
    """Who runs Stik finds each one with its unit, default and reason."""
    none_of(
        (f"{page} lacks {name}" for page in PAGES for name in sorted(_settings() - _named_in(page))),
        "Add a line with the unit, the default and the reason.",
    )


def test_no_page_names_a_setting_that_is_not_there() -> None:
    """An unknown setting stops the start, so a page must not suggest one."""
    none_of(
        (f"{page} names {name}" for page in USES for name in sorted(_named_in(page) - _settings())),
        "Take the line out, or add the field to stik/settings.py.",
    )


def test_an_example_line_says_what_it_is_for() -> None:
    """Each setting of .env.example stands under a comment, and is itself commented out or plainly an example."""
    lines = ["", *(ROOT / ".env.example").read_text("utf-8").splitlines()]
    bare = (line for before, line in pairwise(lines) if _sets(line) and not before.startswith("# "))
    none_of(bare, "Put the reason, unit and default in a comment above.")


def test_an_example_line_shows_the_default() -> None:
    """Who takes the # away without a change changes nothing."""
    from stik.settings import Settings

    shown = dict(re.findall(r"^#?STIK_([A-Z0-9_]+)=(.+)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    defaults = {name.upper(): _as_text(field.default) for name, field in Settings.model_fields.items()}
    none_of(
        (
            f"{name}: {value}, but the default is {defaults.get(name)}"
            for name, value in shown.items()
            if defaults.get(name, "") not in ("", value)
        ),
        "Write the default of stik/settings.py.",
    )


def _as_text(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, (int, float)) else str(default)


def _sets(line: str) -> bool:
    return re.match(r"#?STIK_[A-Z0-9_]+=", line) is not None


def _settings() -> set[str]:
    from stik.settings import Settings

    return {f"STIK_{name.upper()}" for name in Settings.model_fields}


def _named_in(page: str) -> set[str]:
    """The settings a page names; STIK_TEST_… are the tests' own."""
    text = (ROOT / page).read_text("utf-8") if (ROOT / page).is_file() else ""
    return set(re.findall(r"\bSTIK_(?!TEST_)[A-Z0-9_]*[A-Z0-9]", text))

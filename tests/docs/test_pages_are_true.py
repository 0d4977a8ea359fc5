"""The drawn states, the sealed columns and the links of the pages are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from programme.delivery import EDGES, AttemptState
from records.sealed import Sealed, SealedJson
from records.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_every_drawn_move_is_one_that_may_happen() -> None:
    """And every move that may happen is drawn."""
    drawn = set(re.findall(r"^    (\w+) --> (\w+): [A-Z]$", _page("docs/message-states.md"), re.MULTILINE))
    assert drawn == {(str(old), str(new)) for old, several in EDGES.items() for new in several}


def test_every_drawn_move_is_explained() -> None:
    """Each letter of the drawing has a row."""
    page = _page("docs/message-states.md")
    drawing, _, text = page.partition("The same as text")
    letters = set(re.findall(r": ([A-Z])$", drawing, re.MULTILINE))
    told = {
        letter for cell in re.findall(r"^\| ([A-Z](?:, [A-Z])*) \|", text, re.MULTILINE) for letter in cell.split(", ")
    }
    assert letters == told


def test_every_state_of_an_attempt_is_named() -> None:
    """The second drawing leaves none out."""
    attempt = _page("docs/message-states.md").partition("## An attempt")[2]
    assert all(str(state) in attempt for state in AttemptState)


def test_the_privacy_page_names_exactly_the_sealed_columns() -> None:
    """Who answers for the data knows what a stolen file does not show."""
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed | SealedJson)
    }
    listed = _page("docs/privacy.md").partition("| sealed | |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+\.\w+)`", listed)) == sealed


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_the_files_a_page_names_are_there(page: Path) -> None:
    """A link to nowhere is worse than none."""
    text = re.sub(r"(?s)```.*?```", "", page.read_text("utf-8"))
    linked = {part.partition("#")[0] for part in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in part}
    named = {part for part in re.findall(r"`([\w./-]+/[\w.-]+\.(?:py|md|toml|sh))`", text) if part[0] not in "./"}
    lost = [part for part in linked - {""} if not (page.parent / part).exists()]
    lost += [part for part in named if "NNNN" not in part and not (ROOT / part).exists()]
    assert not lost, f"{page.name} names files that are not there: {', '.join(sorted(lost))}"


def _page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")

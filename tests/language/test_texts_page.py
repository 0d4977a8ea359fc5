"""Facts about the page that shows every text."""

from pathlib import Path

from language.catalogue import kinds
from language.texts_page import page

PAGE = Path(__file__).parents[2] / "docs" / "texts.md"


def test_the_page_in_docs_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m language.texts_page > docs/texts.md"


def test_the_page_shows_every_kind() -> None:
    shown = page()
    assert [kind for kind in kinds() if f"\n### {kind}\n" not in shown] == []

"""Facts about what a reply shows to the weights."""

from language.evidence import BUCKETS, Evidence, evidence
from language.folding import pieces
from language.page import page
from language.tongues import likely


def shown(text: str, context: str = "reminder") -> Evidence:
    """What a reply shows."""
    return evidence(page(text, likely(pieces(text), "sl", text=text)), context)


def test_each_piece_has_a_row_and_the_whole_reply_one_more() -> None:
    found = shown("ne morem, žal")
    assert len(found.letters) == len(found.placed) == len(found.recognised) == 5


def test_the_question_changes_what_a_reply_shows() -> None:
    assert shown("dobro", "reminder") != shown("dobro", "checkin")
    assert shown("dobro", "reminder") == shown("dobro", "health_notice")


def test_a_word_after_a_not_shows_so() -> None:
    assert set(shown("ne pridem").placed[1]) - set(shown("da pridem").placed[1])


def test_a_dialect_spelling_shows_the_family_of_the_word() -> None:
    assert set(shown("pridn").recognised[0]) == set(shown("pridem").recognised[0]) != set()


def test_a_very_long_reply_is_cut() -> None:
    assert len(shown("beseda in " * 400).placed) <= 81


def test_every_bucket_is_in_the_table() -> None:
    found = shown("ja pridem ob 9.20, brez skrbi")
    assert all(0 <= bucket < BUCKETS for row in (*found.letters, *found.placed, *found.recognised) for bucket in row)


def test_no_row_is_too_long_to_be_added_at_once() -> None:
    found = shown("a" * 5000 + " " + "🙂" * 50 + " pridem" * 60)
    assert all(len(row) <= 256 for row in (*found.letters, *found.placed, *found.recognised))

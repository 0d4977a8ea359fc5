"""Facts about the learned weights: they load, say the same each time, and were learned from what lies here."""

import hashlib
from pathlib import Path

import pytest

from language.evidence import Evidence, evidence
from language.folding import pieces
from language.page import page
from language.tongues import likely
from language.weights import loaded, speaking_for, weigh

DATA = Path(__file__).parent / "data"
MEASURING = {"unseen.jsonl", "tuning.jsonl", "tuning_second.jsonl"}


def shown(text: str, context: str = "reminder") -> Evidence:
    """What a reply shows."""
    return evidence(page(text, likely(pieces(text), "sl", text=text)), context)


def test_the_weights_load_and_read_a_plain_reply() -> None:
    shares = weigh(shown("ja pridem"))
    assert max(shares["meaning"], key=lambda name: shares["meaning"][name]) == "confirm"


def test_the_shares_of_each_question_add_up_to_one() -> None:
    assert all(sum(each.values()) == pytest.approx(1) for each in weigh(shown("malo zamudim")).values())


def test_the_same_reply_weighs_the_same() -> None:
    assert weigh(shown("ne morem priti")) == weigh(shown("ne morem priti"))


def test_case_and_diacritics_change_no_weight() -> None:
    assert weigh(shown("ŽAL ne pridem čez dan")) == weigh(shown("zal ne pridem cez dan"))


@pytest.mark.parametrize("text", ["", " ", "?", "\x00", "😀" * 50, "a" * 5000, "9" * 400, "ne " * 900])
def test_odd_texts_are_weighed(text: str) -> None:
    assert 0 <= weigh(shown(text, "checkin"))["meaning"]["distress"] <= 1


def test_what_decides_speaks_more_than_a_greeting() -> None:
    told = speaking_for(shown("ne morem priti, lep dan"), "decline")
    assert len(told) == 6
    assert sum(told[:3]) > max(sum(told[4:]), 1.0)


def test_the_weights_were_learned_from_the_replies_that_lie_here() -> None:
    """After a change of the data: run tools/train_reader.py, then measure."""
    trained_on = loaded().about["trained_on"]
    assert {name: hashlib.sha256((DATA / name).read_bytes()).hexdigest() for name in trained_on} == trained_on


def test_replies_that_measure_were_not_learned() -> None:
    assert not MEASURING & set(loaded().about["trained_on"])
    assert {path.name for path in DATA.glob("*.jsonl")} == MEASURING | set(loaded().about["trained_on"])

"""Facts about SMS parts and about doing without šumniki."""

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from language.segments import GSM, Parts, count, strip_diacritics, utf16_units

LETTERS = st.sampled_from("abcč šžđé€^{}[]~\\|\f\n@ÇçäöüЖ你👍🏽…–\u0301") | st.characters(
    exclude_categories=["Cs"], exclude_characters="\x1b"
)
TEXTS = st.text(LETTERS, min_size=1, max_size=340)


@settings(max_examples=400, deadline=None)
@given(TEXTS | st.text("ač€👍", min_size=150, max_size=330))
def test_parts_agree_with_an_independent_counter(text: str) -> None:
    oracle = smsutil.split(text)
    ours = count(text)
    assert ours.parts == len(oracle.parts)
    assert ours.encoding == {"gsm0338": "gsm7", "utf_16_be": "ucs2"}[oracle.encoding]
    assert ours.characters == oracle.total_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Parts("gsm7", 0, 0, 0)),
        ("a" * 160, Parts("gsm7", 160, 160, 1)),
        ("a" * 161, Parts("gsm7", 161, 161, 2)),
        ("a" * 306, Parts("gsm7", 306, 306, 2)),
        ("a" * 307, Parts("gsm7", 307, 307, 3)),
        ("€" * 80, Parts("gsm7", 80, 160, 1)),
        ("č" * 70, Parts("ucs2", 70, 70, 1)),
        ("č" * 71, Parts("ucs2", 71, 71, 2)),
        ("č" * 135, Parts("ucs2", 135, 135, 3)),
        ("👍" * 35, Parts("ucs2", 35, 70, 1)),
        ("👍" * 36, Parts("ucs2", 36, 72, 2)),
    ],
)
def test_the_limits_of_a_part(text: str, expected: Parts) -> None:
    assert count(text) == expected


def test_an_escaped_letter_is_never_split_between_parts() -> None:
    assert count("a" * 152 + "€" + "a" * 152).parts == 3
    assert count("a" * 151 + "€" + "a" * 153).parts == 2


def test_a_surrogate_pair_is_never_split_between_parts() -> None:
    assert count("č" * 66 + "👍" + "č" * 66).parts == 3
    assert count("č" * 65 + "👍" + "č" * 67).parts == 2


@settings(max_examples=400, deadline=None)
@given(st.text(LETTERS, max_size=200) | st.text(max_size=60))
def test_what_is_stripped_is_gsm_and_stays_so(text: str) -> None:
    plain = strip_diacritics(text)
    assert GSM.issuperset(plain)
    assert strip_diacritics(plain) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Čakamo šolo, žal. Đorđe Ćosić", "Cakamo solo, zal. Dorde Cosic"),
        ("é ä ö ü Ç €", "é ä ö ü Ç €"),
        ("„Pridete?“ – »da« … • 'ne'", '"Pridete?" - "da" ... - \'ne\''),
        ("c\u030c z\u030c", "c z"),
        ("Оксана 👍", "Oksana "),
    ],
)
def test_marks_fall_away_and_gsm_letters_stay(text: str, plain: str) -> None:
    assert strip_diacritics(text) == plain


def test_telegram_counts_an_emoji_as_two() -> None:
    assert utf16_units("a👍") == 3

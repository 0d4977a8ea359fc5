"""The codes in links: ours are recognised, others are not."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from records import codes, sealed
from records.sealed import Keyring

sealed.use(Keyring("a secret that only the tests use"))


@dataclass(frozen=True, slots=True)
class Somebody:
    id: int
    join_round: int = 0
    calendar_round: int = 0


@given(st.integers(1, 10**9))
def test_a_code_leads_back_to_its_row(number: int) -> None:
    assert codes.message_of_answer_code(codes.answer_code(number).upper()) == number
    assert codes.claimed_number(codes.join_code(Somebody(number))) == number


@given(st.text(max_size=40))
def test_no_other_text_is_a_code(text: str) -> None:
    assert codes.message_of_answer_code(text) is None
    assert not codes.is_join_code_of(Somebody(7), text)


def test_a_code_of_another_kind_or_round_is_refused() -> None:
    ana = Somebody(7)
    assert codes.is_join_code_of(ana, codes.join_code(ana))
    assert not codes.is_join_code_of(Somebody(7, join_round=1), codes.join_code(ana))
    assert not codes.is_join_code_of(ana, codes.calendar_code(ana))
    assert not codes.is_calendar_code_of(Somebody(7, calendar_round=1), codes.calendar_code(ana))
    assert codes.message_of_answer_code(codes.join_code(ana)) is None


def test_a_joining_code_fits_into_a_telegram_link() -> None:
    code = codes.join_code(Somebody(10**9))
    assert len(code) <= 64 and code.isalnum()

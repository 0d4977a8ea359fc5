"""A log line carries no token, phone, code or second line."""

import pytest

from stik.logs import redacted


@pytest.mark.parametrize(
    "text",
    [
        "POST https://api.telegram.org/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/sendMessage",
        "to +386 40 111 222",
        "number 38640111222 refused",
        "GET /o/3k1abcdefgh",
        "GET /j/ab1cdefghjkmnpqrst",
    ],
)
def test_what_must_not_be_read_is_hidden(text: str) -> None:
    shown = redacted(text)
    assert "[hidden]" in shown
    for secret in ("AAEhBOweik6ad9r", "40 111", "40111222", "abcdefgh"):
        assert secret not in shown


def test_a_line_break_cannot_forge_a_second_line() -> None:
    assert "\n" not in redacted("first\nsecond\r\nthird")


def test_ordinary_words_and_figures_stay() -> None:
    assert redacted("round remind reminders=15 withdrawn=0") == "round remind reminders=15 withdrawn=0"

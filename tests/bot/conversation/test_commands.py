"""Commands: single agreed words, with a slash or without, and with the number or language that belongs to them."""

from typing import Any

import pytest

from bot.conversation.commands import commanded
from language.files import languages
from language.menu import menu_of


@pytest.mark.parametrize(
    ("text", "meaning", "slots"),
    [
        ("ura", "hour", {}),
        ("HOUR.", "hour", {}),
        ("Odgovori", "history", {}),
        ("history", "history", {}),
        ("pavza 3", "pause", {"days": 3}),
        ("Premor 5 dni", "pause", {"days": 5}),
        ("premor za 2 tedna", "pause", {"days": 14}),
        ("PAUSE 3", "pause", {"days": 3}),
        ("break a week", "pause", {"days": 7}),
        ("ura 10", "hour", {"hour": 10}),
        ("ura ob 8.00", "hour", {"hour": 8}),
        ("hour 7 pm", "hour", {"hour": 19}),
        ("jezik en", "language_change", {"language": "en"}),
        ("language sl", "language_change", {"language": "sl"}),
        ("Jezik angleško!", "language_change", {"language": "en"}),
        ("/jezik en", "language_change", {"language": "en"}),
        ("/pavza 3", "pause", {"days": 3}),
        ("/ura 10", "hour", {"hour": 10}),
        ("/pavza prosim", "pause", {}),
    ],
)
def test_a_word_is_a_command_with_the_value_beside_it(text: str, meaning: str, slots: dict[str, Any]) -> None:
    command = commanded(text)
    assert command is not None
    assert (command.meaning, command.slots) == (meaning, slots)


@pytest.mark.parametrize(
    "text",
    ["danes", "teden", "ura in pol", "ura?", "pavza ob 10", "premor 3?", "jezik je težek", "stop 3", "odgovori mi"],
)
def test_words_that_may_mean_something_else_are_read_as_words(text: str) -> None:
    assert commanded(text) is None


@pytest.mark.parametrize(("language", "hour", "history"), [("sl", "ura", "odgovori"), ("en", "hour", "history")])
def test_the_menu_offers_the_hour_and_the_history_too(language: str, hour: str, history: str) -> None:
    assert {hour, history} <= {name for name, _ in menu_of(language)}


def test_everything_on_the_menu_is_a_command() -> None:
    names = [name for language in languages() for name, _ in menu_of(language)]
    assert [name for name in names if commanded(f"/{name}") is None] == []

"""The participant's menu in Telegram: commands and what they are for, as data in each language's folder."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def menu_of(language: str) -> tuple[tuple[str, str], ...]:
    """The commands of a language, in order, with their descriptions."""
    text = files("language").joinpath(language, "menu.toml").read_text("utf-8")
    return tuple(tomllib.loads(text).items())

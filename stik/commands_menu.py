"""The participant's menu in Telegram, in every language of the texts."""

from language.catalogue import languages
from language.menu import menu_of


def menu() -> dict[str, list[tuple[str, str]]]:
    """Language → commands with their descriptions; "" for every other language."""
    listed = {language: list(menu_of(language)) for language in languages()}
    return {"": listed["sl"], **listed}

"""What stands on a button, in a person's words, whichever message showed it."""

from functools import cache

from language.files import buttons, known_language


@cache
def label_of(key: str, language: str) -> str:
    """The label of the button with this key in any set; empty when there is none."""
    sets = buttons(known_language(language)).values()
    return next((str(table[key]) for table in sets if key in table and key != "rows"), "")

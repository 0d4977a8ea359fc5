"""The Slovenian order of names: č after c, š after s, ž after z, whatever the database would say."""

from records.sealed import fold

_ORDER = {letter: place for place, letter in enumerate(" -abcčćdđefghijklmnopqrsštuvwxyzž")}


def sort_key(*texts: str) -> tuple[tuple[int, ...], ...]:
    """A key that sorts texts by the Slovenian alphabet; letters of other alphabets sort as their Latin neighbours."""
    return tuple(tuple(_place(letter) for letter in _known(text)) for text in texts)


def _known(text: str) -> str:
    return "".join(letter if letter in _ORDER else fold(letter) for letter in text.casefold())


def _place(letter: str) -> int:
    return _ORDER.get(letter, len(_ORDER))

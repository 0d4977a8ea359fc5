"""Spelling taken apart: a text becomes pieces in plain small Latin letters.

Case, šumniki, Cyrillic, stretched letters ("jaaa"), glued digits ("15min"), smileys and marks are levelled here,
so that every later room sees one spelling.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

STOP, COMMA, ASKS = ".", ",", "?"
MARKS = frozenset((STOP, COMMA, ASKS))

_CYRILLIC = {
    **dict(zip("абвгдежзиклмнопрстуфхцчшыэіјґ", "abvgdezziklmnoprstufhccsyeijg", strict=True)),
    **{"ђ": "dj", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "щ": "sc", "ю": "ju", "я": "ja", "ё": "e", "є": "je"},
    **{"ї": "ji", "ѓ": "g", "ќ": "k", "ѕ": "dz", "й": "j", "ъ": "", "ь": ""},
}
_ACCENTED = {chr(c): unicodedata.normalize("NFD", chr(c))[0] for c in (*range(0xC0, 0x180), *range(0x218, 0x21C))}
_LETTERS = str.maketrans(
    {
        **_ACCENTED,
        **_CYRILLIC,
        "đ": "dj",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "×": "x",
        "÷": " ",
    }
)
_FOREIGN = re.compile("[^\\x00-\\x7f]+")
_COMBINING = re.compile("[\u0300-\u036f]")
_SMILEYS = (
    (re.compile(r"(?<![\w])[:;=8x]['’]?-?[)d\]p]+(?!\w)|<3+|\^\^", re.I), "🙂"),
    (re.compile(r"(?<![\w])[:=]['’]?-?[(\[/]+"), "🙁"),
)
_DROPPED = re.compile("[\ufe0e\ufe0f\u200d\u200b\u00ad\U0001f3fb-\U0001f3ff]")
_PIECE = re.compile(
    r"\d+(?:[.:,]\d+)?(?:\.(?=\s?(?:\d|jan|feb|mar|apr|maj|jun|jul|avg|sep|okt|nov|dec|ur[aeiou]\b|in\b|ob\b)))?|[^\W\d_]+(?:['’`´][^\W\d_]+)*|[\n.!?;,()…:]+|[-–—](?=\s)|"
    "[\u2190-\u2bff\u3030\U0001f000-\U0001faff]|[-+/%&€]"
)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a number, an emoji or a mark of a text, folded, with its place in the text as it was written."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in small letters without diacritics, in Latin letters."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFC", text).lower()
    return _COMBINING.sub("", _FOREIGN.sub(lambda found: found.group().translate(_LETTERS), lowered))


def pieces(text: str) -> list[Piece]:
    """The pieces of a text in order; marks become ".", "," or "?"."""
    text = unicodedata.normalize("NFC", text)
    for smiley, emoji in _SMILEYS:
        text = smiley.sub(lambda found, emoji=emoji: emoji.ljust(len(found.group())), text)  # type: ignore[misc]
    text = _DROPPED.sub(" ", text)
    return _unrepeated([Piece(_word(found.group()), found.start(), found.end()) for found in _PIECE.finditer(text)])


def _unrepeated(parts: list[Piece]) -> list[Piece]:
    """The pieces without the third and later of equal words in a row."""
    return [part for i, part in enumerate(parts) if i < 2 or not part.word == parts[i - 1].word == parts[i - 2].word]


def _word(written: str) -> str:
    first = written[0]
    if first.isdecimal():
        return written.rstrip(".").replace(":", ".").replace(",", ".")
    if first.isalpha():
        return _STRETCHED.sub(r"\1", fold(written).replace("'", "").replace("’", "").replace("`", "").replace("´", ""))
    return _mark(written)


def _mark(written: str) -> str:
    if "?" in written:
        return ASKS
    if any(c in written for c in "\n.!;…"):
        return STOP
    return COMMA if written[0] in ",():-–—" else written

"""How many parts an SMS takes, and how to say the same without šumniki.

GSM 03.38: 160 units in one part, 153 in each of several, the extension characters take two units.
Everything else travels as UCS-2: 70 and 67 UTF-16 units. Nothing that belongs together is split.
"""

import math
import unicodedata
from dataclasses import dataclass

from unidecode import unidecode

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
GSM = GSM_BASIC | GSM_EXTENSION

GSM_SINGLE_UNITS, GSM_JOINED_UNITS = 160, 153
UCS2_SINGLE_UNITS, UCS2_JOINED_UNITS = 70, 67

_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2039": "'", "\u203a": "'", "`": "'", "\u00b4": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
        "\u2026": "...", "\u2022": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
        "č": "c", "š": "s", "ž": "z", "ć": "c", "đ": "d", "Č": "C", "Š": "S", "Ž": "Z", "Ć": "C", "Đ": "D",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text costs by SMS: encoding "gsm7" or "ucs2", characters as read, units as counted, parts as paid."""

    encoding: str
    characters: int
    units: int
    parts: int


def count(text: str) -> Parts:
    """The encoding, units and parts of a text; an empty text takes no part."""
    gsm = GSM.issuperset(text)
    widths = [2 if letter in GSM_EXTENSION else 1 for letter in text] if gsm else _utf16_widths(text)
    single, joined = (GSM_SINGLE_UNITS, GSM_JOINED_UNITS) if gsm else (UCS2_SINGLE_UNITS, UCS2_JOINED_UNITS)
    units = sum(widths)
    parts = min(units, 1) if units <= single else _joined_parts(widths, joined)
    return Parts("gsm7" if gsm else "ucs2", len(text), units, parts)


def utf16_units(text: str) -> int:
    """The length of a text in UTF-16 units, as Telegram and UCS-2 count it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def strip_diacritics(text: str) -> str:
    """The text in GSM-7 letters only: č š ž and the like lose their marks, what GSM-7 knows (é ä ö ü Ç €) stays.

    Curly quotes, dashes, bullets and the ellipsis become plain; emoji fall away. A second call changes nothing.
    """
    if text.isascii() and GSM.issuperset(text):
        return text
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    if GSM.issuperset(plain):
        return plain
    return "".join(letter if letter in GSM else _in_gsm(letter) for letter in plain)


def _in_gsm(letter: str) -> str:
    if 0xD800 <= ord(letter) <= 0xDFFF:
        return ""
    plain: str = unidecode(letter).translate(_PLAIN)
    return "".join(each for each in plain if each in GSM)


def _utf16_widths(text: str) -> list[int]:
    return [2 if letter > "\uffff" else 1 for letter in text]


def _joined_parts(widths: list[int], room: int) -> int:
    if max(widths) == 1:
        return math.ceil(len(widths) / room)
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts

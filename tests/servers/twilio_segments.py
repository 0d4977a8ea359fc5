"""How Twilio counts the parts of an SMS: GSM-7 160/153 septets, otherwise UCS-2 70/67 units; nothing split in two."""

from __future__ import annotations

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"


def count_segments(text: str) -> int:
    """The number of parts; 1 for an empty text."""
    if all(char in BASIC or char in EXTENDED for char in text):
        return _fill([2 if char in EXTENDED else 1 for char in text], 160, 153)
    return _fill([len(char.encode("utf-16-le")) // 2 for char in text], 70, 67)


def _fill(sizes: list[int], single: int, part: int) -> int:
    if sum(sizes) <= single:
        return 1
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts

"""Which word lists fit a reply: the languages close to Slovenian are read together, the others one by one."""

from __future__ import annotations

import gc
import re
from functools import cache

from language.folding import MARKS, Piece
from language.lexicon import Lexicon

GROUPS = {
    "south": ("sl", "bcs", "mk"),
    "east": ("uk", "ru"),
    **{language: (language,) for language in ("en", "it", "sq", "hu", "de")},
}
_HOMES = {code: name for name, codes in GROUPS.items() for code in codes} | dict.fromkeys(("hr", "bs", "sr"), "south")
_OWN, _SOUTH, _PLAINLY = 0.4, 0.55, 0.75
_EASTERN, _SOUTHERN = re.compile("[а-яёіїєґ]", re.I), re.compile("[јљњћђџѓќѕ]", re.I)


@cache
def lexicon(name: str) -> Lexicon:
    """The lexicon of a group, read from disk at the first call only."""
    collecting = gc.isenabled()
    gc.disable()  # thousands of small lasting objects: collecting in between doubles the time and frees nothing
    try:
        return Lexicon(name, *GROUPS[name])
    finally:
        if collecting:
            gc.enable()


def likely(parts: list[Piece], language: str, *, text: str = "") -> Lexicon:
    """The lexicon that fits best; between equals that of the person's own language."""
    words = [part.word for part in parts if part.word not in MARKS and part.word[0].isalpha()]
    own = _HOMES.get(language, "south")
    if not words:
        return lexicon(own)
    if own == "south" and len(words) > 1 and sum(map(lexicon("south").knows, words)) > _PLAINLY * len(words):
        return lexicon("south")
    known = {name: sum(lexicon(name).knows(word) for word in words) / len(words) for name in GROUPS}
    home = "east" if _EASTERN.search(text) and not _SOUTHERN.search(text) else "south"
    bias = {name: _OWN * (name == own) + _SOUTH * (name == home) for name in GROUPS}
    return lexicon(max(known, key=lambda name: known[name] + bias[name] / (len(words) + 1)))


def spoken(parts: list[Piece], chosen: Lexicon) -> str | None:
    """The language of the group that most words belong to; None if nothing tells."""
    votes = dict.fromkeys(chosen.languages, 0.0)
    for part in parts:
        speakers = chosen.spoken.get(part.word, set())
        for language in speakers:
            votes[language] += 1 / len(speakers)
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] else None

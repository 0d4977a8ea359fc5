"""One reply made ready for judging: its pieces, what each may be called, and the signs in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from language.folding import MARKS, Piece, pieces
from language.joints import joined, negating
from language.lexicon import Lexicon
from language.matching import Matcher, Sign

_FAMILIES = (
    ("distress", "calm"),
    ("opt_out", "opt_in", "staying"),
    (
        *[
            "confirm",
            "doubtful",
            "decline",
            "late",
            "tentative",
            "yes",
            "no",
            "fine",
            "past",
            "others",
            "wish",
            "reschedule",
            "greet",
        ],
    ),
    ("thanks", "chat"),
    ("reason", "noreason"),
    ("score",),
)
_SPOKEN_TO = {"@you"}
_WIDEST = 25  # tokens: no row of words is longer
_FAMILY = {act: number for number, acts in enumerate(_FAMILIES) for act in acts}


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a reply with their keys and numbers, and the signs found, in order."""

    text: str
    pieces: tuple[Piece, ...]
    keys: tuple[frozenset[str], ...]
    numbers: tuple[float | None, ...]
    signs: tuple[Sign, ...]

    def has(self, act: str) -> bool:
        """True if a sign of this act (or act:detail) was seen."""
        return bool(self.of(act))

    def of(self, *acts: str) -> list[Sign]:
        """The signs of these acts, in order."""
        return [sign for sign in self.signs if sign.act in acts or sign.act.split(":")[0] in acts]

    def words(self, sign: Sign) -> str:
        """The words of a sign as they were written."""
        return self.written(sign.start, sign.end)

    def written(self, start: int, end: int) -> str:
        """The text of tokens start..end as it was written."""
        return self.text[self.pieces[start].start : self.pieces[end - 1].end]

    def words_at(self, place: int) -> str:
        """The folded word at this place, or nothing."""
        return self.pieces[place].word if 0 <= place < len(self.pieces) else ""

    def number_at(self, place: int) -> float | None:
        """The number at this place, if there is one."""
        return self.numbers[place] if 0 <= place < len(self.numbers) else None

    def clause(self, place: int) -> tuple[int, int]:
        """The first and last token (not included) of the clause around this place, between marks."""
        low = high = place
        while low > 0 and not self.keys[low - 1] & MARKS:
            low -= 1
        while high < len(self.keys) and not self.keys[high] & MARKS:
            high += 1
        return low, high

    def within(self, place: int, name: str) -> bool:
        """True if the token at this place exists and may be called so."""
        return 0 <= place < len(self.keys) and name in self.keys[place]


def page(text: str, lexicon: Lexicon, *, parts: list[Piece] | None = None) -> Page:
    """The reply read with this lexicon; parts: its pieces, if they are at hand."""
    parts = _parted(pieces(text) if parts is None else parts, lexicon)
    keys = tuple(_keys(parts, lexicon))
    numbers = tuple(lexicon.number(p.word) if p.word.isalnum() or p.word[0].isdecimal() else None for p in parts)
    signs = sorted(_unmasked(Matcher(keys).signs(lexicon.patterns)), key=lambda sign: (sign.start, sign.end))
    return Page(text, tuple(parts), keys, numbers, tuple(signs))


def _parted(parts: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with a glued negation set apart: nebom, nemorem, namorem."""
    found: list[Piece] = []
    for part in parts:
        rest = part.word[2:]
        glued = part.word[:2] in ("ne", "na") and len(rest) > 2 and not lexicon.knows(part.word)
        if glued and "@negatable" in lexicon.direct(rest):
            found.append(Piece("ne", part.start, part.start + 2))
            found.append(Piece(rest, part.start + 2, part.end))
        else:
            found.append(part)
    return found


def _keys(parts: list[Piece], lexicon: Lexicon) -> list[frozenset[str]]:
    keys = [_called(part.word, lexicon) for part in parts]
    for i, part in enumerate(parts[:-1]):
        if lexicon.name == "south" and negating(part.word, keys[i + 1], next_word=parts[i + 1].word):
            keys[i] = keys[i] - {"@small"} | {"@no", "@negative", "ne"}
    return joined(parts, keys) if lexicon.name == "south" else keys


def _called(word: str, lexicon: Lexicon) -> frozenset[str]:
    if word in MARKS:
        return frozenset((word, "."))
    if word[0].isdecimal():
        return frozenset((word, "@number", "@digits"))
    if not word[0].isalpha():
        return lexicon.keys(word) | {"@break", "@symbol"}
    return lexicon.keys(word) | _SPOKEN_TO if word.endswith(("ate", "ete", "ite")) else lexicon.keys(word)


def _unmasked(signs: list[Sign]) -> list[Sign]:
    """The signs that no wider one explains away; a sign is masked only from nearby."""
    starting: dict[int, list[Sign]] = {}
    for sign in signs:
        starting.setdefault(sign.start, []).append(sign)
    return [sign for sign in signs if not any(_masks(other, sign) for other in _near(sign, starting))]


def _near(sign: Sign, starting: dict[int, list[Sign]]) -> Iterator[Sign]:
    for start in range(max(sign.start - _WIDEST, 0), sign.end):
        yield from starting.get(start, ())


def _masks(other: Sign, sign: Sign) -> bool:
    if other.act == "calm" and sign.act.startswith("distress") and other.start < sign.end and sign.start < other.end:
        return True
    if other.start > sign.start or other.end < sign.end:
        return False
    longer = other.end - other.start > sign.end - sign.start
    if other.act == "mask":
        return sign.act not in ("mask", "question")
    if other.act == "calm" and sign.act == "reason:personal":
        return True
    return longer and _FAMILY.get(other.act.split(":")[0], -1) == _FAMILY.get(sign.act.split(":")[0], -2)

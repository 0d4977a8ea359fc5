"""Words that join clauses: "da" that is no yes, "ki" and "ko" that ask nothing, "na" that means not.

Looked at before any row of words is sought, so that a subordinate clause is not taken for an answer or a question.
"""

from __future__ import annotations

from collections.abc import Sequence

from language.folding import ASKS, MARKS, STOP, Piece

Keys = frozenset[str]
_RELATIVE = ("ki", "ko", "kjer", "k", "kar")
_ASKING = frozenset(("@q", "@asking", "kje", "kdo", "kaj", "kako", "kdaj", "zakaj", "kam", "koliko"))
_TELLING = frozenset(("ne", "vam", "bi", "mi", "se", "sem", "sm", "je", "nas", "vas", "boste", "bo", "ti"))
_NEGATED = frozenset(("na", "n"))
_PERSONAL = ("m", "mo", "n", "va")
_LET = frozenset(("se", "me", "mi", "te", "jih", "ga", "jo", "ena", "kdo"))
_BACK = 4


def joined(parts: Sequence[Piece], keys: Sequence[Keys]) -> list[Keys]:
    """The keys with those of joining words narrowed to what they mean in their place."""
    asked = _asked(parts)
    return [_narrowed(parts, keys, at=at, asks=asked[at]) for at in range(len(parts))]


def negating(word: str, following: Keys, *, next_word: str) -> bool:
    """True for "na" or "n" before a word that can be denied: "na bom", "na pozabim"."""
    if word not in _NEGATED:
        return False
    verb = next_word.endswith(_PERSONAL) and bool(following & {"@come", "@missNow", "@missnow", "@can", "@know"})
    return verb or "@negatable" in following


def _narrowed(parts: Sequence[Piece], keys: Sequence[Keys], *, at: int, asks: bool) -> Keys:
    word, own = parts[at].word, keys[at]
    followed = at + 1 < len(parts) and parts[at + 1].word not in MARKS
    begins = at == 0 or parts[at - 1].word in (STOP, ASKS)
    if word in ("da", "d") and followed and (not begins or parts[at + 1].word in _TELLING):
        return own - {"@yesword", "@asking", "@q"}
    if word == "nej" and _lets(parts, at):
        return own - {"@no", "@negative", "ne"}
    if word in _RELATIVE and followed and not (begins and (asks or word != "ko")):
        return own - {"@q", "kje", "kdo"}
    if "@q" in own and not begins and not asks and _is_told(parts, keys, at=at):
        return own - _ASKING - {word}
    return own


def _lets(parts: Sequence[Piece], at: int) -> bool:
    """True for "nej se", "nej me": let, not a refusal."""
    before = parts[at - 1].word if at else ""
    after = parts[at + 1].word if at + 1 < len(parts) else ""
    return before in ("da", "k", "al", "pa") or after in _LET


def _is_told(parts: Sequence[Piece], keys: Sequence[Keys], *, at: int) -> bool:
    """True if a word of knowing or seeing, not denied, stands shortly before in the same sentence."""
    for place in range(at - 1, max(at - 1 - _BACK, -1), -1):
        if parts[place].word in (STOP, ASKS):
            return False
        if "@telling" in keys[place]:
            return not any("@negative" in keys[near] for near in range(max(place - 2, 0), place))
    return False


def _asked(parts: Sequence[Piece]) -> list[bool]:
    """For each piece whether its sentence ends with a question mark."""
    asked, asks = [False] * len(parts), False
    for at in range(len(parts) - 1, -1, -1):
        if parts[at].word in (STOP, ASKS):
            asks = parts[at].word == ASKS
        asked[at] = asks
    return asked

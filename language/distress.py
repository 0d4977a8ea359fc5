"""The screen for danger: self-harm, violence, no food, heat or roof, a cry for help. Leans to caution.

Figures of speech are masked by the lexicon's calm rows before anything arrives here.
"""

from __future__ import annotations

from language.matching import Sign
from language.page import Page

_LIGHT = ("distress:basic_needs", "distress:unspecified")
_ORDER = ("self_harm", "violence", "basic_needs", "unspecified", "weighed")
_WEIGHTS = {"@d3": 3, "@d2": 2, "@d1": 1, "@abuser": 1, "@child": 1}
_ENOUGH = {"none": 2, "checkin": 2}
_ELSEWHERE = 4


def alarms(page: Page, context: str) -> list[Sign]:
    """The signs of danger that hold, gravest first; none if the reply only jokes."""
    signs = [sign for sign in page.of("distress") if not sign.weak or _heavy(page)]
    if not signs and _weight(page) >= _ENOUGH.get(context, _ELSEWHERE):
        signs = [Sign("distress:weighed", *span, True, "@d2") for span in _heavy_words(page)]
    if _laughs(page):
        signs = [sign for sign in signs if sign.act not in _LIGHT and not sign.weak]
    return sorted(signs, key=lambda sign: _ORDER.index(sign.act.split(":")[1]))


def kind(signs: list[Sign]) -> dict[str, str | int]:
    """The slot that says food, roof, heat or medicine is lacking; none if something graver is told too."""
    return {"kind": "basic_needs"} if signs[0].act == "distress:basic_needs" else {}


def _weight(page: Page) -> int:
    """What the single words of danger weigh together; without a heavy one they weigh nothing."""
    open_words = [page.keys[at] for at in _uncovered(page)]
    named = {name for keys in open_words for name in ("@abuser", "@child") if name in keys}
    single = [max((_WEIGHTS[name] for name in ("@d3", "@d2", "@d1") if name in keys), default=0) for keys in open_words]
    return sum(single) + len(named) if max(single, default=0) > 1 else 0


def _heavy_words(page: Page) -> list[tuple[int, int]]:
    return [(at, at + 1) for at in _uncovered(page) if page.keys[at] & {"@d2", "@d3"}]


def _uncovered(page: Page) -> list[int]:
    calm = {at for sign in page.of("calm", "mask") for at in range(sign.start, sign.end)}
    return [at for at in range(len(page.keys)) if at not in calm]


def _laughs(page: Page) -> bool:
    return any("@e_laugh" in keys for keys in page.keys)


def _heavy(page: Page) -> bool:
    """Weak signs hold only beside a very low mood or tears."""
    return page.has("score:1") or any("@e_sad" in keys for keys in page.keys) or len(page.of("distress")) > 1

"""The screen for danger: self-harm, violence, no food, heat or roof, a cry for help. Leans to caution.

Figures of speech are masked by the lexicon's calm rows before anything arrives here.
"""

from __future__ import annotations

from language.page import Page
from language.patterns import Sign

_LIGHT = ("distress:basic_needs", "distress:unspecified")


def alarms(page: Page) -> list[Sign]:
    """The signs of danger that hold, gravest first; none if the reply only jokes."""
    signs = [sign for sign in page.of("distress") if not sign.weak or _heavy(page)]
    if _laughs(page):
        signs = [sign for sign in signs if sign.act not in _LIGHT]
    order = ("self_harm", "violence", "basic_needs", "unspecified")
    return sorted(signs, key=lambda sign: order.index(sign.act.split(":")[1]))


def _laughs(page: Page) -> bool:
    return any("@e_laugh" in keys for keys in page.keys)


def _heavy(page: Page) -> bool:
    """Weak signs hold only beside a very low mood or tears."""
    return page.has("score:1") or any("@e_sad" in keys for keys in page.keys) or len(page.of("distress")) > 1

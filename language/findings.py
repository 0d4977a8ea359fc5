"""One possible meaning of a reply, and the slots that several meanings share."""

from __future__ import annotations

from dataclasses import dataclass, field

from language.matching import Sign
from language.meanings import Meaning
from language.page import Page

ASKED_TO_COME = ("reminder", "health_notice", "reason", "minutes")
Slots = dict[str, str | int]
_MEANT = {
    **{act: Meaning(act) for act in ("opt_in", "opt_out", "data_request", "wrong_person", "question", "help")},
    **{"reschedule": Meaning.RESCHEDULE_REQUEST, "news": Meaning.JOB_NEWS, "thanks": Meaning.THANKS_ACK},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One possible meaning with its slots, sureness and the signs that speak for it."""

    meaning: Meaning
    sure: float
    signs: tuple[Sign, ...] = ()
    slots: Slots = field(default_factory=dict)


def seen(page: Page, act: str) -> Finding | None:
    """The meaning, if signs of the act were seen; weak signs alone make it half sure."""
    signs = page.of(act)
    strong = [sign for sign in signs if not sign.weak]
    return Finding(_MEANT[act], 0.9 if strong else 0.5, tuple(strong or signs)) if signs else None


_GRAVER = ("child_care", "care_of_relative", "job_interview", "medical_appointment", "official_appointment", "illness",
           "weather", "transport", "job", "forgot", "personal")  # fmt: skip


def reason(page: Page) -> Slots:
    """The reason named: the longest row of words wins, then the more telling kind."""
    signs = page.of("reason")
    if not signs:
        return {}
    best = max(signs, key=lambda sign: (not sign.weak, -_GRAVER.index(sign.act.split(":")[1]), sign.end - sign.start))
    return {"absence_reason": best.act.split(":")[1]}


def slot(name: str, value: str | int | None) -> Slots:
    """The slot, or none without a value."""
    return {} if value is None else {name: value}

"""What a tap on a button means; the keys are those of the catalogue's buttons."""

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.shapes import Meant

_PLAIN: Mapping[str, str] = {
    "coming": "confirm",
    "not_coming": "decline",
    "late": "late",
    "maybe": "tentative",
    "other_time": "reschedule_request",
    "call_me": "call_me",
    "no_thanks": "no",
    "consent_yes": "yes",
    "consent_no": "no",
    "ask": "question",
    "yes": "yes",
    "no": "no",
    "checkins_stop": "checkins_stop",
    "resume": "opt_in",
    "me": "me",
    "other_person": "other_person",
}
_REASONS = frozenset(
    {"illness", "child_care", "transport", "official_appointment", "job_interview", "job", "personal", "other"}
    | {"rather_not", "weather", "medical_appointment", "care_of_relative", "forgot", "unknown"}
)
_NUMBERED: Mapping[str, tuple[str, str]] = {
    "minutes": ("late", "minutes"),
    "hour": ("hour", "hour"),
    "days": ("pause", "days"),
}
# Which question a button belongs to, for messages that show buttons without asking (a reminder to who said yes).
_BELONGS = {"confirm": "attendance", "decline": "attendance", "late": "attendance", "tentative": "attendance"}
_DATA = re.compile(r"q:(\d{1,18}):([a-z0-9_]{1,40})")


def parse(data: str) -> tuple[int, str] | None:
    """The message and the key in a button's data, or None when the data are not ours."""
    found = _DATA.fullmatch(data)
    return (int(found[1]), found[2]) if found else None


def pressed(key: str, *, how: str = "button") -> Meant:
    """What pressing a button means; a key nobody knows is unclear."""
    meaning, slots = _meaning(key)
    return Meant(meaning, slots, how=how, why=(key,))


def question_of(key: str) -> str:
    """What a message with this button asks, when it does not say so itself."""
    meaning, slots = _meaning(key)
    if "minutes" in slots:
        return "minutes"
    return "attendance" if meaning == "reschedule_request" else _BELONGS.get(meaning, meaning)


def key_of(answer: str) -> str:
    """The button that stands for an answer on record; empty for none."""
    return {"coming": "coming", "late": "late", "maybe": "maybe", "not_coming": "not_coming"}.get(answer, "")


def _meaning(key: str) -> tuple[str, Mapping[str, Any]]:
    if key in _PLAIN:
        return _PLAIN[key], {}
    if key in _REASONS:
        return "reason", {"absence_reason": key}
    if key.isdecimal() and 1 <= int(key) <= 5:
        return "checkin_score", {"score": int(key)}
    head, _, tail = key.partition("_")
    if head == "language" and tail:
        return "language_change", {"language": tail}
    if head in _NUMBERED and tail.isdecimal():
        meaning, slot = _NUMBERED[head]
        return meaning, {slot: int(tail)}
    return "unclear", {}

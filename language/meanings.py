"""What a reply may mean, and the reading that comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """The main thing a reply says; "unclear" means: ask again."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    LATE = "late"
    TENTATIVE = "tentative"
    CHECKIN_SCORE = "checkin_score"
    QUESTION = "question"
    RESCHEDULE_REQUEST = "reschedule_request"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    DISTRESS = "distress"
    DATA_REQUEST = "data_request"
    WRONG_PERSON = "wrong_person"
    HELP = "help"
    THANKS_ACK = "thanks_ack"
    JOB_NEWS = "placement_or_job_news"
    LANGUAGE_CHANGE = "language_change"
    OTHER_FREE_TEXT = "other_free_text"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply means: main meaning, its slots, how sure (0 to 1), further meanings, the words that decided."""

    meaning: Meaning
    slots: Mapping[str, str | int]
    confidence: float
    language: str | None
    also: tuple[Meaning, ...]
    why: tuple[str, ...]

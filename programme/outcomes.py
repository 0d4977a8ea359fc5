"""What became of a participant, under the workbook's names, and when the ESF+ asks about it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.spelling import fold


class UnknownOutcome(ValueError):
    """An outcome that nobody knows; its text is the sentence a person reads."""


class OutcomeKind(StrEnum):
    """What a participant reached; APZ are active employment measures, NPK is a national vocational qualification."""

    EMPLOYMENT = "employment"
    WORKPLACE_TRAINING = "workplace_training"
    LEARNING_WORKSHOP = "learning_workshop"
    QUALIFICATION = "qualification"
    FUNCTIONAL_TRAINING = "functional_training"
    EXHIBITION = "exhibition"

    @property
    def slovenian(self) -> str:
        """The name in the workbook's column `izid`."""
        return SLOVENIAN_NAMES[self]


SLOVENIAN_NAMES = {
    OutcomeKind.EMPLOYMENT: "zaposlitev",
    OutcomeKind.WORKPLACE_TRAINING: "APZ usposabljanje na delovnem mestu",
    OutcomeKind.LEARNING_WORKSHOP: "APZ učna delavnica",
    OutcomeKind.QUALIFICATION: "NPK",
    OutcomeKind.FUNCTIONAL_TRAINING: "funkcionalno usposabljanje",
    OutcomeKind.EXHIBITION: "razstava",
}

_OTHER_NAMES = {
    "usposabljanje na delovnem mestu": OutcomeKind.WORKPLACE_TRAINING,
    "učna delavnica": OutcomeKind.LEARNING_WORKSHOP,
    "učne delavnice": OutcomeKind.LEARNING_WORKSHOP,
    "APZ učne delavnice": OutcomeKind.LEARNING_WORKSHOP,
    "nacionalna poklicna kvalifikacija": OutcomeKind.QUALIFICATION,
}

_BY_NAME = (
    {fold(name): kind for name, kind in _OTHER_NAMES.items()}
    | {fold(name): kind for kind, name in SLOVENIAN_NAMES.items()}
    | {str(kind): kind for kind in OutcomeKind}
)


def outcome_from_text(text: str) -> OutcomeKind:
    """The outcome that a Slovenian name stands for; case, diacritics and punctuation do not matter.

    Raises UnknownOutcome with the sentence a person reads.
    """
    bare = fold(fold(text).replace(":", " ").replace(" - ", " ").replace(",", " "))
    kind = _BY_NAME.get(bare)
    if kind is None:
        names = ", ".join(SLOVENIAN_NAMES.values())
        raise UnknownOutcome(f"Izida »{text.strip()}« ne poznamo. Izberite enega od teh: {names}.")
    return kind


class FollowUpKind(StrEnum):
    """When the ESF+ wants to know how a participant is doing."""

    ENTRY = "entry"
    EXIT = "exit"
    FOUR_WEEKS = "four_weeks"
    SIX_MONTHS = "six_months"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question of the ESF+ about one participant, and the day it refers to."""

    kind: FollowUpKind
    due_on: date


def follow_ups(entry_on: date, exit_on: date | None) -> tuple[FollowUp, ...]:
    """The days on which the ESF+ data are due, in order; only entry while the person is still in the programme.

    Source: Regulation (EU) 2021/1057, Annex I: immediate results are those within four weeks of leaving, longer-term
    results those six months after leaving.
    """
    entry = FollowUp(FollowUpKind.ENTRY, entry_on)
    if exit_on is None:
        return (entry,)
    return (
        entry,
        FollowUp(FollowUpKind.EXIT, exit_on),
        FollowUp(FollowUpKind.FOUR_WEEKS, exit_on + timedelta(weeks=4)),
        FollowUp(FollowUpKind.SIX_MONTHS, _six_months_after(exit_on)),
    )


def _six_months_after(on: date) -> date:
    """The same day six months later, or the last of a shorter month."""
    year, month = on.year + (on.month + 5) // 12, (on.month + 5) % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))

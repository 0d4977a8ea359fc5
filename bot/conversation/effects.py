"""What a decision may change, as plain values; bot/effects.py carries them out through records."""

from dataclasses import dataclass
from datetime import date, datetime, time

from programme.attendance import AbsenceReason, Answer


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """Will the person come to an activity."""

    activity_id: int
    answer: Answer
    reason: AbsenceReason | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SetScore:
    """The check-in of one day, with the words that came with it."""

    on: date
    score: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class StopEverything:
    """No more messages, on every address of the person; on a shared phone: on that phone, for all."""


@dataclass(frozen=True, slots=True)
class StartAgain:
    """Messages again, on the address the person writes from."""


@dataclass(frozen=True, slots=True)
class StopThisAddress:
    """The address is not this person's."""


@dataclass(frozen=True, slots=True)
class SetCheckins:
    """Daily check-ins on or off; everything else stays."""

    are_wanted: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """No check-ins up to and including a day; None ends the pause."""

    until_on: date | None


@dataclass(frozen=True, slots=True)
class SetHour:
    """An hour of one's own for the check-in."""

    at_local: time


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The language Stik speaks with this person."""

    language: str


@dataclass(frozen=True, slots=True)
class Join:
    """Yes to the consent question, on the address the person writes from."""


@dataclass(frozen=True, slots=True)
class Decline:
    """No to the consent question."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something a person of the team must do. `occasion` empty: one task for each reply."""

    kind: str
    why: str
    due_at: datetime
    is_urgent: bool = False
    activity_id: int | None = None
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class AlarmStaff:
    """Tells the mentor and the coordinators at once, without contents."""


@dataclass(frozen=True, slots=True)
class CloseQuestion:
    """The question is answered."""

    message_id: int


@dataclass(frozen=True, slots=True)
class NeedsPerson:
    """Somebody of the team must read the words."""


Effect = (
    SetAnswer
    | SetScore
    | StopEverything
    | StartAgain
    | StopThisAddress
    | SetCheckins
    | Pause
    | SetHour
    | SetLanguage
    | Join
    | Decline
    | OpenTask
    | AlarmStaff
    | CloseQuestion
    | NeedsPerson
)

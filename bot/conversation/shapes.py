"""What the rules of the dialogue see: the person, the question, the activity, the moment; and what they decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.conversation.effects import Effect, NeedsPerson
from programme.attendance import AbsenceReason, Answer
from programme.calendar import is_work_free, to_instant, to_local

MORNING_LOCAL = time(10)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a person said: read from words, or known from a button.

    `how`: button, text, edit, page, photo. `also` are further meanings of the same words.
    """

    meaning: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    how: str = "text"
    also: tuple[str, ...] = ()
    confidence: float = 1.0
    why: tuple[str, ...] = ()

    @property
    def is_press(self) -> bool:
        """True for one tap on a button, wherever it was shown."""
        return self.how == "button" or (self.how == "page" and not self.text)


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity at which the person is expected, and what is on record about coming. `title` may be said aloud."""

    id: int
    revision: int
    starts_at: datetime
    ends_at: datetime
    starts_local: datetime
    title: str
    place: str = ""
    answer: Answer = Answer.NONE
    reason: AbsenceReason | None = None
    minutes: int | None = None
    answered_at: datetime | None = None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of ours. `asks` as in outbox; `is_open` is false when it ran out or its activity moved since.

    `on`: the day that a check-in is about.
    """

    message_id: int
    kind: str
    asks: str
    is_open: bool = True
    is_answered: bool = False
    planned: Planned | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """What the rules need to know about a person."""

    id: int
    provider_id: int
    language: str = "sl"
    state: str = "joined"
    is_paused: bool = False
    wants_checkins: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is decided: `now`, when the words came in, and the office hours of the team."""

    now: datetime
    heard_at: datetime
    zone: str
    opens_local: time = time(8)
    closes_local: time = time(15)

    @property
    def today_on(self) -> date:
        """The local date."""
        return to_local(self.now, self.zone).date()

    @property
    def heard_on(self) -> date:
        """The local date of the words: what "today" means in them."""
        return to_local(self.heard_at, self.zone).date()

    @property
    def is_office_open(self) -> bool:
        """True when somebody of the team is at work."""
        wall = to_local(self.now, self.zone)
        return _is_working_day(wall.date()) and self.opens_local <= wall.time() < self.closes_local

    @property
    def next_morning_at(self) -> datetime:
        """10.00 of the next working day."""
        on = self.today_on + timedelta(days=1)
        while not _is_working_day(on):
            on += timedelta(days=1)
        return to_instant(datetime.combine(on, MORNING_LOCAL), self.zone)


@dataclass(frozen=True, slots=True)
class Past:
    """What was said lately: replies in a row that were not understood since we last asked, texts said today.

    `absences`: on how many days the person lately could not come, by reason.
    """

    not_understood: int = 0
    said_today: frozenset[str] = frozenset()
    absences: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything one decision rests on.

    `near`: activities that start in the next 36 hours; `ahead`: what is not over, of the next two weeks; `coming_up`:
    of the list asked for.
    """

    meant: Meant
    person: PersonView
    moment: Moment
    asked: Asked | None = None
    near: tuple[Planned, ...] = ()
    ahead: tuple[Planned, ...] = ()
    coming_up: tuple[Planned, ...] = ()
    scores: tuple[tuple[date, int], ...] = ()
    past: Past = field(default_factory=Past)


@dataclass(frozen=True, slots=True)
class Say:
    """One text in answer. `asks` makes it a question, open for `open_for` or until its activity starts."""

    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    asks: str | None = None
    about: Planned | None = None
    open_for: timedelta = timedelta(hours=24)
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be changed and what is to be said, each in order."""

    effects: tuple[Effect, ...] = ()
    says: tuple[Say, ...] = ()

    def __add__(self, other: Decision) -> Decision:
        return Decision(self.effects + other.effects, self.says + other.says)

    @property
    def needs_person(self) -> bool:
        """True when somebody of the team must read the words."""
        return NeedsPerson() in self.effects

    @property
    def quietly(self) -> Decision:
        """The same changes without a word."""
        return Decision(self.effects)


def _is_working_day(on: date) -> bool:
    return on.weekday() < 5 and not is_work_free(on)

"""What a text may speak about: typed values, never ready-made phrases.

The caller fills in what it knows; the catalogue turns it into words of the person's language.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts behind one text. An empty value means: not known, leave that piece of the sentence out.

    `title` is already chosen (neutral or full); `*_local` is naive wall time in the programme's zone; `today_on` is
    the local date at which the person reads the text, so that "jutri" is said only when it is true;
    `reason` is an absence reason and `answer` an answer as the database keeps them.
    """

    name: str = ""
    org: str = ""
    program: str = ""
    title: str = ""
    activity_kind: str = ""
    starts_local: datetime | None = None
    ends_local: datetime | None = None
    today_on: date | None = None
    place: str = ""
    address: str = ""
    bring: str = ""
    partner: str = ""
    old_starts_local: datetime | None = None
    old_place: str = ""
    old_address: str = ""
    minutes: int | None = None
    score: int | None = None
    reason: str = ""
    hours: str = ""
    days: int | None = None
    answer: str = ""
    link: str = ""
    text: str = ""
    staff_name: str = ""
    staff_phone: str = ""
    csd_phone: str = ""
    retention: str = ""
    language: str = ""
    milestone: str = ""
    contact_name: str = ""
    history: tuple[tuple[date, int], ...] = ()

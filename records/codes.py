"""The short public codes in links: they carry a row number and a proof, so nothing is stored and none can be guessed.

A round in the proof makes a code single use: when the person's round grows, older codes stop working.
"""

from typing import Protocol

from records.sealed import claimed, ring

JOIN_LENGTH = 16
ANSWER_LENGTH = 8
CALENDAR_LENGTH = 16


class Coded(Protocol):
    """A person as far as codes need one."""

    @property
    def id(self) -> int:
        """The row number."""
        ...

    @property
    def join_round(self) -> int:
        """Grows when a joining code was used."""
        ...

    @property
    def calendar_round(self) -> int:
        """Grows when the calendar address is replaced."""
        ...


def join_code(person: Coded) -> str:
    """The code of /j/CODE and of the Telegram deep link; it works until the person has joined with it."""
    return ring().code(f"join:{person.join_round}", person.id, length=JOIN_LENGTH)


def calendar_code(person: Coded) -> str:
    """The code of the person's calendar feed /c/CODE.ics."""
    return ring().code(f"calendar:{person.calendar_round}", person.id, length=CALENDAR_LENGTH)


def answer_code(message_id: int) -> str:
    """The code of the answer page /o/CODE of one question."""
    return ring().code("o", message_id, length=ANSWER_LENGTH)


def message_of_answer_code(code: str) -> int | None:
    """The message that an answer code belongs to, or None when the code is not ours."""
    return ring().number_of("o", code, length=ANSWER_LENGTH)


def claimed_number(code: str) -> int | None:
    """The row number a code claims to be for, its proof unchecked; None when it cannot be a code at all."""
    return claimed(code)[0]


def is_join_code_of(person: Coded, code: str) -> bool:
    """True when the code is the person's current joining code."""
    return ring().number_of(f"join:{person.join_round}", code, length=JOIN_LENGTH) == person.id


def is_calendar_code_of(person: Coded, code: str) -> bool:
    """True when the code is the person's current calendar code."""
    return ring().number_of(f"calendar:{person.calendar_round}", code, length=CALENDAR_LENGTH) == person.id

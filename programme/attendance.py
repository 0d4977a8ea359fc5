"""Will come and came are two facts: what a participant answers, and what staff record as presence.

The bot's answer is never the record of presence; hours come from presence only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Answer(StrEnum):
    """What a participant said about an activity."""

    NONE = "none"
    COMING = "coming"
    LATE = "late"
    MAYBE = "maybe"
    NOT_COMING = "not_coming"


class Presence(StrEnum):
    """What staff recorded."""

    UNKNOWN = "unknown"
    CAME = "came"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"


class AbsenceReason(StrEnum):
    """Why somebody cannot come; asked kindly, in one tap, because it protects the person."""

    CHILD_CARE = "child_care"
    CARE_OF_RELATIVE = "care_of_relative"
    ILLNESS = "illness"
    MEDICAL_APPOINTMENT = "medical_appointment"
    TRANSPORT = "transport"
    WEATHER = "weather"
    JOB = "job"
    JOB_INTERVIEW = "job_interview"
    OFFICIAL_APPOINTMENT = "official_appointment"
    FORGOT = "forgot"
    PERSONAL = "personal"
    UNKNOWN = "unknown"


class HoursUnknown(ValueError):
    """The hours cannot be worked out; its text is the sentence a person reads."""


RECORDING_OPENS = timedelta(hours=1)
_STILL_NEWS_AFTER_THE_START = frozenset({Answer.LATE, Answer.NOT_COMING})
_THERE = frozenset({Presence.CAME, Presence.LATE, Presence.LEFT_EARLY})
_QUARTERS = Decimal(4)


def may_answer(at: datetime, starts_at: datetime, *, ends_at: datetime) -> bool:
    """True until the end; an answer is kept that long, even when it changes nothing any more."""
    return at < max(starts_at, ends_at)


def takes_effect(old: Answer, new: Answer, *, at: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """True when the new answer replaces the old one.

    Before the start every real answer does. After it only being late and not coming do: "coming" can no longer be
    planned with, only presence counts. Being late twice takes effect again, as the minutes may differ.
    """
    if new is Answer.NONE or not may_answer(at, starts_at, ends_at=ends_at):
        return False
    if new is old and new is not Answer.LATE:
        return False
    return at < starts_at or new in _STILL_NEWS_AFTER_THE_START


def may_record(at: datetime, starts_at: datetime) -> bool:
    """True from one hour before the start on: staff may record who came."""
    return at >= starts_at - RECORDING_OPENS


def was_there(presence: Presence) -> bool:
    """True when the person was there for some of the time."""
    return presence in _THERE


def hours_of(
    presence: Presence,
    starts_local: datetime,
    *,
    ends_local: datetime,
    minutes_late: int | None = None,
    left_local: datetime | None = None,
) -> Decimal:
    """The hours of actual presence, to the nearest quarter; 0 for who was not there or is not recorded yet.

    Source: Uradni list RS 115/2023, no. 3329, article 3 (hours of actual presence). The rounding is our assumption;
    the signed attendance list is what counts. Raises HoursUnknown when somebody left early and nobody says when.
    """
    if presence not in _THERE:
        return Decimal("0.00")
    if presence is Presence.LEFT_EARLY and left_local is None:
        raise HoursUnknown("Vpišite, ob kateri uri je oseba odšla, ali pa vpišite ure prisotnosti.")
    begins = starts_local + timedelta(minutes=max(minutes_late or 0, 0))
    ends = min(ends_local, left_local) if left_local is not None else ends_local
    return _quarter_hours(max(ends - begins, timedelta(0)))


def _quarter_hours(span: timedelta) -> Decimal:
    hours = Decimal(int(span.total_seconds())) / 3600
    return ((hours * _QUARTERS).quantize(Decimal(1), ROUND_HALF_UP) / _QUARTERS).quantize(Decimal("0.01"))

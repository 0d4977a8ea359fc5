"""Answers and presence: what takes effect when, and how many hours it gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from programme.attendance import (
    AbsenceReason,
    Answer,
    HoursUnknown,
    Presence,
    hours_of,
    may_answer,
    may_record,
    takes_effect,
    was_there,
)

STARTS, ENDS = datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC)
BEFORE, DURING, AFTER = STARTS - timedelta(hours=15), STARTS + timedelta(minutes=20), ENDS + timedelta(minutes=1)
NINE, ONE = datetime(2026, 11, 24, 9), datetime(2026, 11, 24, 13)


def _takes(old: Answer, new: Answer, at: datetime) -> bool:
    return takes_effect(old, new, at=at, starts_at=STARTS, ends_at=ENDS)


def test_an_answer_is_heard_until_the_end() -> None:
    assert may_answer(BEFORE, STARTS, ends_at=ENDS)
    assert may_answer(DURING, STARTS, ends_at=ENDS)
    assert not may_answer(ENDS, STARTS, ends_at=ENDS)


@pytest.mark.parametrize("old", Answer)
@pytest.mark.parametrize("new", [Answer.COMING, Answer.LATE, Answer.MAYBE, Answer.NOT_COMING])
def test_before_the_start_a_person_may_change_their_mind(old: Answer, new: Answer) -> None:
    assert _takes(old, new, BEFORE) == (old is not new or new is Answer.LATE)


def test_after_the_start_coming_is_no_longer_news() -> None:
    assert not _takes(Answer.NONE, Answer.COMING, DURING)
    assert not _takes(Answer.NOT_COMING, Answer.COMING, STARTS)
    assert not _takes(Answer.NONE, Answer.MAYBE, DURING)


def test_after_the_start_being_late_or_not_coming_still_is() -> None:
    assert _takes(Answer.COMING, Answer.LATE, DURING)
    assert _takes(Answer.COMING, Answer.NOT_COMING, DURING)


@pytest.mark.parametrize("new", Answer)
def test_after_the_end_nothing_changes(new: Answer) -> None:
    assert not _takes(Answer.NONE, new, AFTER)


@pytest.mark.parametrize("old", Answer)
def test_an_answer_is_never_taken_away(old: Answer) -> None:
    assert not _takes(old, Answer.NONE, BEFORE)


def test_presence_is_recorded_from_an_hour_before_the_start() -> None:
    assert not may_record(STARTS - timedelta(minutes=61), STARTS)
    assert may_record(STARTS - timedelta(minutes=60), STARTS)
    assert may_record(ENDS + timedelta(days=30), STARTS)


@pytest.mark.parametrize(
    ("presence", "late", "left", "hours"),
    [
        (Presence.CAME, None, None, "4.00"),
        (Presence.LATE, 30, None, "3.50"),
        (Presence.LATE, None, None, "4.00"),
        (Presence.LATE, 7, None, "4.00"),
        (Presence.LATE, 8, None, "3.75"),
        (Presence.LATE, 600, None, "0.00"),
        (Presence.LATE, -10, None, "4.00"),
        (Presence.LEFT_EARLY, None, datetime(2026, 11, 24, 11), "2.00"),
        (Presence.LEFT_EARLY, 60, datetime(2026, 11, 24, 11), "1.00"),
        (Presence.LEFT_EARLY, None, datetime(2026, 11, 24, 14), "4.00"),
        (Presence.LEFT_EARLY, None, datetime(2026, 11, 24, 8), "0.00"),
        (Presence.EXCUSED, None, None, "0.00"),
        (Presence.ABSENT, None, None, "0.00"),
        (Presence.UNKNOWN, None, None, "0.00"),
    ],
)
def test_hours_are_those_of_actual_presence(
    presence: Presence, late: int | None, left: datetime | None, hours: str
) -> None:
    given = hours_of(presence, NINE, ends_local=ONE, minutes_late=late, left_local=left)
    assert given == Decimal(hours)
    assert str(given) == hours


def test_leaving_early_without_a_time_asks_for_it() -> None:
    with pytest.raises(HoursUnknown, match="ob kateri uri"):
        hours_of(Presence.LEFT_EARLY, NINE, ends_local=ONE)


def test_being_there_for_a_part_is_being_there() -> None:
    assert {each for each in Presence if was_there(each)} == {Presence.CAME, Presence.LATE, Presence.LEFT_EARLY}


def test_the_reasons_are_those_that_the_reader_knows() -> None:
    assert [str(reason) for reason in AbsenceReason] == [
        "child_care",
        "care_of_relative",
        "illness",
        "medical_appointment",
        "transport",
        "weather",
        "job",
        "job_interview",
        "official_appointment",
        "forgot",
        "personal",
        "unknown",
    ]

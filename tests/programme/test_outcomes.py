"""Outcomes under the workbook's names, and the days of the ESF+."""

from __future__ import annotations

from datetime import date

import pytest

from programme.outcomes import FollowUpKind, OutcomeKind, UnknownOutcome, follow_ups, outcome_from_text

WORKBOOK = {
    "zaposlitev": OutcomeKind.EMPLOYMENT,
    "APZ usposabljanje na delovnem mestu": OutcomeKind.WORKPLACE_TRAINING,
    "APZ učna delavnica": OutcomeKind.LEARNING_WORKSHOP,
    "NPK": OutcomeKind.QUALIFICATION,
    "funkcionalno usposabljanje": OutcomeKind.FUNCTIONAL_TRAINING,
    "razstava": OutcomeKind.EXHIBITION,
}


@pytest.mark.parametrize(("name", "kind"), WORKBOOK.items())
def test_every_name_of_the_workbook_is_an_outcome_and_back(name: str, kind: OutcomeKind) -> None:
    assert outcome_from_text(name) is kind
    assert outcome_from_text(name.upper()) is kind
    assert outcome_from_text(str(kind)) is kind
    assert kind.slovenian == name


@pytest.mark.parametrize("text", ["APZ: ucna delavnica", "učne delavnice", "apz - učna delavnica"])
def test_other_spellings_are_understood(text: str) -> None:
    assert outcome_from_text(text) is OutcomeKind.LEARNING_WORKSHOP


def test_an_unknown_outcome_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(UnknownOutcome, match="NPK, funkcionalno usposabljanje"):
        outcome_from_text("nagrada")


def test_who_is_still_there_has_only_an_entry() -> None:
    (entry,) = follow_ups(date(2018, 7, 1), None)
    assert (entry.kind, entry.due_on) == (FollowUpKind.ENTRY, date(2018, 7, 1))


def test_who_left_is_asked_at_once_within_four_weeks_and_after_six_months() -> None:
    due = {each.kind: each.due_on for each in follow_ups(date(2018, 7, 1), date(2018, 12, 31))}
    assert due[FollowUpKind.EXIT] == date(2018, 12, 31)
    assert due[FollowUpKind.FOUR_WEEKS] == date(2019, 1, 28)
    assert due[FollowUpKind.SIX_MONTHS] == date(2019, 6, 30)


@pytest.mark.parametrize(
    ("left", "after"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_six_months_end_within_a_shorter_month(left: date, after: date) -> None:
    assert follow_ups(date(2026, 1, 1), left)[-1].due_on == after

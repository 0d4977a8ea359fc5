"""Facts about what a reply tells beside its meaning."""

import pytest

from language.meanings import Meaning
from language.reading import read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ne pridem, otrok ima vročino", "child_care"),
        ("avto mi je crknil, ne bo me", "transport"),
        ("imam razgovor za službo", "job_interview"),
        ("ob devetih moram na CSD", "official_appointment"),
        ("ne morem priti", "unknown"),
    ],
)
def test_a_refusal_tells_why(text: str, reason: str) -> None:
    assert read(text, "reminder").slots["absence_reason"] == reason


def test_an_hour_named_counts_from_the_start_of_the_activity() -> None:
    assert read("pridem ob pol enajstih", "reminder", start=10 * 60).slots["minutes"] == 30
    assert read("zamudim 10 minut", "reminder", start=14 * 60).slots["minutes"] == 10


def test_an_hour_before_a_later_start_is_no_lateness() -> None:
    assert "minutes" not in read("pridem ob pol desetih", "reminder", start=10 * 60).slots


def test_a_number_written_stands_beside_a_story() -> None:
    assert read("4, čeprav me hrbet malo boli", "checkin").slots["score"] == 4


def test_the_score_beside_an_alarm_is_kept() -> None:
    reading = read("1, mož me tepe", "checkin")
    assert (reading.meaning, reading.slots["score"]) == (Meaning.DISTRESS, 1)


def test_the_refusal_beside_an_alarm_keeps_its_reason() -> None:
    reading = read("ne pridem, mož me je pretepel", "reminder")
    assert Meaning.DECLINE in reading.also
    assert "absence_reason" in reading.slots


def test_the_other_time_wished_for_is_told_in_the_words_written() -> None:
    assert read("jutri ne morem, lahko v četrtek?", "reminder").slots["when"] == "v četrtek"


def test_the_language_asked_for_is_named() -> None:
    assert read("English please", "none").slots["language"] == "en"


def test_what_is_not_clear_tells_what_it_would_be() -> None:
    reading = read("3", "none")
    assert reading.meaning is Meaning.UNCLEAR
    assert reading.also and Meaning.UNCLEAR not in reading.also

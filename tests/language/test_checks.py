"""Facts about what the text files must hold."""

import pytest

from language.checks import (
    faults,
    faults_between,
    faults_of_buttons,
    faults_of_fields,
    faults_of_wording,
    telling_words,
)
from language.wording import Wording

ASKING = {
    "about": "Vprašanje",
    "buttons": "attendance",
    "telegram": "Pridete {when_run}?",
    "sms": "Pridete? Odpišite DA ali NE",
    "sms_short": "Pridete? DA/NE",
    "sms_link": "Pridete? {link}",
}


def asking(language: str = "sl", **changed: str) -> Wording:
    return Wording("vabilo", "reminders", language, {"": ASKING | changed}, asks=True)


def test_the_files_of_the_product_have_no_fault() -> None:
    assert faults() == ()


def test_a_sound_wording_has_no_fault() -> None:
    assert list(faults_of_wording(asking())) == []


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"about": "x", "telegram": "{ime}", "sms": "x"}, "{ime} is not a placeholder"),
        ({"about": "x", "telegram": "[{name}", "sms": "x"}, "never closed"),
        ({"about": "x", "telegram": "x"}, "needs about, telegram and sms"),
        ({"about": "x", "telegram": "x", "sms": "x", "viber": "x"}, '"viber" is not a field'),
        ({"about": "x", "telegram": "x", "sms": "x", "short": {"sms": "x"}}, '"short" is not a variant'),
        ({"about": "x", "telegram": "x", "sms": "x", "neutral": {"sms": "{ime}"}}, "sl/vabilo.neutral.sms: {ime}"),
    ],
)
def test_a_fault_of_shape_is_told_in_one_sentence(table: dict[str, object], words: str) -> None:
    (fault,) = faults_of_fields("sl/vabilo", table)
    assert words in fault
    assert fault.startswith("sl/vabilo") and fault.endswith(".")


def test_a_long_label_is_a_fault() -> None:
    (fault,) = faults_of_buttons("sl/buttons/da", {"rows": [["yes"]], "yes": "d" * 31})
    assert "1 to 30 characters" in fault


def test_a_button_without_a_label_is_a_fault() -> None:
    assert any(
        "do not name the same" in each for each in faults_of_buttons("x", {"rows": [["yes", "no"]], "yes": "Da"})
    )


def test_a_question_that_cannot_be_answered_must_carry_the_link() -> None:
    (fault,) = faults_of_wording(asking(sms_link="Pridete?"))
    assert "must carry {link}" in fault


def test_an_sms_that_cannot_be_answered_must_not_ask_for_a_reply() -> None:
    (fault,) = faults_of_wording(asking(sms_link="Odpišite ali {link}"))
    assert 'must not say "Odpišite"' in fault


def test_a_shared_phone_must_not_tell_about_health_or_the_programme() -> None:
    found = list(faults_of_wording(asking(telegram="Zdravstvena delavnica programa {when_run}")))
    assert any('"Zdravstvena"' in each for each in found)
    assert any('"programa"' in each for each in found)


def test_a_shared_phone_must_not_need_what_is_withheld() -> None:
    assert any("a shared phone must not show" in each for each in faults_of_wording(asking(telegram="Ker {reason}")))


def test_two_languages_must_need_the_same_facts() -> None:
    (fault,) = faults_between(asking(), asking("en", telegram="Coming to {place} {when_run}?"))
    assert "['place']" in fault


def test_two_languages_must_have_the_same_buttons() -> None:
    assert any("buttons differ" in each for each in faults_between(asking(), asking("en", buttons="yes_no")))


def test_a_greeting_is_not_a_word_on_health() -> None:
    assert telling_words("Pozdravljeni", "neutral", language="sl") == ()
    assert telling_words("Zdravnik", "neutral", language="sl") == ("Zdravnik",)

"""Facts about what is said to whom, and in which form."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from language.catalogue import (
    MissingFact,
    Style,
    TextError,
    TextTooLong,
    UnknownKind,
    choices,
    kinds,
    languages,
    say,
    text_version,
)
from language.facts import Facts
from language.segments import count
from tests.language.cast import AWKWARD, LINK, NEEDED, ORDINARY

ONE_WAY = Style("sms", "strip", two_way=False)


def keys(kind: str, *, neutral: bool = False) -> list[str]:
    return [choice.key for row in choices(kind, "sl", neutral=neutral) for choice in row]


def test_every_text_the_product_needs_is_there() -> None:
    assert set(NEEDED) - set(kinds()) == set()


def test_the_languages_are_slovenian_and_english() -> None:
    assert languages() == ("sl", "en")


def test_the_reminder_says_tomorrow_when_it_is_tomorrow() -> None:
    said = say("reminder_ask", ORDINARY)
    assert said.text.splitlines() == [
        "Pozdravljeni, Ana.",
        "Jutri je delavnica: Predstavitev poklicev",
        "Kdaj: sreda, 3. junij ob 9.00 (do 12.00)",
        "Kje: ZPTM Brežice, Trg mladih 7",
        "Prinesite: copate",
        "Boste prišli?",
    ]
    assert (said.parts, said.encoding, said.language) == (0, "", "sl")


@pytest.mark.parametrize("today_on", [None, date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 9), date(2026, 5, 4)])
@pytest.mark.parametrize("kind", ["reminder_ask", "reminder_tell", "reminder_24h", "placement_shift", "health_notice"])
def test_no_text_claims_tomorrow_when_it_is_not(kind: str, today_on: date | None) -> None:
    for style in (Style(), Style("sms"), ONE_WAY, Style(easy=True), Style(neutral=True)):
        slovenian = say(kind, replace(ORDINARY, today_on=today_on), style=style).text
        assert "jutri" not in slovenian.lower().replace("pojutrišnjem", "")
        english = say(kind, replace(ORDINARY, today_on=today_on), language="en", style=style).text
        assert "tomorrow" not in english.lower().replace("day after tomorrow", "")


def test_each_kind_of_activity_has_its_own_word() -> None:
    told = {
        kind: say("reminder_tell", replace(ORDINARY, activity_kind=kind)).text for kind in ("workshop", "placement")
    }
    assert told["workshop"].startswith("Jutri ob 9.00 je delavnica: Predstavitev poklicev")
    assert told["placement"].startswith("Jutri ob 9.00 ste na usposabljanju.\nKje: Knjižnica Brežice, ZPTM Brežice")


def test_without_a_title_the_kind_of_activity_speaks() -> None:
    said = say("reminder_ask", replace(ORDINARY, title=""), style=Style("sms", "strip"))
    assert "jutri ob 9.00 delavnica" in said.text


def test_an_sms_that_can_be_answered_asks_for_yes_or_no_and_tells_how_to_stop() -> None:
    said = say("reminder_ask", ORDINARY, style=Style("sms", "strip"))
    assert said.text == (
        "Lumia: jutri ob 9.00 Predstavitev poklicev, ZPTM Brezice, Trg mladih 7. "
        "Boste prisli? Odpisite DA ali NE. Konec: STOP"
    )
    assert (said.parts, said.encoding, said.form, said.choices) == (1, "gsm7", "sms", ())


def test_with_diacritics_the_short_form_keeps_it_in_one_part() -> None:
    said = say("reminder_ask", replace(ORDINARY, title="Druženje"), style=Style("sms", "keep"))
    assert (said.form, said.parts, said.encoding) == ("sms_short", 1, "ucs2")


def test_an_sms_that_cannot_be_answered_carries_the_link() -> None:
    said = say("reminder_ask", ORDINARY, style=ONE_WAY)
    assert said.text.endswith(f"Odgovor ali odjava: {LINK}")
    assert "STOP" not in said.text and "Odpi" not in said.text


def test_a_question_without_its_link_is_refused() -> None:
    with pytest.raises(MissingFact) as missing:
        say("reminder_ask", replace(ORDINARY, link=""), style=ONE_WAY)
    assert (missing.value.kind, missing.value.placeholder) == ("reminder_ask", "link")
    assert str(missing.value).endswith(".")


def test_an_unknown_kind_is_refused() -> None:
    for attempt in (lambda: say("reminder_49h", ORDINARY), lambda: choices("x", "sl"), lambda: text_version("x", "sl")):
        with pytest.raises(UnknownKind, match="There is no text called"):
            attempt()
    assert issubclass(UnknownKind, TextError)


@pytest.mark.parametrize(
    ("language", "used"), [("sl", "sl"), ("SL-si", "sl"), ("en_GB", "en"), ("sq", "en"), ("", "en")]
)
def test_a_language_without_texts_gets_english_and_says_so(language: str, used: str) -> None:
    assert say("ack_thanks", ORDINARY, language=language).language == used


def test_long_names_are_cut_only_in_an_sms_and_the_time_and_link_stay() -> None:
    said = say("reminder_ask", replace(AWKWARD, org="Lumia"), style=ONE_WAY)
    assert (said.parts, said.shortened) == (1, True)
    assert "..." in said.text and "3. 6. ob 9.00" in said.text and said.text.endswith(AWKWARD.link)
    assert "dolgega dolgega" in say("reminder_ask", AWKWARD).text


def test_a_cut_title_is_preferred_to_none() -> None:
    title = "Kako se predstavim delodajalcu in kaj povem o sebi, če me vpraša"
    said = say("reminder_ask", replace(ORDINARY, title=title), style=ONE_WAY)
    assert (said.form, said.parts, said.shortened) == ("sms_link", 1, True)
    assert "Kako se predstavim" in said.text and "ZPTM Brezice" in said.text


def test_staff_words_are_never_cut() -> None:
    long_text = "Pridite prej. " * 40
    said = say("broadcast", Facts(text=long_text), style=Style("sms"))
    assert (said.text, said.parts) == (long_text.strip(), count(long_text.strip()).parts)
    with pytest.raises(TextTooLong):
        say("broadcast", Facts(text="ž" * 4096))
    with pytest.raises(TextTooLong):
        say("broadcast", Facts(text="a" * 1601), style=Style("sms"))


def test_staff_words_keep_their_lines_and_lose_hidden_characters() -> None:
    assert say("broadcast", Facts(text="Prva\r\nDruga\x00 \u202evrsta <b>")).text == "Prva\nDruga vrsta <b>"


def test_a_title_with_braces_is_said_as_it_is() -> None:
    assert "{name} [x]" in say("reminder_ask", replace(ORDINARY, title="{name} [x]")).text


def test_the_buttons_are_machine_words_with_labels() -> None:
    assert keys("reminder_ask") == ["coming", "not_coming", "late", "maybe"]
    assert keys("checkin_morning") == ["1", "2", "3", "4", "5"]
    assert keys("invite_consent") == ["consent_yes", "consent_no", "ask"]
    assert keys("checkin_low") == ["call_me", "no_thanks"]
    assert keys("ask_minutes") == ["minutes_10", "minutes_15", "minutes_30", "minutes_60"]
    assert keys("ack_confirm") == []


def test_a_shared_phone_offers_no_button_on_illness() -> None:
    assert "illness" in keys("ask_reason")
    assert "illness" not in keys("ask_reason", neutral=True)
    shown = [choice.key for row in say("ask_reason", ORDINARY, style=Style(neutral=True)).choices for choice in row]
    assert shown == keys("ask_reason", neutral=True)


def test_the_language_question_offers_the_languages_there_are() -> None:
    assert keys("language_ask") == [f"language_{language}" for language in languages()]


def test_nothing_is_said_by_sms_to_an_ok() -> None:
    said = say("ack_broadcast_none", ORDINARY, style=Style("sms"))
    assert (said.text, said.parts) == ("", 0)


def test_the_answer_page_has_no_chat_instructions() -> None:
    page = say("stop_done", ORDINARY, style=Style("page"))
    assert (page.form, "START" in page.text) == ("page", False)
    assert say("reminder_ask", ORDINARY, style=Style("page")).text == say("reminder_ask", ORDINARY).text


def test_a_changed_answer_is_repeated_in_words() -> None:
    told = [say("changed_answer", Facts(answer=answer)).text for answer in ("coming", "late", "maybe")]
    assert [text.split("zapisano: ")[1].split(".")[0] for text in told] == [
        "pridete",
        "zamudite",
        "še ne veste",
    ]


def test_days_of_a_break_are_counted_in_slovenian() -> None:
    told = [say("paused", Facts(days=days), style=Style("page")).text.split(":")[1].split(".")[0] for days in (1, 2, 7)]
    assert told == [" 1 dan", " 2 dneva", " 7 dni"]


def test_the_version_stands_for_one_wording() -> None:
    versions = {text_version(kind, language) for kind in ("invite_consent", "join_done") for language in languages()}
    assert len(versions) == 4
    assert text_version("invite_consent", "sl") == text_version("invite_consent", "sl-SI")


def test_an_evening_reminder_for_the_night_is_true() -> None:
    late = replace(ORDINARY, starts_local=datetime(2026, 6, 3, 0, 30), ends_local=None)
    assert say("reminder_ask", late).text.splitlines()[1].startswith("Jutri je delavnica")

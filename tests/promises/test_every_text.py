"""Facts that hold for every kind, language, channel and variant, with ordinary and with awkward values."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from language.catalogue import Said, Style, kinds, languages, say
from language.checks import telling_words
from language.facts import Facts
from language.segments import count, utf16_units
from language.wording import ACTIVITY_KINDS, wordings
from tests.language.cast import AWKWARD, LINK, ORDINARY

STYLES = tuple(
    Style(channel, diacritics, two_way, neutral, easy)
    for channel, diacritics, two_way, neutral, easy in product(
        ("telegram", "page", "sms"), ("keep", "strip"), (True, False), (True, False), (True, False)
    )
    if channel == "sms" or (diacritics, two_way) == ("keep", True)
)
HARMLESS = Facts(
    name="Ana",
    title="Skupaj",
    starts_local=ORDINARY.starts_local,
    old_starts_local=ORDINARY.old_starts_local,
    place="Dvorana",
    link=LINK,
    answer="coming",
    activity_kind="health_session",
    text="Se vidimo",
    hours="8.00",
    org="Lumia",
    language="sl",
)
OWN_WORDS = {"broadcast", "staff_reply", "today_list", "week_list"}


def every(facts: Facts, *, channel: str = "", language: str = "") -> Iterator[tuple[Style, Said]]:
    for kind, spoken, style in product(kinds(), languages(), STYLES):
        if channel in ("", style.channel) and language in ("", spoken):
            yield style, say(kind, facts, language=spoken, style=style)


@pytest.mark.parametrize("facts", [ORDINARY, AWKWARD], ids=["ordinary", "awkward"])
def test_no_gap_bracket_or_hidden_character_is_left(facts: Facts) -> None:
    for style, said in every(facts):
        assert not set("{}[]\x00\r\u202e") & set(said.text), (said.kind, style, said.text)
        assert said.text == said.text.strip()
        assert "  " not in said.text and " ," not in said.text and " ." not in said.text, (said.kind, style, said.text)


@pytest.mark.parametrize("facts", [ORDINARY, AWKWARD], ids=["ordinary", "awkward"])
def test_telegram_texts_fit_and_are_not_empty(facts: Facts) -> None:
    for _, said in every(facts, channel="telegram"):
        assert 0 < utf16_units(said.text) < 4096
        assert (said.parts, said.encoding) == (0, "")


@pytest.mark.parametrize("facts", [ORDINARY, AWKWARD], ids=["ordinary", "awkward"])
def test_an_sms_tells_its_true_cost_and_has_no_buttons(facts: Facts) -> None:
    for style, said in every(facts, channel="sms"):
        cost = count(said.text)
        assert (said.parts, said.encoding, said.choices) == (cost.parts, cost.encoding, ())
        assert style.diacritics == "keep" or said.encoding == "gsm7"


def test_every_ordinary_sms_takes_one_part() -> None:
    over = [(said.kind, style) for style, said in every(ORDINARY, channel="sms") if said.parts > 1]
    assert over == []


def test_awkward_names_never_make_an_sms_longer_than_two_parts() -> None:
    over = {said.kind for _, said in every(AWKWARD, channel="sms") if said.parts > 2}
    assert over == set()


def test_labels_are_short_and_keys_are_machine_words() -> None:
    for _, said in every(ORDINARY, channel="telegram"):
        for choice in (each for row in said.choices for each in row):
            assert 0 < len(choice.label) <= 30
            assert (choice.key.replace("_", "").isalnum() and choice.key.islower()) or choice.key.isdigit()
            assert len(choice.key.encode()) <= 32


def test_what_cannot_be_answered_asks_for_no_reply_and_keeps_its_link_whole() -> None:
    for style, said in every(AWKWARD, channel="sms"):
        if style.two_way:
            continue
        assert telling_words(said.text, "one_way", language=said.language) == (), (said.kind, said.text)
        if wordings(said.language)[said.kind].asks:
            assert AWKWARD.link in said.text, said.kind


def test_the_page_asks_for_no_reply_by_chat() -> None:
    for _, said in every(ORDINARY, channel="page"):
        assert telling_words(said.text, "one_way", language=said.language) == (), (said.kind, said.text)


def test_a_question_by_sms_says_how_to_answer_except_where_the_numbers_to_call_need_the_room() -> None:
    for style, said in every(ORDINARY, channel="sms"):
        if (
            said.kind != "emergency"
            and style.two_way
            and said.form == "sms"
            and wordings(said.language)[said.kind].asks
        ):
            assert telling_words(said.text, "one_way", language=said.language), (said.kind, said.text)


@pytest.mark.parametrize("activity", ["", *ACTIVITY_KINDS])
def test_a_shared_phone_shows_no_word_on_health_benefits_or_the_programme(activity: str) -> None:
    for kind, language, style in product(kinds(), languages(), STYLES):
        if style.neutral:
            said = say(kind, replace(HARMLESS, activity_kind=activity), language=language, style=style)
            found = telling_words(said.text, "neutral", language=language)
            assert found == (), (kind, said.text)


def test_a_shared_phone_withholds_what_could_tell() -> None:
    telling = [ORDINARY.program, ORDINARY.partner, ORDINARY.bring, ORDINARY.csd_phone, ORDINARY.milestone, "bolezen"]
    for style, said in every(ORDINARY):
        if style.neutral:
            assert not [each for each in telling if each in said.text], (said.kind, said.text)


def test_the_time_is_in_every_text_about_an_activity_however_long_its_names() -> None:
    for kind, language, style in product(
        ("reminder_ask", "reminder_tell", "health_notice", "change_time"), languages(), STYLES
    ):
        said = say(kind, AWKWARD, language=language, style=style)
        assert "9.00" in said.text or "9:00" in said.text, said.text


def test_the_first_reminder_tells_how_to_stop() -> None:
    for style in (each for each in STYLES if each.channel == "sms"):
        said = say("reminder_ask", ORDINARY, style=style)
        assert "STOP" in said.text if style.two_way else LINK in said.text


def test_english_sms_ask_for_y_or_n_because_yes_is_an_opt_in_word() -> None:
    for style, said in every(ORDINARY, channel="sms", language="en"):
        assert "YES" not in said.text and "CANCEL " not in said.text, (said.kind, style)


def test_the_least_facts_are_enough_for_every_text_without_a_link() -> None:
    least = Facts(
        org="Lumia",
        starts_local=ORDINARY.starts_local,
        old_starts_local=ORDINARY.old_starts_local,
        place="Dvorana",
        answer="coming",
        text="Se vidimo",
        language="sl",
        score=3,
        milestone="10",
        history=ORDINARY.history,
    )
    for kind, language, style in product(kinds(), languages(), STYLES):
        if style.channel != "sms" or style.two_way:
            say(kind, least, language=language, style=style)


def test_staff_words_are_said_as_they_are() -> None:
    for kind in OWN_WORDS:
        for style in STYLES:
            if style.diacritics == "keep":
                assert ORDINARY.text in say(kind, ORDINARY, style=style).text

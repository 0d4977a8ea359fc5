"""Every text of the pages is translated, with the same gaps and all plural forms."""

import re

from bot import sms_errors, telegram_errors
from staff.reasons import reason
from staff.texts import texts
from tests.staff.strings import in_source, translated

GAP = re.compile(r"%\((\w+)\)s")


def test_every_text_is_translated_and_none_is_left_over() -> None:
    """`python -m tests.staff.strings` lists them."""
    done = {key for key, said in translated("sl").items() if all(said)}
    assert in_source() - done == set()
    assert done - in_source() == set()


def test_translations_keep_the_gaps_and_the_endings() -> None:
    """Every gap of the source is in every form; a sentence stays a sentence."""
    for key, said in translated("sl").items():
        assert len(said) == (1 if len(key) == 1 else 4), key
        for form in said:
            assert set(GAP.findall(form)) == set(GAP.findall(key[0])), key
            assert (form[-1] in ".?") == (key[0][-1] in ".?") or key == ("No.",), key


def test_slovenian_has_four_plural_forms() -> None:
    """1, 2, 3-4, 5; and again from 101 on."""
    said = texts("sl")
    forms = [said.ngettext("%(num)s person", "%(num)s people", n) % {"num": n} for n in (1, 2, 3, 4, 5, 11, 101, 102)]
    assert forms == ["1 oseba", "2 osebi", "3 osebe", "4 osebe", "5 oseb", "11 oseb", "101 oseba", "102 osebi"]
    english = texts("en")
    assert english.ngettext("%(num)s person", "%(num)s people", 2) == "%(num)s people"


def test_every_sentence_of_the_channels_is_translated() -> None:
    """A mentor reads why a message failed in her language, with the provider's code left in."""
    sentences = [sentence for _, sentence in sms_errors.CODES.values()]
    sentences += [said for _, _, said in (*telegram_errors.FORBIDDEN, *telegram_errors.BAD_REQUEST)]
    for sentence in sentences:
        assert reason(sentence, "sl") != sentence, sentence
    assert reason(sms_errors.sentence_of(30005), "sl") == "Ta številka ne obstaja (več) (Twilio 30005)."
    assert reason("something new", "sl") == "something new"

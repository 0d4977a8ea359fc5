"""Phone numbers: every Slovenian spelling is one number, and what cannot get an SMS is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.phones import BadPhone, e164, shown

SPELLINGS = [
    "040 123 456", "040/123-456", "040123456", "40123456", "40 123 456", "00386 40 123 456", "+386 (0)40 123 456",
    "+386 40 123 456", "38640123456", "386 40 123 456", "(040) 123 456", "040.123.456", " 040 123 456 ", "+38640123456",
]  # fmt: skip
REFUSED = {
    "040 12": "je prekratka",
    "040 123 45": "je prekratka",
    "040 123 456 789": "je predolga",
    "112": "na katero ni mogoče poslati SMS",
    "113": "na katero ni mogoče poslati SMS",
    "01 234 56 78": "ni mobilna",
    "05 380 00 00": "ni mobilna",
    "ni telefona": "je prekratka",
    "+999 123 456 789": "ima neznano klicno številko države",
    "": "je prekratka",
}


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_is_the_same_number(text: str) -> None:
    assert e164(text) == "+38640123456"


@pytest.mark.parametrize("text", ["+385 91 123 4567", "00385 91 123 4567"])
def test_a_neighbour_keeps_the_country(text: str) -> None:
    assert e164(text) == "+385911234567"


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_get_an_sms_is_refused(text: str) -> None:
    with pytest.raises(BadPhone) as refused:
        e164(text)
    assert REFUSED[text] in str(refused.value)


@given(st.integers(0, 999_999), st.sampled_from(["040", "041", "031", "051", "030", "070", "071"]))
def test_a_number_is_read_back_from_how_it_is_shown(number: int, prefix: str) -> None:
    value = e164(f"{prefix}{number:06}")
    assert e164(shown(value)) == value
    assert e164(value.removeprefix("+386")) == value


@given(st.text(max_size=30))
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    try:
        assert e164(text).startswith("+")
    except BadPhone as refused:
        assert str(refused).startswith("številka")


def test_a_number_is_shown_as_people_read_it() -> None:
    assert shown("+38640123456") == "040 123 456"
    assert shown("+385911234567").startswith("+385")
    assert shown("ni številka") == "ni številka"

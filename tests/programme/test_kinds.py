"""Kinds of activity and their Slovenian names."""

from __future__ import annotations

import pytest

from programme.kinds import ActivityKind, UnknownKind, kind_from_text

WORKBOOK = {
    "delavnica": ActivityKind.WORKSHOP,
    "preventivna delavnica": ActivityKind.HEALTH_SESSION,
    "usposabljanje": ActivityKind.PLACEMENT,
    "delovni vzorci": ActivityKind.WORK_PRACTICE,
    "tržnica": ActivityKind.FAIR,
    "svetovanje": ActivityKind.APPOINTMENT,
    "drugo": ActivityKind.EVENT,
}


@pytest.mark.parametrize(("name", "kind"), WORKBOOK.items())
def test_every_name_of_the_workbook_is_a_kind_and_back(name: str, kind: ActivityKind) -> None:
    assert kind_from_text(name) is kind
    assert kind.slovenian == name


@pytest.mark.parametrize("kind", ActivityKind)
def test_every_contract_value_is_a_kind(kind: ActivityKind) -> None:
    assert kind_from_text(str(kind)) is kind


@pytest.mark.parametrize("text", ["TRŽNICA", "trznica", "  Tržnica ", "trz\u030cnica"])
def test_case_diacritics_and_spaces_do_not_matter(text: str) -> None:
    assert kind_from_text(text) is ActivityKind.FAIR


@pytest.mark.parametrize("text", ["", "kegljanje", "delavnica tržnica"])
def test_an_unknown_kind_is_refused_with_the_names_that_exist(text: str) -> None:
    with pytest.raises(UnknownKind, match="preventivna delavnica, usposabljanje") as refused:
        kind_from_text(text)
    assert f"»{text}«" in str(refused.value)

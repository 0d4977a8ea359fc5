"""Facts about gaps and pieces that fall away."""

import pytest

from language.template import BadTemplate, EmptyGap, parse


def fill(source: str, **values: str) -> str:
    return parse(source).fill(lambda name: values.get(name, ""))


def test_a_piece_falls_away_with_its_gap() -> None:
    assert fill("Kje: {place}[, {address}]", place="Knjižnica") == "Kje: Knjižnica"


def test_a_line_that_fell_away_leaves_no_empty_line() -> None:
    assert fill("Prva\n[Prinesite: {bring}]\nZadnja[ {x}]\n[{y}]") == "Prva\nZadnja"


def test_an_empty_line_in_the_text_stays() -> None:
    assert fill("Prva\n\n[Prinesite: {bring}]\nZadnja") == "Prva\n\nZadnja"


def test_a_piece_inside_a_piece_falls_alone() -> None:
    source = "[Kje: {place}[, {address}].]"
    assert fill(source, place="Dom") == "Kje: Dom."
    assert fill(source, address="Cesta 1") == ""


def test_a_capital_gap_begins_with_a_capital() -> None:
    assert fill("{Day} in {day}", day="jutri") == "Jutri in jutri"


def test_a_text_that_lost_its_beginning_starts_with_a_capital() -> None:
    assert fill("[{org}: ]smemo pisati?") == "Smemo pisati?"
    assert fill("[{org}: ]smemo pisati?", org="Lumia") == "Lumia: smemo pisati?"


def test_a_value_is_never_read_again() -> None:
    assert fill("{title}!", title="[{name}] {{") == "[{name}] {{!"


def test_a_necessary_gap_without_a_value_is_named() -> None:
    with pytest.raises(EmptyGap, match="link"):
        fill("Tukaj: {link}")


@pytest.mark.parametrize("source", ["[Kje: {place}", "Kje]", "{place", "{}", "[brez]", "[samo [znotraj {x}]]"])
def test_brackets_that_do_not_match_are_refused_with_a_sentence(source: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        parse(source)
    assert str(refused.value).endswith(".")

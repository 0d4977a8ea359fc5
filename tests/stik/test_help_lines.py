"""The help lines: an operator's own file is judged before it holds, and checking says which were not called lately."""

from datetime import date
from pathlib import Path

import pytest

from language import files
from language.catalogue import Style, say
from language.facts import Facts
from stik.assembly import Stik
from stik.checking import help_lines
from stik.help_lines import HelpLinesFault, put_in_force, read_help_lines
from stik.opening import open_database
from stik.settings import SettingsFault, load

TODAY = date(2026, 11, 20)
NAMES = ("danger", "police", "talk", "distress", "youth", "violence")


def own(folder: Path, **lines: str) -> str:
    """The path of an operator's file: every line checked lately, and those that are given, as given."""
    said = {name: f'number = "080 {at}"\nchecked_on = "2026-11-01"' for at, name in enumerate(NAMES, 100)}
    path = folder / "help_lines.toml"
    path.write_text("\n\n".join(f"[{name}]\n{body}" for name, body in {**said, **lines}.items() if body))
    return str(path)


def test_without_a_file_of_ones_own_the_lines_of_the_package_hold() -> None:
    assert {name: line.number for name, line in read_help_lines("").items()} == dict(files.help_lines())


def test_the_numbers_of_the_operator_are_said_once_they_are_in_force(tmp_path: Path) -> None:
    path = own(tmp_path, danger='number = "999"\nwhat = "all of them"\nchecked_on = 2026-11-02')
    try:
        put_in_force(path)
        text = say("emergency", Facts(), language="en", style=Style("telegram")).text
        assert "999" in text and "080 102" in text and "112" not in text
    finally:
        put_in_force("")
    assert "112" in say("emergency", Facts(), language="en", style=Style("telegram")).text


def test_stik_puts_the_numbers_of_its_settings_in_force(tmp_path: Path) -> None:
    settings = load(help_lines=own(tmp_path), database_url=f"sqlite:///{tmp_path / 'stik.sqlite3'}", _env_file=None)
    try:
        Stik(settings, open_database(settings))
        assert files.help_lines()["talk"] == "080 102"
    finally:
        put_in_force("")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"talk": ""}, "[talk] is missing"),
        ({"talk": 'number = ""'}, "[talk] needs a number"),
        ({"talk": 'number = "call Ana"'}, "[talk] needs a number"),
        ({"talk": 'number = "116 123"\nchecked_on = "yesterday"'}, "[talk] checked_on"),
        ({"tlak": 'number = "116 123"'}, "[tlak] is not a line"),
        ({"talk": "number = 116 123"}, "is no TOML"),
    ],
)
def test_a_wrong_file_is_refused_in_plain_words(tmp_path: Path, lines: dict[str, str], said: str) -> None:
    with pytest.raises(HelpLinesFault) as fault:
        read_help_lines(own(tmp_path, **lines))
    assert said in str(fault.value)


def test_a_wrong_file_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"STIK_HELP_LINES: .*\[talk\] is missing"):
        load(help_lines=own(tmp_path, talk=""), _env_file=None)
    with pytest.raises(SettingsFault, match=r"STIK_HELP_LINES: .*cannot be read"):
        load(help_lines=str(tmp_path / "nowhere.toml"), _env_file=None)


def test_checking_warns_of_lines_that_nobody_has_called(tmp_path: Path) -> None:
    line = help_lines("", today_on=TODAY)
    assert line.is_well and line.warns
    assert "6 never checked" in line.says and "STIK_HELP_LINES" in line.mend
    old = own(tmp_path, youth='number = "116 111"\nchecked_on = "2025-11-19"', talk='number = "116 123"')
    line = help_lines(old, today_on=TODAY)
    assert (
        line.warns and "1 never checked (talk)" in line.says and "1 checked more than a year ago (youth)" in line.says
    )


def test_checking_is_content_with_lines_of_the_last_year(tmp_path: Path) -> None:
    line = help_lines(own(tmp_path), today_on=TODAY)
    assert (line.is_well, line.warns) == (True, False)
    assert "6 lines" in line.says

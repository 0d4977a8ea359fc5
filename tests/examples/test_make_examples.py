"""The two example workbooks: they come in without a fault, a second time without a change, and on other dates too."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from programme.calendar import is_work_free
from records.database import Database
from records.scope import EVERYTHING
from records.timetable import activities_between
from records.workbook import Workbook, bring_in, read_workbook

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("brezice.xlsx", "posocje.xlsx")
NOW = datetime(2026, 8, 20, 7, 0, tzinfo=UTC)


def example(name: str) -> Workbook:
    book = read_workbook(EXAMPLES / name)
    assert isinstance(book, Workbook)
    return book


@pytest.mark.parametrize("name", NAMES)
async def test_an_example_comes_in_once(database: Database, name: str) -> None:
    async with database.transaction() as tx:
        first = await bring_in(tx, example(name), NOW)
        second = await bring_in(tx, example(name), NOW)
    assert (first.faults, second.faults, second.changes) == ((), (), 0)
    assert first.counts["Udeleženci"].added == {"brezice.xlsx": 30, "posocje.xlsx": 24}[name]


async def test_the_examples_cross_both_clock_changes_and_skip_holidays(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        for name in NAMES:
            await bring_in(tx, example(name), NOW)
        planned = await activities_between(tx, EVERYTHING)
    hours = {each.starts_at.hour for each in planned if each.starts_local.hour == 9}
    assert hours == {7, 8}
    assert not [each.code for each in planned if is_work_free(each.starts_local.date())]
    assert {str(each.kind) for each in planned} == {
        "workshop", "health_session", "placement", "work_practice", "fair", "appointment", "event",
    }  # fmt: skip


def test_the_committed_examples_are_what_the_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "make_examples.py", "--into", tmp_path], check=True, timeout=60)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_the_script_lays_the_examples_around_a_day(tmp_path: Path) -> None:
    command = [sys.executable, EXAMPLES / "make_examples.py", "--into", tmp_path, "--around", "2028-05-10"]
    subprocess.run(command, check=True, timeout=60)
    book = read_workbook(tmp_path / "brezice.xlsx")
    assert isinstance(book, Workbook) and book.faults == ()
    starts_on = book.rows("Cikli")[0]["starts_on"]
    assert 49 <= (date(2028, 5, 10) - starts_on).days < 57

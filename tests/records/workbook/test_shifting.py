"""Laying a workbook on other dates."""

from datetime import UTC, date, datetime
from pathlib import Path

from programme.calendar import is_work_free
from records.database import Database
from records.programmes import list_cycles
from records.scope import EVERYTHING
from records.timetable import activities_between
from records.workbook import Workbook, bring_in, read_workbook
from records.workbook.shifting import shift
from tests.records.workbook.books import RIGHT, read, right

EXAMPLES = Path(__file__).parents[3] / "examples"
NOW = datetime(2026, 8, 20, 7, 0, tzinfo=UTC)


def example(name: str) -> Workbook:
    book = read_workbook(EXAMPLES / name)
    assert isinstance(book, Workbook)
    return book


async def test_an_example_can_be_laid_around_another_day(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as tx:
        report = await bring_in(tx, shift(example("brezice.xlsx"), weeks=36), NOW)
        cycles = await list_cycles(tx)
        planned = await activities_between(tx, EVERYTHING)
    assert report.faults == ()
    assert cycles[0].starts_on == date(2027, 5, 11)
    assert {each.starts_local.weekday() for each in planned if each.code.startswith("D1-")} == {1}
    assert not [each.code for each in planned if is_work_free(each.starts_local.date()) and "-" in each.code]


def test_presence_moves_with_its_activity_and_goes_with_a_lost_date(tmp_path: Path) -> None:
    rows = [["dejavnost", "udeleženec", "prisotnost"], *[[code, "U1", "da"] for code in ("D1", "D3-2026-10-20")]]
    book = read(tmp_path, right(Prisotnost=rows))
    moved = shift(book, weeks=1)
    assert [row["activity"] for row in moved.rows("Prisotnost")] == ["D1", "D3-2026-10-27"]
    assert moved.rows("Dejavnosti")[2]["dates"] == (date(2026, 10, 27), date(2026, 11, 3), date(2026, 11, 10))
    at_a_holiday = shift(book, weeks=54)  # 20. 10. 2026 becomes 2. 11. 2027, 3. 11. becomes 16. 11.
    assert len(at_a_holiday.rows("Dejavnosti")[2]["dates"]) == 3
    at_christmas = shift(read(tmp_path, right(Dejavnosti=friday_rows())), weeks=9)
    assert date(2026, 12, 25) not in at_christmas.rows("Dejavnosti")[0]["dates"]


def friday_rows() -> list[list[object]]:
    heading = list(RIGHT["Dejavnosti"][0])
    friday = ["P1", "1. cikel", "delavnica", "Les", "16.10.2026", "9", "12", "vsak petek do 30.10.2026", "", "", ""]
    return [heading, friday]

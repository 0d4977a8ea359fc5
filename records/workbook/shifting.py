"""A workbook laid on other dates: the examples are dated, a demo has to be around today."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from programme.calendar import is_work_free
from records.workbook.rows import Row, Workbook
from records.workbook.sheets import ACTIVITIES, PRESENCE

_DATED_CODE = re.compile(r"(?P<code>.+-)(?P<on>\d{4}-\d{2}-\d{2})")


def shift(workbook: Workbook, *, weeks: int) -> Workbook:
    """The same workbook that many weeks later (or earlier); repeated dates that become holidays are left out.

    Presence on a day that is left out is left out too.
    """
    days = timedelta(weeks=weeks)
    sheets = {name: tuple(_shifted(row, days) for row in rows) for name, rows in workbook.sheets.items()}
    kept = {f"{row['code']}-{on}" for row in sheets.get(ACTIVITIES, ()) if row["is_repeated"] for on in row["dates"]}
    dated = [row for row in sheets.get(PRESENCE, ()) if _is_kept(row["activity"], kept)]
    return replace(workbook, sheets={**sheets, **({PRESENCE: tuple(dated)} if PRESENCE in sheets else {})})


def _shifted(row: Row, days: timedelta) -> Row:
    values: dict[str, Any] = {key: _later(value, days) for key, value in row.values.items()}
    if row.sheet == PRESENCE and (found := _DATED_CODE.fullmatch(row["activity"])):
        values["activity"] = f"{found['code']}{date.fromisoformat(found['on']) + days}"
    if row["is_repeated"]:
        values["dates"] = tuple(on for on in values["dates"] if not is_work_free(on))
    return replace(row, values=values)


def _later(value: Any, days: timedelta) -> Any:
    if isinstance(value, date):
        return value + days
    if isinstance(value, tuple) and value and all(isinstance(each, date) for each in value):
        return tuple(each + days for each in value)
    return value


def _is_kept(code: str, kept: set[str]) -> bool:
    return not _DATED_CODE.fullmatch(code) or code in kept

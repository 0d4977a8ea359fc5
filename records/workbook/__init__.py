"""The programme workbook: a whole programme in one spreadsheet, all or nothing.

`reading` turns a file into typed rows and names every fault, `bringing` writes them into the database, `template`
makes an empty one. The format itself is in `sheets`.
"""

from records.workbook.bringing import bring_in
from records.workbook.faults import Count, Fault, Faults, Report
from records.workbook.reading import Row, Workbook, read_workbook
from records.workbook.template import write_template, write_workbook

__all__ = [
    "Count",
    "Fault",
    "Faults",
    "Report",
    "Row",
    "Workbook",
    "bring_in",
    "read_workbook",
    "write_template",
    "write_workbook",
]

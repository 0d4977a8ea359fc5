"""Bringing a workbook into the database: everything or nothing, and a second time nothing more."""

from datetime import datetime

from records.database import Tx
from records.workbook import activity_rows, people_rows, programme_rows, result_rows
from records.workbook.faults import Report
from records.workbook.ledger import Ledger
from records.workbook.rows import Workbook

STEPS = (
    programme_rows.bring_programmes,
    programme_rows.bring_cycles,
    programme_rows.bring_staff,
    programme_rows.bring_places,
    people_rows.bring_people,
    activity_rows.bring_activities,
    result_rows.bring_ladders,
    result_rows.bring_checkins,
    result_rows.bring_presence,
    result_rows.bring_outcomes,
)


async def bring_in(
    tx: Tx, workbook: Workbook, now: datetime, *, dry_run: bool = False, only_provider_id: int | None = None
) -> Report:
    """Writes a workbook into the database and reports what changed; with any fault, or dry, nothing is written.

    Rows that are missing from a later file stay in the database, empty cells erase nothing, nobody is given a consent
    and no stopped number is revived. `only_provider_id` refuses the workbook of any other provider.
    """
    ledger = Ledger(workbook, now, provider_id=only_provider_id or 0)
    ledger.notes += workbook.notes
    ledger.faults += workbook.faults
    savepoint = await tx.begin_nested()
    for bring in STEPS:
        await bring(tx, ledger)
        if not ledger.programmes:
            break  # without a programme every further fault would only repeat that
    if ledger.faults or dry_run:
        await savepoint.rollback()
    else:
        await savepoint.commit()
    return ledger.report(is_dry_run=dry_run)

"""The commands import and template."""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from records import workbook
from records.workbook import Faults, Report
from stik.clock import real_now
from stik.failing import Failed
from stik.opening import migrated, open_database
from stik.settings import Settings, load


def bring_in(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Brings a workbook in and prints what changed; every fault is a line on stderr, and then nothing is changed."""
    settings = load()
    found = workbook.read_workbook(file)
    if isinstance(found, Faults):
        raise Failed(str(found))
    migrated(settings)
    report = asyncio.run(_bring_in(settings, found, dry_run=dry_run))
    if as_json:
        sys.stdout.write(json.dumps(_as_json(report), ensure_ascii=False, indent=1) + "\n")
    elif not report.faults:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(report)))
    if report.faults:
        raise Failed("\n".join([*map(str, report.faults), f"Napak: {len(report.faults)}. Nič ni spremenjeno."]))


async def _bring_in(settings: Settings, found: workbook.Workbook, *, dry_run: bool) -> Report:
    database = open_database(settings)
    try:
        async with database.transaction() as tx:
            return await workbook.bring_in(tx, found, real_now(), dry_run=dry_run)
    finally:
        await database.close()


def template(file: Path) -> None:
    """Writes the empty workbook. Raises Failed when the file is there already."""
    if file.exists():
        raise Failed(f"{file} is there already; choose another name.")
    workbook.write_template(file)
    sys.stdout.write(f"Wrote {file}.\n")


def _lines(report: Report) -> list[str]:
    done = "Bi bilo" if report.is_dry_run else "Vneseno"
    lines = [
        f"{done}: {sheet}: novih {count.added}, spremenjenih {count.changed}, enakih {count.unchanged}"
        for sheet, count in report.counts.items()
    ]
    return [*lines, *(f"Opomba: {note}" for note in report.notes)]


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "dry_run": report.is_dry_run,
        "counts": {sheet: asdict(count) for sheet, count in report.counts.items()},
        "notes": list(report.notes),
        "faults": [{**asdict(fault), "sentence": str(fault)} for fault in report.faults],
    }

"""What an import knows while it goes through the sheets: names already resolved, counts, notes and faults."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from programme.spelling import fold
from records.programme_shapes import Cycle, Programme
from records.workbook.checks import fault
from records.workbook.faults import Count, Fault, Report
from records.workbook.rows import Row, Workbook
from records.workbook.sheets import CYCLES, PEOPLE, PLACES, PROGRAM, STAFF

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"


@dataclass(frozen=True, slots=True)
class Staff:
    """One account as an import needs it."""

    id: int
    name: str
    email: str
    role: str


@dataclass(slots=True)
class Ledger:
    """The state of one import."""

    workbook: Workbook
    now: datetime
    provider_id: int = 0
    programmes: list[Programme] = field(default_factory=list)
    cycles: list[Cycle] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    place_names: list[str] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    activity_codes: set[str] = field(default_factory=set)  # as the workbook wants them, written or not
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def count(self, sheet: str, what: str, *, how_many: int = 1) -> None:
        """Counts rows of a sheet as added, changed or unchanged."""
        if how_many:
            self.counts.setdefault(sheet, Counter())[what] += how_many

    def refuse(self, row: Row, key: str, *, reason: str) -> None:
        """Writes a fault down."""
        self.faults.append(fault(row, key, reason=reason))

    def note(self, row: Row, said: str) -> None:
        """Writes down what staff should look at."""
        self.notes.append(f"List {row.sheet}, vrstica {row.number}: {said}")

    def report(self, *, is_dry_run: bool) -> Report:
        """What was done; with faults nothing was."""
        counts = {name: Count(each[ADDED], each[CHANGED], each[UNCHANGED]) for name, each in self.counts.items()}
        faults = sorted(self.faults, key=lambda each: (each.sheet, each.row or 0))
        return Report({} if faults else counts, tuple(self.notes), tuple(faults), is_dry_run)


def programme_of(ledger: Ledger, row: Row) -> Programme | None:
    """The programme that a row names; the only one when it names none. A fault when there is no such."""
    name = row["programme"]
    if name is None:
        if len(ledger.programmes) == 1:
            return ledger.programmes[0]
        ledger.refuse(row, "programme", reason="podatek manjka; napišite, v kateri program sodi cikel")
        return None
    found = [each for each in ledger.programmes if fold(each.name) == fold(name)]
    if not found and not ledger.workbook.claims(PROGRAM, name):
        ledger.refuse(row, "programme", reason=f"programa {name} ni na listu {PROGRAM}")
    return found[0] if found else None


def cycle_of(ledger: Ledger, row: Row) -> Cycle | None:
    """The cycle that a row names, if need be as `program / cikel`. A fault when there is none or more than one."""
    wanted = fold(row["cycle"])
    names = {each.id: fold(each.name) for each in ledger.programmes}
    paths = {each.id: f"{names[each.programme_id]} / {fold(each.name)}" for each in ledger.cycles}
    found = [each for each in ledger.cycles if wanted in (fold(each.name), paths[each.id])]
    if len(found) == 1:
        return found[0]
    if found:
        ledger.refuse(
            row, "cycle", reason=f"cikel {row['cycle']} je v dveh programih; napišite program / {row['cycle']}"
        )
    elif not ledger.workbook.claims(CYCLES, row["cycle"]):
        near = _perhaps(row["cycle"], [each.name for each in ledger.cycles])
        ledger.refuse(row, "cycle", reason=f"cikla {row['cycle']} ni na listu {CYCLES}{near}")
    return None


def place_of(ledger: Ledger, row: Row) -> int | None:
    """The place that a row names, None when it names none. A fault when there is no such."""
    name = row["place"]
    found = None if name is None else ledger.places.get(fold(name))
    if name is not None and found is None and not ledger.workbook.claims(PLACES, name):
        ledger.refuse(row, "place", reason=f"kraja {name} ni na listu {PLACES}{_perhaps(name, ledger.place_names)}")
    return found


def staff_of(ledger: Ledger, row: Row, *, key: str) -> int | None:
    """The account that a row names by name or e-mail, None when it names none. A fault when none or two have it."""
    name = row[key]
    if name is None:
        return None
    found = [each for each in ledger.staff if fold(name) in (fold(each.name), each.email)]
    if len(found) == 1:
        return found[0].id
    if found:
        ledger.refuse(row, key, reason=f"ime {name} imata dve osebi; napišite e-pošto")
    elif not ledger.workbook.claims(STAFF, name):
        near = _perhaps(name, [each.name for each in ledger.staff])
        ledger.refuse(row, key, reason=f"osebe {name} ni na listu {STAFF}{near}")
    return None


def person_of(ledger: Ledger, row: Row, *, key: str, code: str) -> int | None:
    """The person with this code. A fault when there is nobody such."""
    found = ledger.people.get(fold(code))
    if found is None and not ledger.workbook.claims(PEOPLE, code):
        ledger.refuse(row, key, reason=f"oznake {code} nima nihče na listu {PEOPLE}")
    return found


def _perhaps(name: str, known: Iterable[str]) -> str:
    """A near miss among the known names, as a question; most faults are a slip of the hand."""

    by_fold = {fold(each): each for each in known}
    near = get_close_matches(fold(name), list(by_fold), n=1, cutoff=0.75)
    return f"; morda {by_fold[near[0]]}?" if near else ""

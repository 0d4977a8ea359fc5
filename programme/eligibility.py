"""Whether a person fits a programme's conditions of entry: plain findings for staff, never a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from programme.spelling import fold


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What a programme and its cycle ask for; `max_age` in full years at entry, an empty list means everywhere."""

    max_age: int | None = None
    municipalities: tuple[str, ...] = ()
    needs_dsp: bool = False
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of a person at entry; `None` or empty is not known. `receives_dsp`: cash social assistance."""

    entry_on: date
    birth_year: int | None = None
    municipality: str = ""
    receives_dsp: bool | None = None


def findings(applicant: Applicant, rules: EntryRules, *, taken_seats: int = 0) -> tuple[str, ...]:
    """What staff should look at before they enrol the person, one Slovenian sentence each; none when all fits."""
    return (
        *_age(applicant, rules),
        *_municipality(applicant, rules),
        *_dsp(applicant, rules),
        *_seats(rules, taken_seats),
    )


def _age(applicant: Applicant, rules: EntryRules) -> Iterator[str]:
    if rules.max_age is None:
        return
    if applicant.birth_year is None:
        yield "Leto rojstva ni vpisano, zato starosti ob vstopu ni mogoče preveriti."
        return
    oldest = applicant.entry_on.year - applicant.birth_year
    if oldest - 1 > rules.max_age:
        yield f"Starost ob vstopu je najmanj {oldest - 1}, program pa sprejema do starosti {rules.max_age}."
    elif oldest > rules.max_age:
        yield f"Starost ob vstopu je {oldest - 1} ali {oldest}, meja je {rules.max_age}: preverite datum rojstva."


def _municipality(applicant: Applicant, rules: EntryRules) -> Iterator[str]:
    allowed = {fold(name).removeprefix("obcina ") for name in rules.municipalities}
    if not allowed:
        return
    if not applicant.municipality.strip():
        yield "Občina ni vpisana, program pa poteka le v naštetih občinah."
    elif fold(applicant.municipality).removeprefix("obcina ") not in allowed:
        names = ", ".join(rules.municipalities)
        yield f"Občina {applicant.municipality.strip()} ni med občinami programa ({names})."


def _dsp(applicant: Applicant, rules: EntryRules) -> Iterator[str]:
    if rules.needs_dsp and applicant.receives_dsp is None:
        yield "Ni vpisano, ali oseba prejema denarno socialno pomoč (DSP), ki je pogoj programa."
    elif rules.needs_dsp and not applicant.receives_dsp:
        yield "Oseba ne prejema denarne socialne pomoči (DSP), ki je pogoj programa."


def _seats(rules: EntryRules, taken: int) -> Iterator[str]:
    if rules.seats is not None and taken >= rules.seats:
        yield f"Cikel je poln: zasedenih mest {taken}, vseh mest {rules.seats}."

"""Conditions of entry are findings for staff, never a refusal."""

from __future__ import annotations

from datetime import date

from programme.eligibility import Applicant, EntryRules, findings

ENTRY = date(2017, 9, 1)
SOCA = EntryRules(max_age=48, municipalities=("Bovec", "Kobarid", "Tolmin"), needs_dsp=True, seats=15)
ANA = Applicant(ENTRY, birth_year=1980, municipality="Tolmin", receives_dsp=True)


def test_ana_fits_and_nothing_is_found() -> None:
    assert findings(ANA, SOCA, taken_seats=14) == ()


def test_the_spelling_of_a_municipality_does_not_matter() -> None:
    rules = EntryRules(municipalities=("Občina Brežice", "Logatec"))
    for written in ("brezice", "BREŽICE", "občina Brežice ", "Obcina Logatec"):
        assert findings(Applicant(ENTRY, municipality=written), rules) == ()


def test_another_municipality_is_named() -> None:
    (found,) = findings(Applicant(ENTRY, 1980, "Krško", True), SOCA)
    assert "Krško" in found
    assert "Kobarid" in found


def test_age_counts_at_entry() -> None:
    rules = EntryRules(max_age=48)
    assert findings(Applicant(ENTRY, 1969), rules) == ()
    assert "preverite" in findings(Applicant(ENTRY, 1968), rules)[0]
    assert "najmanj 49" in findings(Applicant(ENTRY, 1967), rules)[0]


def test_what_is_not_known_is_asked_for() -> None:
    found = findings(Applicant(ENTRY), SOCA)
    assert len(found) == 3
    assert all("ni vpisan" in sentence.lower() for sentence in found)


def test_a_person_without_dsp_is_pointed_out() -> None:
    (found,) = findings(Applicant(ENTRY, 1980, "Bovec", False), SOCA)
    assert "DSP" in found


def test_a_full_cycle_is_pointed_out() -> None:
    (found,) = findings(ANA, SOCA, taken_seats=15)
    assert "zasedenih mest 15, vseh mest 15" in found


def test_a_programme_without_conditions_finds_nothing() -> None:
    assert findings(Applicant(ENTRY), EntryRules(), taken_seats=1000) == ()

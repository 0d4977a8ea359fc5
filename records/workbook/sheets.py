"""The format of the workbook: every sheet and column with what may stand in it, an example and a note.

Reading, the template and the examples all go by this page.
"""

from dataclasses import dataclass
from enum import StrEnum

from programme.kinds import SLOVENIAN_NAMES as KIND_NAMES
from programme.outcomes import SLOVENIAN_NAMES as OUTCOME_NAMES
from programme.spelling import fold

LANGUAGE_NAMES = {
    "sl": "slovenščina",
    "en": "angleščina",
    "hr": "hrvaščina",
    "bs": "bosanščina",
    "sr": "srbščina",
    "sq": "albanščina",
}
ROLE_NAMES = {"coordinator": "koordinator", "mentor": "mentor", "partner": "partner"}
PRESENCE_NAMES = {
    "came": "prisotnost",
    "late": "zamuda",
    "left_early": "predčasni odhod",
    "excused": "opravičena odsotnost",
    "absent": "odsotnost",
}
REASON_NAMES = {
    "child_care": "varstvo otrok",
    "care_of_relative": "nega svojca",
    "illness": "bolezen",
    "medical_appointment": "zdravnik",
    "transport": "prevoz",
    "weather": "vreme",
    "job": "delo",
    "job_interview": "razgovor za delo",
    "official_appointment": "uradni opravek",
    "forgot": "pozaba",
    "personal": "osebni razlog",
    "unknown": "ni znano",
}


class Cell(StrEnum):
    """What kind of value a column holds."""

    TEXT = "text"
    NAMES = "names"
    EMAIL = "email"
    PHONE = "phone"
    WHOLE = "whole"
    HOURS = "hours"
    YES_NO = "yes_no"
    DATE = "date"
    TIME = "time"
    LANGUAGE = "language"
    ROLE = "role"
    KIND = "kind"
    PRESENCE = "presence"
    REASON = "reason"
    OUTCOME = "outcome"
    WEEKDAYS = "weekdays"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the name of its value, and what it holds."""

    heading: str
    key: str
    cell: Cell = Cell.TEXT
    is_needed: bool = False
    example: str = ""
    note: str = ""
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the workbook, with what it is for."""

    name: str
    note: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column of a value."""
        return next(each for each in self.columns if each.key == key)


CHOICES: dict[Cell, tuple[str, ...]] = {
    Cell.LANGUAGE: tuple(LANGUAGE_NAMES.values()),
    Cell.ROLE: tuple(ROLE_NAMES.values()),
    Cell.KIND: tuple(KIND_NAMES.values()),
    Cell.PRESENCE: tuple(PRESENCE_NAMES.values()),
    Cell.REASON: tuple(REASON_NAMES.values()),
    Cell.OUTCOME: tuple(OUTCOME_NAMES.values()),
    Cell.YES_NO: ("da", "ne"),
}

PROGRAM, CYCLES, STAFF, PLACES, PEOPLE = "Program", "Cikli", "Osebje", "Kraji", "Udeleženci"
ACTIVITIES, LADDERS, CHECKINS = "Dejavnosti", "Opomniki", "Pozdrav"
PRESENCE, OUTCOMES = "Prisotnost", "Izidi"

SHEETS = (
    Sheet(
        PROGRAM,
        "En izvajalec, en ali več programov.",
        (
            Column("izvajalec", "provider", is_needed=True, example="Zavod Primer"),
            Column("program", "name", is_needed=True, example="Socialna aktivacija"),
            Column("financer", "funder", example="MDDSZ, ESS"),
            Column("jezik", "language", Cell.LANGUAGE, example="slovenščina"),
            Column("pošiljatelj", "sender", example="Zavod Primer", note="Tako se sporočila podpišejo.", longest=30),
            Column("najvišja starost", "max_age", Cell.WHOLE, note="Prazno: brez omejitve."),
            Column("občine", "municipalities", Cell.NAMES, example="Brežice; Krško", note="Ločite jih s podpičjem."),
        ),
    ),
    Sheet(
        CYCLES,
        "Skupine, ki program obiskujejo od dne do dne. Cikli istega programa se ne prekrivajo.",
        (
            Column("program", "programme", example="Socialna aktivacija", note="Sme biti prazno pri enem programu."),
            Column("cikel", "name", is_needed=True, example="1. cikel"),
            Column("od", "starts_on", Cell.DATE, is_needed=True, example="1.9.2026"),
            Column("do", "ends_on", Cell.DATE, is_needed=True, example="28.2.2027"),
            Column("mest", "seats", Cell.WHOLE, example="15"),
        ),
    ),
    Sheet(
        STAFF,
        "Kdo dela v programu. Vabilo za prijavo dobi vsak posebej.",
        (
            Column("ime", "name", is_needed=True, example="Eva Primer"),
            Column("e-pošta", "email", Cell.EMAIL, is_needed=True, example="eva.primer@example.org"),
            Column("vloga", "role", Cell.ROLE, is_needed=True, example="mentor"),
            Column("telefon", "phone", example="07 123 45 67"),
        ),
    ),
    Sheet(
        PLACES,
        "Kje se dobivate.",
        (
            Column("kraj", "name", is_needed=True, example="Učilnica 1"),
            Column("naslov", "address", example="Primerna ulica 1, Brežice", longest=300),
            Column("občina", "municipality", example="Brežice", longest=100),
            Column("navodila", "directions", example="Vhod z dvorišča, 1. nadstropje.", longest=500),
        ),
    ),
    Sheet(
        PEOPLE,
        "Kdo je v programu. Kdor je v dveh ciklih, ima dve vrstici z isto oznako.",
        (
            Column("oznaka", "code", is_needed=True, example="U01", note="Ostane ista ves čas.", longest=40),
            Column("ime", "first_name", is_needed=True, example="Jana"),
            Column("priimek", "last_name", is_needed=True, example="Izmišljena"),
            Column("telefon", "phone", Cell.PHONE, example="040 123 456"),
            Column("jezik", "language", Cell.LANGUAGE, example="slovenščina"),
            Column("cikel", "cycle", is_needed=True, example="1. cikel"),
            Column("občina", "municipality", example="Brežice"),
            Column("leto rojstva", "birth_year", Cell.WHOLE, example="1985"),
            Column("DSP", "on_dsp", Cell.YES_NO, example="da", note="Ali prejema denarno socialno pomoč."),
            Column("napotil", "referred_by", example="CSD"),
            Column("mentor", "mentor", example="Eva Primer", note="Ime ali e-pošta z lista Osebje."),
            Column("od", "from_on", Cell.DATE, note="Prazno: od začetka cikla."),
            Column("do", "to_on", Cell.DATE, note="Prazno: do konca cikla."),
        ),
    ),
    Sheet(
        ACTIVITIES,
        "Kaj je na urniku. Ponavljajoča se dejavnost je ena vrstica.",
        (
            Column("oznaka", "code", is_needed=True, example="D1", note="Termin: D1-2026-09-15.", longest=45),
            Column("cikel", "cycle", is_needed=True, example="1. cikel"),
            Column("vrsta", "kind", Cell.KIND, is_needed=True, example="delavnica"),
            Column("naslov", "title", is_needed=True, example="Iskanje zaposlitve"),
            Column("nevtralen naslov", "neutral_title", example="Srečanje", note="Viden na zaklenjenem zaslonu."),
            Column("datum", "on", Cell.DATE, is_needed=True, example="15.9.2026", note="Prvi termin."),
            Column("od", "starts", Cell.TIME, is_needed=True, example="9.00"),
            Column("do", "ends", Cell.TIME, is_needed=True, example="12.00"),
            Column("ponavljanje", "rule", example="vsak torek do 18.12.2026", note="Prazno: en termin.", longest=300),
            Column("kraj", "place", example="Učilnica 1", note="Z lista Kraji."),
            Column("vodi", "lead", example="Eva Primer", note="Z lista Osebje."),
            Column("partner", "partner", note="Z lista Osebje, vloga partner."),
            Column("prinesite", "bring", example="zvezek in svinčnik", longest=300),
            Column("udeleženci", "people", Cell.NAMES, note="Prazno: ves cikel; sicer U01; U02.", longest=4000),
        ),
    ),
    Sheet(
        LADDERS,
        "Kdaj gredo opomniki. Vrsta brez vrstic ima običajne opomnike.",
        (
            Column("vrsta", "kind", Cell.KIND, is_needed=True, example="delavnica"),
            Column("kdaj", "step", is_needed=True, example="1 dan prej 17:00", note="Ali 2 h prej, 15 min prej."),
            Column("vpraša", "asks", Cell.YES_NO, example="da", note="Ali prosi za odgovor."),
        ),
    ),
    Sheet(
        CHECKINS,
        "Kdaj pride dnevni pozdrav.",
        (
            Column("cikel", "cycle", is_needed=True, example="1. cikel"),
            Column("ura", "at_local", Cell.TIME, is_needed=True, example="9.00"),
            Column("dnevi", "weekdays", Cell.WEEKDAYS, example="pon-pet", note="Prazno: pon-pet."),
        ),
    ),
    Sheet(
        PRESENCE,
        "Kdo je prišel. Velja podpisana lista prisotnosti.",
        (
            Column("dejavnost", "activity", is_needed=True, example="D1-2026-09-15"),
            Column("udeleženec", "person", is_needed=True, example="U01"),
            Column("prisotnost", "presence", Cell.PRESENCE, is_needed=True, example="prisotnost"),
            Column("ure", "hours", Cell.HOURS, example="3"),
            Column("opravičeno", "is_justified", Cell.YES_NO, example=""),
            Column("razlog", "reason", Cell.REASON, example=""),
        ),
    ),
    Sheet(
        OUTCOMES,
        "Kaj je kdo dosegel.",
        (
            Column("udeleženec", "person", is_needed=True, example="U01"),
            Column("izid", "kind", Cell.OUTCOME, is_needed=True, example="zaposlitev"),
            Column("datum", "on", Cell.DATE, is_needed=True, example="1.3.2027"),
            Column("kje", "place", example="Podjetje Primer"),
        ),
    ),
)

BY_NAME = {fold(sheet.name): sheet for sheet in SHEETS}

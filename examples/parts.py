"""What both examples share: dates that can be moved, invented people, reminder steps and a record of presence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from programme.ladder import DEFAULT_LADDERS
from programme.recurrence import dates
from programme.steps import step_text

Rows = dict[str, list[dict[str, Any]]]

WORDS = (
    "Primer", "Vzorec", "Zgled", "Čudež", "Cilj", "Šala", "Žarek", "Korak", "Most", "Načrt", "Jutro", "Dežnik",
    "Zvezda", "Poskus", "Izmislek", "Svinčnik", "Kompas", "Oblak", "Čoln", "Sejem", "Študija", "Zidak", "Življenje",
    "Barva", "Deska", "Gumb", "Hrib", "Kolo", "Lestev", "Pesem",
)  # fmt: skip
FIRST_NAMES = (
    "Ana", "Bojan", "Cvetka", "Drago", "Fatima", "Gregor", "Helena", "Ivan", "Jasna", "Karel", "Lirije", "Marko",
    "Nada", "Oto", "Petra", "Rok", "Senada", "Tone", "Urška", "Vili", "Zala", "Žiga", "Alma", "Besim", "Darja",
    "Emil", "Franc", "Grace", "Irena", "Jože",
)  # fmt: skip
LANGUAGES = {"Fatima": "bosanščina", "Senada": "bosanščina", "Lirije": "albanščina", "Besim": "albanščina"}
LANGUAGES |= {"Grace": "angleščina", "Alma": "bosanščina"}
INVENTED = "Ljudje, telefoni in e-naslovi so izmišljeni; ustanove in vsebine so iz javnih opisov programa."


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of the examples, moved by whole weeks."""

    weeks: int = 0

    def on(self, year: int, month: int, day: int) -> date:
        """A date of the original examples, moved."""
        return date(year, month, day) + timedelta(weeks=self.weeks)

    def until(self, year: int, month: int, day: int) -> str:
        """The same as text in a repetition."""
        moved = self.on(year, month, day)
        return f"do {moved.day}.{moved.month}.{moved.year}"


def one(cycle: str, code: str, kind: str, title: str, on: date, begins: int, ends: int) -> dict[str, Any]:
    """One activity on one day, by whole hours."""
    starts, stops = time(begins), time(ends)
    return {"code": code, "cycle": cycle, "kind": kind, "title": title, "on": on, "starts": starts, "ends": stops}


def staff(name: str, role: str) -> dict[str, Any]:
    """A member of the team with an address that reaches nobody."""
    folded = name.casefold().translate(str.maketrans("čšž ", "csz."))
    return {"name": name, "email": f"{folded}@example.org", "role": role}


def person(
    number: int, cycle: str, municipality: str, *, mentor: str, phones_from: int = 0, on_dsp: bool | None = None
) -> dict[str, Any]:
    """Everybody's number is plainly out of a row; one in seven has none, and two share one."""
    first_name = FIRST_NAMES[number]
    phone = phones_from + (number if number != 9 else 8) + 1
    return {
        "code": f"U{number + 1:02}",
        "first_name": first_name,
        "last_name": WORDS[number],
        "phone": "" if number % 7 == 3 else f"040 000 {phone:03}",
        "language": LANGUAGES.get(first_name, "slovenščina"),
        "cycle": cycle,
        "municipality": municipality,
        "birth_year": 1980 + number * 7 % 22,
        "on_dsp": "da" if on_dsp or number % 3 else "ne",
        "referred_by": "CSD" if number % 2 else "ZRSZ",
        "mentor": mentor,
    }


def ladders() -> list[dict[str, Any]]:
    """The default reminder steps, as the workbook writes them."""
    return [
        {"kind": kind.slovenian, "step": step_text(step), "asks": "da" if step.asks else "ne"}
        for kind, steps in DEFAULT_LADDERS.items()
        for step in steps
    ]


def presence(rows: Sequence[Mapping[str, Any]], *, weeks: int, people: int = 15) -> Iterator[dict[str, Any]]:
    """The first weeks of some repeated activities, nearly everybody there."""
    for row in rows:
        for on in dates(row["on"], row["rule"])[:weeks]:
            for number in range(1, people + 1):
                yield {"activity": f"{row['code']}-{on}", "person": f"U{number:02}", **_came(number + on.day)}


def _came(lot: int) -> dict[str, Any]:
    if lot % 11 == 0:
        return {"presence": "opravičena odsotnost", "hours": 0, "is_justified": "da", "reason": "bolezen"}
    if lot % 13 == 0:
        return {"presence": "zamuda", "hours": 2.5}
    return {"presence": "prisotnost", "hours": 3}

"""The two long programmes of ICRA in six municipalities of the west, as public accounts describe them."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

from parts import INVENTED, Calendar, Rows, ladders, one, person, presence, staff

POSOCJE_ABOUT = (
    "Socialna aktivacija v občinah Bovec, Kobarid, Tolmin, Cerkno, Idrija in Logatec: izvirnik teče od septembra 2017, "
    "dve leti, v dveh dolgih programih.",
    "Tukaj so datumi prestavljeni: prvi dolgi program se začne 1. 9. 2026, drugi 1. 9. 2027.",
    INVENTED,
)
MUNICIPALITIES = ("Bovec", "Kobarid", "Tolmin", "Cerkno", "Idrija", "Logatec")
POSOCJE_WEEK = (
    ("K", 1, "delavnica", "Ključne kompetence", "vsako sredo", "Učilnica Tolmin", "zvezek in svinčnik"),
    ("C", 2, "delavnica", "Priprava časopisa", "vsak četrtek", "Učilnica Idrija", ""),
    ("P", 6, "delavnica", "Predstavitev poklica", "vsakih 14 dni", "Učilnica Tolmin", ""),
    ("E", 3, "drugo", "Srečanje z delodajalci", "vsakih 28 dni", "Učilnica Logatec", "življenjepis"),
    ("G", 10, "drugo", "Druženje v skupini", "vsakih 14 dni", "Učilnica Cerkno", "udobne čevlje"),
)


def posocje(calendar: Calendar) -> Rows:
    """The two long programmes of ICRA in the upper Soča valley, Idrija and Logatec."""
    name = "Dolgi program socialne aktivacije"
    spans = (("1. dolgi program", 2026), ("2. dolgi program", 2027))
    activities = [row for n, (cycle, year) in enumerate(spans, 1) for row in _posocje_cycle(cycle, n, year, calendar)]
    cycles = [(cycle, calendar.on(year, 9, 1), calendar.on(year + 1, 8, 31)) for cycle, year in spans]
    return {
        "Program": [
            {
                "provider": "ICRA",
                "name": name,
                "funder": "MDDSZ in Evropski socialni sklad",
                "language": "slovenščina",
                "sender": "ICRA",
                "max_age": 48,
                "municipalities": "; ".join(MUNICIPALITIES),
            }
        ],
        "Cikli": [
            {"programme": name, "name": cycle, "starts_on": starts, "ends_on": ends, "seats": 12}
            for cycle, starts, ends in cycles
        ],
        "Osebje": [
            staff("Vida Vzorec", "koordinator"),
            staff("Luka Primer", "mentor"),
            staff("Neža Zgled", "mentor"),
        ],
        "Kraji": [{"name": f"Učilnica {each}", "address": each, "municipality": each} for each in MUNICIPALITIES],
        "Udeleženci": [
            person(
                number,
                spans[number // 12][0],
                MUNICIPALITIES[number % 6],
                mentor="Luka Primer" if number % 6 < 3 else "Neža Zgled",
                phones_from=500,
                on_dsp=True,
            )
            for number in range(24)
        ],
        "Dejavnosti": activities,
        "Opomniki": ladders(),
        "Pozdrav": [{"cycle": cycle, "at_local": time(17, 30), "weekdays": "pon-pet"} for cycle, _ in spans],
        "Prisotnost": list(presence(activities[:1], weeks=2, people=12)),
        "Izidi": [],
    }


def _posocje_cycle(cycle: str, n: int, year: int, calendar: Calendar) -> Iterator[dict[str, Any]]:
    start = calendar.on(2026, 9, 1) if n == 1 else calendar.on(2027, 8, 31) + timedelta(days=7)
    until = calendar.until(year + 1, 6, 25)
    for code, days, kind, title, every, place, bring in POSOCJE_WEEK:
        told = one(cycle, f"{code}{n}", kind, title, start + timedelta(days=days), 9, 12)
        yield {**told, "rule": f"{every} {until}", "place": place, "lead": "Neža Zgled", "bring": bring}
    for each in range(12):
        number, on = each + 12 * (n - 1) + 1, start + timedelta(weeks=2 + each // 3, days=6 + each % 2)
        told = one(cycle, f"S{n}{each + 1:02}", "svetovanje", "Individualni pogovor", on, 13, 14)
        where = f"Učilnica {MUNICIPALITIES[each % 6]}"
        rule = f"vsakih 28 dni {until}"
        yield {**told, "rule": rule, "place": where, "lead": "Luka Primer", "people": f"U{number:02}"}
    fair = one(cycle, f"T{n}", "tržnica", "Tržnica dela", start + timedelta(weeks=9, days=2), 10, 14)
    yield {**fair, "place": "Učilnica Tolmin", "bring": "življenjepis"}

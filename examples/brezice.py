"""The programme of Lumia in Brežice: two half-year cycles of fifteen people, as public accounts describe it."""

from datetime import date, time, timedelta
from typing import Any

from parts import INVENTED, Calendar, Rows, ladders, one, person, presence, staff

BREZICE_ABOUT = (
    "Socialna aktivacija Brežice: izvirnik je potekal od 1. 7. 2018 do 30. 6. 2019 v dveh polletnih ciklih po 15 oseb.",
    "V izvirniku so se zaposlili 4, v ukrepe APZ se jih je vključilo 6, NPK je pridobila ena oseba, 16 jih je šlo v "
    "funkcionalna usposabljanja, dve udeleženki sta pripravili razstavi.",
    "Tukaj so datumi prestavljeni na cikla od 1. 9. 2026 in od 1. 3. 2027.",
    INVENTED,
)


def brezice(calendar: Calendar) -> Rows:
    """The programme of Lumia in Brežice."""
    first = calendar.on(2026, 9, 1), calendar.on(2027, 2, 28)
    second = calendar.on(2027, 3, 1), calendar.on(2027, 8, 31)
    activities = [*_brezice_cycle("1. cikel", 1, calendar), *_brezice_cycle("2. cikel", 2, calendar)]
    return {
        "Program": [
            {
                "provider": "Lumia d.o.o.",
                "name": "Socialna aktivacija Brežice",
                "funder": "MDDSZ in Evropski socialni sklad",
                "language": "slovenščina",
                "sender": "Lumia",
                "municipalities": "Brežice",
            }
        ],
        "Cikli": [
            {"programme": "Socialna aktivacija Brežice", "name": name, "starts_on": a, "ends_on": b, "seats": 15}
            for name, (a, b) in (("1. cikel", first), ("2. cikel", second))
        ],
        "Osebje": [
            staff("Katja Vzorec", "koordinator"),
            staff("Eva Primer", "mentor"),
            staff("Miran Zgled", "mentor"),
            *(staff(name, "partner") for name in BREZICE_PARTNERS),
        ],
        "Kraji": [
            {"name": name, "address": where, "municipality": "Brežice", "directions": how}
            for name, where, how in BREZICE_PLACES
        ],
        "Udeleženci": [
            person(
                number, f"{1 + number // 15}. cikel", "Brežice", mentor="Eva Primer" if number % 2 else "Miran Zgled"
            )
            for number in range(30)
        ],
        "Dejavnosti": activities,
        "Opomniki": ladders(),
        "Pozdrav": [{"cycle": f"{n}. cikel", "at_local": time(9), "weekdays": "pon-pet"} for n in (1, 2)],
        "Prisotnost": list(presence(activities[:2], weeks=2)),
        "Izidi": [
            {"person": "U05", "kind": "funkcionalno usposabljanje", "on": calendar.on(2026, 10, 5), "place": "Brežice"},
            {"person": "U08", "kind": "razstava", "on": calendar.on(2026, 10, 14), "place": "ZPTM Brežice"},
        ],
    }


BREZICE_PARTNERS = (
    "Center za krepitev zdravja",
    "Dom upokojencev Brežice",
    "OŠ Artiče",
    "OŠ Cerklje ob Krki",
    "OŠ Velika Dolina",
    "Gimnazija Brežice",
    "Knjižnica Brežice",
)
BREZICE_PLACES = (
    ("ZPTM Brežice", "Brežice", "Oglasite se na vhodu, pot je označena."),
    ("Zdravstveni dom Brežice", "Brežice", ""),
    ("Mestna hiša Brežice", "Brežice", ""),
    ("Dom upokojencev Brežice", "Brežice", "Oglasite se v sprejemni pisarni."),
    ("OŠ Artiče", "Artiče", "Oglasite se v tajništvu."),
    ("OŠ Cerklje ob Krki", "Cerklje ob Krki", "Oglasite se v tajništvu."),
    ("OŠ Velika Dolina", "Velika Dolina", "Oglasite se v tajništvu."),
    ("Gimnazija Brežice", "Brežice", "Oglasite se v tajništvu."),
    ("Knjižnica Brežice", "Brežice", "Oglasite se pri izposoji."),
)


def _brezice_cycle(cycle: str, n: int, calendar: Calendar) -> list[dict[str, Any]]:
    start = calendar.on(2026, 9, 1) if n == 1 else calendar.on(2027, 3, 2)
    until = calendar.until(2027, 2, 26) if n == 1 else calendar.until(2027, 8, 27)
    rows = [_weekly(cycle, f"{code}{n}", start, until, each) for code, each in BREZICE_WEEK.items()]
    for place, partner in enumerate(BREZICE_PARTNERS[1:]):
        rows.append(_placement(cycle, f"U{n}{place + 1}", start, place=place, partner=partner, first=15 * n - 14))
    for week, code in enumerate((1, 4, 9, 12, 15), start=3):
        on = start + timedelta(weeks=week, days=week % 3)
        told = one(cycle, f"S{n}{code:02}", "svetovanje", "Osebni načrt", on, 13, 14)
        rows.append({**told, "place": "ZPTM Brežice", "lead": "Eva Primer", "people": f"U{code + 15 * (n - 1):02}"})
    fair = one(cycle, f"T{n}", "tržnica", "Tržnica priložnosti", start + timedelta(weeks=10, days=2), 9, 13)
    show = one(cycle, f"R{n}", "drugo", "Odprtje razstave", start + timedelta(weeks=23, days=2), 17, 19)
    rows.append({**fair, "place": "ZPTM Brežice", "bring": "življenjepis"})
    rows.append({**show, "place": "Mestna hiša Brežice"})
    return rows


# code → weekday from Tuesday, kind, title, neutral title, from, to, place, lead, partner, what to bring
BREZICE_WEEK: dict[str, tuple[Any, ...]] = {
    "D": (0, "delavnica", "Veščine za vsak dan", "", (9, 12), "ZPTM Brežice", "Eva Primer", "", "zvezek in svinčnik"),
    "I": (2, "delavnica", "Iskanje zaposlitve", "", (9, 12), "ZPTM Brežice", "Miran Zgled", "", "življenjepis"),
    "V": (
        1,
        "delovni vzorci",
        "Delovni vzorci Grieshaber Logistika",
        "",
        (8, 11),
        "ZPTM Brežice",
        "Miran Zgled",
        "",
        "",
    ),
    "L": (3, "delavnica", "Ustvarjanje s starim lesom", "", (9, 12), "ZPTM Brežice", "Miran Zgled", "", "staro majico"),
    "Z": (
        6,
        "preventivna delavnica",
        "Spoprijemanje s stresom",
        "Srečanje skupine",
        (10, 12),
        "Zdravstveni dom Brežice",
        "Eva Primer",
        "Center za krepitev zdravja",
        "",
    ),
}


def _weekly(cycle: str, code: str, start: date, until: str, each: tuple[Any, ...]) -> dict[str, Any]:
    days, kind, title, neutral, (begins, ends), place, lead, partner, bring = each
    on = start + timedelta(days=days)
    names = ("ponedeljek", "torek", "sredo", "četrtek", "petek")
    weekly = f"{'vsako' if names[on.weekday()] == 'sredo' else 'vsak'} {names[on.weekday()]} {until}"
    rule = f"vsakih 28 dni {until}" if kind == "preventivna delavnica" else weekly
    told = one(cycle, code, kind, title, on, begins, ends)
    more = {"neutral_title": neutral, "rule": rule, "place": place, "lead": lead, "partner": partner, "bring": bring}
    return {**told, **more}


def _placement(cycle: str, code: str, start: date, *, place: int, partner: str, first: int) -> dict[str, Any]:
    on = start + timedelta(weeks=5, days=6)
    people = "; ".join(f"U{first + 2 * place + more:02}" for more in (0, 1))
    told = one(cycle, code, "usposabljanje", f"Usposabljanje: {partner}", on, 8, 13)
    last = on + timedelta(weeks=8)
    rule = f"vsak ponedeljek do {last.day}.{last.month}.{last.year}"
    return {**told, "rule": rule, "place": partner, "lead": "Miran Zgled", "partner": partner, "people": people}

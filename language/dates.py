"""Dates, times and counts as people say them: "v sredo, 3. junija, ob 9.00", "on Wednesday 3 June at 9:00".

The tables are ours (words.toml): CLDR has no accusative weekdays and no running months for Slovenian.
All times are naive local wall time; near days ("jutri") are said only when today_on makes them true.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from language.files import known_language, words


def when_label(local: datetime, language: str, *, today_on: date | None = None) -> str:
    """The moment after a label: "sreda, 3. junij ob 9.00"; when it is near "jutri, v sredo, 3. junija, ob 9.00"."""
    near = near_day(local, language, today_on=today_on)
    return _said("label_near" if near else "label", local, language=language, near=near)


def when_run(local: datetime, language: str, *, today_on: date | None = None) -> str:
    """The moment in running text: "v sredo, 3. junija, ob 9.00"; with a near today_on "jutri ob 9.00"."""
    near = near_day(local, language, today_on=today_on)
    return _said("run_near" if near else "run", local, language=language, near=near)


def when_short(local: datetime, language: str) -> str:
    """The moment in few letters: "sre 3. 6. ob 9.00"."""
    return _said("short", local, language=language)


def when_digits(local: datetime, language: str, *, today_on: date | None = None) -> str:
    """As when_brief without the weekday, so that no letter of it needs UCS-2: "3. 6. ob 9.00"."""
    brief = when_brief(local, language, today_on=today_on)
    return brief if brief != when_short(local, language) else _said("digits", local, language=language)


def when_brief(local: datetime, language: str, *, today_on: date | None = None) -> str:
    """The moment in the fewest letters: "jutri ob 9.00" for today and tomorrow, else as when_short."""
    if today_on is not None and 0 <= (local.date() - today_on).days <= 1:
        return when_run(local, language, today_on=today_on)
    return when_short(local, language)


def time_text(local: datetime | time, language: str = "sl") -> str:
    """The time of day: "9.00" in Slovenian, "9:00" in English."""
    pattern: str = _dates(language)["time"]
    return pattern.format(hour=local.hour, minute=local.minute)


def date_text(on: date, language: str = "sl") -> str:
    """The date with its year: "3. 6. 2026", "3 June 2026"."""
    return _said("date", on, language=language)


def date_short(on: date, language: str = "sl") -> str:
    """The date without its year: "3. 6."."""
    return _said("date_short", on, language=language)


def date_label(on: date, language: str = "sl", *, today_on: date | None = None) -> str:
    """The day after a label: "sreda, 3. junij"; with a near today_on "jutri, v sredo, 3. junija"."""
    near = near_day(on, language, today_on=today_on)
    return _said("date_label_near" if near else "date_label", on, language=language, near=near)


def near_day(local: date, language: str, *, today_on: date | None) -> str:
    """ "danes", "jutri" or "pojutrišnjem" when that is true on today_on, else nothing."""
    if today_on is None:
        return ""
    distance = (_day(local) - today_on).days
    names = _dates(language)
    near: str = {0: names["today"], 1: names["tomorrow"], 2: names["day_after"]}.get(distance, "")
    return near


def day_word(local: date, today_on: date | None, *, language: str = "sl") -> str:
    """The day in running text: "jutri" when it is tomorrow on today_on, "v sredo, 3. junija" when it is not near."""
    return near_day(local, language, today_on=today_on) or _said("date_run", local, language=language)


def day_run(local: date, today_on: date | None, *, language: str = "sl") -> str:
    """As day_word, ready for the sentence to go on: in Slovenian a date closes with a comma."""
    near = near_day(local, language, today_on=today_on)
    return near or _said("date_run", local, language=language) + ("," if _dates(language)["comma_after_date"] else "")


def past_day(local: date | None, today_on: date | None, *, language: str = "sl") -> str:
    """The day of something that is over, in running text: "danes", "včeraj", "v sredo, 3. junija,", "tokrat"."""
    names: dict[str, str] = _dates(language)
    if local is None or (today_on is not None and _day(local) > today_on):
        return names["some_day"]
    if today_on is not None and (today_on - _day(local)).days == 1:
        return names["yesterday"]
    return day_run(local, today_on, language=language)


def count_text(n: int, forms: Sequence[str]) -> str:
    """The number with its noun: four forms (1 minuta, 2 minuti, 3 minute, 5 minut) or two (1 day, 2 days)."""
    return f"{n} {forms[plural_index(n, len(forms))]}"


def plural_index(n: int, forms: int) -> int:
    """Which of two or four plural forms a number takes; Slovenian looks at the last two digits."""
    if forms == 2:
        return 0 if abs(n) == 1 else 1
    return {1: 0, 2: 1, 3: 2, 4: 2}.get(abs(n) % 100, 3)


def _dates(language: str) -> dict[str, Any]:
    table: dict[str, Any] = words(known_language(language))["dates"]
    return table


def _day(local: date) -> date:
    return local.date() if isinstance(local, datetime) else local


def _said(pattern: str, local: date, *, language: str, near: str = "") -> str:
    names = _dates(language)
    form: str = names[pattern]
    return form.format(
        near=near,
        weekday=names["weekdays"][local.weekday()],
        weekday_run=names["weekdays_run"][local.weekday()],
        weekday_short=names["weekdays_short"][local.weekday()],
        day=local.day,
        month=names["months"][local.month - 1],
        month_run=names["months_run"][local.month - 1],
        month_number=local.month,
        year=local.year,
        time=time_text(local, language) if isinstance(local, datetime) else "",
    )

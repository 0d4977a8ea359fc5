"""One cell: from whatever a spreadsheet gives to the value that is meant, or a reason why not."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from programme.kinds import ActivityKind, UnknownKind, kind_from_text
from programme.outcomes import OutcomeKind, UnknownOutcome, outcome_from_text
from programme.spelling import fold, read_date, read_wall_time
from programme.weekdays import BadWeekdays, parse_weekdays
from records.phones import BadPhone, e164
from records.workbook.sheets import CHOICES, LANGUAGE_NAMES, PRESENCE_NAMES, REASON_NAMES, ROLE_NAMES, Cell

_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
_EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,.]+")
_OTHER_LANGUAGES = {"slovensko": "sl", "anglesko": "en", "hrvasko": "hr", "bosansko": "bs", "srbsko": "sr"}
_OTHER_LANGUAGES |= {"albansko": "sq", "english": "en", "srbohrvascina": "sr", "romscina": "sl"}
_OTHER_ROLES = {"koordinatorica": "coordinator", "koordinator/-ica": "coordinator", "mentorica": "mentor"}
_OTHER_PRESENCE = {
    "da": "came", "prisoten": "came", "prisotna": "came", "prisel": "came", "prisla": "came", "p": "came",
    "zamudil": "late", "zamudila": "late", "odsel prej": "left_early", "odsla prej": "left_early",
    "opraviceno": "excused", "opravicen": "excused", "opravicena": "excused",
    "ne": "absent", "odsoten": "absent", "odsotna": "absent", "neopraviceno": "absent", "o": "absent",
}  # fmt: skip


class BadCell(ValueError):
    """The cell cannot be what the column needs; the message is the reason in Slovenian."""


def read_cell(raw: Any, cell: Cell, *, longest: int = 200) -> Any:
    """The value of a cell, None when it is empty. Raises BadCell."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, str) and (found := re.fullmatch(r"#[A-Z/0?!]+", raw.strip())):
        raise BadCell(f"v celici je napaka preglednice {found[0]}")
    read = _READERS.get(cell)
    return read_text(raw, longest=longest) if read is None else read(raw)


def read_text(raw: Any, *, longest: int = 4000) -> str:
    """Any cell as text: whole numbers without a decimal part, single blanks. Raises BadCell when it is too long."""
    if isinstance(raw, bool):
        return "da" if raw else "ne"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime | date):
        return f"{raw.day}.{raw.month}.{raw.year}"
    text = " ".join(str(raw).split())
    if len(text) > longest:
        raise BadCell(f"besedilo ima {len(text)} znakov, največ jih je lahko {longest}")
    return text


def read_on(raw: Any) -> date:
    """A date from an Excel date or `3.6.2026`. Raises BadCell for other text, which people may have typed."""
    if isinstance(raw, datetime):
        found: date | None = raw.date()
    elif isinstance(raw, date):
        found = raw
    elif isinstance(raw, str):
        found = _written_date(raw)
    else:
        found = _serial_date(raw)
    if found is None:
        raise BadCell(f"»{read_text(raw)}« ni datum; napišite ga na primer kot 3.6.2026")
    if not _EARLIEST <= found < _LATEST:
        raise BadCell(f"datum {read_text(found)} je predaleč; preverite leto")
    return found


def read_wall(raw: Any) -> time:
    """A time of day from an Excel time, a fraction of a day, `9.00`, `9:00` or 9. Raises BadCell."""
    found = _time_of(raw)
    if found is None:
        raise BadCell(f"»{read_text(raw)}« ni ura; napišite jo na primer kot 9.00 ali 9:00")
    return found


def read_whole(raw: Any) -> int:
    """A whole number that is not negative. Raises BadCell."""
    text = read_text(raw)
    if not re.fullmatch(r"\d{1,6}", text):
        raise BadCell(f"»{text}« ni celo število")
    return int(text)


def read_hours(raw: Any) -> Decimal:
    """Hours between 0 and 24, from `2,5`, `2.5` or a number. Raises BadCell."""
    if isinstance(raw, timedelta):
        raw = raw.total_seconds() / 3600
    if isinstance(raw, time):
        raw = raw.hour + raw.minute / 60
    try:
        hours = Decimal(read_text(raw).replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise BadCell(f"»{read_text(raw)}« niso ure; napišite jih na primer kot 2,5") from error
    if not 0 <= hours <= 24:
        raise BadCell(f"{read_text(raw)} ur ne more biti v enem dnevu")
    return hours


def read_phone(raw: Any) -> str:
    """A phone number for SMS in E.164. Raises BadCell."""
    try:
        return e164(read_text(raw))
    except BadPhone as error:
        raise BadCell(str(error)) from error


def read_email(raw: Any) -> str:
    """An e-mail address in small letters. Raises BadCell."""
    text = read_text(raw).casefold()
    if not _EMAIL.fullmatch(text):
        raise BadCell(f"»{text}« ni e-poštni naslov")
    return text


def read_names(raw: Any) -> tuple[str, ...]:
    """Names or codes separated by semicolons; commas too when there is no semicolon."""
    text = read_text(raw)
    parts = re.split(r"[;\n]", text) if ";" in text else text.split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _choice(names: Mapping[str, str], others: Mapping[str, str], *, cell: Cell) -> Callable[[Any], str]:
    known = {**others, **{key: key for key in names}, **{fold(name): key for key, name in names.items()}}

    def read(raw: Any) -> str:
        found = known.get(fold(read_text(raw)))
        if found is None:
            raise BadCell(f"»{read_text(raw)}« ni med možnostmi: {', '.join(CHOICES[cell])}")
        return found

    return read


def _yes_no(raw: Any) -> bool:
    known = {"da": True, "d": True, "1": True, "true": True, "x": True, "ne": False, "n": False, "0": False}
    found = (known | {"false": False, "-": False}).get(fold(read_text(raw)))
    if found is None:
        raise BadCell(f"»{read_text(raw)}« ni da ali ne")
    return found


def _kind(raw: Any) -> ActivityKind:
    try:
        return kind_from_text(read_text(raw))
    except UnknownKind as error:
        raise BadCell(str(error)) from error


def _outcome(raw: Any) -> OutcomeKind:
    try:
        return outcome_from_text(read_text(raw))
    except UnknownOutcome as error:
        raise BadCell(str(error)) from error


def _weekdays(raw: Any) -> frozenset[int]:
    try:
        return parse_weekdays(read_text(raw))
    except BadWeekdays as error:
        raise BadCell(str(error)) from error


def _written_date(text: str) -> date | None:
    # A date without a year is a guess that nobody should make for a whole programme.
    if re.fullmatch(r"\s*\d{1,2}\.\s*\d{1,2}\.?\s*", text):
        return None
    return read_date(re.sub(r"[ T]0{1,2}:00(:00)?$", "", text.strip()).replace("/", "."), not_before=_EARLIEST)


def _serial_date(raw: Any) -> date | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 30_000 < raw < 75_000:
        return None
    return date(1899, 12, 30) + timedelta(days=int(raw))


def _time_of(raw: Any) -> time | None:
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, timedelta):
        raw = raw.total_seconds() / 86_400
    if isinstance(raw, str):
        return read_wall_time(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    if 0 <= raw < 1 and not isinstance(raw, int):
        minutes = round(raw * 1440)
        return time(*divmod(minutes, 60)) if minutes < 1440 else None
    hours, minutes = divmod(round(raw * 100), 100)  # 9.3 typed as a number means 9.30
    return time(hours, minutes) if 0 <= hours < 24 and minutes < 60 else None


_READERS: dict[Cell, Callable[[Any], Any]] = {
    Cell.NAMES: read_names,
    Cell.EMAIL: read_email,
    Cell.PHONE: read_phone,
    Cell.WHOLE: read_whole,
    Cell.HOURS: read_hours,
    Cell.YES_NO: _yes_no,
    Cell.DATE: read_on,
    Cell.TIME: read_wall,
    Cell.LANGUAGE: _choice(LANGUAGE_NAMES, _OTHER_LANGUAGES, cell=Cell.LANGUAGE),
    Cell.ROLE: _choice(ROLE_NAMES, _OTHER_ROLES, cell=Cell.ROLE),
    Cell.KIND: _kind,
    Cell.PRESENCE: _choice(PRESENCE_NAMES, _OTHER_PRESENCE, cell=Cell.PRESENCE),
    Cell.REASON: _choice(REASON_NAMES, {}, cell=Cell.REASON),
    Cell.OUTCOME: _outcome,
    Cell.WEEKDAYS: _weekdays,
}

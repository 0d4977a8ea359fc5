"""What comes in with a form: read with a limit, cleaned of what no text needs, and turned into dates and numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

from starlette.requests import Request

from staff.texts import N_

MOST_BYTES = 256 * 1024
MOST_FIELDS = 2000
YEARS = range(1990, 2101)  # further away no day has one before and one after it that can be shown
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_OUR_DAY = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})")
NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class BadForm(ValueError):
    """The form cannot be taken; the message is a sentence to translate."""


class TooMuch(BadForm):
    """The form is larger than any of ours."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form or an address; what is missing reads as empty."""

    fields: Mapping[str, tuple[str, ...]] = field(repr=False)

    def text(self, name: str, most: int = 4000) -> str:
        """The field without control characters and outer blanks, cut at `most` characters."""
        raw = self.fields.get(name, ("",))[0]
        return NOT_TEXT.sub("", raw.replace("\r\n", "\n")).strip()[:most]

    def secret(self, name: str) -> str:
        """The field exactly as it was typed."""
        return self.fields.get(name, ("",))[0]

    def number(self, name: str) -> int | None:
        """A whole number that fits a database id; None when it is none."""
        raw = self.text(name, 20)
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Every whole number of a field that may come several times, each once, in order."""
        found = (int(raw) for raw in self.fields.get(name, ()) if raw.isascii() and raw.isdigit() and len(raw) < 16)
        return tuple(dict.fromkeys(found))

    def has(self, name: str) -> bool:
        """True when the box is ticked or the field is there with something in it."""
        return bool(self.text(name))

    def day(self, name: str) -> date | None:
        """A date as browsers (2026-09-15) or people (15. 9. 2026) write it; None for none, and for one far away."""
        raw = self.text(name, 20)
        found = _ISO_DAY.fullmatch(raw) or _OUR_DAY.fullmatch(raw)
        if found is None:
            return None
        year, month, day = (int(part) for part in (found.groups() if "-" in raw else found.groups()[::-1]))
        try:
            return date(year, month, day) if year in YEARS else None
        except ValueError:
            return None

    def wall(self, name: str) -> time | None:
        """A time of day as 9:00 or 9.00; None when it is none."""
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", self.text(name, 10))
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            return None
        return time(int(found[1]), int(found[2]))

    def hours(self, name: str) -> Decimal | None:
        """Hours from 0 to 24 with a comma or a point; None when empty. Raises BadForm."""
        raw = self.text(name, 10).replace(",", ".")
        if not raw:
            return None
        try:
            value = Decimal(raw)
        except InvalidOperation:
            value = Decimal(-1)
        if not (value.is_finite() and 0 <= value <= 24):
            raise BadForm(N_("Hours are a number from 0 to 24, for example 2,5."))
        return value.quantize(Decimal("0.01"))


async def form_of(request: Request) -> Form:
    """The form of a request. Raises TooMuch, and BadForm for what is no form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooMuch(N_("The form is too large."))
    if body and kind != "application/x-www-form-urlencoded":
        raise BadForm(N_("The form could not be read. Go back and try again."))
    return _form(body.decode("utf-8", "replace"))


def query_of(request: Request) -> Form:
    """What stands behind the question mark of the address."""
    return _form(request.scope.get("query_string", b"").decode("utf-8", "replace")[:8000])


def _form(text: str) -> Form:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadForm(N_("The form could not be read. Go back and try again.")) from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Form(fields)

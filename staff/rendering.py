"""Turns a template and values into a page: Jinja with everything escaped, in the language of the reader."""

import functools
import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from language import dates
from records.phones import shown
from staff import words
from staff.browsers import browser_name
from staff.reasons import reason, task_reason
from staff.texts import texts

HERE = Path(__file__).parent


@functools.cache
def environment(language: str) -> Environment:
    """The templates of one language, with the filters that speak it."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    said = texts(language)
    made.install_gettext_callables(said.gettext, said.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= _filters(language)
    made.globals |= {
        "asset": asset,
        "word": functools.partial(words.word, language=language),
        "kind_of": functools.partial(words.message_kind, language=language),
        "reason_of": functools.partial(reason, language=language),
        "why_of": functools.partial(task_reason, language=language),
    }
    return made


def _filters(language: str) -> dict[str, Any]:
    def day(on: date) -> str:
        return dates.date_label(on, language)

    def clock(local: datetime) -> str:
        return dates.time_text(local, language)

    def moment(local: datetime) -> str:
        return dates.when_short(local, language)

    def short(on: date) -> str:
        return dates.date_short(on, language)

    def number(value: Decimal | float | None) -> str:
        plain = "" if value is None else f"{float(value):.2f}".rstrip("0").rstrip(".")
        return plain.replace(".", ",") if language == "sl" else plain

    def money(value: float) -> str:
        return (f"{value:.2f}".replace(".", ",") + " €") if language == "sl" else f"€{value:.2f}"

    return {
        "day": day,
        "clock": clock,
        "moment": moment,
        "short_day": short,
        "full_day": lambda on: dates.date_text(on, language),
        "number": number,
        "money": money,
        "phone": shown,
        "browser": browser_name,
    }


@functools.cache
def asset(name: str) -> str:
    """The address of a file of ours, with a mark of its content so that browsers may keep it."""
    mark = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={mark}"

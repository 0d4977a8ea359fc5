"""The command forecast: every message that will go out."""

import asyncio
import json
import sys
from datetime import date, datetime, time, timedelta

from rich.console import Console
from rich.table import Table

from programme.calendar import to_instant, to_local
from programme.spelling import read_date
from records.forecast import Asked, Coming
from records.forecast import forecast as coming_messages
from records.scope import EVERYTHING
from stik.clock import real_now
from stik.failing import Failed
from stik.help_lines import put_in_force
from stik.opening import open_database, rules_of
from stik.settings import Settings, load


def forecast(from_day: str, to_day: str, *, as_json: bool) -> None:
    """Prints the messages between two days, both included."""
    settings = load()
    today = to_local(real_now(), settings.timezone).date()
    first_on = _day(from_day, today)
    last_on = _day(to_day, first_on + timedelta(days=6))
    coming = asyncio.run(_coming(settings, first_on, last_on=last_on))
    if as_json:
        sys.stdout.write(json.dumps([_as_json(each) for each in coming], ensure_ascii=False, indent=1) + "\n")
    else:
        _table(coming, settings)


async def _coming(settings: Settings, first_on: date, *, last_on: date) -> list[Coming]:
    put_in_force(settings.help_lines)
    database = open_database(settings)
    midnight = to_instant(datetime.combine(first_on, time(0)), settings.timezone)
    end = to_instant(datetime.combine(last_on + timedelta(days=1), time(0)), settings.timezone)
    asked = Asked(EVERYTHING, max(midnight, real_now()), end - timedelta(seconds=1), two_way=settings.sms_two_way)
    try:
        async with database.reading() as tx:
            return await coming_messages(tx, asked, rules_of(settings))
    finally:
        await database.close()


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = read_date(text, not_before=otherwise)
    if found is None:
        raise Failed(f"{text!r} is not a day; write 2026-06-03 or 3.6.2026.")
    return found


def _as_json(each: Coming) -> dict[str, object]:
    return {
        "due_at": each.due_at.isoformat().replace("+00:00", "Z"),
        "participant_id": str(each.participant_id),
        "code": each.code,
        "name": each.name,
        "kind": each.kind,
        "why": each.occasion,
        "channel": each.channel,
        "parts": each.parts,
        "text": each.text,
    }


def _table(coming: list[Coming], settings: Settings) -> None:
    if not coming:
        sys.stdout.write("Nothing will go out in these days.\n")
        return
    table = Table("when", "who", "kind", "channel", "parts", "why")
    for each in coming:
        when = to_local(each.due_at, settings.timezone).strftime("%d.%m.%Y %H:%M")
        table.add_row(when, f"{each.code} {each.name}", each.kind, each.channel, str(each.parts or ""), each.occasion)
    Console().print(table)
    parts = sum(each.parts for each in coming)
    price = f"{parts * settings.sms_part_price:.2f} EUR"
    sys.stdout.write(f"{len(coming)} messages, {parts} SMS parts, about {price}.\n")

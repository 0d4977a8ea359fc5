"""The command check: one line for each thing Stik depends on, with the mend."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from bot.channel import SendError
from bot.sms import SmsChannel
from bot.telegram import TelegramChannel
from programme.calendar import to_local
from records import health, schema
from records.database import Database
from stik.channels import real_channels
from stik.clock import real_now
from stik.help_lines import read_help_lines
from stik.opening import open_database
from stik.settings import Settings, load

SECRET_NAMES = ("secret_key", "telegram_token", "telegram_webhook_secret", "twilio_auth_token")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked; `mend` says what to do when it is not well, or works with a warning."""

    name: str
    is_well: bool
    says: str
    mend: str = ""
    warns: bool = False

    @property
    def sign(self) -> str:
        """What stands before the line."""
        return "FAULT" if not self.is_well else "WARN " if self.warns else "ok   "


def run(*, as_json: bool) -> None:
    """Prints the lines and ends with exit code 1 when one is not well."""
    lines = asyncio.run(_lines(load()))
    if as_json:
        sys.stdout.write(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1) + "\n")
    else:
        for line in lines:
            sys.stdout.write(f"{line.sign} {line.name}: {line.says}\n")
            if line.mend and (line.warns or not line.is_well):
                sys.stdout.write(f"      → {line.mend}\n")
    if not all(line.is_well for line in lines):
        raise SystemExit(1)


async def _lines(settings: Settings) -> list[Line]:
    lines = [_settings(settings), await _asked("schema", lambda: _schema(settings))]
    database = open_database(settings)
    try:
        lines.append(await _asked("database", lambda: _database(database)))
        lines.append(await _asked("clock", lambda: _clock(database)))
    finally:
        await database.close()
    channels = real_channels(settings)
    for name, ask in (("telegram", _telegram), ("sms", _sms)):
        channel = channels.get(name)
        if channel is None:
            lines.append(Line(name, True, "not set up"))
            continue
        await channel.open()
        try:
            lines.append(await _asked(name, lambda ask=ask, channel=channel: ask(channel, settings)))  # type: ignore[misc]
        finally:
            await channel.close()
    lines.append(_public_url(settings))
    lines.append(help_lines(settings.help_lines, today_on=to_local(real_now(), settings.timezone).date()))
    return lines


def help_lines(path: str, *, today_on: date) -> Line:
    """Warns of numbers to call that nobody of the team has checked within a year."""
    lines = read_help_lines(path)
    never = [name for name, line in lines.items() if line.checked_on is None]
    old = [name for name, line in lines.items() if line.is_old(today_on)]
    found = ((never, "never checked"), (old, "checked more than a year ago"))
    said = [f"{len(names)} {what} ({', '.join(names)})" for names, what in found if names]
    where = f"in {path}" if path else "as they come with Stik"
    day = "Call each number and write the day into checked_on"
    copy = f"Copy language/help_lines.toml, name the copy in STIK_HELP_LINES. {day}, then restart."
    mend = f"{day} in {path}, then restart." if path else copy
    says = f"{len(lines)} lines {where}: {'; '.join(said) or 'all checked within a year'}"
    return Line("help lines", True, says, mend, warns=bool(said))


async def _asked(name: str, ask: Callable[[], Awaitable[Line]]) -> Line:
    try:
        return await ask()
    except SendError as error:
        said = getattr(error, "reason", "") or type(error).__name__
        return Line(name, False, said, "Check the token or the account, then run stik check again.")
    except Exception as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Line(name, False, said[:200], "Check STIK_DATABASE_URL and that the server runs; then: stik migrate")


def _settings(settings: Settings) -> Line:
    shown = {
        name: ("hidden" if value.get_secret_value() else "none") if name in SECRET_NAMES else str(value)
        for name, value in settings
    }
    return Line(
        "settings", True, ", ".join(f"{name}={value}" for name, value in shown.items() if value not in ("", "None"))
    )


async def _schema(settings: Settings) -> Line:
    is_revision, newest = schema.current(settings.database_url), schema.newest()
    is_new = is_revision == newest
    return Line("schema", is_new, f"revision {is_revision or 'none'}, newest {newest}", "Run: stik migrate")


async def _database(database: Database) -> Line:
    return Line("database", await database.answers(), "SQLite" if database.is_sqlite else "PostgreSQL")


async def _clock(database: Database) -> Line:
    now = real_now()
    async with database.reading() as tx:
        seen = await health.measure(tx, now=now)
    if seen.ticked_at is None:
        return Line("clock", True, "has never ticked; Stik was not run yet")
    age = now - seen.ticked_at
    return Line("clock", age < timedelta(minutes=2), f"last round {int(age.total_seconds())} s ago", "Start: stik run")


async def _telegram(channel: TelegramChannel, settings: Settings) -> Line:
    seen = await channel.me()
    wanted = f"{settings.public_url}/telegram/webhook" if settings.telegram_mode == "webhook" else ""
    is_well = seen.webhook_url == wanted
    said = f"@{seen.username}, {seen.waiting} updates waiting, webhook {seen.webhook_url or 'none'}"
    if seen.last_error:
        said += f", last error: {seen.last_error}"
    return Line("telegram", is_well, said, "Start stik run once: it sets the webhook (or takes it away when polling).")


async def _sms(channel: SmsChannel, settings: Settings) -> Line:
    seen = await channel.account()
    way = "two-way" if settings.sms_two_way else "one way: answers come by link"
    return Line("sms", seen.status == "active", f"{seen.name}, {seen.status}, {way}", "Look at the account at Twilio.")


def _public_url(settings: Settings) -> Line:
    if settings.public_url.startswith("https://"):
        return Line("public_url", True, settings.public_url)
    has_channel = bool(settings.twilio_account_sid or settings.telegram_token.get_secret_value())
    mend = "Set STIK_PUBLIC_URL to the https address under which people reach this machine."
    return Line("public_url", not has_channel, settings.public_url or "none: no answer links in SMS", mend)

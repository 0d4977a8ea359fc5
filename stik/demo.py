"""The command demo: a fresh SQLite file with both example programmes, simulated phones and a clock to turn."""

import asyncio
import sys
import tempfile
import threading
import webbrowser
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.routing import BaseRoute

from programme.calendar import to_instant, to_local
from records import workbook
from records.database import Database
from records.workbook.shifting import shift
from stik import demo_people, logs
from stik.assembly import Stik
from stik.channels import rehearsal_channels
from stik.clock import DemoClock, real_now
from stik.demo_door import DemoDoor
from stik.failing import Failed
from stik.opening import migrated, open_database
from stik.phones import Phones
from stik.running import serve
from stik.settings import Settings, load

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
WORKBOOKS = ("brezice.xlsx", "posocje.xlsx")
STARTS_AT = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)  # a Monday, 8.00 in Ljubljana; shown as this week's Monday
OPEN_AFTER_SECONDS = 1.5


def run(port: int, *, open_browser: bool) -> None:
    """Runs the demo until Ctrl+C; its database is a new file in a temporary folder each time."""
    logs.set_up("plain", "warning")
    with tempfile.TemporaryDirectory(prefix="stik-demo-") as folder:
        settings = demo_settings(Path(folder), port)
        migrated(settings)
        weeks = (real_now() - STARTS_AT).days // 7
        starts_local = to_local(STARTS_AT, settings.timezone) + timedelta(weeks=weeks)
        clock = DemoClock(to_instant(starts_local, settings.timezone) - real_now())
        asyncio.run(furnish(settings, clock, weeks=weeks))
        stik = demo_stik(settings, open_database(settings), clock=clock)
        _tell(port, open_browser=open_browser)
        serve(stik, host="127.0.0.1", port=port, more=demo_routes(stik, clock))
    sys.stdout.write("The demo has ended; nothing of it is kept.\n")


def demo_settings(folder: Path, port: int) -> Settings:
    """Settings that need no account and reach nobody outside this machine."""
    return load(
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        public_url=f"http://127.0.0.1:{port}",
        telegram_token="",
        twilio_account_sid="",
        telegram_per_second=1000,
        sms_per_second=1000,
        broadcast_hold_seconds=10,
        _env_file=None,
    )


def demo_stik(settings: Settings, database: Database, *, clock: DemoClock) -> Stik:
    """Stik with simulated phones in place of the providers."""
    channels = rehearsal_channels(database, clock, sms_two_way=settings.sms_two_way)
    return Stik(settings, database, now=clock, channels=channels)


def demo_routes(stik: Stik, clock: DemoClock) -> tuple[BaseRoute, ...]:
    """The phones, and a door that lets one into the staff pages without a password."""
    return (*Phones(stik, clock).routes(), *DemoDoor(stik).routes())


async def furnish(settings: Settings, clock: DemoClock, *, weeks: int = 0) -> None:
    """Brings in both programmes, that many weeks later than they are dated, and lets most people join."""
    database = open_database(settings)
    try:
        for name in WORKBOOKS:
            found = workbook.read_workbook(EXAMPLES / name)
            if isinstance(found, workbook.Faults):
                raise Failed(str(found))
            async with database.transaction() as tx:
                report = await workbook.bring_in(tx, shift(found, weeks=weeks), clock())
            if report.faults:
                raise Failed(f"examples/{name}: {report.faults[0]}")
        async with database.transaction() as tx:
            await demo_people.let_join(tx, now=clock() - timedelta(days=7))
    finally:
        await database.close()


def _tell(port: int, *, open_browser: bool) -> None:
    address = f"http://127.0.0.1:{port}"
    sys.stdout.write(f"Staff page:  {address}/demo/enter\nPhones page: {address}/demo/phones\nStop with Ctrl+C.\n")
    sys.stdout.flush()
    if open_browser:
        threading.Timer(OPEN_AFTER_SECONDS, webbrowser.open, [f"{address}/demo/phones"]).start()

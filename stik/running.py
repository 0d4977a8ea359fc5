"""The commands run and migrate."""

import contextlib
import signal
import socket

import uvicorn
from starlette.routing import BaseRoute

from stik import logs
from stik.assembly import PARTS, Stik
from stik.failing import Failed
from stik.opening import migrated, open_database
from stik.settings import load
from stik.telegram_name import telegram_name
from stik.web import application

STOP_SECONDS = 10


def run(only: str, *, host: str, port: int) -> None:
    """Runs the named parts until it is told to stop; sends in flight end first."""
    parts = tuple(part.strip() for part in only.split(",") if part.strip())
    unknown = [part for part in parts if part not in PARTS]
    if unknown or not parts:
        raise Failed(f"--only knows {', '.join(PARTS)}; it was given {only!r}.")
    settings = load()
    logs.set_up(settings.log_format, settings.log_level)
    migrated(settings)
    stik = Stik(settings, open_database(settings), parts=parts)
    stik.telegram_name = telegram_name(settings)
    serve(stik, host=host, port=port)


def serve(stik: Stik, *, host: str, port: int, more: tuple[BaseRoute, ...] = ()) -> None:
    """Serves the application of these parts; returns after SIGTERM or Ctrl+C. Raises Failed when the port is taken."""
    _try_port(host, port)
    config = uvicorn.Config(
        application(stik, more=more),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        proxy_headers=bool(stik.settings.trusted_proxies),
        forwarded_allow_ips=stik.settings.trusted_proxies,
    )
    server = uvicorn.Server(config)
    # uvicorn raises the signal again after it has shut down; by then the end is clean, so nothing may kill us.
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise Failed("Stik could not start; the reason stands in the lines above.")


def _try_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            said = f"Port {port} on {host} cannot be used ({error.strerror}); choose another one with --port."
            raise Failed(said) from error

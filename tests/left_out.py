"""A pytest plugin: says in one line each what this run left out and why.

With --nothing-left-out, as in CI, a machine that lacks PostgreSQL or Chromium is a fault.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests import machine

_THINGS = {
    "postgres": ("tests on PostgreSQL", machine.why_no_postgres),
    "browser": ("tests in a browser", machine.why_no_chromium),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --nothing-left-out."""
    parser.addoption("--nothing-left-out", action="store_true", help="PostgreSQL and Chromium must be there")


def pytest_configure(config: pytest.Config) -> None:
    """Stops at once when nothing may be left out; finds PostgreSQL before worker processes would each start one."""
    faults = [f"{tests} cannot run: {why()}" for tests, why in _THINGS.values()] if _wants_everything(config) else []
    faults = [fault for fault in faults if not fault.endswith(": ")]
    if faults:
        raise pytest.UsageError("; ".join(faults))
    if config.getoption("numprocesses", None):
        machine.postgres_url()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips tests marked postgres or browser where the machine lacks it."""
    for item in items:
        for marker, (_, why) in _THINGS.items():
            if item.get_closest_marker(marker) and why():
                item.add_marker(pytest.mark.skip(reason=why()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each reason for which tests were skipped."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.items():
        terminalreporter.write_line(f"left out: {_named(reason)}{count} {'test' if count == 1 else 'tests'}: {reason}")


def _wants_everything(config: pytest.Config) -> bool:
    return bool(config.getoption("nothing_left_out")) and not hasattr(config, "workerinput")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    place = report.longrepr
    return str(place[2] if isinstance(place, tuple) else place).removeprefix("Skipped: ")


def _named(reason: str) -> str:
    return next((f"{tests}, " for tests, why in _THINGS.values() if why() == reason), "")

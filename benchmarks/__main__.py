"""`python -m benchmarks [names]`: runs the measured runs and prints their tables; always exits with 0."""

import argparse
import sys
import time
from collections.abc import Awaitable, Callable, Mapping

import uvloop

from benchmarks import claiming, inbound, planning_rate, processes, reading, sending, stores, today
from benchmarks.report import Table, machine, show
from benchmarks.sizes import FULL, QUICK, Sizes

RUNS: Mapping[str, Callable[[Sizes], Awaitable[list[Table]]]] = {
    "sending": sending.tables,
    "processes": processes.tables,
    "planning": planning_rate.tables,
    "claiming": claiming.tables,
    "inbound": inbound.tables,
    "today": today.tables,
    "reading": reading.tables,
}


def main() -> None:
    """Measures what was named, everything when nothing was."""
    asked = _asked()
    sizes = FULL if asked.full else QUICK
    sys.stdout.write(f"{machine()}\n{stores.durability()}\n")
    for name in asked.names or RUNS:
        began = time.monotonic()
        for table in uvloop.run(_tables(name, sizes)):
            show(table)
        sys.stdout.write(f"\n({name}: {time.monotonic() - began:.0f} s)\n")


async def _tables(name: str, sizes: Sizes) -> list[Table]:
    return await RUNS[name](sizes)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one or more of: {', '.join(RUNS)}")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small runs, under two minutes for all (as without it)")
    size.add_argument("--full", action="store_true", help="the sizes of docs/figures.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - RUNS.keys():
        parser.error(f"there is no run named {', '.join(sorted(unknown))}; there are: {', '.join(RUNS)}")
    return asked


if __name__ == "__main__":
    main()

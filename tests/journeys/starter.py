"""Starts `stik run` again and again without loading its libraries each time: every start is a fork of this process.

Reads JSON lines {"environment", "arguments", "log"} and answers each with the number of a process that is the command
from then on. Run by tests/journeys/processes.py.
"""

import json
import os
import signal
import sys
from typing import Any

from stik import __main__, running  # noqa: F401  (loaded here, so that no start has to load it)


def main() -> None:
    """Forks one Stik for each line; ends with its input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    for line in sys.stdin:
        wanted = json.loads(line)
        number = os.fork()
        if number == 0:
            become_stik(wanted)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def become_stik(wanted: dict[str, Any]) -> None:
    """Never returns: this process is `stik run` from here on."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, target in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
        os.dup2(stream, target)
    os.environ.update(wanted["environment"])
    sys.argv = ["stik", "run", *wanted["arguments"]]
    try:
        __main__.main()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    os._exit(0)


if __name__ == "__main__":
    main()

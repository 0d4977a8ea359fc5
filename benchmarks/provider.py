"""A Telegram on this machine that answers as fast as Python can, in a process of its own, and counts what it got.

Only what a run needs: every POST is an accepted message, GET /tally tells what came, GET /forget empties the count.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import uvloop

RESULT = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":700,"is_bot":true,"first_name":"Stik","username":"stik_bot"},'
    b'"chat":{"id":1001,"first_name":"Ana","type":"private"},"date":1789400000,"text":"Pozdravljeni"}}'
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"


@dataclass(slots=True)
class Seen:
    """What came since it was last forgotten; `bodies` are digests, so that a second one like it is found."""

    at: list[float] = field(default_factory=list)
    bodies: Counter[int] = field(default_factory=Counter)

    def tally(self) -> dict[str, Any]:
        """The count, how many came more than once, and the most in any second."""
        twice = sum(count - 1 for count in self.bodies.values())
        lasted = self.at[-1] - self.at[0] if self.at else 0.0
        return {"count": len(self.at), "twice": twice, "most": most_in_a_second(self.at), "seconds": lasted}


def most_in_a_second(instants: list[float]) -> int:
    """The most instants in any window of one second, wherever it begins."""
    window: deque[float] = deque()
    most = 0
    for at in instants:
        window.append(at)
        while window[0] <= at - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


class Telegram(asyncio.Protocol):
    """One connection."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._got = b""
        self._out: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back."""
        self._out = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answers every whole request that has come."""
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end].lower()
            _, _, announced = head.partition(b"content-length:")
            whole = end + 4 + int(announced.partition(b"\r\n")[0] or 0)
            if len(self._got) < whole:
                return
            body, self._got = self._got[end + 4 : whole], self._got[whole:]
            answer = self._answer(head, body)
            self._out.write(HEAD % (len(answer), answer))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"post"):
            self._seen.at.append(time.monotonic())
            self._seen.bodies[hash(body)] += 1
            return RESULT % len(self._seen.at)
        said = json.dumps(self._seen.tally()).encode()
        if head.startswith(b"get /forget"):
            self._seen.at.clear()
            self._seen.bodies.clear()
        return said


@dataclass(frozen=True, slots=True)
class Provider:
    """A running one."""

    url: str

    def forget(self) -> dict[str, Any]:
        """What came, which is then forgotten."""
        with urllib.request.urlopen(f"{self.url}/forget") as answer:
            return dict(json.load(answer))


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """A provider in a process of its own, while the block lasts."""
    started = [sys.executable, "-m", "benchmarks.provider"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Provider(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.terminate()


async def serve() -> None:
    """Serves on a free port, which it prints, until it is ended."""
    seen = Seen()
    server = await asyncio.get_running_loop().create_server(lambda: Telegram(seen), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())

"""One pool of kept connections to a provider, with real limits on time.

It tells apart what a sender must know: `NotSent` (nobody has seen the request) and `Lost` (it may have arrived).
Neither ever carries an address, because a provider's address may hold its token.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp


class NotSent(Exception):
    """The request did not reach the provider."""


class Lost(Exception):
    """The request may have reached the provider, but no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP status, body, and headers by lower-case name."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retry_after(self) -> float:
        """Seconds of the Retry-After header, 0 when there is none that can be read."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isdecimal() else 0.0


class Silence:
    """For how long a provider asked this process to be silent, whatever is under way."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def left(self) -> float:
        """Seconds of silence that are left."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    def lasts(self, seconds: float) -> None:
        """Asks for so many seconds from now; a longer silence stays."""
        self._until = max(self._until, asyncio.get_running_loop().time() + seconds)


class Wire:
    """Connections to one provider. `open` and `close` may be called twice; a call opens by itself."""

    def __init__(self, *, connect_seconds: float = 5.0, read_seconds: float = 20.0, connections: int = 100) -> None:
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._connections = connections
        self._limits = self._within(read_seconds)
        self._pool: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Gets the pool ready; a second call does nothing."""
        if self._pool is None or self._pool.closed:
            # 12 s: shorter than any provider keeps an idle connection, so that a request never meets one just closed.
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=12, ttl_dns_cache=60)
            self._pool = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        """Lets go of all connections; a second call does nothing."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def call(
        self,
        method: str,
        url: str,
        *,
        data: bytes | None,
        headers: Mapping[str, str],
        read_seconds: float | None = None,
    ) -> Answer:
        """The provider's answer, whatever its status; redirects are not followed. Raises NotSent or Lost."""
        await self.open()
        assert self._pool is not None
        limits = self._limits if read_seconds is None else self._within(read_seconds)
        try:
            async with self._pool.request(
                method, url, data=data, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                body = await response.read()
                kept = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, body, kept)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(f"no connection ({type(error).__name__})") from None
        except TimeoutError:
            raise Lost("no answer in time") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Lost(f"the connection broke ({type(error).__name__})") from None

    def _within(self, read_seconds: float) -> aiohttp.ClientTimeout:
        whole = self._connect_seconds + read_seconds
        return aiohttp.ClientTimeout(total=whole, connect=self._connect_seconds, sock_read=read_seconds)

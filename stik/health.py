"""Health for machines: the process, the parts it depends on, and figures for Prometheus."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from records import health as counted
from records.database import Database
from stik.clock import Now

TICK_LATE = timedelta(minutes=2)
UNSENT_LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Health:
    """Answers whether this process and what it depends on are well."""

    database: Database
    now: Now
    needs_clock: bool

    def routes(self) -> list[Route]:
        """GET /health/live, /health/ready, /metrics."""
        return [
            Route("/health/live", self.live),
            Route("/health/ready", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def live(self, request: Request) -> Response:
        """200 while the process answers."""
        return JSONResponse({"ok": True})

    async def ready(self, request: Request) -> Response:
        """200 when the database answers, the clock ticks and nothing due is stuck; 503 with the faults otherwise."""
        try:
            async with self.database.reading() as tx:
                seen = await counted.measure(tx, now=self.now())
        except Exception as error:
            return JSONResponse({"ok": False, "faults": [f"database: {type(error).__name__}"]}, status_code=503)
        faults = self._faults(seen, self.now())
        return JSONResponse({"ok": not faults, "faults": faults}, status_code=503 if faults else 200)

    async def metrics(self, request: Request) -> Response:
        """Gauges counted from the database, so that any process tells the same."""
        async with self.database.reading() as tx:
            seen = await counted.measure(tx, now=self.now())
        registry = CollectorRegistry()
        states = Gauge("stik_messages", "Messages by state", ["state"], registry=registry)
        for state, number in seen.messages.items():
            states.labels(state).set(number)
        figures: dict[str, tuple[str, float]] = {
            "stik_oldest_due_seconds": ("Age of the oldest message that is due and not sent", seen.oldest_due_seconds),
            "stik_arrivals_waiting": ("Raw updates recorded and not yet read", seen.arrivals_waiting),
            "stik_tasks_waiting": ("Tasks that are not done", seen.tasks_waiting),
        }
        for name, (what, figure) in figures.items():
            Gauge(name, what, registry=registry).set(figure)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    def _faults(self, seen: counted.Measures, now: datetime) -> list[str]:
        faults = []
        if self.needs_clock and (seen.ticked_at is None or now - seen.ticked_at > TICK_LATE):
            faults.append("clock: no round has ended in the last two minutes")
        if seen.oldest_due_seconds > UNSENT_LATE.total_seconds():
            faults.append(f"outbox: a message has been due for {int(seen.oldest_due_seconds)} seconds")
        return faults

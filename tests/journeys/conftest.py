"""The house of a story: Stik on both databases at noon of the day before the workshop."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from records.database import Database
from tests.cast import Cast
from tests.journeys.house import House, opened

NOON = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)  # Monday


@pytest.fixture
async def house(request: pytest.FixtureRequest, database: Database, cast: Cast) -> AsyncIterator[House]:
    """Opened; a test may wish for other settings by indirect parameters."""
    async with opened(database, NOON, **getattr(request, "param", {})) as one:
        yield one

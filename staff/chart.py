"""Check-ins over time as a small drawing: days and scores as numbers for the template's SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from language.dates import date_short
from records.checkins import CheckIn

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 560, 150, 24, 10, 24


@dataclass(frozen=True, slots=True)
class Dot:
    """One score: its place, and what stands beneath."""

    x: float
    y: float
    score: int
    day: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing: lines of the scale by score, dots, and the path through them."""

    dots: tuple[Dot, ...]
    scale: tuple[tuple[int, float], ...]
    path: str
    labels: tuple[Dot, ...]
    width: int = WIDTH
    height: int = HEIGHT


def chart(scored: Sequence[CheckIn], language: str) -> Chart | None:
    """The drawing of these check-ins, oldest first; None with fewer than two scores."""
    days = [each for each in scored if each.score is not None]
    if len(days) < 2:
        return None
    first, span = days[0].on, max(1, (days[-1].on - days[0].on).days)
    dots = tuple(
        Dot(_x((each.on - first).days / span), _y(each.score or 0), each.score or 0, date_short(each.on, language))
        for each in days
    )
    path = " ".join(f"{'M' if n == 0 else 'L'}{dot.x:.1f} {dot.y:.1f}" for n, dot in enumerate(dots))
    step = max(1, len(dots) // 6)
    return Chart(dots, tuple((score, _y(score)) for score in range(1, 6)), path, dots[::step])


def _x(part: float) -> float:
    return LEFT + 8 + part * (WIDTH - LEFT - 24)


def _y(score: int) -> float:
    return TOP + (5 - score) / 4 * (HEIGHT - TOP - BOTTOM)

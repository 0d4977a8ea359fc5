"""How large the runs are: quick ones for a look, full ones for figures to publish."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """What each run takes from here."""

    runs: int  # counted pairs of runs
    messages: int  # sent in each run
    paced_seconds: float  # how long the shared allowance is watched
    pairs: int  # person × reminder, planned
    old: tuple[int, ...]  # sent messages lying about while claiming
    requests: int  # inbound, in each run
    history: int  # sent messages behind the staff's question
    replies: int  # read in each run


QUICK = Sizes(
    runs=3,
    messages=1_500,
    paced_seconds=10.0,
    pairs=40_000,
    old=(0, 100_000),
    requests=5_000,
    history=100_000,
    replies=500,
)
FULL = Sizes(
    runs=7,
    messages=10_000,
    paced_seconds=30.0,
    pairs=500_000,
    old=(0, 100_000, 1_000_000),
    requests=20_000,
    history=1_000_000,
    replies=5_000,
)

"""The reader: microseconds to find out what one reply means, over replies as people write them."""

import time
from itertools import cycle, islice

from benchmarks.report import Line, Table
from benchmarks.sizes import Sizes
from language.reading import read

REPLIES = (
    ("Pridem", "reminder"),
    ("ja bom prsla, hvala", "reminder"),
    ("Žal ne morem, mali ima vročino", "reminder"),
    ("zamudim kakih 15 min ker avtobus ne pelje prej", "reminder"),
    ("mogoče, vam še javim", "reminder"),
    ("3", "checkin"),
    ("danes mi gre kar slabo, nisem spala", "checkin"),
    ("Kje točno pa je to? Ali je treba kaj prinesti s seboj?", "broadcast"),
    ("STOP", "none"),
    ("Se lahko dobimo raje v sredo popoldne, ker imam dopoldne zdravnika", "reminder"),
    ("moram v šolo po otroka pa potem še na center za socialno delo, tako da res ne vem kako bo", "none"),
    ("Ne mogu doći, bolestan sam", "reminder"),
)


async def tables(sizes: Sizes) -> list[Table]:
    """One table; the pure function has no limit beside it."""
    for text, context in REPLIES:
        read(text, context)
    micros = tuple(_micros(sizes.replies) for _ in range(sizes.runs))
    lines = (Line("one reply", micros, "µs"),)
    return [Table("Reading replies", lines, f"{len(REPLIES)} replies in turn, warm, in one thread.")]


def _micros(count: int) -> float:
    began = time.perf_counter()
    for text, context in islice(cycle(REPLIES), count):
        read(text, context)
    return (time.perf_counter() - began) / count * 1e6

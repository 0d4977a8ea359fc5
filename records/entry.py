"""Limits on guessing: how often somebody may try a door (sign-in, one-time links, answer codes) in a while.

A try is noted before it is judged, so that many at once cannot pass; who is unknown is counted like who is known.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from records.database import Tx
from records.sealed import digest
from records.tables import attempts_to_enter


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries at a door within `window`."""

    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Knock:
    """A try of `who` (an e-mail, an address, both) at a door under a limit."""

    door: str
    who: str
    limit: Limit


async def may_try(tx: Tx, knock: Knock, *, now: datetime) -> bool:
    """Notes a try and tells whether it is within the limit; one that is not is not noted, so that waiting helps."""
    tried = select(func.count()).select_from(attempts_to_enter)
    mine = attempts_to_enter.c.door == knock.door, attempts_to_enter.c.who == _who(knock)
    recent = attempts_to_enter.c.at > now - knock.limit.window
    if (await tx.execute(tried.where(*mine, recent))).scalar_one() >= knock.limit.most:
        return False
    await tx.execute(attempts_to_enter.insert().values(door=knock.door, who=_who(knock), at=now))
    return True


async def is_shut(tx: Tx, knock: Knock, *, now: datetime) -> bool:
    """True when the tries are used up; notes nothing."""
    tried = select(func.count()).select_from(attempts_to_enter)
    mine = attempts_to_enter.c.door == knock.door, attempts_to_enter.c.who == _who(knock)
    recent = attempts_to_enter.c.at > now - knock.limit.window
    return bool((await tx.execute(tried.where(*mine, recent))).scalar_one() >= knock.limit.most)


async def forget(tx: Tx, knock: Knock) -> None:
    """Forgets the tries, after one that was right."""
    mine = attempts_to_enter.c.door == knock.door, attempts_to_enter.c.who == _who(knock)
    await tx.execute(delete(attempts_to_enter).where(*mine))


def _who(knock: Knock) -> str:
    return digest(f"entry:{knock.door}", knock.who)

"""A message before it is sent, in the words it would have: the same for the forecast and for previews."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from language.catalogue import Said, Style, say
from records.claims import Rules
from records.database import Tx
from records.fact_columns import ACTIVITY, PROVIDER
from records.facts import facts_of
from records.tables import activities, cycles, places, programmes, providers

EXAMPLE_CODE = "abc1defghjkm"  # as long as the code of an answer page is in a small installation
AT_ONCE = 200
_NOTHING: Mapping[str, Any] = {"programme_name": "", "zone": None, "activity_id": None, "facts": None}


def foretell(row: Mapping[str, Any], *, kind: str, now: datetime, rules: Rules, two_way: bool) -> Said:
    """What a person of `row` will read if the message leaves at `now`. Raises TextError.

    `row` has the columns of fact_columns and the channel; what it does not say about an activity is nothing.
    `two_way` says whether SMS can be answered.
    """
    is_sms = row["channel"] == "sms"
    style = Style(
        channel=row["channel"],
        diacritics=row["diacritics"] or rules.diacritics,
        two_way=two_way or not is_sms,
        neutral=bool(row["is_neutral"]),
        easy=bool(row["is_easy"]),
    )
    link = f"{rules.public_url}/o/{EXAMPLE_CODE}" if rules.public_url else ""
    return say(kind, facts_of({**_NOTHING, **row}, now=now, link=link), language=row["language"], style=style)


async def facts_of_activities(tx: Tx, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What texts may speak about of each of these activities."""
    about = (
        select(activities.c.id.label("activity_id"), *ACTIVITY)
        .join(cycles, cycles.c.id == activities.c.cycle_id)
        .join(programmes, programmes.c.id == cycles.c.programme_id)
        .outerjoin(places, places.c.id == activities.c.place_id)
    )
    found, wanted = {}, sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = about.where(activities.c.id.in_(wanted[start : start + AT_ONCE]))
        found.update({row["activity_id"]: dict(row) for row in (await tx.execute(some)).mappings()})
    return found


async def facts_of_provider(tx: Tx, provider_id: int) -> dict[str, Any]:
    """What texts may speak about of a provider."""
    row = (await tx.execute(select(*PROVIDER).where(providers.c.id == provider_id))).mappings().one()
    return dict(row)

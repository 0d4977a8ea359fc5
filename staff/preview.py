"""What a broadcast will say to whom, on which channel, for how many SMS parts and what price; and who gets nothing.

The pages and the API show the same preview; its words come from the facts and the catalogue that the sender uses.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from language.catalogue import TextError
from programme.calendar import to_local
from records.audience import Recipient, recipients
from records.broadcasts import Broadcast
from records.database import Tx
from records.foretold import facts_of_activities, facts_of_provider, foretell
from records.scope import Scope
from staff.desk import Desk


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as some people will get it; `fault` says why it cannot be said."""

    channel: str
    language: str
    text: str
    parts: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Everybody chosen, by code: each with their words, or None for those who get nothing."""

    lines: Sequence[tuple[Recipient, Wording | None]]
    part_price: float

    @property
    def going(self) -> list[tuple[Recipient, Wording]]:
        """Those who get something."""
        return [(person, wording) for person, wording in self.lines if wording and not wording.fault]

    @property
    def excluded(self) -> list[Recipient]:
        """Those who get nothing, whatever the text says."""
        return [person for person, wording in self.lines if wording is None]

    @property
    def groups(self) -> Mapping[Wording, Sequence[Recipient]]:
        """Every different text with its people."""
        groups: dict[Wording, list[Recipient]] = {}
        for person, wording in self.lines:
            if wording:
                groups.setdefault(wording, []).append(person)
        return groups

    @property
    def count(self) -> int:
        """How many people get something."""
        return len(self.going)

    @property
    def channels(self) -> dict[str, int]:
        """How many messages go by each channel."""
        return dict(Counter(wording.channel for _, wording in self.going))

    @property
    def parts(self) -> int:
        """How many SMS parts that takes."""
        return sum(wording.parts for _, wording in self.going)

    @property
    def price(self) -> float:
        """What they cost in EUR, as far as the settings know."""
        return round(self.parts * self.part_price, 4)


async def preview(tx: Tx, desk: Desk, of: Broadcast, *, now: datetime) -> Preview:
    """The preview of a broadcast as of now: of everybody it would reach, in view or not."""
    people = await recipients(tx, of.audience, Scope(of.provider_id), on=to_local(now, desk.zone).date())
    about = await facts_of_activities(tx, () if of.activity_id is None else (of.activity_id,))
    shared = {**await facts_of_provider(tx, of.provider_id), **about.get(of.activity_id or 0, {})}
    lines = [(each, _wording(each, of, desk=desk, shared=shared, now=now)) for each in people]
    return Preview(lines, desk.part_price)


def _wording(
    person: Recipient, of: Broadcast, *, desk: Desk, shared: Mapping[str, Any], now: datetime
) -> Wording | None:
    if person.excluded or person.channel is None:
        return None
    names = ("first_name", "language", "channel", "diacritics", "is_neutral", "is_easy")
    row = {**shared, **{name: getattr(person, name) for name in names}, "facts": of.facts_in(person.language)}
    try:
        said = foretell(row, kind=of.kind, now=now, rules=desk.rules, two_way=desk.is_sms_two_way)
    except TextError as error:
        return Wording(person.channel, person.language, "", 0, fault=str(error))
    return Wording(person.channel, said.language, said.text, said.parts)

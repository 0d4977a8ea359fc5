"""What a broadcast will say to whom, on which channel, for how many SMS parts and what price; and who gets nothing.

The words come from the same facts and the same catalogue as the sender's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from language.catalogue import Style, TextError, say
from records import programmes
from records.activities import activity
from records.audience import Recipient, recipients
from records.broadcasts import Broadcast
from records.database import Tx
from records.facts import facts_of
from staff.visit import Visit

EXAMPLE_CODE = "abc1defghjkm"


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
    """Every different text with its people, and the people who get nothing."""

    groups: Mapping[Wording, Sequence[Recipient]]
    excluded: Sequence[Recipient]
    part_price: float

    @property
    def count(self) -> int:
        """How many people get something."""
        return sum(len(people) for wording, people in self.groups.items() if not wording.fault)

    @property
    def parts(self) -> int:
        """How many SMS parts that takes."""
        return sum(wording.parts * len(people) for wording, people in self.groups.items())

    @property
    def price(self) -> float:
        """What they cost in EUR, as far as the settings know."""
        return self.parts * self.part_price


async def preview(tx: Tx, visit: Visit, of: Broadcast) -> Preview:
    """The preview of a broadcast as of now."""
    people = await recipients(tx, of.audience, visit.scope, on=visit.today_on)
    row = await _row(tx, of)
    groups: dict[Wording, list[Recipient]] = {}
    for each in people:
        if not each.excluded:
            groups.setdefault(_said(visit, of, row=row, person=each), []).append(each)
    return Preview(groups, [each for each in people if each.excluded], visit.desk.part_price)


def _said(visit: Visit, of: Broadcast, *, row: Mapping[str, Any], person: Recipient) -> Wording:
    desk = visit.desk
    mine = {**row, "first_name": person.first_name, "is_neutral": person.is_neutral, "facts": _facts(of, person)}
    link = f"{desk.public_url}/o/{EXAMPLE_CODE}" if desk.public_url else ""
    style = Style(
        channel=person.channel or "telegram",
        diacritics=person.diacritics or desk.diacritics,
        two_way=desk.is_sms_two_way or person.channel != "sms",
        neutral=person.is_neutral,
        easy=person.is_easy,
    )
    try:
        said = say(of.kind, facts_of(mine, now=visit.now, link=link), language=person.language, style=style)
    except TextError as error:
        return Wording(person.channel or "", person.language, "", 0, fault=str(error))
    return Wording(person.channel or "", said.language, said.text, said.parts)


def _facts(of: Broadcast, person: Recipient) -> dict[str, Any]:
    texts = {language: text for language, text in of.texts.items() if language != "facts"}
    text = texts.get(person.language) or texts.get("en") or texts.get("sl") or ""
    return {**(of.texts.get("facts") or {}), **({"text": text} if text else {})}


async def _row(tx: Tx, of: Broadcast) -> dict[str, Any]:
    provider = await programmes.provider(tx, of.provider_id)
    row: dict[str, Any] = {"activity_id": None, "zone": None, "programme_name": ""}
    row |= (
        {"sender": provider.sender, "provider_phone": provider.phone, "csd_phone": provider.csd_phone}
        if provider
        else {}
    )
    found = await activity(tx, of.activity_id) if of.activity_id is not None else None
    if found is None:
        return row
    cycle = await programmes.cycle(tx, found.cycle_id)
    programme = await programmes.programme(tx, cycle.programme_id) if cycle else None
    place = found.place
    return row | {
        "activity_id": found.id,
        "activity_kind": found.kind,
        "title": found.title,
        "neutral_title": found.neutral_title,
        "starts_local": found.starts_local,
        "ends_local": found.ends_local,
        "bring": found.bring,
        "zone": found.zone,
        "place": place.name if place else "",
        "address": place.address if place else "",
        "programme_name": programme.name if programme else "",
    }

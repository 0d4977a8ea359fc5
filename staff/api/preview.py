"""What a broadcast would say, to whom, by which channel and at what price: worked out before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from language.catalogue import Said, Style, TextError, say
from programme.calendar import to_local
from records import activities, audience, programmes
from records.broadcasts import Broadcast
from records.database import Tx
from records.facts import facts_of
from records.scope import Scope
from staff.desk import Desk


@dataclass(frozen=True, slots=True)
class Line:
    """One chosen person with the words they get; `why` is empty when the message goes out."""

    person: audience.Recipient
    text: str
    parts: int
    why: str


async def lines_of(tx: Tx, found: Broadcast, *, desk: Desk, now: datetime) -> list[Line]:
    """Everybody of the provider chosen for a broadcast, by code, each with text and parts or the reason for none."""
    on = to_local(now, desk.zone).date()
    people = await audience.recipients(tx, found.audience, Scope(found.provider_id), on=on)
    shared = await _shared(tx, found)
    return [_line(person, found, shared=shared, desk=desk, now=now) for person in people]


def words_for(language: str, texts: Mapping[str, Any]) -> str:
    """The text for a language: its own, else the English, else the Slovenian one, as broadcasts choose it."""
    return str(texts.get(language) or texts.get("en") or texts.get("sl") or "")


def channels_of(lines: Sequence[Line]) -> dict[str, int]:
    """How many messages go by each channel."""
    counts: dict[str, int] = {}
    for line in lines:
        if not line.why and line.person.channel:
            counts[line.person.channel] = counts.get(line.person.channel, 0) + 1
    return counts


def _line(
    person: audience.Recipient, found: Broadcast, *, shared: Mapping[str, Any], desk: Desk, now: datetime
) -> Line:
    if person.excluded or person.channel is None:
        return Line(person, "", 0, person.excluded or "no_channel")
    own = words_for(person.language, {key: text for key, text in found.texts.items() if key != "facts"})
    facts = {**(found.texts.get("facts") or {}), **({"text": own} if own else {})}
    row = {**shared, "first_name": person.first_name, "is_neutral": person.is_neutral, "facts": facts}
    try:
        said = _said(person, found.kind, row=row, desk=desk, now=now)
    except TextError:
        return Line(person, "", 0, "text_too_long")
    return Line(person, said.text, said.parts, "")


def _said(person: audience.Recipient, kind: str, *, row: Mapping[str, Any], desk: Desk, now: datetime) -> Said:
    is_sms = person.channel == "sms"
    style = Style(
        channel=person.channel or "sms",
        diacritics=person.diacritics or desk.diacritics,
        two_way=desk.is_sms_two_way if is_sms else True,
        neutral=person.is_neutral,
        easy=person.is_easy,
    )
    link = f"{desk.public_url}/o/" + "x" * 12 if desk.public_url else ""
    return say(kind, facts_of(row, now=now, link=link), language=person.language, style=style)


async def _shared(tx: Tx, found: Broadcast) -> dict[str, Any]:
    """What is the same for everybody: the provider, and the activity that a notice is about."""
    provider = await programmes.provider(tx, found.provider_id)
    activity = None if found.activity_id is None else await activities.activity(tx, found.activity_id)
    shared: dict[str, Any] = {
        "sender": provider.sender if provider else "",
        "provider_phone": provider.phone if provider else "",
        "csd_phone": provider.csd_phone if provider else "",
        "programme_name": "",
        "zone": None,
        "activity_id": None,
    }
    if activity is None:
        return shared
    cycle = await programmes.cycle(tx, activity.cycle_id)
    programme = await programmes.programme(tx, cycle.programme_id) if cycle else None
    names = ("title", "neutral_title", "starts_local", "ends_local", "bring", "zone")
    return {
        **shared,
        **{name: getattr(activity, name) for name in names},
        "activity_id": activity.id,
        "programme_name": programme.name if programme else "",
        "activity_kind": activity.kind,
        "place": activity.place.name if activity.place else "",
        "address": activity.place.address if activity.place else "",
    }

"""Who a broadcast reaches and who it does not, with the reason: seen before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from records.database import Tx
from records.scope import Scope, people_seen
from records.tables import attendances, enrolments, participants


@dataclass(frozen=True, slots=True)
class Audience:
    """The chosen people: whole cycles, single people, or everybody expected at an activity."""

    cycle_ids: tuple[int, ...] = ()
    participant_ids: tuple[int, ...] = ()
    activity_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The form kept with the broadcast."""
        return {
            "cycle_ids": list(self.cycle_ids),
            "participant_ids": list(self.participant_ids),
            "activity_id": self.activity_id,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Audience":
        """The audience as it was kept."""
        return cls(
            tuple(stored.get("cycle_ids") or ()),
            tuple(stored.get("participant_ids") or ()),
            stored.get("activity_id"),
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """One chosen person; `excluded` is empty when the message goes out, else no_channel, stopped, invited, declined."""

    participant_id: int
    code: str
    first_name: str
    last_name: str
    language: str
    channel: str | None
    diacritics: str | None
    is_neutral: bool
    is_easy: bool
    excluded: str


def chosen(audience: Audience, scope: Scope, *, on: date) -> Select[Any]:
    """The chosen people within what this account may see; erased people are never among them."""
    groups: list[ColumnElement[bool]] = []
    if audience.participant_ids:
        groups.append(participants.c.id.in_(audience.participant_ids))
    if audience.cycle_ids:
        enrolled = select(enrolments.c.participant_id).where(
            enrolments.c.cycle_id.in_(audience.cycle_ids), enrolments.c.from_on <= on, enrolments.c.to_on >= on
        )
        groups.append(participants.c.id.in_(enrolled))
    if audience.activity_id is not None:
        expected = select(attendances.c.participant_id).where(attendances.c.activity_id == audience.activity_id)
        groups.append(participants.c.id.in_(expected))
    if not groups:
        groups.append(participants.c.id.is_(None))
    allowed = participants.c.id.in_(people_seen(scope))
    return select(participants).where(and_(or_(*groups), allowed, participants.c.state != "erased"))


async def recipients(tx: Tx, audience: Audience, scope: Scope, *, on: date) -> list[Recipient]:
    """Everybody chosen, in the order of their codes, each with the reason if nothing will be sent."""
    rows = (await tx.execute(chosen(audience, scope, on=on).order_by(participants.c.code))).mappings()
    return [
        Recipient(
            participant_id=row["id"],
            code=row["code"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            language=row["language"],
            channel=row["channel"],
            diacritics=row["diacritics"],
            is_neutral=row["is_neutral"],
            is_easy=row["is_easy"],
            excluded=row["state"] if row["state"] != "joined" else "" if row["channel"] else "no_channel",
        )
        for row in rows
    ]

"""The people of the programmes: adding, changing, finding.

Names are sealed; search goes by digests of name beginnings, order by the Slovenian alphabet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select, update

from records import addresses as address_room
from records import codes
from records.addresses import Address, digests_of
from records.alphabet import sort_key
from records.database import Tx
from records.finding import drop_words, matching, put_words
from records.phones import e164
from records.scope import EVERYTHING, Scope, people_seen
from records.tables import addresses, enrolments, participants
from records.writing import add

CHANGEABLE = frozenset(
    {
        "code",
        "first_name",
        "last_name",
        "language",
        "diacritics",
        "is_neutral",
        "is_easy",
        "wants_checkins",
        "checkin_at_local",
        "paused_until_on",
    }
)
_SEARCHED = frozenset({"code", "first_name", "last_name"})


class CodeTaken(ValueError):
    """Somebody else of this provider has the code; the message says so in Slovenian."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be added. `code` None: the next free one; `phone` in any spelling."""

    provider_id: int
    code: str | None
    first_name: str
    last_name: str
    phone: str | None = None
    language: str = "sl"


@dataclass(frozen=True, slots=True)
class Person:
    """A participant. `channel` None: nothing can be sent; `diacritics` None: as the installation says."""

    id: int
    provider_id: int
    code: str
    first_name: str
    last_name: str
    language: str
    state: str
    channel: str | None
    diacritics: str | None
    is_neutral: bool
    is_easy: bool
    wants_checkins: bool
    checkin_at_local: time | None
    paused_until_on: date | None
    addresses: tuple[Address, ...]
    join_round: int
    calendar_round: int = 0

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def phone(self) -> str | None:
        """The number for SMS in E.164, whatever its state; None without one."""
        return next((each.value for each in self.addresses if each.channel == "sms"), None)


async def add_person(tx: Tx, new: NewPerson, *, now: datetime) -> int:
    """Adds a person, invited and not yet agreed, and returns the id. Raises BadPhone and CodeTaken."""
    number = e164(new.phone) if new.phone and new.phone.strip() else None
    row = {
        "provider_id": new.provider_id,
        "first_name": new.first_name.strip(),
        "last_name": new.last_name.strip(),
        "language": new.language,
        "created_at": now,
    }
    code = (new.code or "").strip() or await _free_code(tx, new.provider_id)
    person_id = await add(tx, participants, {**row, "code": code})
    if person_id is None:
        raise CodeTaken(f"oznako {code} že ima nekdo drug")
    await put_words(tx, {person_id: (new.first_name, new.last_name, code)})
    if number:
        await address_room.add_pending(tx, person_id, channel="sms", value=number, now=now)
    return person_id


async def change_person(tx: Tx, person_id: int, changes: Mapping[str, Any], *, now: datetime) -> bool:
    """Changes what is named (also `phone`); true when something was different. Raises BadPhone, CodeTaken, KeyError.

    A new number waits for consent again, under a new joining code; an empty one takes the number away.
    """
    if unknown := changes.keys() - CHANGEABLE - {"phone"}:
        raise KeyError(f"a person has no {', '.join(sorted(unknown))} to change")
    before = await person(tx, person_id)
    if before is None:
        return False
    fresh = {name: value for name, value in changes.items() if name != "phone" and getattr(before, name) != value}
    if "code" in fresh:
        await _refuse_taken_code(tx, before.provider_id, fresh["code"])
    if fresh:
        await tx.execute(update(participants).where(participants.c.id == person_id).values(**fresh))
    if _SEARCHED & fresh.keys():
        words = (fresh.get(name, getattr(before, name)) for name in ("first_name", "last_name", "code"))
        await drop_words(tx, person_id)
        await put_words(tx, {person_id: tuple(words)})
    is_moved = "phone" in changes and await _change_phone(tx, before, changes["phone"], now=now)
    return bool(fresh) or is_moved


async def person(tx: Tx, person_id: int, scope: Scope = EVERYTHING) -> Person | None:
    """One person, or None when there is nobody such in view; an erased person is nobody."""
    found = await _read(tx, _seen(scope).where(participants.c.id == person_id))
    return found[0] if found else None


async def people_of(tx: Tx, person_ids: Sequence[int], scope: Scope = EVERYTHING) -> dict[int, Person]:
    """Several people by id, in two queries."""
    return {each.id: each for each in await _read(tx, _seen(scope).where(participants.c.id.in_(person_ids)))}


async def list_people(
    tx: Tx, scope: Scope, *, cycle_id: int | None = None, q: str = "", after: int = 0, limit: int = 50
) -> list[Person]:
    """People in view whose names, code or phone match every word of `q`; the page after the person `after`.

    A cycle is listed by last name in the Slovenian order, everybody by id.
    """
    found = _seen(scope)
    if q.strip():
        found = found.where(matching(q))
    if cycle_id is None:
        return await _read(tx, found.where(participants.c.id > after).order_by(participants.c.id).limit(limit))
    enrolled = select(enrolments.c.participant_id).where(enrolments.c.cycle_id == cycle_id)
    whole = sorted(await _read(tx, found.where(participants.c.id.in_(enrolled))), key=by_name)
    places = [place for place, each in enumerate(whole) if each.id == after]
    first = places[0] + 1 if places else 0
    return whole[first : first + limit]


async def people_at(tx: Tx, channel: str, value: str) -> list[Person]:
    """Everybody with this address, whatever its state; erased people have none."""
    owners = select(addresses.c.participant_id).where(
        addresses.c.digest.in_(digests_of(channel, value)), addresses.c.channel == channel
    )
    return await _read(tx, _seen(EVERYTHING).where(participants.c.id.in_(owners)).order_by(participants.c.id))


async def participant_of_join_code(tx: Tx, code: str) -> Person | None:
    """The person behind a joining code, or None when it is not ours or was used."""
    found = await person(tx, codes.claimed_number(code) or 0)
    return found if found is not None and codes.is_join_code_of(found, code) else None


async def participant_of_calendar_code(tx: Tx, code: str) -> Person | None:
    """The person behind a calendar code, or None when it is not ours or was replaced."""
    found = await person(tx, codes.claimed_number(code) or 0)
    return found if found is not None and codes.is_calendar_code_of(found, code) else None


async def renew_join_code(tx: Tx, person_id: int) -> None:
    """Makes every joining code so far invalid."""
    mine = update(participants).where(participants.c.id == person_id)
    await tx.execute(mine.values(join_round=participants.c.join_round + 1))


async def renew_calendar_code(tx: Tx, person_id: int) -> None:
    """Makes every calendar address so far invalid."""
    mine = update(participants).where(participants.c.id == person_id)
    await tx.execute(mine.values(calendar_round=participants.c.calendar_round + 1))


def by_name(each: Person) -> tuple[Any, ...]:
    """The key that sorts people by last name, first name, and then code."""
    return sort_key(each.last_name, each.first_name, each.code)


def _seen(scope: Scope) -> Select[Any]:
    if scope == EVERYTHING:
        return select(participants).where(participants.c.state != "erased")
    return select(participants).where(participants.c.id.in_(people_seen(scope)))


async def _read(tx: Tx, found: Select[Any]) -> list[Person]:
    rows = (await tx.execute(found)).mappings().all()
    if not rows:
        return []
    theirs = await address_room.addresses_of(tx, [row["id"] for row in rows])
    columns = [name for name in Person.__slots__ if name != "addresses"]
    return [Person(**{name: row[name] for name in columns}, addresses=theirs.get(row["id"], ())) for row in rows]


async def _change_phone(tx: Tx, before: Person, phone: str | None, *, now: datetime) -> bool:
    number = e164(phone) if phone and phone.strip() else None
    if number == before.phone:
        return False
    await address_room.drop_channel(tx, before.id, "sms")
    if number:
        await address_room.add_pending(tx, before.id, channel="sms", value=number, now=now)
        await renew_join_code(tx, before.id)
    await address_room.refresh_channel(tx, before.id)
    return True


async def _free_code(tx: Tx, provider_id: int) -> str:
    mine = select(participants.c.code).where(participants.c.provider_id == provider_id)
    taken = set((await tx.execute(mine)).scalars())
    number = len(taken) + 1
    while f"U{number:02}" in taken:
        number += 1
    return f"U{number:02}"


async def _refuse_taken_code(tx: Tx, provider_id: int, code: str) -> None:
    same = select(func.count()).select_from(participants)
    same = same.where(participants.c.provider_id == provider_id, participants.c.code == code)
    if (await tx.execute(same)).scalar_one():
        raise CodeTaken(f"oznako {code} že ima nekdo drug")

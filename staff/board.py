"""An activity with its people sorted by what they said: who comes, is late, may come, does not, and who is silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from programme.attendance import Answer, Presence, may_record
from records import attendances, ledger
from records.activities import Activity
from records.attendances import Expected
from records.database import Tx

GROUPS = ("coming", "late", "maybe", "not_coming", "silent", "unasked", "unreachable")


@dataclass(frozen=True, slots=True)
class Card:
    """One activity: everybody expected, and the same people by group."""

    activity: Activity
    expected: tuple[Expected, ...]
    groups: dict[str, tuple[Expected, ...]]
    may_record: bool
    is_over: bool

    def size(self, group: str) -> int:
        """How many people are in a group."""
        return len(self.groups[group])

    @property
    def recorded(self) -> int:
        """For how many people presence is on record."""
        return sum(each.presence is not Presence.UNKNOWN for each in self.expected)

    @property
    def to_call(self) -> tuple[Expected, ...]:
        """Those who are best called: silent or not reachable."""
        return (*self.groups["silent"], *self.groups["unreachable"])


async def cards(tx: Tx, activities: Sequence[Activity], *, now: datetime) -> list[Card]:
    """The cards of several activities, in three queries however many there are."""
    ids = [each.id for each in activities]
    people = await attendances.expected_at(tx, ids)
    asked = await ledger.asked(tx, ids)
    return [_card(each, people.get(each.id, []), asked=asked, now=now) for each in activities]


def ids_to_call(found: Iterable[Card]) -> set[int]:
    """The people on the call lists of several cards."""
    return {each.participant_id for card in found for each in card.to_call}


def _card(activity: Activity, expected: Sequence[Expected], *, asked: set[tuple[int, int]], now: datetime) -> Card:
    groups: dict[str, tuple[Expected, ...]] = dict.fromkeys(GROUPS, ())
    for each in expected:
        name = _group(each, (activity.id, each.participant_id) in asked)
        groups[name] = (*groups[name], each)
    is_open = may_record(now, activity.starts_at)
    return Card(activity, tuple(expected), groups, may_record=is_open, is_over=activity.ends_at <= now)


def _group(each: Expected, is_asked: bool) -> str:
    if each.answer is not Answer.NONE:
        return str(each.answer)
    if each.channel is None:
        return "unreachable"
    return "silent" if is_asked else "unasked"

"""What the API gets and gives about activities."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from programme.kinds import ActivityKind
from records.activities import Activity as Planned
from records.notices import Notice
from staff.api.cursors import Page
from staff.api.shapes import Given, Id, Instant, Kept, Name, Short, Shown, WallTime

Title = Annotated[Name, Field(examples=["Iskanje zaposlitve"])]
NeutralTitle = Annotated[
    str, StringConstraints(max_length=200), Field(description="What may stand on a lock screen", examples=["Srečanje"])
]
Code = Annotated[str, StringConstraints(max_length=60), Field(description="Empty: the next free one", examples=["D1"])]
PlaceGiven = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="The id or the name of a place; a new name makes a new place", examples=["ZPTM Brežice"]),
]
People = Annotated[
    list[Id], Field(max_length=1000, description="Empty or null: the whole cycle, newcomers included", examples=[["1"]])
]


class Activity(Shown):
    """What participants come to."""

    id: Id
    cycle_id: Id
    provider_id: Id
    code: str = Field(examples=["D1"])
    kind: ActivityKind
    title: str = Field(examples=["Iskanje zaposlitve"])
    neutral_title: str
    starts_local: WallTime
    ends_local: WallTime
    starts_at: Instant
    ends_at: Instant
    zone: str = Field(examples=["Europe/Ljubljana"])
    place: str | None = Field(description="Its name", examples=["ZPTM Brežice"])
    place_id: Id | None
    address: str = Field(examples=["Trg 1, Brežice"])
    bring: str = Field(description="What to bring")
    is_for_all: bool = Field(description="The whole cycle, newcomers included")
    state: Literal["planned", "cancelled"]
    revision: int = Field(description="Grows when time, place or state changes")
    lead_id: Id | None = Field(description="The id of a staff account")
    partner_id: Id | None = Field(description="The id of a staff account")


class NoticeShown(Shown):
    """What the expected people can be told about the change."""

    kind: str = Field(description="The text that tells it", examples=["change_time"])
    broadcast_id: Id | None = Field(description="The broadcast to look at, send or stop; null: nobody would get it")
    state: Literal["held", "sending"] | None = Field(description="held: goes out when /broadcasts/ID/send is called")


class ActivityChanged(Activity):
    """An activity after a change."""

    notice: NoticeShown | None = Field(description="null: there is nothing to tell")


class ActivityNew(Given):
    """An activity to be added."""

    cycle_id: Id
    kind: ActivityKind
    title: Title
    neutral_title: NeutralTitle = ""
    starts_local: WallTime
    ends_local: WallTime
    place: PlaceGiven | None = None
    participant_ids: People | None = None
    code: Code = ""
    bring: Short = ""
    lead_id: Id | None = None
    partner_id: Id | None = None


class ActivityChange(Given):
    """What changes; the rest stays. With a new start only, the activity stays as long as it was."""

    kind: Kept[ActivityKind] = None
    title: Kept[Title] = None
    neutral_title: Kept[NeutralTitle] = None
    starts_local: Kept[WallTime] = None
    ends_local: Kept[WallTime] = None
    place: PlaceGiven | None = None
    participant_ids: People | None = None
    bring: Kept[Short] = None
    lead_id: Id | None = None
    partner_id: Id | None = None


class Cancelling(Given):
    """How an activity is cancelled."""

    notify: bool = Field(description="Tell everybody who is expected")
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = Field(
        None, description="Own words, instead of the ready-made notice in each person's language"
    )


class ActivitiesPage(Page):
    """Which activities."""

    cycle: str | None = Field(None, description="The id of a cycle")
    participant: str | None = Field(None, description="The id of a participant who is expected")
    from_at: str | None = Field(None, alias="from", description="Starts on or after this day or instant")
    to_at: str | None = Field(None, alias="to", description="Starts up to the end of this day, or before this instant")


def shown(activity: Planned) -> Activity:
    """An activity as the API shows one."""
    return Activity(**_known(activity))


def shown_changed(activity: Planned, notice: Notice | None, *, is_sent: bool = False) -> ActivityChanged:
    """An activity after a change, with the notice that it offers or has sent."""
    told = None
    if notice is not None:
        state: Literal["held", "sending"] | None = "sending" if is_sent else "held"
        state = state if notice.broadcast_id is not None else None
        told = NoticeShown(kind=notice.kind, broadcast_id=_text(notice.broadcast_id), state=state)
    return ActivityChanged(**_known(activity), notice=told)


def _known(activity: Planned) -> dict[str, Any]:
    place = activity.place
    known = {name: getattr(activity, name) for name in Activity.model_fields if hasattr(activity, name)}
    return known | {
        "place": None if place is None else place.name,
        "place_id": None if place is None else str(place.id),
        "address": "" if place is None else place.address,
    }


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)

"""What the API gets and gives about broadcasts."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from programme.delivery import MessageState
from records.audience import Recipient
from records.broadcasts import Broadcast as Kept
from staff.api.shapes import Given, Id, Instant, Shown
from staff.preview import Preview, Wording

Importance = Literal["normal", "urgent"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=3000)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
MOST_HOLD = 3600
OUT = (MessageState.SENT, MessageState.DELIVERED, MessageState.SEEN, MessageState.UNCLEAR)


def _has_slovenian(texts: dict[str, str]) -> dict[str, str]:
    if "sl" not in texts:
        raise ValueError("Give at least the text in Slovenian, as sl.")
    return texts


class AudienceGiven(Given):
    """Who gets it: whole cycles, single people, everybody expected at an activity, or all of these together."""

    cycle_ids: Annotated[list[Id], Field(max_length=1000)] = Field(default_factory=list)
    participant_ids: Annotated[list[Id], Field(max_length=5000)] = Field(default_factory=list)
    activity_id: Id | None = None


class AudienceShown(Shown):
    """Who was chosen."""

    cycle_ids: list[Id]
    participant_ids: list[Id]
    activity_id: Id | None


class BroadcastNew(Given):
    """A message to many."""

    audience: AudienceGiven
    texts: Annotated[
        dict[Code, Text],
        Field(min_length=1, max_length=30, examples=[{"sl": "Jutri pridite že ob 8.00.", "en": "Come at 8:00."}]),
        AfterValidator(_has_slovenian),
    ]
    hold_seconds: int | None = Field(
        None,
        ge=0,
        le=MOST_HOLD,
        description="How long send waits; left out: as the installation says",
    )
    importance: Importance = Field("normal", description="urgent: also in quiet hours and beyond the daily limit")


class RecipientShown(Shown):
    """Somebody who gets it."""

    participant_id: Id
    code: str
    name: str
    channel: str
    language: str
    text: str
    parts: int = Field(description="SMS parts; 0 by Telegram")


class ExcludedShown(Shown):
    """Somebody chosen who does not get it."""

    participant_id: Id
    code: str
    name: str
    why: str = Field(description="no_channel, invited, declined, stopped or text_too_long", examples=["stopped"])


class Broadcast(Shown):
    """A broadcast as it stands."""

    id: Id
    provider_id: Id
    kind: str = Field(description="broadcast, or the notice of a change", examples=["broadcast"])
    state: Literal["held", "sending", "stopped", "done"]
    audience: AudienceShown
    texts: dict[str, str]
    importance: Importance
    hold_seconds: int
    activity_id: Id | None = Field(description="The activity that a notice is about")
    created_at: Instant
    send_at: Instant | None = Field(description="Set by send: it leaves then, unless it is stopped before")


class BroadcastPreview(Broadcast):
    """A broadcast before it is sent."""

    recipients_count: int
    recipients: list[RecipientShown]
    channels: dict[str, int] = Field(description="Messages by channel", examples=[{"telegram": 9, "sms": 4}])
    parts: int = Field(description="SMS parts in all")
    price: float = Field(description="EUR, from the price of a part in the settings", examples=[0.32])
    excluded: list[ExcludedShown]


class BroadcastProgress(Broadcast):
    """A broadcast and what became of it."""

    counts: dict[MessageState, int] = Field(description="Messages by state")
    seen: int = Field(description="How many have read or answered it, as far as it can be known")
    not_seen: list[Id] = Field(description="Participants to whom it went and who have not")


def shown_preview(found: Kept, preview: Preview) -> BroadcastPreview:
    """A broadcast with everybody who gets it and who does not."""
    left_out = [(person, wording) for person, wording in preview.lines if wording is None or wording.fault]
    return BroadcastPreview(
        **_known(found),
        recipients_count=preview.count,
        recipients=[_recipient(*each) for each in preview.going],
        channels=preview.channels,
        parts=preview.parts,
        price=preview.price,
        excluded=[ExcludedShown(**_person(each), why=_why(each, said)) for each, said in left_out],
    )


def shown_progress(found: Kept, not_seen: Sequence[int]) -> BroadcastProgress:
    """A broadcast with the states of its messages."""
    counts = {state: found.counts.get(state, 0) for state in MessageState}
    went = sum(counts[state] for state in OUT)
    seen = max(went - len(not_seen), 0)
    return BroadcastProgress(**_known(found), counts=counts, seen=seen, not_seen=[str(each) for each in not_seen])


def _known(found: Kept) -> dict[str, Any]:
    names = ("id", "provider_id", "kind", "state", "hold_seconds", "activity_id", "created_at", "send_at")
    return {
        **{name: getattr(found, name) for name in names},
        "audience": AudienceShown.model_validate(found.audience),
        "texts": {key: text for key, text in found.texts.items() if key != "facts"},
        "importance": "urgent" if found.is_urgent else "normal",
    }


def _recipient(person: Recipient, said: Wording) -> RecipientShown:
    names: dict[str, Any] = {name: getattr(said, name) for name in ("channel", "text", "parts")}
    return RecipientShown(**_person(person), **names, language=person.language)


def _why(person: Recipient, said: Wording | None) -> str:
    return "text_too_long" if said else person.excluded


def _person(person: Recipient) -> dict[str, Any]:
    name = f"{person.first_name} {person.last_name}".strip()
    return {"participant_id": person.participant_id, "code": person.code, "name": name}

"""What the API gets and gives about participants."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from records.codes import join_code
from records.people import Person
from staff.api.cursors import Page
from staff.api.shapes import Day, Given, Hour, Id, Kept, LanguageCode, Shown
from staff.desk import Desk

FirstName = Annotated[str, StringConstraints(min_length=1, max_length=100), Field(examples=["Ana"])]
LastName = Annotated[str, StringConstraints(max_length=100), Field(examples=["Primer"])]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40), Field(examples=["A1"])]
Phone = Annotated[str, StringConstraints(max_length=40), Field(examples=["040 123 456"])]
Diacritics = Literal["keep", "strip"]


class AddressShown(Shown):
    """One way to reach a participant."""

    channel: str = Field(examples=["sms"])
    state: Literal["pending", "active", "stopped", "unreachable"] = Field(
        description="pending waits for consent, active is written to, stopped said STOP, unreachable failed for good"
    )
    reason: str = Field(description="Why it is stopped or unreachable", examples=[""])


class Participant(Shown):
    """A participant."""

    id: Id
    provider_id: Id
    cycle_ids: list[Id]
    code: str = Field(examples=["A1"])
    first_name: str = Field(examples=["Ana"])
    last_name: str = Field(examples=["Primer"])
    phone: str | None = Field(description="E.164", examples=["+38640123456"])
    language: str = Field(examples=["sl"])
    state: Literal["invited", "joined", "declined", "stopped"]
    channel: str | None = Field(description="Where messages go now; null: nothing can be sent", examples=["telegram"])
    addresses: list[AddressShown]
    join_code: str = Field(description="Works until the person has joined with it")
    join_url: str
    telegram_url: str | None = Field(description="The same in Telegram; null without a bot")
    diacritics: Diacritics | None = Field(description="In SMS; null: as the installation says")
    is_neutral: bool = Field(description="A phone that others read: nothing on benefits, health or the programme")
    is_easy: bool = Field(description="Easy-to-read texts")
    wants_checkins: bool = Field(description="The participant's own choice")
    checkin_at_local: Hour | None = Field(description="An hour of one's own for the daily check-in")
    paused_until_on: date | None


class ParticipantNew(Given):
    """A participant to be added to a cycle."""

    first_name: FirstName
    last_name: LastName
    phone: Phone | None = Field(None, description="In any Slovenian spelling, or international with +")
    language: LanguageCode = "sl"
    cycle_id: Id
    code: Code | None = Field(None, description="Left out: the next free one")
    from_on: Day | None = Field(None, description="First day in the cycle; left out: today, if the cycle has begun")
    to_on: Day | None = Field(None, description="Last day in the cycle; left out: its end")


class ParticipantChange(Given):
    """What changes; the rest stays. A null phone takes the number away."""

    first_name: Kept[FirstName] = None
    last_name: Kept[LastName] = None
    phone: Phone | None = None
    language: Kept[LanguageCode] = None
    code: Kept[Code] = None
    diacritics: Diacritics | None = None
    is_neutral: Kept[bool] = None
    is_easy: Kept[bool] = None
    checkin_at_local: Hour | None = None
    paused_until_on: Day | None = None


class ParticipantsPage(Page):
    """Which participants."""

    cycle: str | None = Field(None, description="The id of a cycle")
    q: str = Field("", max_length=200, description="Words with which name, code or phone begin")


def shown(person: Person, cycle_ids: Sequence[int], *, desk: Desk) -> Participant:
    """A participant as the API shows one."""
    code = join_code(person)
    known = {name: getattr(person, name) for name in Participant.model_fields if hasattr(person, name)}
    known |= {"addresses": [AddressShown.model_validate(each) for each in person.addresses], "join_code": code}
    bot = desk.telegram_username.removeprefix("@")
    return Participant(
        **known,
        cycle_ids=[str(each) for each in cycle_ids],
        join_url=f"{desk.public_url}/j/{code}",
        telegram_url=f"https://t.me/{bot}?start={code}" if bot else None,
    )

"""What all resources share: how ids, instants and wall times look, and the base of the models in and out."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NaiveDatetime,
    PlainSerializer,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from programme.calendar import to_instant
from staff.api.problems import Fault, wrong_field
from staff.forms import NOT_TEXT, YEARS

T = TypeVar("T")
LONGEST_ID = 18  # digits; any longer would not fit a database number


class Given(BaseModel):
    """A body or query: unknown fields and control characters are refused, blanks around texts are cut."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, populate_by_name=False)

    @model_validator(mode="before")
    @classmethod
    def _no_control_characters(cls, given: Any) -> Any:
        """PostgreSQL cannot hold NUL, and no text needs the others."""
        texts = [text for value in given.values() for text in _texts_in(value)] if isinstance(given, dict) else []
        if any(NOT_TEXT.search(text.replace("\r\n", "\n")) for text in texts):
            raise ValueError("Leave out control characters; of these only tabs and line breaks are texts.")
        return given


class Shown(BaseModel):
    """What an answer holds: exactly the fields that are documented."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, frozen=True)


class Listed(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    next: str | None = Field(description="Give it as `cursor` for the next page; null: this was the last one")
    model_config = ConfigDict(extra="forbid")


def _texts_in(value: Any) -> list[str]:
    """The texts of one field; objects inside check their own."""
    if isinstance(value, dict):
        return [text for text in (*value, *value.values()) if isinstance(text, str)]
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def _no_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def _not_null(value: Any) -> Any:
    if value is None:
        raise ValueError("Give a value, or leave the field out.")
    return value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _wall(value: datetime) -> datetime:
    _check_year(value.year)
    return value.replace(second=0, microsecond=0)


def _day(value: date) -> date:
    _check_year(value.year)
    return value


def _minutes(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("Give wall time without a zone, as in 09:00.")
    return value.replace(second=0, microsecond=0)


def _check_year(year: int) -> None:
    if year not in YEARS:
        raise ValueError(f"Give a year from {YEARS.start} to {YEARS.stop - 1}.")


Id = Annotated[str, BeforeValidator(_text), Field(description="An opaque id", examples=["12"])]
Instant = Annotated[AwareDatetime, AfterValidator(_utc), Field(examples=["2026-09-15T07:00:00Z"])]
WallTime = Annotated[
    NaiveDatetime,
    AfterValidator(_wall),
    Field(description="Wall time in the programme's zone, without a zone", examples=["2026-09-15T09:00:00"]),
]
Hour = Annotated[
    time,
    AfterValidator(_minutes),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str, when_used="json"),
    Field(description="Wall time", examples=["09:00"]),
]
Day = Annotated[date, AfterValidator(_day), Field(examples=["2026-09-15"])]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(max_length=300)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$"), Field(examples=["sl"])]
# In a PATCH: may be left out, but not null.
Kept = Annotated[T | SkipJsonSchema[None], BeforeValidator(_not_null), Field(json_schema_extra=_no_default)]


def number_of(text: str | None) -> int | None:
    """The row number behind an id, 0 (nobody has it) for a text that is no id of ours, None for None."""
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0


def changes_in(body: Given) -> dict[str, Any]:
    """The fields that a PATCH names. Raises Fault when it names none."""
    changes = body.model_dump(exclude_unset=True)
    if not changes:
        raise Fault(422, "Name at least one field to change.")
    return changes


def moment(text: str | None, zone: str, *, field: str, is_end: bool = False) -> datetime | None:
    """The instant of a query field: an instant, or a date in `zone` (as an end, the whole day belongs to it)."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            at = to_instant(datetime.combine(date.fromisoformat(text), time.max if is_end else time.min), zone)
        else:
            at = datetime.fromisoformat(text.replace(" ", "+"))  # a plus in an address arrives as a blank
    except (ValueError, OverflowError):
        at = None
    if at is None or at.tzinfo is None or at.year not in YEARS:
        raise wrong_field(
            field, "Give a date, as in 2026-09-15, or an instant, as in 2026-09-15T07:00:00Z.", where="query"
        )
    return at.astimezone(UTC)

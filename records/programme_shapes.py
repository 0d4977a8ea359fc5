"""The shapes of providers, programmes, cycles and places, as other rooms get them."""

from dataclasses import dataclass
from datetime import date


class NameTaken(ValueError):
    """Something of this kind has the name already; the message says so in Slovenian."""


@dataclass(frozen=True, slots=True)
class NewProvider:
    """A provider to be added. `sender` is how it calls itself in texts; empty: its name."""

    name: str
    sender: str = ""
    phone: str = ""
    csd_phone: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """An organisation that runs programmes; providers never see each other's people."""

    id: int
    name: str
    sender: str
    phone: str
    csd_phone: str


@dataclass(frozen=True, slots=True)
class NewProgramme:
    """A programme to be added."""

    provider_id: int
    name: str
    funder: str = ""
    language: str = "sl"
    zone: str = "Europe/Ljubljana"
    max_age: int | None = None
    municipalities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme; `zone` is the IANA name in which its wall times are meant."""

    id: int
    provider_id: int
    name: str
    funder: str
    language: str
    zone: str
    max_age: int | None
    municipalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewCycle:
    """A cycle to be added; both dates belong to it."""

    programme_id: int
    name: str
    starts_on: date
    ends_on: date
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """One run of a programme with one group."""

    id: int
    programme_id: int
    provider_id: int
    name: str
    starts_on: date
    ends_on: date
    seats: int | None


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be added."""

    provider_id: int
    name: str
    address: str = ""
    municipality: str = ""
    directions: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where activities happen."""

    id: int
    provider_id: int
    name: str
    address: str
    municipality: str
    directions: str

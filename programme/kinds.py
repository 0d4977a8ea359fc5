"""The kinds of activity, and the names that the programme workbook has for them."""

from __future__ import annotations

from enum import StrEnum

from programme.spelling import fold


class UnknownKind(ValueError):
    """A kind of activity that nobody knows; its text is the sentence a person reads."""


class ActivityKind(StrEnum):
    """What a participant comes to."""

    WORKSHOP = "workshop"
    HEALTH_SESSION = "health_session"
    PLACEMENT = "placement"
    WORK_PRACTICE = "work_practice"
    FAIR = "fair"
    APPOINTMENT = "appointment"
    EVENT = "event"

    @property
    def slovenian(self) -> str:
        """The name in the workbook's column `vrsta`."""
        return SLOVENIAN_NAMES[self]


SLOVENIAN_NAMES = {
    ActivityKind.WORKSHOP: "delavnica",
    ActivityKind.HEALTH_SESSION: "preventivna delavnica",
    ActivityKind.PLACEMENT: "usposabljanje",
    ActivityKind.WORK_PRACTICE: "delovni vzorci",
    ActivityKind.FAIR: "tržnica",
    ActivityKind.APPOINTMENT: "svetovanje",
    ActivityKind.EVENT: "drugo",
}

_OTHER_NAMES = {
    "delavnice": ActivityKind.WORKSHOP,
    "preventivna": ActivityKind.HEALTH_SESSION,
    "preventivne delavnice": ActivityKind.HEALTH_SESSION,
    "zdravstvena delavnica": ActivityKind.HEALTH_SESSION,
    "usposabljanje pri partnerju": ActivityKind.PLACEMENT,
    "praksa": ActivityKind.PLACEMENT,
    "vzorci": ActivityKind.WORK_PRACTICE,
    "delovni vzorec": ActivityKind.WORK_PRACTICE,
    "tržnica dela": ActivityKind.FAIR,
    "tržnica poklicev": ActivityKind.FAIR,
    "sejem": ActivityKind.FAIR,
    "individualno svetovanje": ActivityKind.APPOINTMENT,
    "pogovor": ActivityKind.APPOINTMENT,
    "dogodek": ActivityKind.EVENT,
    "ostalo": ActivityKind.EVENT,
}

_BY_NAME = (
    {fold(name): kind for name, kind in _OTHER_NAMES.items()}
    | {fold(name): kind for kind, name in SLOVENIAN_NAMES.items()}
    | {str(kind): kind for kind in ActivityKind}
    | {str(kind).replace("_", " "): kind for kind in ActivityKind}
)


def kind_from_text(text: str) -> ActivityKind:
    """The kind that a Slovenian name or a contract value stands for; case and diacritics do not matter.

    Raises UnknownKind with the sentence a person reads.
    """
    kind = _BY_NAME.get(fold(text))
    if kind is None:
        names = ", ".join(SLOVENIAN_NAMES.values())
        raise UnknownKind(f"Vrste dejavnosti »{text.strip()}« ne poznamo. Izberite eno od teh: {names}.")
    return kind

"""The Slovenian words of an export for what the tables keep as English words; an unknown one stays as it is."""

from collections.abc import Mapping

from programme.kinds import SLOVENIAN_NAMES as KIND_NAMES
from programme.outcomes import SLOVENIAN_NAMES as OUTCOME_NAMES
from records.workbook.sheets import LANGUAGE_NAMES, PRESENCE_NAMES, REASON_NAMES

ANSWERS = {"none": "ni odgovora", "coming": "pride", "late": "zamudi", "maybe": "morda", "not_coming": "ne pride"}
PERSON_STATES = {
    "invited": "povabljen/-a",
    "joined": "pridružen/-a",
    "declined": "ne želi sporočil",
    "stopped": "odjavljen/-a",
    "erased": "izbrisan/-a",
}
ADDRESS_STATES = {
    "pending": "čaka na soglasje",
    "active": "odprt",
    "stopped": "odjavljen",
    "unreachable": "nedosegljiv",
}
MESSAGE_STATES = {
    "queued": "čaka",
    "sending": "se pošilja",
    "sent": "poslano",
    "delivered": "dostavljeno",
    "seen": "videno",
    "failed": "ni uspelo",
    "withdrawn": "umaknjeno",
    "unclear": "nejasno",
}
TASK_STATES = {"open": "odprta", "taken": "prevzeta", "done": "končana"}
ACTIVITY_STATES = {"planned": "načrtovana", "cancelled": "odpovedana"}
CHANNELS = {"telegram": "Telegram", "sms": "SMS"}
WAYS = {"button": "gumb", "text": "besedilo", "edit": "popravek", "page": "spletna stran", "staff": "osebje"}
PURPOSES = {"messages": "sporočila", "checkins": "dnevni pozdravi"}

Words = Mapping[str, Mapping[str, str]]
EVERYWHERE: Words = {"kanal": CHANNELS, "jezik": LANGUAGE_NAMES, "način": WAYS}
KINDS = {str(kind): name for kind, name in KIND_NAMES.items()}
OUTCOMES = {str(kind): name for kind, name in OUTCOME_NAMES.items()}
PRESENCE = {**PRESENCE_NAMES, "unknown": ""}
REASONS = REASON_NAMES

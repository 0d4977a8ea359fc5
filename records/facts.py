"""Turns a claimed row and its stored extra facts into the Facts that a text may speak about."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from language.facts import Facts
from programme.calendar import to_local
from programme.kinds import ActivityKind

_DATETIMES = {"starts_local", "ends_local", "old_starts_local"}
_NAMES = {field.name for field in fields(Facts)}


def facts_of(row: Mapping[str, Any], *, now: datetime, link: str = "") -> Facts:
    """What the text of this message may say, as of `now`.

    `row` has the columns of outbox's claim query; keys in its `facts` win over the tables, since they tell what was
    true when the message was decided (an old time, a score, a staff member's words).
    """
    known: dict[str, Any] = {
        "name": row["first_name"] or "",
        "org": row["sender"] or "",
        "program": row["programme_name"] or "",
        "staff_phone": row["provider_phone"] or "",
        "csd_phone": row["csd_phone"] or "",
        "today_on": to_local(now, row["zone"] or "Europe/Ljubljana").date(),
        "link": link,
    }
    if row["activity_id"] is not None:
        known |= _activity(row)
    known |= restored(row["facts"] or {})
    if not known.get("link"):
        known["link"] = link
    return Facts(**known)


def restored(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored facts with dates and times as such again; keys that Facts does not know are left out."""
    out = {name: value for name, value in stored.items() if name in _NAMES and value is not None}
    for name in _DATETIMES & out.keys():
        out[name] = datetime.fromisoformat(out[name])
    if "history" in out:
        out["history"] = tuple((date.fromisoformat(on), score) for on, score in out["history"])
    return out


def storable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts as JSON can hold them."""
    out = dict(facts)
    for name in _DATETIMES & out.keys():
        out[name] = out[name].isoformat()
    if "history" in out:
        out["history"] = [(on.isoformat(), score) for on, score in out["history"]]
    return out


def spoken_title(kind: str, *, title: str, neutral_title: str, is_neutral: bool) -> str:
    """The title that may stand on a lock screen; empty where only the neutral word for the kind may be said."""
    if neutral_title:
        return neutral_title
    return "" if is_neutral or kind == ActivityKind.HEALTH_SESSION else title


def _activity(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": spoken_title(
            row["activity_kind"],
            title=row["title"],
            neutral_title=row["neutral_title"],
            is_neutral=bool(row["is_neutral"]),
        ),
        "activity_kind": row["activity_kind"],
        "starts_local": row["starts_local"],
        "ends_local": row["ends_local"],
        "place": row["place"] or "",
        "address": row["address"] or "",
        "bring": row["bring"] or "",
    }

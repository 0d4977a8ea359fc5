"""Sheets of an export about people: who they are, where they are reached, what they agreed to, what they reached."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from records import export_words as said
from records.addresses import IN_ORDER
from records.export_shapes import WHO, Columns, Sheet, is_theirs, labelled, of_people
from records.tables import (
    accounts,
    addresses,
    checkins,
    consents,
    cycles,
    enrolments,
    outcomes,
    participants,
    programmes,
    providers,
)


def _value_on(channel: str) -> Any:
    mine = addresses.c.participant_id == participants.c.id, addresses.c.channel == channel
    return select(addresses.c.value).where(*mine).order_by(*IN_ORDER).limit(1).scalar_subquery()


def _enrolment_details(row: Columns) -> None:
    details: Mapping[str, Any] = row["details"] or {}
    names = {"občina": "municipality", "leto rojstva": "birth_year", "DSP": "on_dsp", "napotil": "referred_by"}
    row |= {heading: details.get(name) for heading, name in names.items()}


PEOPLE = Sheet(
    "participants",
    "Udeleženci",
    select(
        *WHO,
        *labelled(
            telefon=_value_on("sms"),
            Telegram=_value_on("telegram"),
            jezik=participants.c.language,
            stanje=participants.c.state,
            kanal=participants.c.channel,
            dodano=participants.c.created_at,
            izbrisano=participants.c.erased_at,
        ),
    )
    .join(providers, providers.c.id == participants.c.provider_id)
    .order_by(participants.c.id),
    is_theirs,
    {"stanje": said.PERSON_STATES},
)

ADDRESSES = Sheet(
    "addresses",
    "Naslovi",
    of_people(
        addresses,
        kanal=addresses.c.channel,
        naslov=addresses.c.value,
        stanje=addresses.c.state,
        razlog=addresses.c.reason,
        spremenjeno=addresses.c.changed_at,
    ).order_by(addresses.c.id),
    is_theirs,
    {"stanje": said.ADDRESS_STATES},
)

ENROLMENTS = Sheet(
    "enrolments",
    "Vključitve",
    of_people(
        enrolments,
        program=programmes.c.name,
        cikel=cycles.c.name,
        mentor=accounts.c.name,
        od=enrolments.c.from_on,
        do=enrolments.c.to_on,
        details=enrolments.c.details,
    )
    .join(cycles, cycles.c.id == enrolments.c.cycle_id)
    .join(programmes, programmes.c.id == cycles.c.programme_id)
    .outerjoin(accounts, accounts.c.id == enrolments.c.mentor_id)
    .order_by(enrolments.c.id),
    is_theirs,
    finish=_enrolment_details,
    more=("občina", "leto rojstva", "DSP", "napotil"),
    hidden=("details",),
)

CHECKINS = Sheet(
    "checkins",
    "Pozdravi",
    of_people(
        checkins,
        dan=checkins.c.on,
        ocena=checkins.c.score,
        opomba=checkins.c.note,
        odgovorjeno=checkins.c.answered_at,
    ).order_by(checkins.c.id),
    is_theirs,
)

CONSENTS = Sheet(
    "consents",
    "Soglasja",
    of_people(
        consents,
        namen=consents.c.purpose,
        kanal=consents.c.channel,
        dano=consents.c.is_given,
        različica_besedila=consents.c.text_version,
        način=consents.c.how,
        kdaj=consents.c.at,
    ).order_by(consents.c.id),
    is_theirs,
    {"namen": said.PURPOSES},
)

OUTCOMES = Sheet(
    "outcomes",
    "Izidi",
    of_people(outcomes, izid=outcomes.c.kind, datum=outcomes.c.on, kje=outcomes.c.place).order_by(outcomes.c.id),
    is_theirs,
    {"izid": said.OUTCOMES},
)

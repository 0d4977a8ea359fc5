"""Sheets of an export about what was planned and who came, with the hours and the allowance."""

from decimal import Decimal

from sqlalchemy import select

from programme.allowance import NoRate, allowance
from records import export_words as said
from records.export_shapes import Columns, Sheet, is_theirs, labelled, of_people
from records.tables import accounts, activities, attendances, cycles, places, programmes, providers

_leads, _partners = accounts.alias("leads"), accounts.alias("partners")


def _add_allowance(row: Columns) -> None:
    hours = row["ure"]
    try:
        row["nadomestilo EUR"] = None if hours is None else allowance([(row["začetek"].date(), Decimal(hours))])
    except NoRate:
        row["nadomestilo EUR"] = None


ACTIVITIES = Sheet(
    "activities",
    "Dejavnosti",
    select(
        *labelled(
            izvajalec=providers.c.name,
            program=programmes.c.name,
            cikel=cycles.c.name,
            oznaka=activities.c.code,
            vrsta=activities.c.kind,
            naslov=activities.c.title,
            nevtralen_naslov=activities.c.neutral_title,
            začetek=activities.c.starts_local,
            konec=activities.c.ends_local,
            kraj=places.c.name,
            vodi=_leads.c.name,
            partner=_partners.c.name,
            prinesite=activities.c.bring,
            stanje=activities.c.state,
        )
    )
    .join(cycles, cycles.c.id == activities.c.cycle_id)
    .join(programmes, programmes.c.id == cycles.c.programme_id)
    .join(providers, providers.c.id == programmes.c.provider_id)
    .outerjoin(places, places.c.id == activities.c.place_id)
    .outerjoin(_leads, _leads.c.id == activities.c.lead_id)
    .outerjoin(_partners, _partners.c.id == activities.c.partner_id)
    .order_by(activities.c.id),
    lambda provider_id: programmes.c.provider_id == provider_id,
    {"vrsta": said.KINDS, "stanje": said.ACTIVITY_STATES},
)

ATTENDANCES = Sheet(
    "attendances",
    "Prisotnost",
    of_people(
        attendances,
        cikel=cycles.c.name,
        dejavnost=activities.c.code,
        naslov=activities.c.title,
        začetek=activities.c.starts_local,
        odgovor=attendances.c.answer,
        razlog=attendances.c.reason,
        minut_zamude=attendances.c.minutes_late,
        odgovorjeno=attendances.c.answered_at,
        način=attendances.c.how,
        prisotnost=attendances.c.presence,
        ure=attendances.c.hours,
        opravičeno=attendances.c.is_justified,
        opomba=attendances.c.note,
    )
    .join(activities, activities.c.id == attendances.c.activity_id)
    .join(cycles, cycles.c.id == activities.c.cycle_id)
    .order_by(attendances.c.activity_id, attendances.c.participant_id),
    is_theirs,
    {"odgovor": said.ANSWERS, "razlog": said.REASONS, "prisotnost": said.PRESENCE},
    finish=_add_allowance,
    more=("nadomestilo EUR",),
)

"""The columns that a text may speak about, under the names facts_of reads: for claiming, forecasting and previews."""

from records.tables import activities, participants, places, programmes, providers

PERSON = (
    participants.c.first_name,
    participants.c.language,
    participants.c.diacritics,
    participants.c.is_neutral,
    participants.c.is_easy,
)
PROVIDER = (providers.c.sender, providers.c.phone.label("provider_phone"), providers.c.csd_phone)
ACTIVITY = (
    activities.c.kind.label("activity_kind"),
    activities.c.title,
    activities.c.neutral_title,
    activities.c.starts_local,
    activities.c.ends_local,
    activities.c.bring,
    places.c.name.label("place"),
    places.c.address,
    programmes.c.name.label("programme_name"),
    programmes.c.zone,
)

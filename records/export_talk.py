"""Sheets of an export about what was said, heard and done: messages, replies, tasks, the journal."""

import re

from sqlalchemy import and_, or_, select

from records import export_words as said
from records.export_shapes import Columns, Sheet, is_theirs, labelled, of_some_people
from records.tables import accounts, journal, messages, participants, providers, replies, tasks

_CODE = re.compile(r"(/(?:o|j|c|enter)/|[?&]start=)[\w-]{8,}")  # the end of a link that opens something


def _hide_codes(row: Columns) -> None:
    row["besedilo"] = _CODE.sub(r"\1…", row["besedilo"] or "")


MESSAGES = Sheet(
    "messages",
    "Sporočila",
    of_some_people(
        messages,
        član_osebja=accounts.c.name,
        vrsta=messages.c.kind,
        povod=messages.c.occasion,
        kanal=messages.c.channel,
        predvideno=messages.c.due_at,
        stanje=messages.c.state,
        razlog=messages.c.reason,
        poslano=messages.c.sent_at,
        dostavljeno=messages.c.delivered_at,
        odgovorjeno=messages.c.answered_at,
        delov=messages.c.parts,
        morda_ponovljeno=messages.c.is_possible_repeat,
        besedilo=messages.c.text,
    )
    .outerjoin(accounts, accounts.c.id == messages.c.account_id)
    .order_by(messages.c.id),
    lambda provider_id: or_(is_theirs(provider_id), accounts.c.provider_id == provider_id),
    {"stanje": said.MESSAGE_STATES},
    finish=_hide_codes,
)

REPLIES = Sheet(
    "replies",
    "Odgovori",
    of_some_people(
        replies,
        prejeto=replies.c.received_at,
        kanal=replies.c.channel,
        način=replies.c.how,
        besedilo=replies.c.text,
        pomen=replies.c.meaning,
        podrobnosti=replies.c.slots,
        zanesljivost=replies.c.confidence,
        čaka_človeka=replies.c.needs_person,
    ).order_by(replies.c.id),
    is_theirs,
)

TASKS = Sheet(
    "tasks",
    "Naloge",
    select(
        *labelled(
            izvajalec=providers.c.name,
            oznaka=participants.c.code,
            ime=participants.c.first_name,
            priimek=participants.c.last_name,
            vrsta=tasks.c.kind,
            zakaj=tasks.c.why,
            nujno=tasks.c.is_urgent,
            rok=tasks.c.due_at,
            stanje=tasks.c.state,
            prevzel_a=accounts.c.name,
            opomba=tasks.c.note,
            nastala=tasks.c.created_at,
            končana=tasks.c.done_at,
        )
    )
    .select_from(tasks)
    .join(providers, providers.c.id == tasks.c.provider_id)
    .outerjoin(participants, participants.c.id == tasks.c.participant_id)
    .outerjoin(accounts, accounts.c.id == tasks.c.assigned_to)
    .order_by(tasks.c.id),
    lambda provider_id: tasks.c.provider_id == provider_id,
    {"stanje": said.TASK_STATES},
)

JOURNAL = Sheet(
    "journal",
    "Dnevnik",
    select(
        *labelled(
            kdaj=journal.c.at,
            kdo=journal.c.actor,
            dejanje=journal.c.verb,
            kaj=journal.c.noun,
            številka=journal.c.noun_id,
            oznaka=participants.c.code,
            podrobnosti=journal.c.details,
        )
    )
    .select_from(journal)
    .outerjoin(participants, participants.c.id == journal.c.participant_id)
    .order_by(journal.c.id),
    lambda provider_id: or_(
        journal.c.provider_id == provider_id, and_(journal.c.provider_id.is_(None), is_theirs(provider_id))
    ),
)

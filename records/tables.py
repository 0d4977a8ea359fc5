"""Every table on one page, in the order a newcomer meets them: the programme, the people, what is planned, what was
said, what was heard, what a person must do, who may look, what was done.

Sealed columns hold names, phones and texts; `*_at` are UTC instants, `*_local` wall times, `*_on` dates.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    Time,
    UniqueConstraint,
    text,
)

from programme.attendance import AbsenceReason, Answer, Presence
from programme.delivery import AttemptState, MessageState
from programme.kinds import ActivityKind
from records.instants import Instant, Wall
from records.sealed import Digest, Sealed, SealedJson

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Number, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, null: bool = False, ondelete: str = "CASCADE") -> Column[int]:
    return Column(name, Number, ForeignKey(f"{target}.id", ondelete=ondelete), nullable=null)


def _one_of(column: str, *words: str) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} in ({listed})", name=column)


# The programme

providers = Table(
    "providers",
    metadata,
    _id(),
    Column("name", String(200), nullable=False, unique=True),
    Column("sender", String(30), nullable=False),  # how the provider calls itself in texts
    Column("phone", String(30), nullable=False, server_default=""),  # the number people may call
    Column("csd_phone", String(30), nullable=False, server_default=""),  # duty number of the social-work centre
    Column("created_at", Instant, nullable=False),
)

programmes = Table(
    "programmes",
    metadata,
    _id(),
    _ref("provider_id", "providers"),
    Column("name", String(200), nullable=False),
    Column("funder", String(200), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default="sl"),
    Column("zone", String(60), nullable=False, server_default="Europe/Ljubljana"),
    Column("max_age", Integer),
    Column("municipalities", JSON, nullable=False),
    UniqueConstraint("provider_id", "name"),
)

cycles = Table(
    "cycles",
    metadata,
    _id(),
    _ref("programme_id", "programmes"),
    Column("name", String(200), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("seats", Integer),
    UniqueConstraint("programme_id", "name"),
)

places = Table(
    "places",
    metadata,
    _id(),
    _ref("provider_id", "providers"),
    Column("name", String(200), nullable=False),
    Column("address", String(300), nullable=False, server_default=""),
    Column("municipality", String(100), nullable=False, server_default=""),
    Column("directions", String(500), nullable=False, server_default=""),
    UniqueConstraint("provider_id", "name"),
)

# The team

accounts = Table(
    "accounts",
    metadata,
    _id(),
    _ref("provider_id", "providers", null=True),  # null: an administrator of the installation
    Column("email", Sealed, nullable=False),
    Column("email_digest", Digest, nullable=False, unique=True),
    Column("name", Sealed, nullable=False),
    Column("phone", Sealed),
    Column("role", String(20), nullable=False),
    Column("language", String(8), nullable=False, server_default="sl"),
    Column("password_hash", String(200)),
    Column("telegram_digest", Digest),
    Column("telegram_chat", Sealed),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("created_at", Instant, nullable=False),
    _one_of("role", "admin", "coordinator", "mentor", "partner"),
)

cycle_staff = Table(  # whose people a mentor sees
    "cycle_staff",
    metadata,
    _ref("cycle_id", "cycles"),
    _ref("account_id", "accounts"),
    PrimaryKeyConstraint("cycle_id", "account_id"),
)

one_time_links = Table(  # set a password for the first time or anew
    "one_time_links",
    metadata,
    _id(),
    _ref("account_id", "accounts"),
    Column("digest", Digest, nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sign_ins = Table(  # a browser that is signed in
    "sign_ins",
    metadata,
    _id(),
    _ref("account_id", "accounts"),
    Column("digest", Digest, nullable=False, unique=True),
    Column("form_token", String(43), nullable=False),
    Column("agent", String(200), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

tokens = Table(  # for the JSON API
    "tokens",
    metadata,
    _id(),
    _ref("provider_id", "providers", null=True),
    Column("name", String(100), nullable=False),
    Column("digest", Digest, nullable=False, unique=True),
    Column("is_read_only", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant),
    Column("ended_at", Instant),
)

attempts_to_enter = Table(  # failed sign-ins, answer codes and the like, for rate limits
    "attempts_to_enter",
    metadata,
    _id(),
    Column("door", String(20), nullable=False),
    Column("who", Digest, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_attempts_to_enter_door_who_at", "door", "who", "at"),
)

# The people

participants = Table(
    "participants",
    metadata,
    _id(),
    _ref("provider_id", "providers"),
    Column("code", String(40), nullable=False),
    Column("first_name", Sealed, nullable=False),
    Column("last_name", Sealed, nullable=False),
    Column("language", String(8), nullable=False, server_default="sl"),
    Column("state", String(20), nullable=False, server_default="invited"),
    Column("channel", String(20)),  # the best address that is open and agreed to; null: nothing can be sent
    Column("diacritics", String(8)),  # null: as the installation says
    Column("is_neutral", Boolean, nullable=False, server_default=text("false")),  # a phone others read
    Column("is_easy", Boolean, nullable=False, server_default=text("false")),  # easy-to-read texts
    Column("wants_checkins", Boolean, nullable=False, server_default=text("true")),
    Column("checkin_at_local", Time),  # an hour of one's own
    Column("paused_until_on", Date),
    Column("join_round", Integer, nullable=False, server_default="0"),  # a new joining code for each round
    Column("calendar_round", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
    UniqueConstraint("provider_id", "code"),
    _one_of("state", "invited", "joined", "declined", "stopped", "erased"),
    _one_of("diacritics", "keep", "strip"),
)

participant_words = Table(  # digests of name prefixes, so that search needs no readable name
    "participant_words",
    metadata,
    Column("digest", Digest, nullable=False),
    _ref("participant_id", "participants"),
    PrimaryKeyConstraint("digest", "participant_id"),
    Index("ix_participant_words_participant_id", "participant_id"),
)

addresses = Table(  # an address is not a person: two people may share one phone
    "addresses",
    metadata,
    _id(),
    _ref("participant_id", "participants"),
    Column("channel", String(20), nullable=False),
    Column("value", Sealed, nullable=False),  # E.164 number or Telegram chat id
    Column("digest", Digest, nullable=False),
    Column("state", String(20), nullable=False, server_default="pending"),
    Column("reason", String(200), nullable=False, server_default=""),
    Column("rank", Integer, nullable=False, server_default="0"),  # lower is tried first
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("participant_id", "channel", "digest"),
    Index("ix_addresses_digest", "digest", "channel"),
    _one_of("state", "pending", "active", "stopped", "unreachable"),
)

opt_outs = Table(  # outlives erasure: an import cannot revive a number that said STOP
    "opt_outs",
    metadata,
    Column("digest", Digest, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("digest", "channel"),
)

consents = Table(  # append-only
    "consents",
    metadata,
    _id(),
    _ref("participant_id", "participants"),
    Column("purpose", String(20), nullable=False),  # messages, checkins
    Column("channel", String(20), nullable=False),
    Column("is_given", Boolean, nullable=False),
    Column("text_version", String(20), nullable=False, server_default=""),
    Column("how", String(30), nullable=False),  # telegram, sms, page, staff, api, provider (21610, blocked)
    Column("at", Instant, nullable=False),
    Index("ix_consents_participant_id", "participant_id"),
)

enrolments = Table(
    "enrolments",
    metadata,
    _id(),
    _ref("participant_id", "participants"),
    _ref("cycle_id", "cycles"),
    _ref("mentor_id", "accounts", null=True, ondelete="SET NULL"),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("details", SealedJson, nullable=False),  # municipality, birth_year, on_dsp, referred_by
    UniqueConstraint("participant_id", "cycle_id"),
    Index("ix_enrolments_cycle_id", "cycle_id"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _id(),
    _ref("participant_id", "participants"),
    Column("kind", String(40), nullable=False),
    Column("on", Date, nullable=False),
    Column("place", String(200), nullable=False, server_default=""),
    UniqueConstraint("participant_id", "kind", "on"),
)

# What is planned

activities = Table(
    "activities",
    metadata,
    _id(),
    _ref("cycle_id", "cycles"),
    Column("code", String(60), nullable=False),  # of the workbook row, with the date for a repeated one
    Column("kind", String(20), nullable=False),
    Column("title", String(200), nullable=False),
    Column("neutral_title", String(200), nullable=False, server_default=""),
    Column("starts_local", Wall, nullable=False),
    Column("ends_local", Wall, nullable=False),
    Column("starts_at", Instant, nullable=False),  # computed from starts_local and the programme's zone
    Column("ends_at", Instant, nullable=False),
    _ref("place_id", "places", null=True, ondelete="SET NULL"),
    _ref("lead_id", "accounts", null=True, ondelete="SET NULL"),
    _ref("partner_id", "accounts", null=True, ondelete="SET NULL"),
    Column("bring", String(300), nullable=False, server_default=""),
    Column("is_for_all", Boolean, nullable=False),  # the whole cycle, newcomers included
    Column("state", String(20), nullable=False, server_default="planned"),
    Column("revision", Integer, nullable=False, server_default="1"),  # grows when time or place changes
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("cycle_id", "code"),
    Index("ix_activities_starts_at", "starts_at"),
    _one_of("kind", *ActivityKind),
    _one_of("state", "planned", "cancelled"),
)

attendances = Table(  # who is expected; "will come" and "came" are two facts
    "attendances",
    metadata,
    _ref("activity_id", "activities"),
    _ref("participant_id", "participants"),
    Column("answer", String(20), nullable=False, server_default="none"),
    Column("reason", String(30)),
    Column("minutes_late", Integer),
    Column("answered_at", Instant),
    Column("how", String(20)),  # button, text, page, staff, api
    Column("presence", String(20), nullable=False, server_default="unknown"),
    Column("hours", Numeric(5, 2)),
    Column("is_justified", Boolean),
    Column("note", Sealed),
    _ref("recorded_by", "accounts", null=True, ondelete="SET NULL"),
    Column("recorded_at", Instant),
    PrimaryKeyConstraint("activity_id", "participant_id"),
    Index("ix_attendances_participant_id", "participant_id"),
    _one_of("answer", *Answer),
    _one_of("presence", *Presence),
    _one_of("reason", *AbsenceReason),
)

ladder_steps = Table(  # a programme's own reminder steps; none for a kind: the defaults
    "ladder_steps",
    metadata,
    _id(),
    _ref("programme_id", "programmes"),
    Column("activity_kind", String(20), nullable=False),
    Column("days_before", Integer),
    Column("at_local", Time),
    Column("minutes_before", Integer),
    Column("asks", Boolean, nullable=False),
    Column("tells", String(20), nullable=False, server_default="reminder"),
    Index("ix_ladder_steps_programme_id", "programme_id"),
    _one_of("activity_kind", *ActivityKind),
)

checkin_plans = Table(
    "checkin_plans",
    metadata,
    _id(),
    _ref("cycle_id", "cycles"),
    Column("at_local", Time, nullable=False),
    Column("weekdays", String(7), nullable=False),  # "01234": Monday to Friday
    Column("question", String(30), nullable=False, server_default="checkin_morning"),
    UniqueConstraint("cycle_id"),
)

# What is said

broadcasts = Table(
    "broadcasts",
    metadata,
    _id(),
    _ref("provider_id", "providers"),
    _ref("account_id", "accounts", null=True, ondelete="SET NULL"),
    _ref("activity_id", "activities", null=True, ondelete="SET NULL"),
    Column("audience", JSON, nullable=False),
    Column(
        "kind", String(40), nullable=False, server_default="broadcast"
    ),  # or change_time, change_place, change_cancelled
    Column("texts", SealedJson, nullable=False),  # language → text, or facts of a change notice
    Column("is_urgent", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(20), nullable=False),
    Column("hold_seconds", Integer, nullable=False),
    Column("send_at", Instant),  # set by "send": not earlier than this
    Column("created_at", Instant, nullable=False),
    Column("stopped_at", Instant),
    _one_of("state", "held", "sending", "stopped", "done"),
)

NOT_SENT = "state in ('failed', 'withdrawn', 'unclear')"  # what staff look at every morning, by when it was due

messages = Table(  # what is to be said: the queue is this table
    "messages",
    metadata,
    _id(),
    _ref("participant_id", "participants", null=True),
    _ref("account_id", "accounts", null=True),  # a note to a staff member
    Column("to_value", Sealed),  # the address of a stranger or a staff member; people have rows in addresses
    Column("kind", String(40), nullable=False),
    Column("occasion", String(120), nullable=False),  # the unique reason of a message to this person
    Column("importance", Integer, nullable=False),
    Column("channel", String(20), nullable=False),  # where it goes next; settled when claimed
    Column("due_at", Instant, nullable=False),
    Column("useful_until", Instant, nullable=False),
    Column("state", String(20), nullable=False, server_default="queued"),
    Column("reason", String(200), nullable=False, server_default=""),  # why it failed or was withdrawn
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claim", String(36)),
    Column("claimed_until", Instant),
    _ref("activity_id", "activities", null=True),
    Column("revision", Integer),  # the activity's revision this message speaks about
    _ref("broadcast_id", "broadcasts", null=True, ondelete="SET NULL"),
    Column("reply_id", Number),  # what it answers (no foreign key: replies point back to their question)
    Column("facts", SealedJson),  # what the text needs beyond the tables
    Column("asks", String(20)),  # attendance, checkin, consent, reason, minutes, yes_no, …; null: asks nothing
    Column("asked_until", Instant),  # the question is open until then
    Column("answered_at", Instant),
    Column("text", Sealed),  # as rendered, before the call to the provider
    Column("parts", Integer),
    Column("is_possible_repeat", Boolean, nullable=False, server_default=text("false")),
    Column("sent_at", Instant),
    Column("delivered_at", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("participant_id", "occasion"),
    CheckConstraint("participant_id is not null or to_value is not null", name="recipient"),
    Index(
        "uq_messages_occasion_of_others",
        "occasion",
        unique=True,
        postgresql_where=text("participant_id is null"),
        sqlite_where=text("participant_id is null"),
    ),
    Index(
        "ix_messages_queue",
        "channel",
        "importance",
        "due_at",
        "id",
        postgresql_where=text("state = 'queued'"),
        sqlite_where=text("state = 'queued'"),
    ),
    Index(
        "ix_messages_under_way",
        "claimed_until",
        postgresql_where=text("state in ('sending', 'unclear')"),
        sqlite_where=text("state in ('sending', 'unclear')"),
    ),
    Index(
        "ix_messages_not_sent",
        "due_at",
        postgresql_where=text(NOT_SENT),
        sqlite_where=text(NOT_SENT),
    ),
    Index("ix_messages_activity_id", "activity_id"),
    Index("ix_messages_broadcast_id", "broadcast_id"),
    Index("ix_messages_participant_sent", "participant_id", "sent_at"),
    _one_of("state", *MessageState),
)

attempts = Table(  # each try to send a message, written before the provider is called
    "attempts",
    metadata,
    _id(),
    _ref("message_id", "messages"),
    Column("number", Integer, nullable=False),
    _ref("address_id", "addresses", null=True, ondelete="SET NULL"),
    Column("channel", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("provider_ref", String(80)),  # the provider's own id of the message
    Column("error", String(300), nullable=False, server_default=""),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("message_id", "number"),
    Index("ix_attempts_provider_ref", "channel", "provider_ref"),
    _one_of("state", *AttemptState),
)

receipts = Table(  # delivery reports as they came; one that overtakes the answer of the provider waits here
    "receipts",
    metadata,
    _id(),
    Column("channel", String(20), nullable=False),
    Column("provider_ref", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("error", String(100), nullable=False, server_default=""),
    Column("received_at", Instant, nullable=False),
    Column("applied_at", Instant),
    UniqueConstraint("channel", "provider_ref", "state"),
)

paces = Table(  # the next free sending slot of a channel, shared by all processes
    "paces",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("free_at", Instant, nullable=False),
)

# What is heard

arrivals = Table(  # every raw update, recorded once before it is confirmed
    "arrivals",
    metadata,
    _id(),
    Column("door", String(20), nullable=False),  # telegram, sms, page, rehearsal
    Column("provider_ref", String(80), nullable=False),  # update_id, MessageSid, a form's own number
    Column("content", SealedJson, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(20), nullable=False, server_default="new"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("retry_at", Instant),  # not before then; null: at once
    Column("error", String(300), nullable=False, server_default=""),
    Column("done_at", Instant),
    UniqueConstraint("door", "provider_ref"),
    Index("ix_arrivals_new", "id", postgresql_where=text("state = 'new'"), sqlite_where=text("state = 'new'")),
    _one_of("state", "new", "done", "failed"),
)

replies = Table(
    "replies",
    metadata,
    _id(),
    _ref("arrival_id", "arrivals", null=True, ondelete="SET NULL"),
    _ref("participant_id", "participants", null=True),
    _ref("message_id", "messages", null=True, ondelete="SET NULL"),  # the question it answers
    Column("channel", String(20), nullable=False),
    Column("address_digest", Digest, nullable=False),
    Column("provider_ref", String(80), nullable=False, server_default=""),  # to find it again when it is edited
    Column("text", Sealed, nullable=False),
    Column("how", String(20), nullable=False),  # button, text, edit, page, staff
    Column("meaning", String(30), nullable=False),
    Column("slots", SealedJson, nullable=False),
    Column("confidence", Numeric(4, 3), nullable=False, server_default="1"),
    Column("why", SealedJson),
    Column("needs_person", Boolean, nullable=False, server_default=text("false")),
    Column("received_at", Instant, nullable=False),
    Index("ix_replies_participant_id", "participant_id", "received_at"),
    Index(
        "ix_replies_needs_person",
        "received_at",
        postgresql_where=text("needs_person"),
        sqlite_where=text("needs_person"),
    ),
)

checkins = Table(
    "checkins",
    metadata,
    _id(),
    _ref("participant_id", "participants"),
    Column("on", Date, nullable=False),
    _ref("message_id", "messages", null=True, ondelete="SET NULL"),
    Column("score", Integer),
    Column("note", Sealed),
    Column("answered_at", Instant, nullable=False),
    UniqueConstraint("participant_id", "on"),
    CheckConstraint("score between 1 and 5", name="score"),
)

rehearsed = Table(  # the simulated phones of the demo and the rehearsal
    "rehearsed",
    metadata,
    _id(),
    Column("channel", String(20), nullable=False),
    Column("address", String(40), nullable=False),
    Column("is_from_person", Boolean, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("buttons", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_rehearsed_address", "channel", "address"),
)

# What a person must do

tasks = Table(
    "tasks",
    metadata,
    _id(),
    _ref("provider_id", "providers"),
    _ref("participant_id", "participants", null=True),
    Column("kind", String(30), nullable=False),
    Column("occasion", String(120), nullable=False),  # the same reason makes no second task
    Column("why", Sealed, nullable=False),
    _ref("reply_id", "replies", null=True, ondelete="SET NULL"),
    _ref("message_id", "messages", null=True, ondelete="SET NULL"),
    _ref("activity_id", "activities", null=True, ondelete="SET NULL"),
    Column("is_urgent", Boolean, nullable=False, server_default=text("false")),
    Column("due_at", Instant, nullable=False),
    Column("state", String(20), nullable=False, server_default="open"),
    _ref("assigned_to", "accounts", null=True, ondelete="SET NULL"),
    Column("note", Sealed),
    Column("created_at", Instant, nullable=False),
    Column("escalated_at", Instant),
    Column("done_at", Instant),
    UniqueConstraint("provider_id", "occasion"),
    Index("ix_tasks_open", "provider_id", "state", "due_at"),
    _one_of("state", "open", "taken", "done"),
)

# What was done

journal = Table(  # append-only: who saw or changed what about whom
    "journal",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("actor", String(60), nullable=False),  # account:7, token:2, participant:15, stik
    Column("verb", String(30), nullable=False),
    Column("noun", String(30), nullable=False),
    Column("noun_id", Number),
    Column("provider_id", Number),
    Column("participant_id", Number),
    Column("details", JSON, nullable=False),
    Index("ix_journal_at", "at"),
    Index("ix_journal_participant_id", "participant_id"),
)

marks = Table(  # small facts the processes share: polling offset, last ticks, the demo's clock
    "marks",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", String(300), nullable=False),
    Column("at", Instant, nullable=False),
)

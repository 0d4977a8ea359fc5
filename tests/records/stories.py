"""A little of everything for the cast: what was said and heard, a task, an outcome, a token, an opt-out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from records import consents, one_time_links, tokens
from records.addresses import digest_of
from records.database import Database, Tx
from records.finding import put_words
from records.journal import Entry, write
from records.tables import (
    attempts,
    attendances,
    checkins,
    enrolments,
    messages,
    outcomes,
    replies,
    sign_ins,
    tasks,
)
from tests.cast import ANA_CHAT, BEN_PHONE, CVETKA_PHONE, Cast

STRANGER = "+38631999888"  # said STOP and is nobody we know
WORDS = ("Vabljeni na delavnico brez skrbi", "zbolela sem doma", "slabo spim zadnje dni", "opomba o varstvu")
SECRETS = (
    *WORDS,
    "Cvetka",
    "Drago",
    "Primer",
    BEN_PHONE,
    CVETKA_PHONE,
    STRANGER,
    "eva@lumia.example",
    "Brestanica",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed out and is only kept as a digest."""

    token: str
    link: str
    late: int
    still_useful: int
    in_the_air: int


async def tell(database: Database, cast: Cast, *, now: datetime) -> Given:
    """Writes it all down."""
    async with database.transaction() as tx:
        await put_words(tx, {cast.ana: ("Ana", "Primer", "A1"), cast.ben: ("Ben", "Primer", "B2")})
        await consents.stop_address(tx, "sms", CVETKA_PHONE, how="sms", now=now)
        await consents.stop_address(tx, "sms", STRANGER, how="sms", now=now)
        sent = await _message(tx, cast.ana, "o:1", now, state="sent", text=WORDS[0], sent_at=now)
        late = await _message(tx, cast.ben, "o:2", now, useful_until=now + timedelta(hours=1))
        still_useful = await _message(tx, cast.ben, "o:3", now, useful_until=now + timedelta(days=30))
        in_the_air = await _message(tx, cast.ben, "o:4", now, state="sending", claim="c", claimed_until=now, text="x")
        await _row(tx, attempts, message_id=in_the_air, number=1, channel="sms", state="calling", started_at=now)
        await _heard(tx, cast, sent, now)
        link = await one_time_links.add_link(tx, cast.eva, now=now)
        token = await tokens.add_token(tx, "preglednica", provider_id=cast.provider, now=now)
        seen = {"created_at": now, "seen_at": now, "expires_at": now + timedelta(days=7)}
        await _row(tx, sign_ins, account_id=cast.eva, digest="d" * 32, form_token="f", **seen)
        await write(tx, Entry("stik", "import", "workbook", provider_id=cast.provider), now)
    return Given(token, link, late, still_useful, in_the_air)


async def _heard(tx: Tx, cast: Cast, message_id: int, now: datetime) -> None:
    reply = {"channel": "telegram", "address_digest": digest_of("telegram", ANA_CHAT), "how": "text"}
    reply |= {"text": WORDS[1], "meaning": "not_coming", "slots": {"reason": "illness"}, "received_at": now}
    reply_id = await _row(tx, replies, participant_id=cast.ana, message_id=message_id, why=["bolna"], **reply)
    score = {"on": date(2026, 9, 14), "score": 2, "note": WORDS[2], "answered_at": now}
    await _row(tx, checkins, participant_id=cast.ana, message_id=message_id, **score)
    task = {"kind": "low_score", "occasion": "t:1", "why": WORDS[2], "due_at": now, "created_at": now}
    await _row(tx, tasks, provider_id=cast.provider, participant_id=cast.ana, reply_id=reply_id, **task)
    await _row(tx, outcomes, participant_id=cast.ben, kind="employment", on=date(2026, 12, 1), place="Krka")
    mine = attendances.c.activity_id == cast.workshop, attendances.c.participant_id == cast.ana
    came = {"presence": "came", "hours": Decimal("2.50"), "is_justified": True, "note": WORDS[3]}
    await tx.execute(update(attendances).where(*mine).values(answer="coming", answered_at=now, **came))
    details = {"municipality": "Brestanica", "birth_year": 1999, "on_dsp": True, "referred_by": "CSD"}
    await tx.execute(update(enrolments).where(enrolments.c.participant_id == cast.ana).values(details=details))


async def _message(tx: Tx, person: int, occasion: str, now: datetime, **more: Any) -> int:
    row = {"participant_id": person, "kind": "reminder", "occasion": occasion, "importance": 2, "channel": "sms"}
    times = {"due_at": now, "useful_until": now + timedelta(hours=2), "created_at": now}
    return await _row(tx, messages, **{**row, **times, "facts": {"name": "Ana"}, **more})


async def _row(tx: Tx, table: Any, **values: Any) -> int:
    return int((await tx.execute(table.insert().values(**values).returning(table.c.id))).scalar_one())

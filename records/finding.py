"""Finding people whose names nobody can read: every beginning of a name is kept as a digest."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, true

from records.addresses import digests_of
from records.database import Tx
from records.phones import BadPhone, e164
from records.sealed import digests, fold, search_digests
from records.tables import addresses, participant_words, participants
from records.writing import add_many

LONGEST_PREFIX = 12


def matching(q: str) -> ColumnElement[bool]:
    """The condition that every word of `q` begins a name or code, or that `q` is the phone. One letter matches all."""
    words = [word[:LONGEST_PREFIX] for word in fold(q).replace("-", " ").split() if len(word) > 1]
    by_words = and_(true(), *[participants.c.id.in_(_with_word(word)) for word in words])
    try:
        number = e164(q)
    except BadPhone:
        return by_words
    called = select(addresses.c.participant_id).where(addresses.c.digest.in_(digests_of("sms", number)))
    return or_(by_words, participants.c.id.in_(called))


async def put_words(tx: Tx, words: Mapping[int, Iterable[str]]) -> None:
    """Makes people findable by these texts (person id → names and code)."""
    rows = [
        {"digest": each, "participant_id": person_id}
        for person_id, texts in words.items()
        for each in sorted(set(search_digests(*texts)))
    ]
    await add_many(tx, participant_words, rows)


async def drop_words(tx: Tx, person_id: int) -> None:
    """Makes a person unfindable by name."""
    await tx.execute(delete(participant_words).where(participant_words.c.participant_id == person_id))


def _with_word(word: str) -> Select[tuple[int]]:
    return select(participant_words.c.participant_id).where(participant_words.c.digest.in_(digests("search", word)))

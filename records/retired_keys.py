"""Keys of older digests, kept sealed after their secret was taken away.

The digest of a number that said STOP, of an API token or of a one-time link cannot be made anew, for nobody has the
value any more; with these keys they are still recognised. They open nothing that is sealed.
"""

from datetime import datetime

from sqlalchemy import delete, select

from records.database import Tx
from records.sealed import Keyring, ring
from records.tables import marks
from records.writing import put_row

PREFIX = "retired_digest_key:"
_learnt: list[Keyring] = []


async def digests(tx: Tx, noun: str, text: str) -> tuple[str, ...]:
    """The digests of a value under every key there ever was, the present one first."""
    await learn(tx)
    return ring().digests(noun, text)


async def learn(tx: Tx) -> None:
    """Gives the keyring in use the keys on record; once a process, since a key is retired only by who still has it."""
    keyring = ring()
    if _learnt != [keyring]:
        keyring.learn([keyring.open(token) for _, token in await _on_record(tx)])
        _learnt[:] = [keyring]


async def keep(tx: Tx, now: datetime) -> int:
    """Writes the older digest keys of the keyring down, sealed with the present key; returns how many there are."""
    await learn(tx)
    await tx.execute(delete(marks).where(marks.c.name.startswith(PREFIX, autoescape=True)))
    keys = ring().older_digest_keys
    for number, key in enumerate(keys):
        await put_row(tx, marks, {"name": f"{PREFIX}{number}"}, row={"value": ring().seal(key).decode(), "at": now})
    return len(keys)


async def _on_record(tx: Tx) -> list[tuple[str, bytes]]:
    found = select(marks.c.name, marks.c.value).where(marks.c.name.startswith(PREFIX, autoescape=True))
    return [(name, value.encode()) for name, value in await tx.execute(found.order_by(marks.c.name))]

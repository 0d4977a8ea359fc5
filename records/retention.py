"""Removes what is kept only for a while: raw updates, delivery reports, entry attempts, ended sign-ins."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from records.database import Tx
from records.tables import arrivals, attempts_to_enter, one_time_links, receipts, sign_ins

ENTRY_ATTEMPTS_KEPT = timedelta(days=1)
SIGN_INS_KEPT = timedelta(days=30)


async def purge(tx: Tx, *, now: datetime, raw_kept: timedelta) -> dict[str, int]:
    """Deletes what is older than its time; returns how many rows of each."""
    too_old = {
        "raw updates": delete(arrivals).where(arrivals.c.state != "new", arrivals.c.received_at < now - raw_kept),
        "receipts": delete(receipts).where(receipts.c.received_at < now - raw_kept),
        "entry attempts": delete(attempts_to_enter).where(attempts_to_enter.c.at < now - ENTRY_ATTEMPTS_KEPT),
        "links": delete(one_time_links).where(one_time_links.c.expires_at < now - SIGN_INS_KEPT),
        "sign-ins": delete(sign_ins).where(sign_ins.c.expires_at < now - SIGN_INS_KEPT),
    }
    return {noun: (await tx.execute(statement)).rowcount for noun, statement in too_old.items()}

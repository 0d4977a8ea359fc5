"""The sheets Program, Cikli, Osebje and Kraji: who runs what, with whom, and where."""

from typing import Any

from sqlalchemy import select, update

from programme.spelling import date_text, fold
from records.database import Tx
from records.phones import BadPhone, e164
from records.programmes import (
    NameTaken,
    NewCycle,
    NewPlace,
    NewProgramme,
    NewProvider,
    add_cycle,
    add_place,
    add_programme,
    add_provider,
    change_cycle,
    change_place,
    change_programme,
    change_provider,
    list_cycles,
    list_places,
    list_programmes,
    list_providers,
)
from records.scope import Scope
from records.sealed import digest, digests
from records.tables import accounts
from records.workbook.ledger import ADDED, CHANGED, UNCHANGED, Ledger, Staff, programme_of
from records.workbook.rows import Row
from records.workbook.sheets import CYCLES, PLACES, PROGRAM, STAFF
from records.writing import add


async def bring_programmes(tx: Tx, ledger: Ledger) -> None:
    """Adds or changes the provider and its programmes."""
    rows = ledger.workbook.rows(PROGRAM)
    if not rows or not await _bring_provider(tx, ledger, rows[0]):
        return
    existing = {fold(each.name): each for each in await list_programmes(tx, Scope(ledger.provider_id))}
    for row in rows:
        values = {"name": row["name"], **_filled(row, "funder", "language", "max_age", "municipalities")}
        before = existing.get(fold(row["name"]))
        if before is None:
            await add_programme(tx, NewProgramme(ledger.provider_id, **values))
            ledger.count(PROGRAM, ADDED)
        else:
            _count_change(ledger, PROGRAM, is_changed=await change_programme(tx, before.id, values))
    ledger.programmes = await list_programmes(tx, Scope(ledger.provider_id))


async def bring_cycles(tx: Tx, ledger: Ledger) -> None:
    """Adds or changes cycles; a cycle may not overlap one of the same programme that is there already."""
    ledger.cycles = await list_cycles(tx, Scope(ledger.provider_id))
    existing = {(each.programme_id, fold(each.name)): each for each in ledger.cycles}
    for row in ledger.workbook.rows(CYCLES):
        programme = programme_of(ledger, row)
        if programme is None:
            continue
        values = {"name": row["name"], **_filled(row, "starts_on", "ends_on", "seats")}
        before = existing.get((programme.id, fold(row["name"])))
        if before is None:
            await add_cycle(tx, NewCycle(programme.id, **values))
            ledger.count(CYCLES, ADDED)
        else:
            _count_change(ledger, CYCLES, is_changed=await change_cycle(tx, before.id, values))
    ledger.cycles = await list_cycles(tx, Scope(ledger.provider_id))
    _refuse_overlaps(ledger)


async def bring_staff(tx: Tx, ledger: Ledger) -> None:
    """Adds accounts without a password, or changes their name, role and phone; administrators stay as they are."""
    for row in ledger.workbook.rows(STAFF):
        found = select(accounts).where(accounts.c.email_digest.in_(digests("email", row["email"])))
        before = (await tx.execute(found)).mappings().first()
        if before is None:
            await add(tx, accounts, staff_row(ledger, row))
            ledger.count(STAFF, ADDED)
        elif before["provider_id"] != ledger.provider_id:
            ledger.refuse(row, "email", reason=f"naslova {row['email']} ni mogoče uporabiti; vpišite drugega")
        else:
            _count_change(ledger, STAFF, is_changed=await _change_account(tx, before, row))
    mine = select(accounts).where(accounts.c.provider_id == ledger.provider_id, accounts.c.is_active)
    rows = (await tx.execute(mine.order_by(accounts.c.id))).mappings()
    ledger.staff = [Staff(row["id"], row["name"], row["email"], row["role"]) for row in rows]


async def bring_places(tx: Tx, ledger: Ledger) -> None:
    """Adds or changes places."""
    existing = {fold(each.name): each for each in await list_places(tx, Scope(ledger.provider_id))}
    for row in ledger.workbook.rows(PLACES):
        values = {"name": row["name"], **_filled(row, "address", "municipality", "directions")}
        before = existing.get(fold(row["name"]))
        if before is None:
            await add_place(tx, NewPlace(ledger.provider_id, **values))
            ledger.count(PLACES, ADDED)
        else:
            _count_change(ledger, PLACES, is_changed=await change_place(tx, before.id, values))
    known = await list_places(tx, Scope(ledger.provider_id))
    ledger.places = {fold(each.name): each.id for each in known}
    ledger.place_names = [each.name for each in known]


def staff_row(ledger: Ledger, row: Row) -> dict[str, Any]:
    """The account of a row of Osebje, without a password: it opens by a one-time link."""
    return {
        "provider_id": ledger.provider_id,
        "email": row["email"],
        "email_digest": digest("email", row["email"]),
        "name": row["name"],
        "phone": _phone(row["phone"]),
        "role": row["role"],
        "created_at": ledger.now,
    }


async def _bring_provider(tx: Tx, ledger: Ledger, row: Row) -> bool:
    known = await list_providers(tx, limit=100_000)
    before = next((each for each in known if fold(each.name) == fold(row["provider"])), None)
    allowed = ledger.provider_id
    if allowed and (before is None or before.id != allowed):
        ledger.refuse(row, "provider", reason=f"zvezek je od izvajalca {row['provider']}, uvozite pa lahko le svojega")
        return False
    if before is None:
        try:
            new = NewProvider(row["provider"], row["sender"] or "")
            ledger.provider_id = await add_provider(tx, new, now=ledger.now)
        except NameTaken as error:
            ledger.refuse(row, "provider", reason=str(error))
            return False
        return True
    ledger.provider_id = before.id
    await change_provider(tx, before.id, _filled(row, "sender"))
    return True


async def _change_account(tx: Tx, before: Any, row: Row) -> bool:
    values = _filled(row, "name", "phone", "role") if before["role"] != "admin" else _filled(row, "phone")
    if "phone" in values:
        values["phone"] = _phone(values["phone"])
    fresh = {name: value for name, value in values.items() if before[name] != value}
    if fresh:
        await tx.execute(update(accounts).where(accounts.c.id == before["id"]).values(**fresh))
    return bool(fresh)


def _phone(written: str | None) -> str | None:
    """A mobile number in one spelling; a landline of the office stays as it is written."""
    try:
        return e164(written) if written else None
    except BadPhone:
        return written


def _refuse_overlaps(ledger: Ledger) -> None:
    """Only with cycles that the workbook does not hold; those within it were compared when it was read."""
    for row in ledger.workbook.rows(CYCLES):
        mine = next((each for each in ledger.cycles if fold(each.name) == fold(row["name"])), None)
        for other in ledger.cycles:
            if mine is None or other.programme_id != mine.programme_id or ledger.workbook.claims(CYCLES, other.name):
                continue
            if mine.starts_on <= other.ends_on and other.starts_on <= mine.ends_on:
                until = date_text(other.ends_on)
                ledger.refuse(row, "starts_on", reason=f"cikel se prekriva s ciklom {other.name}, ki traja do {until}")


def _filled(row: Row, *keys: str) -> dict[str, Any]:
    """The cells that are not empty: an empty one leaves what is there."""
    return {key: row[key] for key in keys if row[key] is not None}


def _count_change(ledger: Ledger, sheet: str, *, is_changed: bool) -> None:
    ledger.count(sheet, CHANGED if is_changed else UNCHANGED)

"""Who runs what, when and where: providers, their programmes, the cycles of a programme, and places."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, select, update

from records.database import Tx
from records.programme_shapes import (
    Cycle,
    NameTaken,
    NewCycle,
    NewPlace,
    NewProgramme,
    NewProvider,
    Place,
    Programme,
    Provider,
)
from records.scope import EVERYTHING, Scope, cycles_seen
from records.tables import cycles, places, programmes, providers
from records.writing import add

__all__ = [
    "Cycle",
    "NameTaken",
    "NewCycle",
    "NewPlace",
    "NewProgramme",
    "NewProvider",
    "Place",
    "Programme",
    "Provider",
    "add_cycle",
    "add_place",
    "add_programme",
    "add_provider",
    "change_cycle",
    "change_place",
    "change_programme",
    "change_provider",
    "cycle",
    "list_cycles",
    "list_places",
    "list_programmes",
    "list_providers",
    "place",
    "programme",
    "provider",
]


async def add_provider(tx: Tx, new: NewProvider, *, now: datetime) -> int:
    """Adds a provider and returns its id. Raises NameTaken."""
    row = _row(new) | {"sender": new.sender or new.name[:30], "created_at": now}
    return await _add(tx, providers, row)


async def add_programme(tx: Tx, new: NewProgramme) -> int:
    """Adds a programme and returns its id. Raises NameTaken."""
    return await _add(tx, programmes, _row(new) | {"municipalities": list(new.municipalities)})


async def add_cycle(tx: Tx, new: NewCycle) -> int:
    """Adds a cycle and returns its id. Raises NameTaken, and ValueError when it ends before it starts."""
    _check_dates(new.starts_on, new.ends_on)
    return await _add(tx, cycles, _row(new))


async def add_place(tx: Tx, new: NewPlace) -> int:
    """Adds a place and returns its id. Raises NameTaken."""
    return await _add(tx, places, _row(new))


async def change_provider(tx: Tx, provider_id: int, changes: Mapping[str, Any]) -> bool:
    """Changes what is named; true when something was different. Raises KeyError for unknown names."""
    return await _change(tx, providers, await provider(tx, provider_id), changes=changes)


async def change_programme(tx: Tx, programme_id: int, changes: Mapping[str, Any]) -> bool:
    """Changes what is named; true when something was different. A new zone counts from the next move on."""
    return await _change(tx, programmes, await programme(tx, programme_id), changes=changes)


async def change_cycle(tx: Tx, cycle_id: int, changes: Mapping[str, Any]) -> bool:
    """Changes what is named; true when something was different. Raises ValueError when the dates are reversed."""
    before = await cycle(tx, cycle_id)
    if before is not None:
        _check_dates(changes.get("starts_on", before.starts_on), changes.get("ends_on", before.ends_on))
    return await _change(tx, cycles, before, changes=changes)


async def change_place(tx: Tx, place_id: int, changes: Mapping[str, Any]) -> bool:
    """Changes what is named; true when something was different. Activities there keep their revision."""
    return await _change(tx, places, await place(tx, place_id), changes=changes)


async def provider(tx: Tx, provider_id: int, scope: Scope = EVERYTHING) -> Provider | None:
    """One provider in view, or None."""
    found = await list_providers(tx, scope, only=provider_id)
    return found[0] if found else None


async def programme(tx: Tx, programme_id: int, scope: Scope = EVERYTHING) -> Programme | None:
    """One programme in view, or None."""
    found = await list_programmes(tx, scope, only=programme_id)
    return found[0] if found else None


async def cycle(tx: Tx, cycle_id: int, scope: Scope = EVERYTHING) -> Cycle | None:
    """One cycle in view, or None."""
    found = await list_cycles(tx, scope, only=cycle_id)
    return found[0] if found else None


async def place(tx: Tx, place_id: int, scope: Scope = EVERYTHING) -> Place | None:
    """One place in view, or None."""
    found = await list_places(tx, scope, only=place_id)
    return found[0] if found else None


async def list_providers(
    tx: Tx, scope: Scope = EVERYTHING, *, only: int | None = None, after: int = 0, limit: int = 1000
) -> list[Provider]:
    """Providers in view by id."""
    found = _page(select(providers), providers, only=only, after=after, limit=limit)
    if scope.provider_id is not None:
        found = found.where(providers.c.id == scope.provider_id)
    return [Provider(**_named(Provider, row)) for row in (await tx.execute(found)).mappings()]


async def list_programmes(
    tx: Tx, scope: Scope = EVERYTHING, *, only: int | None = None, after: int = 0, limit: int = 1000
) -> list[Programme]:
    """Programmes of the provider in view, by id."""
    found = _page(select(programmes), programmes, only=only, after=after, limit=limit)
    if scope.provider_id is not None:
        found = found.where(programmes.c.provider_id == scope.provider_id)
    rows = (await tx.execute(found)).mappings()
    return [Programme(**_named(Programme, row) | {"municipalities": tuple(row["municipalities"])}) for row in rows]


async def list_cycles(
    tx: Tx, scope: Scope = EVERYTHING, *, only: int | None = None, after: int = 0, limit: int = 1000
) -> list[Cycle]:
    """Cycles in view by id; a mentor's and a partner's are only their own."""
    joined = select(cycles, programmes.c.provider_id).join(programmes, programmes.c.id == cycles.c.programme_id)
    found = _page(joined, cycles, only=only, after=after, limit=limit)
    if scope != EVERYTHING:
        found = found.where(cycles.c.id.in_(cycles_seen(scope)))
    return [Cycle(**_named(Cycle, row)) for row in (await tx.execute(found)).mappings()]


async def list_places(
    tx: Tx, scope: Scope = EVERYTHING, *, only: int | None = None, after: int = 0, limit: int = 1000
) -> list[Place]:
    """Places of the provider in view, by id."""
    found = _page(select(places), places, only=only, after=after, limit=limit)
    if scope.provider_id is not None:
        found = found.where(places.c.provider_id == scope.provider_id)
    return [Place(**_named(Place, row)) for row in (await tx.execute(found)).mappings()]


def _page(found: Select[Any], table: Table, *, only: int | None, after: int, limit: int) -> Select[Any]:
    if only is not None:
        return found.where(table.c.id == only)
    return found.where(table.c.id > after).order_by(table.c.id).limit(limit)


async def _add(tx: Tx, table: Table, row: Mapping[str, Any]) -> int:
    new_id = await add(tx, table, row)
    if new_id is None:
        raise NameTaken(f"ime {row['name']} je že zasedeno")
    return new_id


async def _change(tx: Tx, table: Table, before: Any, *, changes: Mapping[str, Any]) -> bool:
    if before is None:
        return False
    if unknown := changes.keys() - set(type(before).__slots__) | changes.keys() & {"id", "provider_id", "programme_id"}:
        raise KeyError(f"{table.name} have no {', '.join(sorted(unknown))} to change")
    fresh = {name: value for name, value in changes.items() if _comparable(getattr(before, name)) != _comparable(value)}
    if "name" in fresh:
        await _refuse_taken_name(tx, table, before, name=fresh["name"])
    if fresh:
        stored = {name: list(value) if isinstance(value, tuple) else value for name, value in fresh.items()}
        await tx.execute(update(table).where(table.c.id == before.id).values(**stored))
    return bool(fresh)


async def _refuse_taken_name(tx: Tx, table: Table, before: Any, *, name: str) -> None:
    owner = next((each for each in ("programme_id", "provider_id") if each in table.c), None)
    same = select(table.c.id).where(table.c.name == name, table.c.id != before.id)
    if owner is not None:
        same = same.where(table.c[owner] == getattr(before, owner))
    if (await tx.execute(same)).first() is not None:
        raise NameTaken(f"ime {name} je že zasedeno")


def _row(new: Any) -> dict[str, Any]:
    return {name: getattr(new, name) for name in type(new).__slots__}


def _named(shape: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in shape.__slots__}


def _comparable(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _check_dates(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValueError("cikel se ne more končati, preden se začne")

"""Who calls, what they may see, and the transactions they get; every write leaves a line in the journal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from programme.calendar import to_local
from records import journal, programmes
from records.database import Tx
from records.scope import EVERYTHING, Scope
from records.tokens import Token
from staff.api.problems import Fault, documented, wrong_field
from staff.api.shapes import number_of
from staff.desk import Desk

WRITES = documented(403, 409, 413, 415)
_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="`stik token add NAME` prints one.")


@dataclass(frozen=True, slots=True)
class Caller:
    """The token behind a request, at a desk."""

    token: Token
    desk: Desk

    @property
    def scope(self) -> Scope:
        """What the token may see: the whole installation, or one provider."""
        provider_id = self.token.provider_id
        return EVERYTHING if provider_id is None else Scope(provider_id, role="coordinator")

    @property
    def now(self) -> datetime:
        """The time at the desk."""
        return self.desk.now()

    @property
    def today(self) -> date:
        """The date at the desk."""
        return to_local(self.now, self.desk.zone).date()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """A transaction that only reads."""
        async with self.desk.database.reading() as tx:
            yield tx

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        """A transaction that writes; afterwards the sender looks whether something is due."""
        async with self.desk.database.transaction() as tx:
            yield tx
        self.desk.ring()

    async def note(self, tx: Tx, verb: str, *, noun: str, noun_id: int, **about: Any) -> None:
        """Writes what was done into the journal; `about`: provider_id, participant_id, details (names of fields)."""
        actor = f"token:{self.token.id}"
        await journal.write(tx, journal.Entry(actor, verb, noun, noun_id, **about), self.now)

    async def provider_for(self, tx: Tx, given: str | None) -> int:
        """The provider that something new belongs to: the token's own, or the one named. Raises Fault."""
        mine = self.token.provider_id
        wanted = number_of(given)
        if wanted is None and mine is None:
            raise wrong_field("provider_id", "This token is for all providers, so name one.")
        if wanted is None or wanted == mine:
            return mine or 0
        if mine is not None:
            raise wrong_field("provider_id", "This token belongs to another provider; leave the field out.")
        if await programmes.provider(tx, wanted) is None:
            raise wrong_field("provider_id", "There is no such provider.")
        return wanted

    def must_be_admin(self) -> None:
        """Raises Fault 403 for a token of one provider."""
        if self.token.provider_id is not None:
            raise Fault(403, "This token belongs to one provider; only a token for all providers may do this.")


def caller_of(
    request: Request, _bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)] = None
) -> Caller:
    """The caller whom the gate let in."""
    found: Caller = request.state.caller
    return found


Calling = Annotated[Caller, Depends(caller_of)]

"""One request of one signed-in person: what a page function gets, and how it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from programme.calendar import to_local
from records import journal
from records.accounts import Account
from records.database import Tx
from records.scope import Scope
from records.sign_ins import SignIn
from staff.desk import Desk
from staff.forms import Form, query_of
from staff.rendering import environment
from staff.texts import LANGUAGES, Texts, texts

TEAM = frozenset({"admin", "coordinator", "mentor"})
EVERYBODY = TEAM | {"partner"}


class NotFound(Exception):
    """What was asked for is not there, or not for this person; the two are told apart nowhere."""


class Refused(Exception):
    """The request may not be carried out; the message is a sentence to translate."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person with a request. `now` is the same for the whole request."""

    desk: Desk
    request: Request
    now: datetime
    account: Account
    sign_in: SignIn
    waiting: int  # replies that need a person
    form: Form = field(repr=False)

    @property
    def scope(self) -> Scope:
        """What this person may see."""
        return self.account.scope

    @property
    def language(self) -> str:
        """The language of the pages for this person."""
        return self.account.language if self.account.language in LANGUAGES else "sl"

    @property
    def texts(self) -> Texts:
        """The words of that language."""
        return texts(self.language)

    @property
    def today_on(self) -> date:
        """The local date."""
        return self.local(self.now).date()

    @property
    def query(self) -> Form:
        """What stands behind the question mark of the address."""
        return query_of(self.request)

    @property
    def is_live(self) -> bool:
        """True when a part of a page is fetched by the page itself."""
        return self.request.headers.get("hx-request") == "true"

    def local(self, at: datetime) -> datetime:
        """The wall time of an instant in the installation's zone."""
        return to_local(at, self.desk.zone)

    def number(self, name: str = "id") -> int:
        """A number in the address. Raises NotFound when it is none."""
        raw = self.request.path_params[name]
        if not (raw.isascii() and raw.isdigit() and len(raw) < 16):
            raise NotFound
        return int(raw)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page made of a template."""
        return HTMLResponse(self.part(template, **values), status)

    def part(self, template: str, **values: Any) -> str:
        """A template filled."""
        return environment(self.language).get_template(template).render(**self._known(), **values)

    def go(self, path: str, at: str = "", **query: Any) -> Response:
        """Sends the browser on to a page of ours, after a form was taken; `at` is a place on it."""
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        return RedirectResponse(path + (f"?{asked}" if asked else "") + (f"#{at}" if at else ""), 303)

    async def note(self, tx: Tx, did: str, *, noun_id: int | None = None, **more: Any) -> None:
        """Writes into the journal that this person did something, as in "view conversation"; `details` may be given."""
        verb, _, noun = did.partition(" ")
        line = journal.Entry(f"account:{self.account.id}", verb, noun, noun_id, self.account.provider_id, **more)
        await journal.write(tx, line, self.now)

    def _known(self) -> Mapping[str, Any]:
        path = self.request.url.path
        return {
            "visit": self,
            "account": self.account,
            "form_token": self.sign_in.form_token,
            "language": self.language,
            "languages": LANGUAGES,
            "path": path,
            "here": quote(path + (f"?{self.request.url.query}" if self.request.url.query else "")),
            "waiting": self.waiting,
            "local": self.local,
            "today_on": self.today_on,
            "is_team": self.account.role in TEAM,
        }

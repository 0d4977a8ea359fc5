"""The way in and out: sign-in with e-mail and password, the one-time link that sets a password, sign-out, language.

The same answer and the same time for a wrong password and for somebody who is not there.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from records import accounts, entry, journal, one_time_links, sign_ins
from records.accounts import Account
from records.database import Tx
from records.entry import Knock, Limit
from records.sealed import digest
from staff import passwords
from staff.access import FORM_TOO_OLD, cookie_name
from staff.desk import Desk
from staff.errors import error_page, language_of
from staff.forms import BadForm, Form, form_of
from staff.guards import is_from_elsewhere, send_guarded
from staff.rendering import environment
from staff.texts import LANGUAGES, N_, texts

log = structlog.get_logger(__name__)

WINDOW = timedelta(minutes=15)
PER_PAIR, PER_ACCOUNT, PER_ADDRESS = Limit(10, WINDOW), Limit(50, WINDOW), Limit(100, WINDOW)
WRONG = N_("The e-mail or the password is not right. Check both and try again.")
TOO_MANY = N_("There were too many tries. Wait a quarter of an hour, then try again.")
DIFFERENT = N_("The two passwords are not the same. Type the password once more.")


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody at the entrance, not signed in yet."""

    desk: Desk
    request: Request
    form: Form = field(repr=False)
    now: datetime

    @property
    def address(self) -> str:
        """Where the request came from."""
        came_from = self.request.scope.get("client")
        return str(came_from[0]) if came_from else ""


Answer = Callable[[Stranger], Awaitable[Response]]


class Door:
    """An address for people who are not signed in."""

    def __init__(self, desk: Desk, get: Answer | None = None, *, post: Answer | None = None) -> None:
        self._desk = desk
        self._answers = {"GET": get, "HEAD": get, "POST": post}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        response = await self._safely(request)
        await response(scope, receive, send_guarded(send, is_secure=self._desk.is_secure))

    async def _safely(self, request: Request) -> Response:
        answer = self._answers.get(request.method)
        if answer is None:
            return error_page(request, 405)
        try:
            form = await form_of(request) if request.method == "POST" else Form({})
            if request.method == "POST" and not _is_ours(self._desk, request, form=form):
                return error_page(request, 403, why=FORM_TOO_OLD)
            return await answer(Stranger(self._desk, request, form, now=self._desk.now()))
        except BadForm as error:
            return error_page(request, 400, why=str(error))
        except Exception:
            log.exception("a door failed", method=request.method)
            return error_page(request, 500)


async def show_sign_in(who: Stranger) -> Response:
    """The sign-in page; somebody signed in goes on to Today."""
    async with who.desk.database.reading() as tx:
        if await accounts.signed_in(tx, who.request.cookies.get(cookie_name(who.desk), ""), now=who.now):
            return RedirectResponse("/", 303)
    return _page(who, "sign_in.html", email="", why="")


async def sign_in(who: Stranger) -> Response:
    """Signs in, or says that it was not right."""
    email, now = accounts.normal_email(who.form.text("email", 200)), who.now
    knocks = _knocks(email, who.address)
    async with who.desk.database.transaction() as tx:
        is_within = all([await entry.may_try(tx, knock, now=now) for knock in knocks])
        found = await accounts.account_by_email(tx, email)
        kept = await accounts.password_hash_of(tx, found.id) if found and found.is_active else None
    is_right = await passwords.matches(who.form.secret("password"), kept)
    async with who.desk.database.transaction() as tx:
        if is_within and is_right and found is not None:
            await entry.forget(tx, knocks[0])
            return await _let_in(tx, who, found)
        await _note(tx, who, "sign_in_refused", account=found)
    if not is_within:
        return _page(who, "sign_in.html", status=429, email=email, why=TOO_MANY)
    return _page(who, "sign_in.html", status=401, email=email, why=WRONG)


async def show_link(who: Stranger) -> Response:
    """The page of a one-time link; looking at it uses nothing up."""
    async with who.desk.database.transaction() as tx:
        account = await _account_of_link(tx, who)
    if account is None:
        return _page(who, "link_over.html", status=404)
    return _page(who, "set_password.html", email=account.email, name=account.name, why="")


async def set_password(who: Stranger) -> Response:
    """Sets the password, uses the link up, ends other sign-ins and signs in."""
    password, now = who.form.secret("password"), who.now
    async with who.desk.database.transaction() as tx:
        account = await _account_of_link(tx, who)
    if account is None:
        return _page(who, "link_over.html", status=404)
    fault = passwords.fault_of(password, email=account.email)
    fault = fault or (None if hmac.compare_digest(password.encode(), who.form.secret("again").encode()) else DIFFERENT)
    if fault:
        return _page(who, "set_password.html", status=422, email=account.email, name=account.name, why=fault)
    hashed = await passwords.hash_of(password)
    async with who.desk.database.transaction() as tx:
        if await one_time_links.use_link(tx, who.request.path_params["code"], now=now) is None:
            return _page(who, "link_over.html", status=404)
        await accounts.set_password_hash(tx, account.id, hashed, now=now)
        await _note(tx, who, "password_set", account=account)
        return await _let_in(tx, who, account)


async def set_language(who: Stranger) -> Response:
    """Keeps the language of somebody who is not signed in."""
    response = RedirectResponse("/sign-in", 303)
    if who.form.text("language") in LANGUAGES:
        response.set_cookie("stik_language", who.form.text("language"), max_age=31_536_000, **_cookie_rules(who.desk))
    return response


async def _account_of_link(tx: Tx, who: Stranger) -> Account | None:
    knock = Knock("link", who.address, PER_ADDRESS)
    if not await entry.may_try(tx, knock, now=who.now):
        return None
    account_id = await one_time_links.account_of_link(tx, who.request.path_params["code"], now=who.now)
    return None if account_id is None else await accounts.account(tx, account_id)


async def _let_in(tx: Tx, who: Stranger, account: Account) -> Response:
    agent = who.request.headers.get("user-agent", "")
    former = who.request.cookies.get(cookie_name(who.desk), "")
    open_now = await sign_ins.sign_in_of(tx, former, now=who.now) if former else None
    if open_now is not None:
        await sign_ins.end(tx, open_now.id, open_now.account_id, now=who.now)
    token = await sign_ins.start(tx, account.id, agent, now=who.now)
    await _note(tx, who, "sign_in", account=account)
    response = RedirectResponse("/", 303)
    response.set_cookie(
        cookie_name(who.desk), token, max_age=int(sign_ins.LONGEST.total_seconds()), **_cookie_rules(who.desk)
    )
    return response


async def _note(tx: Tx, who: Stranger, verb: str, *, account: Account | None) -> None:
    actor = f"account:{account.id}" if account else "stranger"
    provider_id = account.provider_id if account else None
    line = journal.Entry(actor, verb, "account", account.id if account else None, provider_id)
    await journal.write(tx, line, who.now)


def _page(who: Stranger, template: str, *, status: int = 200, **values: Any) -> Response:
    language, seed = (
        language_of(who.request),
        who.request.cookies.get(_seed_name(who.desk), "") or secrets.token_urlsafe(32),
    )
    values["why"] = texts(language).gettext(values.get("why", ""))
    known = {"language": language, "languages": LANGUAGES, "form_token": _token(seed), "path": who.request.url.path}
    page = environment(language).get_template(template).render(**known, **values)
    response = HTMLResponse(page, status)
    response.set_cookie(_seed_name(who.desk), seed, max_age=86_400, **_cookie_rules(who.desk))
    return response


def _is_ours(desk: Desk, request: Request, *, form: Form) -> bool:
    seed = request.cookies.get(_seed_name(desk), "")
    is_right = hmac.compare_digest(form.text("form_token", 100).encode(), _token(seed).encode())
    return bool(seed) and is_right and not is_from_elsewhere(request, desk.public_url)


def _token(seed: str) -> str:
    return digest("door_form", seed)


def _seed_name(desk: Desk) -> str:
    return "__Host-stik-door" if desk.is_secure else "stik-door"


def _cookie_rules(desk: Desk) -> Mapping[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": desk.is_secure}


def _knocks(email: str, address: str) -> list[Knock]:
    pair = Knock("sign_in_pair", f"{email}\n{address}", PER_PAIR)
    return [pair, Knock("sign_in_account", email, PER_ACCOUNT), Knock("sign_in_address", address, PER_ADDRESS)]

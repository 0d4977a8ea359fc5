"""The way in and out: sign-in with e-mail and password, the one-time link that sets a password, sign-out, language.

The same answer and the same time for a wrong password and for somebody who is not there.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
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
Answer = Callable[[Desk, Request, Form], Awaitable[Response]]


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
            if request.method == "POST" and not _is_ours(self._desk, request, form):
                return error_page(request, 403, why=FORM_TOO_OLD)
            return await answer(self._desk, request, form)
        except BadForm as error:
            return error_page(request, 400, why=str(error))
        except Exception:
            log.exception("a door failed", method=request.method)
            return error_page(request, 500)


async def show_sign_in(desk: Desk, request: Request, form: Form) -> Response:
    """The sign-in page; somebody signed in goes on to Today."""
    async with desk.database.reading() as tx:
        if await accounts.signed_in(tx, request.cookies.get(cookie_name(desk), ""), now=desk.now()):
            return RedirectResponse("/", 303)
    return _page(desk, request, "sign_in.html", email="", why="")


async def sign_in(desk: Desk, request: Request, form: Form) -> Response:
    """Signs in, or says that it was not right."""
    email, now = accounts.normal_email(form.text("email", 200)), desk.now()
    knocks = _knocks(email, _address(request))
    async with desk.database.transaction() as tx:
        is_within = all([await entry.may_try(tx, knock, now=now) for knock in knocks])
        found = await accounts.account_by_email(tx, email)
        kept = await accounts.password_hash_of(tx, found.id) if found and found.is_active else None
    is_right = await passwords.matches(form.secret("password"), kept)
    async with desk.database.transaction() as tx:
        if is_within and is_right and found is not None:
            await entry.forget(tx, knocks[0])
            return await _let_in(tx, desk, request, found)
        await _note(tx, desk, "sign_in_refused", found)
    if not is_within:
        return _page(desk, request, "sign_in.html", 429, email=email, why=TOO_MANY)
    return _page(desk, request, "sign_in.html", 401, email=email, why=WRONG)


async def show_link(desk: Desk, request: Request, form: Form) -> Response:
    """The page of a one-time link; looking at it uses nothing up."""
    async with desk.database.transaction() as tx:
        account = await _account_of_link(tx, desk, request)
    if account is None:
        return _page(desk, request, "link_over.html", 404)
    return _page(desk, request, "set_password.html", email=account.email, name=account.name, why="")


async def set_password(desk: Desk, request: Request, form: Form) -> Response:
    """Sets the password, uses the link up, ends other sign-ins and signs in."""
    password, now = form.secret("password"), desk.now()
    async with desk.database.transaction() as tx:
        account = await _account_of_link(tx, desk, request)
    if account is None:
        return _page(desk, request, "link_over.html", 404)
    fault = passwords.fault_of(password, email=account.email)
    fault = fault or (None if hmac.compare_digest(password.encode(), form.secret("again").encode()) else DIFFERENT)
    if fault:
        return _page(desk, request, "set_password.html", 422, email=account.email, name=account.name, why=fault)
    hashed = await passwords.hash_of(password)
    async with desk.database.transaction() as tx:
        if await one_time_links.use_link(tx, request.path_params["code"], now=now) is None:
            return _page(desk, request, "link_over.html", 404)
        await accounts.set_password_hash(tx, account.id, hashed, now=now)
        await _note(tx, desk, "password_set", account)
        return await _let_in(tx, desk, request, account)


async def set_language(desk: Desk, request: Request, form: Form) -> Response:
    """Keeps the language of somebody who is not signed in."""
    response = RedirectResponse("/sign-in", 303)
    if form.text("language") in LANGUAGES:
        response.set_cookie("stik_language", form.text("language"), max_age=31_536_000, **_cookie_rules(desk))
    return response


async def _account_of_link(tx: Tx, desk: Desk, request: Request) -> Account | None:
    knock = Knock("link", _address(request), PER_ADDRESS)
    if not await entry.may_try(tx, knock, now=desk.now()):
        return None
    account_id = await one_time_links.account_of_link(tx, request.path_params["code"], now=desk.now())
    return None if account_id is None else await accounts.account(tx, account_id)


async def _let_in(tx: Tx, desk: Desk, request: Request, account: Account) -> Response:
    agent = request.headers.get("user-agent", "")
    former = request.cookies.get(cookie_name(desk), "")
    open_now = await sign_ins.sign_in_of(tx, former, now=desk.now()) if former else None
    if open_now is not None:
        await sign_ins.end(tx, open_now.id, open_now.account_id, now=desk.now())
    token = await sign_ins.start(tx, account.id, agent, now=desk.now())
    await _note(tx, desk, "sign_in", account)
    response = RedirectResponse("/", 303)
    response.set_cookie(cookie_name(desk), token, max_age=int(sign_ins.LONGEST.total_seconds()), **_cookie_rules(desk))
    return response


async def _note(tx: Tx, desk: Desk, verb: str, account: Account | None) -> None:
    actor = f"account:{account.id}" if account else "stranger"
    provider_id = account.provider_id if account else None
    line = journal.Entry(actor, verb, "account", account.id if account else None, provider_id)
    await journal.write(tx, line, desk.now())


def _page(desk: Desk, request: Request, template: str, status: int = 200, **values: Any) -> Response:
    language, seed = language_of(request), request.cookies.get(_seed_name(desk), "") or secrets.token_urlsafe(32)
    values["why"] = texts(language).gettext(values.get("why", ""))
    known = {"language": language, "languages": LANGUAGES, "form_token": _token(seed), "path": request.url.path}
    page = environment(language).get_template(template).render(**known, **values)
    response = HTMLResponse(page, status)
    response.set_cookie(_seed_name(desk), seed, max_age=86_400, **_cookie_rules(desk))
    return response


def _is_ours(desk: Desk, request: Request, form: Form) -> bool:
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


def _address(request: Request) -> str:
    came_from = request.scope.get("client")
    return str(came_from[0]) if came_from else ""

"""Who may come in: every page is answered here, behind a sign-in, a role, and for forms a token and the same origin.

Pages get a Visit and answer; what they raise becomes an error page in plain words.
"""

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from records import accounts, journal, replies, sign_ins
from records.sign_ins import SignIn
from staff.desk import Desk
from staff.errors import error_page
from staff.forms import BadForm, Form, TooMuch, form_of
from staff.guards import is_from_elsewhere, send_guarded
from staff.texts import N_
from staff.visit import TEAM, NotFound, Refused, Visit

log = structlog.get_logger(__name__)

Answer = Callable[[Visit], Awaitable[Response]]
FORM_TOO_OLD = N_("This form is too old or did not come from our page. Go back, load the page again and try once more.")


def cookie_name(desk: Desk) -> str:
    """The name of the sign-in's cookie; browsers bind the __Host- one to this host and to HTTPS."""
    return "__Host-stik" if desk.is_secure else "stik"


class Page:
    """One address: what it shows (`get`), what its forms do (`post`), and for whom."""

    def __init__(
        self, desk: Desk, get: Answer | None = None, *, post: Answer | None = None, roles: frozenset[str] = TEAM
    ) -> None:
        self._desk = desk
        self._answers = {"GET": get, "HEAD": get, "POST": post}
        self._roles = roles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        response = await self._safely(request)
        await response(scope, receive, send_guarded(send, is_secure=self._desk.is_secure))

    async def _safely(self, request: Request) -> Response:
        visit = None
        try:
            visit = await self._visit(request)
            return await self._answer(request, visit)
        except NotFound:
            await self._note_refusal(request, visit, verb="not_found")
            return error_page(request, 404, visit=visit)
        except (Refused, TooMuch) as error:
            await self._note_refusal(request, visit, verb="refused")
            return error_page(request, 413 if isinstance(error, TooMuch) else 403, visit=visit, why=str(error))
        except BadForm as error:
            return error_page(request, 400, visit=visit, why=str(error))
        except Exception:
            log.exception("a page failed", path=request.scope.get("route_path") or "", method=request.method)
            return error_page(request, 500, visit=visit)

    async def _answer(self, request: Request, visit: Visit | None) -> Response:
        answer = self._answers.get(request.method)
        if visit is None:
            return _to_sign_in(request)
        if visit.account.role not in self._roles:
            raise NotFound
        if answer is None:
            return error_page(request, 405, visit=visit)
        if request.method == "POST":
            _check_form(request, visit)
        return await answer(visit)

    async def _visit(self, request: Request) -> Visit | None:
        token = request.cookies.get(cookie_name(self._desk), "")
        if not token:
            return None
        now = self._desk.now()
        form = await form_of(request) if request.method == "POST" else Form({})
        async with self._desk.database.reading() as tx:
            found = await accounts.signed_in(tx, token, now=now)
            if found is None:
                return None
            sign_in, account = found
            waiting = await replies.count_needing_person(tx, account.scope) if account.role in TEAM else 0
        if not (request.method == "GET" and request.headers.get("hx-request") == "true"):
            await self._see(sign_in, now=now)  # a page that refreshes itself keeps nobody signed in
        return Visit(self._desk, request, now=now, account=account, sign_in=sign_in, waiting=waiting, form=form)

    async def _see(self, sign_in: SignIn, *, now: datetime) -> None:
        if sign_ins.is_to_be_seen(sign_in, now=now):
            async with self._desk.database.transaction() as tx:
                await sign_ins.see(tx, sign_in, now=now)

    async def _note_refusal(self, request: Request, visit: Visit | None, *, verb: str) -> None:
        route_number = str(request.path_params.get("id", ""))
        if visit is None or (verb == "not_found" and not route_number):
            return
        is_number = route_number.isascii() and route_number.isdigit() and len(route_number) < 16
        entry = journal.Entry(
            f"account:{visit.account.id}",
            verb,
            request.url.path.split("/")[1][:30] or "today",
            noun_id=int(route_number) if is_number else None,
            provider_id=visit.account.provider_id,
        )
        async with self._desk.database.transaction() as tx:
            await journal.write(tx, entry, visit.now)


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse("/sign-in", 303)


def _check_form(request: Request, visit: Visit) -> None:
    given = visit.form.text("form_token", 100)
    is_ours = hmac.compare_digest(given.encode(), visit.sign_in.form_token.encode())
    if not is_ours or is_from_elsewhere(request, visit.desk.public_url):
        raise Refused(FORM_TOO_OLD)

"""Lets the visitor of the demo into the staff pages without a password, as a coordinator of one of the providers.

It exists only in the demo, which listens on the loopback address and holds invented people.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from records import accounts, sign_ins
from records.accounts import Account
from records.database import Tx
from staff.access import cookie_name
from stik.assembly import Stik
from stik.web import desk_of


class DemoDoor:
    """GET /demo/enter and /demo/enter/2: the first provider's coordinator, or another's."""

    def __init__(self, stik: Stik) -> None:
        self._stik = stik

    def routes(self) -> list[Route]:
        """The door, with and without the number of a provider."""
        return [Route("/demo/enter", self.enter), Route("/demo/enter/{number:int}", self.enter)]

    async def enter(self, request: Request) -> Response:
        """Signs the browser in and goes to Today."""
        desk = desk_of(self._stik)
        agent = request.headers.get("user-agent", "")[:200]
        async with self._stik.database.transaction() as tx:
            account = await coordinator(tx, request.path_params.get("number", 1))
            if account is None:
                return Response("There is no such provider in the demo.", 404)
            token = await sign_ins.start(tx, account.id, agent, now=self._stik.now())
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(cookie_name(desk), token, httponly=True, samesite="lax", path="/")
        return answer


async def coordinator(tx: Tx, number: int) -> Account | None:
    """The coordinator of the provider with this number, counted from one."""
    everybody = await accounts.accounts_of(tx, None)
    leads = [each for each in everybody if each.role == "coordinator" and each.provider_id is not None]
    owners = sorted({each.provider_id or 0 for each in leads})
    if not 1 <= number <= len(owners):
        return None
    return next(each for each in leads if each.provider_id == owners[number - 1])

"""Every address of the staff pages on one page: what shows it, what its forms do, and for whom.

The last route answers whatever no other does, so these routes come after those of the doors and the API.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from staff import (
    account,
    activity,
    ahead,
    broadcast,
    calls,
    entrance,
    moving,
    participant,
    participants,
    replies,
    tasks,
    today,
    week,
    write,
    writing_to,
)
from staff.access import Page
from staff.desk import Desk
from staff.entrance import Door
from staff.errors import error_page
from staff.guards import send_guarded
from staff.visit import EVERYBODY, NotFound, Visit

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
A_YEAR = "public, max-age=31536000, immutable"


def routes(desk: Desk) -> list[Route]:
    """The routes of the staff pages, to stand after all others."""
    return [
        Route("/static/{name:path}", Files(desk)),
        Route("/sign-in", Door(desk, entrance.show_sign_in, post=entrance.sign_in)),
        Route("/enter/{code}", Door(desk, entrance.show_link, post=entrance.set_password)),
        Route("/language/here", Door(desk, post=entrance.set_language)),
        Route("/language", Page(desk, post=account.set_language, roles=EVERYBODY)),
        Route("/sign-out", Page(desk, post=account.sign_out, roles=EVERYBODY)),
        Route("/account", Page(desk, account.show, roles=EVERYBODY)),
        Route("/account/password", Page(desk, post=account.set_password, roles=EVERYBODY)),
        Route("/account/sign-ins", Page(desk, post=account.end_sign_in, roles=EVERYBODY)),
        Route("/", Page(desk, today.show, roles=EVERYBODY)),
        Route("/tasks/{id}", Page(desk, post=tasks.change)),
        Route("/activities/{id}", Page(desk, activity.show, roles=EVERYBODY)),
        Route("/activities/{id}/presence", Page(desk, post=activity.record, roles=EVERYBODY)),
        Route("/activities/{id}/answer", Page(desk, post=calls.enter)),
        Route("/activities/{id}/move", Page(desk, post=moving.move)),
        Route("/activities/{id}/cancel", Page(desk, post=moving.cancel)),
        Route("/activities/{id}/restore", Page(desk, post=moving.restore)),
        Route("/broadcasts/{id}", Page(desk, broadcast.show)),
        Route("/broadcasts/{id}/send", Page(desk, post=broadcast.send)),
        Route("/broadcasts/{id}/stop", Page(desk, post=broadcast.stop)),
        Route("/broadcasts/{id}/again", Page(desk, post=broadcast.prepare_again)),
        Route("/week", Page(desk, week.show, roles=EVERYBODY)),
        Route("/participants", Page(desk, participants.show)),
        Route("/participants/{id}", Page(desk, participant.show)),
        Route("/participants/{id}/write", Page(desk, post=writing_to.write)),
        Route("/participants/{id}/change", Page(desk, post=writing_to.change)),
        Route("/participants/{id}/erase", Page(desk, post=writing_to.erase, roles=frozenset({"admin", "coordinator"}))),
        Route("/replies", Page(desk, replies.show)),
        Route("/replies/{id}/answer", Page(desk, post=replies.answer)),
        Route("/replies/{id}/done", Page(desk, post=replies.done)),
        Route("/write", Page(desk, write.show, post=write.prepare)),
        Route("/forecast", Page(desk, ahead.show)),
        Route("/{path:path}", Page(desk, _nothing, post=_nothing, roles=EVERYBODY)),
    ]


class Files:
    """Our style sheet, icons and htmx; names are fixed, so nothing else can be asked for."""

    def __init__(self, desk: Desk) -> None:
        self._is_secure = desk.is_secure
        self._known = {
            str(path.relative_to(STATIC)): path for path in STATIC.rglob("*") if path.suffix in KINDS and path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with a file, or 404."""
        request = Request(scope, receive)
        path = self._known.get(request.path_params["name"])
        response: Response = error_page(request, 404)
        if path is not None and request.method in ("GET", "HEAD"):
            response = FileResponse(path, headers={"cache-control": A_YEAR}, media_type=KINDS[path.suffix])
        guarded = send_guarded(send, is_secure=self._is_secure, may_keep=path is not None)
        await response(scope, receive, guarded)


async def _nothing(visit: Visit) -> Response:
    raise NotFound

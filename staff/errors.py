"""Error pages in plain words: what happened and what to do, never a trace."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from staff.rendering import environment
from staff.texts import LANGUAGES, N_, texts
from staff.visit import Visit

UNREAD = N_("The form could not be read. Go back and try again.")
REFUSED = N_("The page did not accept this. Go back, load the page again and try once more.")
TRIES = N_("There were too many tries. Wait a quarter of an hour, then try again.")
OURS = N_("Nothing was lost. Try again; if it stays, tell whoever runs Stik.")
SAID = {
    400: (N_("This did not work"), UNREAD),
    403: (N_("This is not possible"), REFUSED),
    404: (N_("There is nothing here"), N_("The page does not exist, or it is not among those you may see.")),
    405: (N_("This is not possible"), N_("The page does not accept this. Go back and try again.")),
    413: (N_("This is too much"), N_("The form is too large.")),
    429: (N_("Too many tries"), TRIES),
    500: (N_("Something went wrong on our side"), OURS),
}


def language_of(request: Request) -> str:
    """The language of somebody who is not signed in: chosen before, else Slovenian."""
    chosen = request.cookies.get("stik_language", "")
    return chosen if chosen in LANGUAGES else "sl"


def error_page(request: Request, status: int, *, visit: Visit | None = None, why: str = "") -> Response:
    """The page for a status; `why` is a sentence to translate that takes the place of the usual one."""
    language = visit.language if visit else language_of(request)
    title, usual = SAID[status]
    said = texts(language)
    page = environment(language).get_template("error.html")
    values = {"title": said.gettext(title), "why": said.gettext(why or usual), "status": status}
    return HTMLResponse(page.render(language=language, **values), status)

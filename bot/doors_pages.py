"""What the pages for participants have in common: templates, words, safe headers, small forms, a limit on guessing."""

import re
import secrets
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from language.files import help_lines, known_language
from records import duty, entry
from records.database import Database
from records.entry import Knock, Limit

HERE = Path(__file__).parent / "pages"
MOST_BYTES = 20_000
MOST_FIELDS = 20
WRONG_CODES = Limit(20, timedelta(hours=1))
FORM = re.compile(r"[0-9a-f]{16}")
SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
_PAGES = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)


@cache
def words(language: str) -> Mapping[str, str]:
    """The words of the pages themselves, in a language that has texts."""
    table: dict[str, dict[str, str]] = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    return table[known_language(language)]


def page(name: str, language: str, *, status: int = 200, **shown: Any) -> Response:
    """A page with safe headers and a new form number."""
    known = known_language(language)
    given = {"title": words(known)["answer_title"], "phone": "", "danger": help_lines()["danger"], **shown}
    form = secrets.token_hex(8)
    text = _PAGES.get_template(name).render(language=known, w=words(known), form=form, **given)
    return HTMLResponse(text, status, headers=SAFE)


async def fields(request: Request) -> dict[str, str] | None:
    """The fields of a small form with a good number; None for anything else."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    try:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None
    return form if FORM.fullmatch(form.get("form", "")) else None


def language_of(request: Request) -> str:
    """The language of somebody unknown: what the link says, else what the browser prefers, else Slovenian."""
    wished = request.query_params.get("lang") or request.headers.get("accept-language", "")[:2]
    return "en" if wished == "en" else "sl"


async def wrong_code(database: Database, request: Request, *, door: str, now: datetime) -> Response:
    """Notes the wrong code and answers kindly, with the number to call when there is only one provider.

    Who has guessed too often is told so. A right code always opens its page: many people share one address of a
    mobile network, and 40 bits of proof are not guessed there.
    """
    async with database.transaction() as tx:
        may_go_on = await entry.may_try(tx, _knock(request, door), now=now)
        owners = await duty.provider_ids(tx)
        phone = await duty.provider_phone(tx, owners[0]) if len(owners) == 1 else ""
    language = language_of(request)
    text = words(language)["unknown" if may_go_on else "too_many"]
    return page("plain.html", language, status=404 if may_go_on else 429, text=text, link="", phone=phone)


def style() -> Route:
    """The route of the pages' only static file."""

    async def css(request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
        return FileResponse(HERE / "style.css", media_type="text/css", headers=headers)

    return Route("/o/style.css", css)


def _knock(request: Request, door: str) -> Knock:
    peer = request.client.host if request.client is not None else ""
    return Knock(door, peer, WRONG_CODES)

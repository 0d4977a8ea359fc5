"""Pages of lists: a cursor says where the last page ended, and belongs to one list with one set of filters.

It names the last row and not a position, so rows added meanwhile move nothing.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import Field
from starlette.requests import Request

from records.sealed import digest
from staff.api.problems import Fault
from staff.api.shapes import Given, Listed

MOST = 200
S = TypeVar("S")
R = TypeVar("R")


class Page(Given):
    """Which page of a list."""

    cursor: str | None = Field(None, max_length=1000, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST, description=f"How many items at most, up to {MOST}")


def after(request: Request, page: Page) -> Any:
    """Where the page before ended; None for the first page. Raises Fault for a cursor that is not ours."""
    if page.cursor is None:
        return None
    body, _, proof = page.cursor.partition(".")
    if not hmac.compare_digest(proof.encode(), _proof(request, body).encode()):
        raise _bad_cursor()
    try:
        return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, binascii.Error) as error:
        raise _bad_cursor() from error


def paged(
    request: Request, page: Page, *, rows: Sequence[R], show: Callable[[R], S], key: Callable[[R], Any]
) -> Listed[S]:
    """A page of rows that were read with one more than the limit, so that the last page is known as such."""
    shown = rows[: page.limit]
    following = _cursor(request, key(shown[-1])) if len(rows) > page.limit else None
    return Listed(items=[show(row) for row in shown], next=following)


def whole(rows: Sequence[R], *, show: Callable[[R], S]) -> Listed[S]:
    """A list that always comes in one page."""
    return Listed(items=[show(row) for row in rows], next=None)


def _cursor(request: Request, key: Any) -> str:
    body = base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")
    return f"{body}.{_proof(request, body)}"


def _proof(request: Request, body: str) -> str:
    filters = sorted(
        (name, value) for name, value in request.query_params.multi_items() if name not in Page.model_fields
    )
    return digest("cursor", json.dumps([request.url.path, filters, body]))[:16]


def _bad_cursor() -> Fault:
    return Fault(
        400, "This cursor does not belong to this list; take `next` of the page before, with the same filters."
    )

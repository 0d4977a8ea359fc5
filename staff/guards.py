"""What stands around every answer: security headers, nothing kept by caches, and no forms from other sites."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Message, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}
NO_STORE = {"cache-control": "no-store"}
TWO_YEARS = "max-age=63072000"


def send_guarded(send: Send, *, is_secure: bool, may_keep: bool = False) -> Send:
    """The same `send`, which adds the headers to the start of the answer."""
    added = HEADERS | ({} if may_keep else NO_STORE)
    if is_secure:
        added = added | {"strict-transport-security": TWO_YEARS}
    raw = [(name.encode(), value.encode()) for name, value in added.items()]

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *raw]}
        await send(message)

    return guarded


def is_from_elsewhere(request: Request, public_url: str) -> bool:
    """True when the browser says that another site sent this form."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    ours = {request.headers.get("host", "").casefold(), urlsplit(public_url).netloc.casefold()} - {""}
    return urlsplit(origin).netloc.casefold() not in ours

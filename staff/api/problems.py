"""Every error of the API as RFC 9457 problem details: a type that programs compare and a sentence that people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

MEDIA_TYPE = "application/problem+json"

# Spelled out, as Python's own phrases for some of these change from version to version.
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
SENTENCES = {
    400: "The body is not JSON.",
    404: "There is nothing at this address, or this token may not see it.",
    405: "This address does not take this method; the Allow header names those it takes.",
    413: "The body is too large; send at most 1 MB, or send it in parts.",
}
_PLAIN = {
    "missing": "This field is needed.",
    "extra_forbidden": "This field is not known; leave it out.",
    "model_attributes_type": "The body must be a JSON object, sent with Content-Type: application/json.",
    "bool_type": "Give true or false.",
    "bool_parsing": "Give true or false.",
    "string_type": "Give a text in quotes.",
    "timezone_naive": "Give wall time without a zone, as in 2026-09-15T09:00:00.",
    "datetime_parsing": "Give a date and time, as in 2026-09-15T09:00:00.",
    "datetime_from_date_parsing": "Give a date and time, as in 2026-09-15T09:00:00.",
    "datetime_type": "Give a date and time, as in 2026-09-15T09:00:00.",
    "date_parsing": "Give a date, as in 2026-09-15.",
    "date_from_datetime_parsing": "Give a date, as in 2026-09-15.",
    "time_parsing": "Give a time, as in 09:00.",
}


class FieldFault(BaseModel):
    """One field that is wrong."""

    where: str = Field(serialization_alias="in", description="body or query", examples=["body"])
    field: str = Field(description="The field; items of lists by number", examples=["starts_local"])
    detail: str = Field(description="What is wrong and what to do", examples=["This field is needed."])
    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="A name that stays the same", examples=["urn:stik:problem:not-found"])
    title: str = Field(description="The kind of problem in a few words", examples=["Not Found"])
    status: int = Field(description="The HTTP status", examples=[404])
    detail: str = Field(description="A plain sentence: what is wrong and what to do", examples=[SENTENCES[404]])
    errors: list[FieldFault] = Field(default=[], description="With 422: each field that is wrong")
    model_config = ConfigDict(extra="forbid")


class Fault(Exception):
    """A request that cannot be served; `detail` is the sentence that people read."""

    def __init__(
        self, status: int, detail: str, *, errors: Sequence[FieldFault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, detail, list(errors), dict(headers or {})


def not_found(noun: str) -> Fault:
    """404: there is no such thing, or the token may not see it; the two cannot be told apart."""
    return Fault(404, f"There is no such {noun}, or this token may not see it.")


def wrong_field(field: str, detail: str, *, where: str = "body") -> Fault:
    """422 for one field that is well-formed and still not right."""
    return Fault(422, f"{field}: {detail}", errors=[FieldFault(where=where, field=field, detail=detail)])


def answer(fault: Fault) -> JSONResponse:
    """The response for a fault."""
    title = _TITLES.get(fault.status, "Error")
    problem = Problem(
        type=f"urn:stik:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=fault.status,
        detail=fault.detail,
        errors=fault.errors,
    )
    content = problem.model_dump(by_alias=True, exclude=None if fault.errors else {"errors"})
    return JSONResponse(content, fault.status, headers=fault.headers, media_type=MEDIA_TYPE)


async def say_fault(_request: Request, fault: Exception) -> JSONResponse:
    """The response for a Fault."""
    return answer(fault if isinstance(fault, Fault) else Fault(500, "Something broke here. Try again later."))


async def say_http_error(_request: Request, error: Exception) -> JSONResponse:
    """The response for what the web framework refuses by itself: unknown addresses and methods, bodies too large."""
    assert isinstance(error, HTTPException)
    return answer(Fault(error.status_code, SENTENCES.get(error.status_code, error.detail), headers=error.headers))


async def say_invalid(_request: Request, error: Exception) -> JSONResponse:
    """422 with each wrong field, or 400 for a body that is not JSON. What was sent is never repeated."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(each["type"] == "json_invalid" for each in faults):
        return answer(Fault(400, SENTENCES[400]))
    errors = [_field_fault(each) for each in faults]
    shown = "; ".join(f"{each.field or each.where}: {each.detail}" for each in errors[:3])
    return answer(Fault(422, shown, errors=errors))


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses for OpenAPI, each with the problem it answers."""
    return {status: {"model": Problem, "description": _TITLES[status]} for status in statuses}


def _field_fault(error: Mapping[str, Any]) -> FieldFault:
    where, *path = (str(part) for part in error["loc"])
    return FieldFault(where=where, field=".".join(path), detail=_sentence(error))


def _sentence(error: Mapping[str, Any]) -> str:
    kind, facts = error["type"], error.get("ctx") or {}
    if kind in ("enum", "literal_error"):
        return f"Give one of: {str(facts.get('expected', '')).replace(' or ', ', ')}."
    if kind == "value_error":
        return str(facts.get("error") or error["msg"])
    return _PLAIN.get(kind) or f"{error['msg']}."

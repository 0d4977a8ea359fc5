"""The JSON API, version 1: the same records as the pages, for other systems. One file a resource.

gate.py lets callers in, caller.py is what they may do, problems.py is every error, cursors.py the pages of lists.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from staff.api import (
    activities,
    attendance,
    broadcasts,
    checkin_plans,
    checkins,
    cycles,
    forecast,
    ladders,
    messages,
    participants,
    places,
    programmes,
    providers,
    replies,
    tasks,
)
from staff.api.gate import Gate
from staff.api.problems import MEDIA_TYPE, Fault, documented, say_fault, say_http_error, say_invalid
from staff.desk import Desk

ABOUT = (
    "People, timetable, messages and replies of social-activation programmes. "
    "Ids are opaque texts, instants ISO 8601 in UTC, `*_local` wall time without zone, errors RFC 9457 problem details."
)
RESOURCES = (
    providers,
    programmes,
    cycles,
    places,
    participants,
    activities,
    attendance,
    messages,
    replies,
    checkins,
    tasks,
    broadcasts,
    forecast,
    ladders,
    checkin_plans,
)


class Api(FastAPI):
    """FastAPI whose description tells that errors are problem details."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API; made once."""
        if self.openapi_schema is None:
            for path in super().openapi()["paths"].values():
                for operation in path.values():
                    _describe_problems(operation["responses"])
        return self.openapi_schema or {}


def build(desk: Desk) -> FastAPI:
    """The API as an application to be mounted at /api/v1."""
    app = Api(
        title="Stik",
        version="1",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=documented(400, 401, 404, 422, 429),
        generate_unique_id_function=_name_of,
        exception_handlers={
            Fault: say_fault,
            HTTPException: say_http_error,
            RequestValidationError: say_invalid,
            Exception: say_fault,
        },
    )
    for resource in RESOURCES:
        app.include_router(resource.router, tags=[resource.__name__.rpartition(".")[2]])
    app.add_middleware(Gate, desk=desk)
    return app


def _name_of(route: APIRoute) -> str:
    return route.name


def _describe_problems(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if status >= "400" and "application/json" in response.get("content", {}):
            response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}

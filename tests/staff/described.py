"""Checks a JSON value against the part of JSON Schema that the API's description uses."""

from collections.abc import Iterator, Mapping
from typing import Any

_TYPES: Mapping[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def faults(value: Any, schema: Mapping[str, Any], *, within: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """What is not as the schema says; `within` is the whole description, in which references are looked up."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from faults(value, within["components"]["schemas"][name], within=within, at=at)
        return
    if "anyOf" in schema:
        if all(list(faults(value, each, within=within, at=at)) for each in schema["anyOf"]):
            yield f"{at}: {value!r} is none of {schema['anyOf']}"
        return
    kind = schema.get("type")
    is_number_as_bool = isinstance(value, bool) and kind in ("integer", "number")
    if kind and (is_number_as_bool or not isinstance(value, _TYPES[kind])):
        yield f"{at}: {value!r} is no {kind}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    elif kind == "object":
        yield from _in_object(value, schema, within=within, at=at)
    elif kind == "array":
        for place, each in enumerate(value):
            yield from faults(each, schema.get("items", {}), within=within, at=f"{at}/{place}")


def _in_object(value: Mapping[str, Any], schema: Mapping[str, Any], *, within: Any, at: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from (f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value)
    for name, each in value.items():
        if name in known:
            yield from faults(each, known[name], within=within, at=f"{at}/{name}")
        elif others is False:
            yield f"{at}: {name} is not described"
        elif isinstance(others, dict):
            yield from faults(each, others, within=within, at=f"{at}/{name}")

"""Reading what a bot sends: parameters in all four shapes, texts as Telegram cleans them, HTML, and keyboards.

Wording of the refusals after the public source of the Bot API server (Client.cpp) and of tdlib (MessageEntity.cpp).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from aiohttp import web

Params = dict[str, Any]
TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"}
TAGS |= {"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre"}
TAGS |= {"a": "text_link", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote"}
TAG = re.compile(r"<(/?)([^\s>]*)(?=[\s>])")
DROPPED = re.compile("[\r\u2028-\u202e]")
BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
LONGEST, LONGEST_BYTES, DATA_BYTES = 4096, 32768, 64


@dataclass(slots=True)
class Refused(Exception):
    """The provider says no; `parameters` go beside the description (retry_after, migrate_to_chat_id)."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


def bad(description: str) -> Refused:
    """A 400 with Telegram's prefix."""
    return Refused(400, f"Bad Request: {description}")


async def read_params(request: web.Request) -> Params:
    """The call's parameters, whether they came urlencoded, multipart, as JSON, in the query or not at all."""
    params: Params = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        try:
            read = json.loads(body) if body else {}
        except ValueError:
            raise bad("can't parse JSON object") from None
        params |= read if isinstance(read, dict) else {}
    elif request.method == "POST":
        form = await request.post()
        params |= {name: value for name, value in form.items() if isinstance(value, str)}
    return params


def structured(params: Mapping[str, Any], name: str, complaint: str) -> Any:
    """A parameter that is JSON, parsed when it came as a string; None when absent or empty."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad(complaint) from None


def whole(params: Mapping[str, Any], name: str, default: int = 0) -> int:
    """A parameter as a whole number; what cannot be read counts as `default`, as Telegram has it."""
    try:
        return int(params.get(name, default))
    except (TypeError, ValueError):
        return default


def true(params: Mapping[str, Any], name: str) -> bool:
    """A parameter as yes or no."""
    return str(params.get(name, "")).lower() in ("true", "yes", "1")


def utf16(text: str) -> int:
    """Length in UTF-16 units, the unit of entity offsets."""
    return len(text.encode("utf-16-le")) // 2


def cleaned(text: str) -> str:
    """A text as Telegram keeps it: no control or direction characters, no blanks at its ends."""
    return BLANKED.sub(" ", DROPPED.sub("", text)).strip()


def read_text(params: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text as people will see it and its entities. Raises Refused."""
    raw = params.get("text")
    if not isinstance(raw, str) or not raw:
        raise bad("message text is empty")
    mode = str(params.get("parse_mode") or "").lower()
    if mode not in ("", "html"):
        raise bad("unsupported parse_mode")
    text, entities = read_html(raw) if mode else (raw, [])
    lead = utf16(text) - utf16(text.lstrip())
    text = cleaned(text)
    if not text:
        raise bad("text must be non-empty")
    if len(text.encode()) > LONGEST_BYTES:
        raise bad("text is too long")
    if len(text) > LONGEST:
        raise bad("message is too long")
    moved = [entity | {"offset": max(0, entity["offset"] - lead)} for entity in entities]
    return text, [entity for entity in moved if entity["offset"] + entity["length"] <= utf16(text)]


def read_html(raw: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities of Telegram's HTML. Raises Refused for what Telegram cannot parse."""
    text, entities, opened, at = "", [], [], 0
    for tag in re.finditer(r"<", raw):
        if tag.start() < at:
            continue
        text += unescape(raw[at : tag.start()])
        offset = len(raw[: tag.start()].encode())
        closes, name, rest, at = _tag(raw, tag.start(), offset)
        if not closes:
            opened.append((name, utf16(text), rest))
            continue
        entities.append(_closed(opened, name, offset, utf16(text)))
    if opened:
        raise _entities(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return text + unescape(raw[at:]), sorted(entities, key=lambda entity: entity["offset"])


def _tag(raw: str, start: int, offset: int) -> tuple[bool, str, str, int]:
    found, end = TAG.match(raw, start), raw.find(">", start)
    if found is not None and not found[1] and found[2].lower() not in TAGS:
        raise _entities(f'Unsupported start tag "{found[2].lower()}" at byte offset {offset}')
    if found is None or end < 0:
        raise _entities(f"Unclosed {'end' if raw.startswith('</', start) else 'start'} tag at byte offset {offset}")
    return bool(found[1]), found[2].lower(), raw[found.end() : end], end + 1


def _closed(opened: list[tuple[str, int, str]], name: str, offset: int, end: int) -> dict[str, Any]:
    if not opened:
        raise _entities(f"Unexpected end tag at byte offset {offset}")
    tag, start, rest = opened.pop()
    if name not in ("", tag):
        raise _entities(f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"')
    entity: dict[str, Any] = {"type": TAGS[tag], "offset": start, "length": end - start}
    link = re.search(r"""href\s*=\s*["']?([^"'\s>]+)""", rest)
    if tag == "a" and link:
        entity["url"] = unescape(link[1])
    return entity


def _entities(why: str) -> Refused:
    return bad(f"can't parse entities: {why}")


def read_keyboard(params: Mapping[str, Any]) -> list[list[dict[str, Any]]] | None:
    """The inline keyboard as Telegram keeps it (12 in a row, 300 in all), None without one. Raises Refused."""
    markup = structured(params, "reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('can\'t parse inline keyboard markup JSON object: Field "inline_keyboard" must be of type Array')
    left, kept = 300, []
    for row in rows:
        kept.append([_button(button) for button in row[: min(12, left)]])
        left -= len(kept[-1])
    return [row for row in kept if row] or None


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    action = next((name for name in ("callback_data", "url", "web_app", "copy_text") if name in button), None)
    if action is None:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if action == "callback_data" and len(str(button[action]).encode()) > DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if action == "url" and not re.match(r"(https?|tg)://[^/\s]+", str(button[action])):
        raise bad(f"inline keyboard button URL '{button[action]}' is invalid: Wrong HTTP URL")
    return {"text": button["text"], action: button[action]}

"""Logs as plain lines or JSON: who, what, when in UTC, never contents, phones, codes or tokens."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRETS = re.compile(
    r"bot\d+:[\w-]{10,}"  # a Telegram token, which stands in every URL of the Bot API
    r"|\d{6,12}:[\w-]{30,}"
    r"|\+?\d[\d ]{7,14}\d"  # phone numbers
    r"|(?<=/[ojc]/)[a-z0-9]{6,}"  # public codes in addresses
)
QUIET_LIBRARIES = ("httpx", "httpcore", "aiohttp.access", "apscheduler", "telegram", "uvicorn.access", "alembic")


def redacted(text: str) -> str:
    """The text with tokens, phone numbers and codes blacked out and no line breaks (a log line is one line)."""
    return SECRETS.sub("[hidden]", text).replace("\r", " ").replace("\n", " ⏎ ")


def set_up(log_format: str, level: str) -> None:
    """Sends every log record, ours and the libraries', through one formatter to standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    processors: list[structlog.types.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _with_trace,
        _redact,
        ending,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=processors)
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(formatter)
    logging.basicConfig(handlers=[out], level=level.upper(), force=True)
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


_with_trace = structlog.processors.format_exc_info


def _redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    hidden = {key: redacted(value) if isinstance(value, str) else value for key, value in line.items()}
    return {**hidden, "timestamp": line.get("timestamp", "")}

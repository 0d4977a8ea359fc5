"""Real HTTP servers that speak the providers' protocols strictly, faults included, and the people behind them.

In a test: `async with TelegramApi() as api` or `async with TwilioApi() as api`; both run in the test's own loop.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .telegram_api import TelegramApi
    from .twilio_api import TwilioApi

__all__ = ["TelegramApi", "TwilioApi"]
ROOMS = {"TelegramApi": "telegram_api", "TwilioApi": "twilio_api"}


def __getattr__(name: str) -> Any:
    """The server by its name, loaded when first asked for, so that `python -m` of one does not load it twice."""
    if name not in ROOMS:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{ROOMS[name]}"), name)

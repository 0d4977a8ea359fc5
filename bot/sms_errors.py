"""Twilio's error codes as data: what each means for the message and the sentence that staff read.

Twilio says that codes may change, so an unknown one is tried again, a bounded number of times, and shown.
Source: twilio.com/docs/api/errors and the error texts of RapidPro's courier.
"""

import json
from enum import StrEnum

from bot.channel import Broken, Refused, SendError, Stopped, TryLater


class Verdict(StrEnum):
    """What an error code says about the message."""

    STOPPED = "stopped"  # the person said STOP to Twilio
    NUMBER = "number"  # this number can never get an SMS
    MESSAGE = "message"  # this one message cannot be sent
    SET_UP = "set_up"  # nothing can be sent until staff mend something
    LATER = "later"  # try again


LATER_SECONDS = 60.0

CODES: dict[int, tuple[Verdict, str]] = {
    20003: (Verdict.SET_UP, "Twilio does not accept the account or its token"),
    20005: (Verdict.SET_UP, "The Twilio account is not active"),
    20404: (Verdict.SET_UP, "Twilio does not know this account"),
    20429: (Verdict.LATER, "Twilio asks us to slow down"),
    21211: (Verdict.NUMBER, "This is not a phone number"),
    21212: (Verdict.SET_UP, "STIK_SMS_FROM is not a sender that Twilio knows"),
    21408: (Verdict.SET_UP, "Sending to this country is switched off at Twilio (geo permissions)"),
    21602: (Verdict.MESSAGE, "The message has no text"),
    21603: (Verdict.SET_UP, "STIK_SMS_FROM is missing"),
    21604: (Verdict.NUMBER, "The phone number is missing"),
    21606: (Verdict.SET_UP, "STIK_SMS_FROM is not ours or cannot send SMS"),
    21608: (Verdict.MESSAGE, "A trial account of Twilio writes only to numbers that were verified there"),
    21610: (Verdict.STOPPED, "The person sent STOP to our number"),
    21611: (Verdict.LATER, "Twilio's queue of our number is full"),
    21612: (Verdict.MESSAGE, "This number cannot be reached from our sender"),
    21614: (Verdict.NUMBER, "This is not a mobile number"),
    21617: (Verdict.MESSAGE, "The message is too long"),
    21701: (Verdict.SET_UP, "Twilio does not know the messaging service in STIK_SMS_FROM"),
    21703: (Verdict.SET_UP, "The messaging service in STIK_SMS_FROM has no sender"),
    14107: (Verdict.LATER, "Too many messages between the same two numbers"),
    30001: (Verdict.LATER, "Twilio's queue was full"),
    30002: (Verdict.SET_UP, "The Twilio account is suspended"),
    30003: (Verdict.LATER, "The phone is off or abroad"),
    30004: (Verdict.LATER, "The message was blocked; ask the person or the operator"),
    30005: (Verdict.NUMBER, "This number does not exist (any more)"),
    30006: (Verdict.NUMBER, "This is a landline, or its operator takes no SMS"),
    30007: (Verdict.MESSAGE, "An operator took the message for spam"),
    30008: (Verdict.LATER, "The operator gave no reason"),
    30036: (Verdict.MESSAGE, "The message was not delivered while it was of use"),
}


def verdict_of(code: int | None) -> Verdict:
    """What a code says; LATER for those that are not in the table."""
    return CODES[code][0] if code in CODES else Verdict.LATER


def sentence_of(code: int | None) -> str:
    """The sentence for staff, with the code so that it can be looked up; fits 100 characters."""
    said = CODES[code][1] if code in CODES else "Twilio gave an error that Stik does not know"
    return f"{said} (Twilio {code})."[:100]


def code_in(body: bytes) -> int | None:
    """The error code that an answer names, or None."""
    try:
        code = json.loads(body)["code"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return None
    return code if isinstance(code, int) else None


def meaning(status: int, code: int | None, *, after: float = 0.0) -> SendError:
    """The error for an answer that is no success and no 5xx; `after` is its Retry-After in seconds."""
    if code == 20429 or (status == 429 and code not in CODES):
        return TryLater(sentence_of(20429), after=after or 1.0, whole_channel=True)
    if code not in CODES and (status in (401, 403, 404) or 300 <= status < 400):
        return Broken(f"STIK_TWILIO_API_URL or the account is wrong: the answer was {status}.")
    sentence = sentence_of(code)
    match verdict_of(code):
        case Verdict.STOPPED:
            return Stopped(sentence)
        case Verdict.NUMBER:
            return Refused(sentence)
        case Verdict.MESSAGE:
            return Refused(sentence, is_address_dead=False)
        case Verdict.SET_UP:
            return Broken(sentence)
    return TryLater(sentence, after=after or LATER_SECONDS)

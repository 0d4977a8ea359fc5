"""What Twilio checks before it takes a message, with its error codes.

Codes and wording after Twilio's public error dictionary (twilio.com/docs/api/errors).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .twilio_messages import TwilioError

if TYPE_CHECKING:
    from .twilio_phones import Phone

NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}")
SI_MOBILE = re.compile(r"\+386(30|31|40|41|51|64|65|68|69|70|71)\d{6}")
SENTENCES = {
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number.",
    21608: "The number is unverified. Trial accounts cannot send messages to unverified numbers.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages.",
    21612: "The 'To' phone number is not currently reachable using the 'From' phone number via SMS.",
    21614: "'To' number is not a valid mobile number.",
}


def is_valid_number(number: str) -> bool:
    """True for E.164; a Slovenian number needs exactly eight national digits."""
    if number.startswith("+386"):
        return re.fullmatch(r"\+386[1-9]\d{7}", number) is not None
    return re.fullmatch(r"\+[1-9]\d{7,14}", number) is not None


def is_mobile(number: str) -> bool:
    """True unless it is plainly a Slovenian landline."""
    return not number.startswith("+386") or SI_MOBILE.fullmatch(number) is not None


def check_form(form: Mapping[str, str]) -> None:
    """Refuse a form that could never be a message. Raises TwilioError."""
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    if not to:
        raise TwilioError(400, 21604, "A 'To' phone number is required.")
    if not sender and not form.get("MessagingServiceSid"):
        raise TwilioError(400, 21603, "A 'From' phone number is required.")
    if not body and not form.get("MediaUrl") and not form.get("ContentSid"):
        raise TwilioError(400, 21602, "Message body is required.")
    if len(body) > 1600:
        raise TwilioError(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    if not is_valid_number(to):
        raise TwilioError(400, 21211, f"Invalid 'To' Phone Number: {_masked(to)}")
    if sender and not (NAME.fullmatch(sender) or re.fullmatch(r"\+?\d{3,15}", sender)):
        why = f"The 'From' number {sender} is not a valid phone number, shortcode, or alphanumeric sender ID."
        raise TwilioError(400, 21212, why)
    validity = form.get("ValidityPeriod", "36000")
    if not validity.isascii() or not validity.isdigit() or not 1 <= int(validity) <= 36000:
        raise TwilioError(400, 21624, f"Invalid value for parameter ValidityPeriod: {validity}")
    callback = urlsplit(form.get("StatusCallback", "https://stik.example"))
    if callback.scheme not in ("http", "https") or not callback.hostname or "_" in callback.hostname:
        raise TwilioError(400, 21609, f"The StatusCallback URL {form['StatusCallback']} is not a valid URL.")


def _masked(number: str) -> str:
    return number[:-4] + "XXXX" if len(number) > 8 else number


def check_sender(form: Mapping[str, str], numbers: list[str], services: Mapping[str, list[str]]) -> None:
    """Refuse a sender that is not the account's own. Raises TwilioError."""
    sender, service = form.get("From", ""), form.get("MessagingServiceSid", "")
    if service and service not in services:
        raise TwilioError(400, 21701, "The Messaging Service does not exist.")
    if service and not services[service]:
        raise TwilioError(400, 21703, "The Messaging Service does not have a phone number available.")
    own = {*numbers, *(number for pool in services.values() for number in pool)}
    if sender.strip("+").isdigit() and sender not in own:
        why = f"The 'From' phone number {sender} is not a valid, SMS-capable number for your account."
        raise TwilioError(400, 21606, why)


def check_recipient(form: Mapping[str, str], phone: Phone) -> None:
    """Refuse a number that cannot or will not be reached. Raises TwilioError."""
    has_stopped = phone.has_stopped(form.get("From"), form.get("MessagingServiceSid"))
    code = phone.refusal or (21610 if has_stopped else None) or (None if is_mobile(phone.number) else 21614)
    if code is not None:
        raise TwilioError(429 if code == 21611 else 400, code, SENTENCES.get(code, "Refused."))

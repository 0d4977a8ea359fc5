"""Reads Twilio's webhook forms: an SMS that came in, or the report on one that went out."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channel import Heard, Receipt
from bot.sms_errors import sentence_of

REPORTS = {"delivered": "delivered", "read": "seen", "undelivered": "failed", "failed": "failed", "canceled": "failed"}
INCOMING = frozenset(("received", "receiving"))


def is_report(form: Mapping[str, Any]) -> bool:
    """True for a status callback, False for an SMS from a person."""
    status = form.get("MessageStatus") or form.get("SmsStatus")
    return isinstance(status, str) and status not in INCOMING


def ref_of(form: Mapping[str, Any]) -> str:
    """The form's own id: the SID of an SMS that came in, SID and status of a report; "" when it has none."""
    sid = str(form.get("MessageSid") or form.get("SmsSid") or form.get("SmsMessageSid") or "")[:40]
    if not sid or not is_report(form):
        return sid
    return f"{sid}:{form.get('MessageStatus') or form.get('SmsStatus')}"[:80]


def read_form(form: Mapping[str, Any]) -> Sequence[Heard | Receipt]:
    """What a form says; empty for reports on the way (queued, sent) and forms of an unknown shape. Never raises."""
    if is_report(form):
        return _report(form)
    sender, text, ref = form.get("From"), form.get("Body"), ref_of(form)
    if not isinstance(sender, str) or not sender or not ref:
        return ()
    if not isinstance(text, str) or not text.strip():
        return (Heard("sms", sender, "photo", ref=ref),)
    words = Heard("sms", sender, "text", text=text, ref=ref)
    # Twilio has already closed this number to us, whatever word was agreed with it (Advanced Opt-Out).
    return (words, Heard("sms", sender, "blocked", ref=ref)) if form.get("OptOutType") == "STOP" else (words,)


def _report(form: Mapping[str, Any]) -> Sequence[Receipt]:
    state = REPORTS.get(str(form.get("MessageStatus") or form.get("SmsStatus")))
    sid = ref_of(form).partition(":")[0]
    if state is None or not sid:
        return ()
    code = str(form.get("ErrorCode") or "")
    failed = sentence_of(int(code)) if code.isdecimal() else "Twilio could not deliver it and gave no reason."
    return (Receipt("sms", sid, state, failed if state == "failed" else ""),)

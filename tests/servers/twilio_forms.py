"""The fields of Twilio's two webhooks: a status callback and a text that came in."""

from __future__ import annotations

from datetime import datetime

from .twilio_messages import Sms


def status_form(account_sid: str, sms: Sms, now_at: datetime) -> dict[str, str]:
    """The fields of a status callback for the state the message is in now."""
    form = {"AccountSid": account_sid, "ApiVersion": "2010-04-01", "From": sms.sender or "", "To": sms.to}
    form |= {"MessageSid": sms.sid, "SmsSid": sms.sid, "MessageStatus": sms.status, "SmsStatus": sms.status}
    form |= {"MessagingServiceSid": sms.service} if sms.service else {}
    form |= {"ErrorCode": str(sms.error_code)} if sms.error_code else {}
    is_over = sms.status in ("delivered", "undelivered")
    return form | ({"RawDlrDoneDate": now_at.strftime("%y%m%d%H%M")} if is_over else {})


def inbound_form(account_sid: str, sms: Sms, service: str | None) -> dict[str, str]:
    """The fields of an inbound text; places are often empty, and signed all the same."""
    form = {"AccountSid": account_sid, "ApiVersion": "2010-04-01", "Body": sms.body, "NumMedia": "0"}
    form |= {name: sms.sid for name in ("MessageSid", "SmsSid", "SmsMessageSid")}
    form |= {"SmsStatus": "received", "NumSegments": str(sms.segments), "From": sms.sender or "", "To": sms.to}
    form |= {f"{end}{what}": "" for end in ("From", "To") for what in ("City", "State", "Zip")}
    return form | {"FromCountry": "SI", "ToCountry": "SI"} | ({"MessagingServiceSid": service} if service else {})

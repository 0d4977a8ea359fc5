"""Why a message failed or was left unsaid, in plain words.

The records keep short marks; the channels keep an English sentence, some with the provider's own code in brackets.
"""

import re
from collections.abc import Mapping

from records.tasks import Task
from staff.texts import N_, texts
from staff.words import word

MARKS: Mapping[str, str] = {
    "too_late": N_("It would have come too late."),
    "moved": N_("The activity was moved; a new message takes its place."),
    "cancelled": N_("The activity was cancelled."),
    "restored": N_("The activity takes place after all; a new message takes its place."),
    "superseded": N_("A newer message took its place."),
    "stopped": N_("The person stopped messages."),
    "opted_out": N_("The person stopped messages."),
    "declined": N_("The person did not agree to messages."),
    "erased": N_("The person's data was erased."),
    "stopped_by_staff": N_("Stopped by staff."),
    "no_address": N_("There is no address that works."),
    "quiet_hours": N_("It would have come in quiet hours and been too late afterwards."),
    "daily_limit": N_("The person had enough messages that day."),
    "nothing_to_say": N_("There is nothing to say by SMS about this."),
    "unclear": N_("Nobody knows whether it arrived; the provider gave no answer."),
}
SENTENCES = (
    N_("The person has blocked the bot in Telegram."),
    N_("This Telegram account was deleted."),
    N_("The person has not pressed Start in Telegram yet."),
    N_("The bot was removed from this chat."),
    N_("The bot is not a member of this chat."),
    N_("Telegram knows no such chat; the person has to press Start."),
    N_("This chat has become another chat."),
    N_("Telegram asks us to slow down."),
    N_("Telegram does not accept the bot's token; put the right one into STIK_TELEGRAM_TOKEN."),
    N_("Twilio does not accept the account or its token"),
    N_("The Twilio account is not active"),
    N_("Twilio does not know this account"),
    N_("Twilio asks us to slow down"),
    N_("This is not a phone number"),
    N_("STIK_SMS_FROM is not a sender that Twilio knows"),
    N_("Sending to this country is switched off at Twilio (geo permissions)"),
    N_("The message has no text"),
    N_("STIK_SMS_FROM is missing"),
    N_("The phone number is missing"),
    N_("STIK_SMS_FROM is not ours or cannot send SMS"),
    N_("A trial account of Twilio writes only to numbers that were verified there"),
    N_("The person sent STOP to our number"),
    N_("Twilio's queue of our number is full"),
    N_("This number cannot be reached from our sender"),
    N_("This is not a mobile number"),
    N_("The message is too long"),
    N_("Twilio does not know the messaging service in STIK_SMS_FROM"),
    N_("The messaging service in STIK_SMS_FROM has no sender"),
    N_("Too many messages between the same two numbers"),
    N_("Twilio's queue was full"),
    N_("The Twilio account is suspended"),
    N_("The phone is off or abroad"),
    N_("The message was blocked; ask the person or the operator"),
    N_("This number does not exist (any more)"),
    N_("This is a landline, or its operator takes no SMS"),
    N_("An operator took the message for spam"),
    N_("The operator gave no reason"),
    N_("The message was not delivered while it was of use"),
    N_("Twilio gave an error that Stik does not know"),
    N_("Twilio could not deliver it and gave no reason."),
)
LOW_SCORE = N_("score %(score)s of 5")
_CODE = re.compile(r"^(?P<said>.*?)(?P<code> \(Twilio \d+\))?\.?$", re.DOTALL)


def reason(kept: str, language: str) -> str:
    """The reason as one sentence for staff; what has no translation is shown as the channel said it."""
    said = texts(language)
    if not kept:
        return ""
    if kept in MARKS:
        return said.gettext(MARKS[kept])
    if kept in SENTENCES:
        return said.gettext(kept)
    parts = _CODE.match(kept)
    if parts is not None and parts["said"] in SENTENCES:
        return f"{said.gettext(parts['said'])}{parts['code'] or ''}."
    return kept


def task_reason(task: Task, language: str) -> str:
    """Why somebody must do this, as a sentence of the reader's language."""
    if task.kind == "silent" and task.why.isdigit():
        days = int(task.why)
        said = texts(language)
        return said.ngettext(
            "%(n)s daily question without an answer", "%(n)s daily questions without an answer", days
        ) % {"n": days}
    if task.kind == "low_score" and task.why.isdigit():
        return texts(language).say(LOW_SCORE, score=task.why)
    if task.kind == "barrier":
        return word("absence", task.why, language=language)
    return reason(task.why, language) if task.kind in ("unreachable", "broken_channel") else task.why

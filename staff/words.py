"""What the states and kinds of the records are called on screen, so that no page shows a word of the database."""

from collections.abc import Mapping

from language.wording import wordings
from staff.texts import N_, texts

WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "workshop": N_("workshop"),
        "health_session": N_("health workshop"),
        "placement": N_("placement with a partner"),
        "work_practice": N_("work practice"),
        "fair": N_("fair"),
        "appointment": N_("appointment"),
        "event": N_("other"),
    },
    "answer": {
        "none": N_("no answer"),
        "coming": N_("coming"),
        "late": N_("late"),
        "maybe": N_("maybe"),
        "not_coming": N_("not coming"),
    },
    "presence": {
        "unknown": N_("not recorded"),
        "came": N_("came"),
        "late": N_("came late"),
        "left_early": N_("left early"),
        "excused": N_("excused"),
        "absent": N_("absent"),
    },
    "absence": {
        "child_care": N_("looks after a child or relative"),
        "care_of_relative": N_("looks after a relative"),
        "illness": N_("illness"),
        "medical_appointment": N_("doctor's appointment"),
        "transport": N_("no transport"),
        "weather": N_("weather"),
        "job": N_("work"),
        "job_interview": N_("job interview"),
        "official_appointment": N_("official errand"),
        "forgot": N_("forgot"),
        "personal": N_("personal reason"),
        "unknown": N_("reason not given"),
    },
    "channel": {
        "telegram": N_("Telegram"),
        "sms": N_("SMS"),
        "page": N_("answer page"),
        "phone": N_("phone call"),
        "rehearsal": N_("rehearsal"),
    },
    "language": {
        "sl": N_("Slovenian"),
        "en": N_("English"),
        "hr": N_("Croatian"),
        "bs": N_("Bosnian"),
        "sr": N_("Serbian"),
        "sq": N_("Albanian"),
        "mk": N_("Macedonian"),
        "uk": N_("Ukrainian"),
        "ru": N_("Russian"),
        "it": N_("Italian"),
        "hu": N_("Hungarian"),
        "de": N_("German"),
    },
    "person": {
        "invited": N_("invited, has not agreed yet"),
        "joined": N_("joined"),
        "declined": N_("declined messages"),
        "stopped": N_("stopped messages"),
        "erased": N_("erased"),
    },
    "address": {
        "pending": N_("waits for consent"),
        "active": N_("in use"),
        "stopped": N_("stopped"),
        "unreachable": N_("cannot be reached"),
    },
    "message": {
        "queued": N_("waiting"),
        "sending": N_("being sent"),
        "sent": N_("sent"),
        "delivered": N_("delivered"),
        "seen": N_("seen"),
        "failed": N_("failed"),
        "withdrawn": N_("not sent"),
        "unclear": N_("unclear whether sent"),
    },
    "how": {
        "button": N_("by button"),
        "text": N_("in own words"),
        "edit": N_("edited message"),
        "page": N_("on the answer page"),
        "staff": N_("entered by staff"),
        "api": N_("by another system"),
    },
    "meaning": {
        "confirm": N_("is coming"),
        "decline": N_("is not coming"),
        "late": N_("will be late"),
        "tentative": N_("does not know yet"),
        "checkin_score": N_("answer to the daily question"),
        "question": N_("a question"),
        "reschedule_request": N_("asks for another time"),
        "opt_out": N_("wants no more messages"),
        "opt_in": N_("wants messages again"),
        "distress": N_("is in distress"),
        "data_request": N_("asks about own data"),
        "wrong_person": N_("wrong number"),
        "help": N_("asks what is possible"),
        "thanks_ack": N_("thanks"),
        "placement_or_job_news": N_("news about work"),
        "language_change": N_("wants another language"),
        "other_free_text": N_("something else"),
        "unclear": N_("not understood"),
        "reason": N_("reason for the absence"),
        "minutes": N_("how many minutes late"),
        "consent": N_("answer about consent"),
        "call_me": N_("wants a call"),
    },
    "task": {
        "distress": N_("In distress: call at once"),
        "low_score": N_("A low day: call"),
        "question": N_("A question"),
        "unreachable": N_("Cannot be reached"),
        "no_answer": N_("No answer: call"),
        "silent": N_("Silent for days"),
        "wrong_person": N_("Wrong number"),
        "data_request": N_("A request about own data"),
        "reschedule": N_("Asks for another time"),
        "broken_channel": N_("A channel is broken"),
        "barrier": N_("Something stands in the way"),
        "job_news": N_("News about work"),
        "language": N_("Wants another language"),
        "call_me": N_("Wants a call"),
        "unclear": N_("Not understood twice"),
    },
    "broadcast": {
        "held": N_("not sent yet"),
        "sending": N_("on its way"),
        "stopped": N_("stopped"),
        "done": N_("all sent"),
    },
    "excluded": {
        "no_channel": N_("has no address that works"),
        "stopped": N_("stopped messages"),
        "invited": N_("has not agreed yet"),
        "declined": N_("declined messages"),
    },
    "role": {
        "admin": N_("administrator"),
        "coordinator": N_("coordinator"),
        "mentor": N_("mentor"),
        "partner": N_("partner"),
    },
}


def word(group: str, value: str | None, *, language: str) -> str:
    """The word for a value in a language; a value without a word is shown as it is, with blanks for underscores."""
    if value is None:
        return ""
    known = WORDS[group].get(str(value))
    return texts(language).gettext(known) if known else str(value).replace("_", " ")


def message_kind(kind: str, language: str) -> str:
    """What a kind of message is about, as its data file says."""
    found = wordings(language).get(kind) or wordings("sl").get(kind)
    return (found.form("about") if found else None) or kind.replace("_", " ")

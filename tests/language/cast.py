"""Facts about invented people for the tests of texts: an ordinary reminder, and an awkward one."""

from dataclasses import replace
from datetime import date, datetime

from language.facts import Facts

LINK = "https://stik.example.si/o/3k9f7m2p4q8x"

ORDINARY = Facts(
    name="Ana",
    org="Lumia",
    program="Socialna aktivacija",
    title="Predstavitev poklicev",
    activity_kind="workshop",
    starts_local=datetime(2026, 6, 3, 9, 0),
    ends_local=datetime(2026, 6, 3, 12, 0),
    today_on=date(2026, 6, 2),
    place="ZPTM Brežice",
    address="Trg mladih 7",
    bring="copate",
    partner="Knjižnica Brežice",
    old_starts_local=datetime(2026, 6, 2, 10, 0),
    old_place="OŠ Artiče",
    old_address="Artiče 39",
    minutes=15,
    score=3,
    reason="illness",
    hours="pon-pet 8.00-15.00",
    days=7,
    answer="not_coming",
    link=LINK,
    text="Jutri se dobimo pri vhodu.",
    staff_name="Eva",
    staff_phone="07 000 00 00",
    csd_phone="07 000 00 01",
    retention="30. 6. 2031",
    language="en",
    milestone="10 delavnic",
    contact_name="Eva",
    history=((date(2026, 6, 1), 4), (date(2026, 6, 2), 2)),
)

AWKWARD = replace(
    ORDINARY,
    name='Ana-Marija <b>"Šžč"</b> & \U0001f44b',
    org="ICRA d.o.o. Idrija & sinovi",
    title="Kako se predstavim\ndelodajalcu, ko mi je \u202etežko\u202c: »prvi« korak <script> & še kaj "
    + "dolgega " * 20,
    place="Center za družbene dejavnosti in medgeneracijsko druženje Zgornje Posočje \U0001f3e0",
    address="Ulica padlih borcev za severno mejo 117a, 5220 Tolmin\r\n(vhod z dvorišča)",
    partner="Osnovna šola Franceta Prešerna – podružnica Čezsoča",
    contact_name="Štefanija Žnidaršič-Črnigoj",
    link="https://stik.zelo-dolga-domena.si/o/3k9f7m2p4",
    today_on=None,
)

NEEDED = (
    "reminder_ask", "reminder_tell", "health_notice", "broadcast", "staff_reply", "join_done", "join_declined",
    "join_unknown", "ask_reason", "ask_minutes", "ack_maybe", "unknown_sender", "shared_phone_ask", "not_text",
    "question_closed", "already_answered", "calling_you", "callback_done", "paused", "unpaused", "checkins_stopped",
    "checkins_started", "checkin_hour_done", "history", "today_list", "week_list", "uncancelled",
    "answer_page_done", "language_ask", "invite_consent", "reminder_24h", "reminder_2h", "checkin_morning",
    "checkin_evening", "checkin_low", "change_time", "change_cancelled", "change_place", "missed_followup",
    "placement_shift", "mentor_appointment", "job_fair", "ack_confirm", "ack_decline", "ack_decline_reason",
    "ack_illness", "ack_late", "ack_tentative", "ack_question", "ack_reschedule", "ack_checkin_mid",
    "ack_checkin_good", "emergency", "emergency_basic_needs", "ack_thanks", "ack_job_news", "ack_other",
    "ack_wrong_person", "ask_again", "ask_again_checkin", "hand_over", "changed_answer", "stop_done", "start_done",
    "help", "language_done", "data_request_ack", "data_export_ready", "erase_ask", "erase_done", "birthday",
    "milestone", "survey", "survey_2", "survey_3", "survey_thanks", "out_of_hours", "ask_after_thanks",
    "ack_late_ask", "ack_job_lost", "safe_check", "ack_broadcast_none",
)  # fmt: skip

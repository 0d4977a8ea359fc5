"""Coming, late, perhaps, not coming, another time: the reply to a reminder, weighed against what was asked."""

from __future__ import annotations

from language.clauses import LONG, Verdict, clause, coming, is_doubtful
from language.findings import ASKED_TO_COME, Finding, Slots, reason, seen, slot
from language.folding import ASKS
from language.matching import Sign
from language.meanings import Meaning
from language.moments import arrival, when
from language.page import Page
from language.times import arrives_late, minutes_late

_WISHING = frozenset((ASKS, "@proposing"))
_PROMISE = frozenset(
    (
        *("@relday", "@today", "@yesword", "@sure", "@come", "@came", "@will"),
        *("@go", "@tocome", "@there", "@negative", "@no"),
    )
)
_TANGLE = 22  # pieces
_STORY = 12  # pieces: beyond this an "ok" alone is no answer
_ABOUT_COMING = {"@come", "@came", "@relday", "@today", "@day", "delavnica", "delavnic*"}


def another_time(page: Page, context: str) -> Finding | None:
    """A wish for another day or hour, with the time named."""
    found = seen(page, "reschedule")
    if not found or all(_is_reported(page, sign) for sign in found.signs):
        return None
    if context == "broadcast" and page.of("confirm") and not page.of("question"):
        return None
    declined = page.of("decline")
    if len(page.pieces) > LONG and not any(keys & _WISHING for keys in page.keys):
        return None
    if found.sure <= 0.5 and (declined or page.of("reason")) and not page.of("question"):
        return None
    avoid = range(*clause(page, declined[0].start)) if declined else range(0)
    slots = slot("when", when(page, avoid)) | reason(page)
    return Finding(found.meaning, found.sure, found.signs, slots)


def _is_reported(page: Page, sign: Sign) -> bool:
    """True for "if I could come tomorrow" told as somebody else's words, not asked."""
    before = page.within(sign.start - 1, "@iffy") or page.within(sign.start - 1, "@that")
    return before and not any(page.words_at(at) == ASKS for at in range(len(page.keys)))


def attendance(page: Page, context: str) -> Finding | None:
    """What the reply says about coming; unclear if a "not" near a promise was not understood."""
    verdict = coming(page)
    if not verdict or not _is_meant(page, verdict, context=context):
        return None
    conflicts = verdict.sure < 0.5 and page.has("confirm")
    if conflicts or _is_only_polite(page, verdict) or _is_tangled(page, verdict):
        return Finding(Meaning.UNCLEAR, 0.6, verdict.signs)
    if verdict.act == "fine":
        return _agreed(verdict, context)
    if is_doubtful(page, verdict):
        return Finding(Meaning.UNCLEAR, 0.6, verdict.signs)
    if verdict.act == "late" or (verdict.act == "confirm" and _comes_after_start(page, verdict, context=context)):
        slots = slot("minutes", minutes_late(page)) | reason(page) | slot("when", arrival(page))
        return Finding(Meaning.LATE, verdict.sure, verdict.signs, slots)
    if verdict.act == "confirm":
        return _promised(page, verdict)
    why = _why_not(page) if verdict.act == "decline" else reason(page)
    return Finding(Meaning(verdict.act), verdict.sure, verdict.signs, why)


def _is_meant(page: Page, verdict: Verdict, *, context: str) -> bool:
    """False for a bare yes or no that nobody asked for, and for talk that only sounds like an answer."""
    if context in ("none", "checkin", "broadcast") and all(sign.weak for sign in verdict.signs):
        return False
    if _is_short(verdict) and context not in (*ASKED_TO_COME, "yes_no"):
        return False
    if verdict.act == "tentative" and any(sign.end - sign.start > 2 for sign in page.of("help")):
        return False
    if verdict.act == "fine" and context in ("none", "broadcast") and verdict.signs[0].start > 2:
        return False
    if context != "checkin":
        return True
    return verdict.act != "fine" and any(keys & _ABOUT_COMING for keys in page.keys)


def _is_only_polite(page: Page, verdict: Verdict) -> bool:
    """True if a reason, or a long story, stands beside words that promise nothing by themselves."""
    if verdict.act == "fine":
        return page.has("reason") or len(page.pieces) > _STORY
    promised = any(keys & _PROMISE for sign in verdict.signs for keys in page.keys[sign.start : sign.end])
    doubtful = page.has("reason") or len(page.pieces) > LONG
    return verdict.act == "confirm" and not promised and not _is_short(verdict) and doubtful


def _is_tangled(page: Page, verdict: Verdict) -> bool:
    """True for a long story that says several things about coming: better to ask again."""
    if len(page.pieces) <= _TANGLE:
        return False
    others = {sign.act for sign in page.of("confirm", "decline", "late", "tentative", "reschedule")} - {verdict.act}
    return verdict.act == "tentative" or (verdict.act in ("confirm", "late") and bool(others))


def _is_short(verdict: Verdict) -> bool:
    return {sign.act for sign in verdict.signs} <= {"yes", "no"}


def _promised(page: Page, verdict: Verdict) -> Finding:
    """A yes; but a bare yes followed by a reason ("ja, bolna sem") answers why not."""
    leaving = any("@leaving" in keys for keys in page.keys)
    if _is_short(verdict) and page.of("reason") and not leaving and not page.of("question"):
        return Finding(Meaning.DECLINE, 0.6, tuple(page.of("reason")), _why_not(page))
    return Finding(Meaning.CONFIRM, verdict.sure, verdict.signs)


def _why_not(page: Page) -> Slots:
    return reason(page) or {"absence_reason": "unknown"}


def _comes_after_start(page: Page, verdict: Verdict, *, context: str) -> bool:
    """True if a confirmation names a length of time or an hour after the start, and does not speak of leaving."""
    if context == "broadcast":
        return False
    spans = [clause(page, sign.start) for sign in verdict.signs if sign.act == "confirm"]
    return any(arrives_late(page, range(*span)) for span in spans)


def late_alone(page: Page, context: str) -> Finding | None:
    """Late, if the reply is only an hour after the start or a number of minutes."""
    if context not in ASKED_TO_COME or page.of("reason") or not arrives_late(page, range(len(page.keys))):
        return None
    minutes = minutes_late(page)
    return Finding(Meaning.LATE, 0.7, (), {"minutes": minutes}) if minutes else None


def _agreed(verdict: Verdict, context: str) -> Finding:
    meaning = Meaning.CONFIRM if context in (*ASKED_TO_COME, "yes_no") else Meaning.THANKS_ACK
    return Finding(meaning, verdict.sure, verdict.signs)


def reason_alone(page: Page, context: str) -> Finding | None:
    """Not coming, if the reply to a reminder names only a reason; asked for the reason, any words are one."""
    signs = page.of("reason")
    if signs and context in (*ASKED_TO_COME, "broadcast"):
        return Finding(Meaning.DECLINE, 0.75, tuple(signs), _why_not(page))
    return Finding(Meaning.DECLINE, 0.5, (), _why_not(page)) if context == "reason" else None

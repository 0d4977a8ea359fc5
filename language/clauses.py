"""What a reply says about coming, when its clauses agree, correct or contradict each other."""

from __future__ import annotations

from dataclasses import dataclass

from language.folding import ASKS, MARKS
from language.matching import Sign
from language.page import Page

_DOUBT = {"@noknow", "@know", "@iffy"}
_KNOWN = frozenset(
    [
        "confirm",
        "decline",
        "yes",
        "no",
        "fine",
        "mask",
        "calm",
        "late",
        "tentative",
        "reason",
        "noreason",
        "question",
        "thanks",
        "past",
        "others",
        "reschedule",
        "wish",
    ]
)
_ASIDES = {"@iffy", "@asking", "@maybe", "@hope", "@try", "@thinking"}
LONG = 14  # pieces: beyond this a reply tells a story
_FULL = ("confirm", "decline", "late", "tentative")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An act, how sure it is (0 to 1) and the signs that decided."""

    act: str
    sure: float
    signs: tuple[Sign, ...]


def coming(page: Page) -> Verdict | None:
    """Whether the person comes, is late, may come or does not come, as far as the reply says."""
    full = [sign for sign in page.of(*_FULL) if not _is_asked(page, sign) and not _is_conditional(page, sign)]
    full = [sign for sign in full if not sign.weak] or full
    if len(page.pieces) > LONG:
        full = _without_asides(page, full)
    tardy = {(sign.start, sign.end) for sign in full if sign.act == "late"}
    full = [sign for sign in full if sign.act != "decline" or (sign.start, sign.end) not in tardy]
    if not full:
        return _short(page)
    acts = {sign.act for sign in full}
    if len(acts) == 1:
        return _alone(page, full)
    return _weighed(page, full)


def _without_asides(page: Page, full: list[Sign]) -> list[Sign]:
    """In a long reply an "if" or "perhaps" beside a plain answer or a reason is an aside, unless two ways are named."""
    plain = [sign for sign in full if sign.act != "tentative" or not page.keys[sign.start] & _ASIDES]
    ways = sum("@iffy" in keys for keys in page.keys) + 2 * any("@otherwise" in keys for keys in page.keys)
    asides = len(plain) < len(full) and ways < 2
    return plain if asides and (plain or page.of("reason")) else full


def contrast(page: Page) -> int | None:
    """The place of the last word that turns or concludes (but, only, so that), if there is one inside the reply."""
    inside = range(1, len(page.keys) - 1)
    places = [at for at in inside if "@but" in page.keys[at] or _concludes(page, at)]
    return places[-1] if places else None


def _concludes(page: Page, at: int) -> bool:
    """True at "tako da", "torej", "zato": what follows is what holds."""
    joined = page.within(at, "@so") and page.within(at + 1, "@that")
    return joined or page.within(at, "@therefore")


def clause(page: Page, at: int) -> tuple[int, int]:
    """The first and last token (not included) of the clause around this place, between marks."""
    low = at
    while low > 0 and not page.keys[low - 1] & MARKS:
        low -= 1
    high = at
    while high < len(page.keys) and not page.keys[high] & MARKS:
        high += 1
    return low, high


def is_question(page: Page, at: int) -> bool:
    """True if the clause around this place asks: a question mark, or a question word before this place."""
    low, high = clause(page, at)
    ends_asking = high < len(page.keys) and page.words_at(high) == ASKS
    begins_asking = any("@q" in keys or "@asking" in keys for keys in page.keys[low:at])
    return ends_asking or begins_asking


def _is_asked(page: Page, sign: Sign) -> bool:
    if sign.act == "tentative" and page.keys[sign.start] & {"@iffy", "@asking"}:
        return is_question(page, sign.start) or any(q.end <= sign.start and not q.weak for q in page.of("question"))
    if sign.act in ("decline", "tentative", "late"):
        return False
    low, _ = clause(page, sign.start)
    agreed = bool(page.keys[low] & {"@yesword", "@sure"}) and "@q" not in page.keys[low]
    return is_question(page, sign.start) and not agreed and "zakaj" not in sign.line


def _is_conditional(page: Page, sign: Sign) -> bool:
    """True for "if I do not come": a refusal or a promise right after an if."""
    before = page.keys[max(sign.start - 2, 0) : sign.start]
    return sign.act in ("decline", "confirm") and any("@iffy" in keys for keys in before) and "da ne" not in sign.line


def is_doubtful(page: Page, verdict: Verdict) -> bool:
    """True if a "not" near a promise was not understood: better to ask again than to read a refusal as coming."""
    if verdict.act != "confirm":
        return False
    covered = {at for sign in page.signs if sign.act in _KNOWN for at in range(sign.start, sign.end)}
    said = [sign for sign in verdict.signs if sign.act in ("confirm", "yes", "fine")]
    near = {at for sign in said for at in range(clause(page, sign.start)[0], sign.end + 2)}
    return any("@negative" in page.keys[at] for at in near - covered if at < len(page.keys))


def _short(page: Page) -> Verdict | None:
    yes, no, fine = page.of("yes"), page.of("no"), page.of("fine")
    yes = [sign for sign in yes if not is_question(page, sign.start)]
    if no and (yes or fine):
        late = max((*yes, *fine), key=lambda sign: sign.start)
        return (
            Verdict("decline", 0.6, tuple(no))
            if no[-1].start > late.start
            else Verdict("confirm", 0.4, tuple(yes or fine))
        )
    if no:
        return Verdict("decline", 0.4 if all(sign.weak for sign in no) else 0.95, tuple(no))
    if yes:
        return Verdict("confirm", 0.95, tuple(yes))
    return Verdict("fine", 0.9, tuple(fine)) if fine else None


def _alone(page: Page, full: list[Sign]) -> Verdict:
    act = full[0].act
    strong = [sign for sign in full if not sign.weak]
    sure = 0.92 if strong else 0.6
    if act == "confirm" and page.of("no") and page.of("no")[-1].start > full[-1].start:
        return Verdict("decline", 0.45, tuple(page.of("no")))
    return Verdict(act, sure, tuple(full))


def _weighed(page: Page, full: list[Sign]) -> Verdict:
    last = {sign.act: sign for sign in full}
    by_act = {act: tuple(s for s in full if s.act == act) for act in last}
    turn = contrast(page)
    after = [sign for sign in full if turn is not None and sign.start > turn]
    acts_after = {sign.act for sign in after}
    if len(acts_after) == 1 and after[0].act in ("confirm", "decline", "late"):
        act = after[0].act
        if act == "confirm" and "late" in last and "decline" not in last:
            act = "late"
        return Verdict(act, 0.85, by_act[act])
    if "decline" in last:
        return _with_decline(page, by_act)
    if "tentative" in last and "late" in last:
        doubt = any(_DOUBT & set(sign.line.replace("|", " ").split()) for sign in by_act["tentative"])
        return Verdict("tentative", 0.7, by_act["tentative"]) if doubt else Verdict("late", 0.75, by_act["late"])
    if "late" in last:
        return Verdict("late", 0.9, by_act["late"])
    return Verdict("tentative", 0.8, by_act["tentative"])


def _with_decline(page: Page, by_act: dict[str, tuple[Sign, ...]]) -> Verdict:
    last = {act: signs[-1] for act, signs in by_act.items()}
    decline = last["decline"]
    if "late" in last and last["late"].start > decline.start and not _is_reason(page, last["late"]):
        return Verdict("late", 0.7, by_act["late"])
    if "tentative" in last:
        together = clause(page, last["tentative"].start) == clause(page, decline.start)
        return (
            Verdict("tentative", 0.7, by_act["tentative"]) if together else Verdict("decline", 0.7, by_act["decline"])
        )
    if "confirm" in last and last["confirm"].start > decline.start:
        return _corrected(page, by_act, decline=decline)
    return Verdict("decline", 0.85, by_act["decline"])


def _is_reason(page: Page, sign: Sign) -> bool:
    return any(reason.start < sign.end and sign.start < reason.end for reason in page.of("reason"))


def _corrected(page: Page, by_act: dict[str, tuple[Sign, ...]], *, decline: Sign) -> Verdict:
    """A promise after a refusal: a correction if it stands in a later clause with a word of turning, else unclear."""
    promise = by_act["confirm"][-1]
    apart = clause(page, promise.start) != clause(page, decline.start)
    turning = any("@turning" in keys for keys in page.keys[: promise.end])
    if not promise.weak and turning and (apart or promise.start - decline.end > 1):
        return Verdict("confirm", 0.7, by_act["confirm"])
    return Verdict("decline", 0.45, by_act["decline"])

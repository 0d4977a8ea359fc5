"""The states of a message and of one try to send it, and the moves between them that are drawn.

A message says what was intended, an attempt what was tried. docs/message-states.md has the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class MessageState(StrEnum):
    """What is known of an intended message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    UNCLEAR = "unclear"


class AttemptState(StrEnum):
    """What became of one try; CALLING is written before the provider is called."""

    CALLING = "calling"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRY = "retry"
    UNCLEAR = "unclear"


class Importance(IntEnum):
    """Which message goes first; lower is sooner."""

    ANSWER = 0
    URGENT = 1
    REMINDER = 2
    CHECKIN = 3
    BROADCAST = 4


_S = MessageState

EDGES: Mapping[MessageState, frozenset[MessageState]] = {
    _S.QUEUED: frozenset({_S.SENDING, _S.WITHDRAWN}),
    _S.SENDING: frozenset({_S.SENT, _S.QUEUED, _S.FAILED, _S.UNCLEAR}),
    _S.SENT: frozenset({_S.DELIVERED, _S.SEEN, _S.FAILED}),
    _S.DELIVERED: frozenset({_S.SEEN}),
    _S.SEEN: frozenset(),
    _S.FAILED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    # A receipt may settle a doubt at any time; a repeat goes back to the queue.
    _S.UNCLEAR: frozenset({_S.SENT, _S.DELIVERED, _S.SEEN, _S.FAILED, _S.QUEUED}),
}

# How far a message has come; a receipt may only raise it.
RANK: Mapping[MessageState, int] = {
    _S.QUEUED: 0,
    _S.SENDING: 1,
    _S.UNCLEAR: 2,
    _S.SENT: 3,
    _S.DELIVERED: 4,
    _S.SEEN: 5,
    _S.FAILED: 6,
    _S.WITHDRAWN: 6,
}

RECEIPT_STATES = frozenset({_S.SENT, _S.DELIVERED, _S.SEEN, _S.FAILED})

_WAIT_SECONDS = (30, 2 * 60, 8 * 60, 15 * 60)


def may_move(old: MessageState, new: MessageState) -> bool:
    """True when a message may go from one state to the other; staying is not a move."""
    return new in EDGES[old]


def is_final(state: MessageState) -> bool:
    """True when nothing can follow."""
    return not EDGES[state]


def retry_after_seconds(tries: int) -> int:
    """How long to wait after this many tries: 30 s, 2 min, 8 min, then 15 min each time."""
    return _WAIT_SECONDS[min(max(tries, 1), len(_WAIT_SECONDS)) - 1]

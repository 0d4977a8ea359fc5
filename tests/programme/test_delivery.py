"""The states of a message: the drawn moves, and what a late receipt cannot do."""

from __future__ import annotations

import pytest

from programme.delivery import (
    EDGES,
    RANK,
    RECEIPT_STATES,
    Importance,
    MessageState,
    is_final,
    may_move,
    retry_after_seconds,
)

S = MessageState

DRAWN = {
    (S.QUEUED, S.SENDING),
    (S.QUEUED, S.WITHDRAWN),
    (S.SENDING, S.SENT),
    (S.SENDING, S.QUEUED),
    (S.SENDING, S.FAILED),
    (S.SENDING, S.UNCLEAR),
    (S.SENT, S.DELIVERED),
    (S.SENT, S.SEEN),
    (S.SENT, S.FAILED),
    (S.DELIVERED, S.SEEN),
    (S.UNCLEAR, S.SENT),
    (S.UNCLEAR, S.DELIVERED),
    (S.UNCLEAR, S.SEEN),
    (S.UNCLEAR, S.FAILED),
    (S.UNCLEAR, S.QUEUED),
}


@pytest.mark.parametrize("old", MessageState)
@pytest.mark.parametrize("new", MessageState)
def test_a_message_moves_along_drawn_edges_only(old: MessageState, new: MessageState) -> None:
    assert may_move(old, new) == ((old, new) in DRAWN)


def test_every_state_has_its_edges_and_its_rank() -> None:
    assert set(EDGES) == set(RANK) == set(MessageState)


def test_a_receipt_never_moves_a_state_backwards() -> None:
    sent_or_later = {S.SENT, S.DELIVERED, S.SEEN, S.FAILED, S.WITHDRAWN, S.UNCLEAR}
    moves = [(old, new) for old in sent_or_later for new in RECEIPT_STATES if may_move(old, new)]
    assert all(RANK[new] > RANK[old] for old, new in moves)


def test_nothing_follows_seen_failed_or_withdrawn() -> None:
    assert {state for state in MessageState if is_final(state)} == {S.SEEN, S.FAILED, S.WITHDRAWN}


def test_only_a_message_that_is_not_out_yet_can_be_withdrawn() -> None:
    assert [old for old in MessageState if may_move(old, S.WITHDRAWN)] == [S.QUEUED]


def test_an_answer_goes_before_everything_and_a_broadcast_last() -> None:
    assert sorted(Importance)[0] is Importance.ANSWER
    assert sorted(Importance)[-1] is Importance.BROADCAST
    assert Importance.URGENT < Importance.REMINDER < Importance.CHECKIN


def test_tries_come_further_and_further_apart_up_to_a_quarter_of_an_hour() -> None:
    assert [retry_after_seconds(tries) for tries in (1, 2, 3, 4, 5, 100)] == [30, 120, 480, 900, 900, 900]
    assert retry_after_seconds(0) == 30

"""When a posting is tried again, who hears of it, and what is done next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting
from kunjae.concierge.rules.folio import counts_now, first_posting, posting_when_ended
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.rules import (
    Brought,
    Step,
    is_definite,
    is_to_be_told,
    next_try,
    posting_of,
    step_of,
    wanted_of,
)
from tests.hotel import FAR
from tests.pms.paper import BLIND, DEDUPS, FORGETS

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def test_the_delays_grow_to_four_hours_and_stay_there():
    delays = [(next_try(FAR, tries, 0.0) - FAR) / SECOND for tries in (1, 2, 3, 4, 5, 6, 7, 400)]
    assert delays == [5, 60, 300, 1800, 7200, 14400, 14400, 14400]
    assert next_try(FAR, 1, 1.0) == FAR + 6 * SECOND
    assert next_try(FAR, 1, 0.0, not_before=FAR + HOUR) == FAR + HOUR


def test_the_hotel_hears_after_five_tries_or_two_hours_or_at_once():
    assert not is_to_be_told(FAR, 4, FAR - 2 * HOUR + SECOND, passing=True)
    assert is_to_be_told(FAR, 5, FAR, passing=True)
    assert is_to_be_told(FAR, 1, FAR - 2 * HOUR, passing=True)
    assert is_to_be_told(FAR, 1, FAR, passing=False)


@pytest.mark.parametrize(
    ("state", "wanted", "can", "after", "step"),
    [
        ("waiting", True, DEDUPS, 0, Step.BRING),
        ("failed", True, FORGETS, 0, Step.BRING),
        ("waiting", False, DEDUPS, 0, Step.DROP),
        ("failed", False, DEDUPS, 0, Step.DROP),
        ("posted", True, DEDUPS, 0, Step.NOTHING),
        ("posted", False, DEDUPS, 0, Step.TAKE_BACK),
        ("by_hand", False, DEDUPS, 0, Step.NOTHING),
        ("reversed", False, DEDUPS, 0, Step.NOTHING),
        ("unknown", True, DEDUPS, 0, Step.BRING),
        ("unknown", True, BLIND, 0, Step.BRING),
        ("unknown", True, FORGETS, 119, Step.WAIT),
        ("unknown", True, FORGETS, 120, Step.BRING),
        ("unknown", False, DEDUPS, 119, Step.WAIT),
        ("unknown", False, DEDUPS, 120, Step.TAKE_BACK),
    ],
)
def test_the_next_step(state, wanted, can, after, step):
    now = FAR + after * SECOND
    assert step_of(PostingState(state), wanted=wanted, sent_at=FAR, can=can, now=now) is step


def test_a_no_proves_nothing_while_something_may_be_under_way():
    waiting, unknown = PostingState.WAITING, PostingState.UNKNOWN
    assert is_definite(waiting, None, BLIND, FAR)
    assert not is_definite(unknown, FAR, DEDUPS, FAR + 119 * SECOND)
    assert is_definite(unknown, FAR, DEDUPS, FAR + 120 * SECOND)
    assert not is_definite(unknown, FAR, BLIND, FAR + HOUR)


def test_what_an_order_is_to_have():
    def wanted(kind=OfferKind.OFFER, status="confirmed", payment="on_booking", amount=100, upgrades=True):
        return wanted_of(kind, OrderStatus(status), OrderPayment(payment), amount, upgrades=upgrades)

    charge, room = PostingKind.CHARGE, PostingKind.ROOM_TYPE
    assert wanted().kinds == {charge}
    assert wanted(kind=OfferKind.UPGRADE).kinds == {charge, room}
    assert wanted(kind=OfferKind.UPGRADE, amount=0).kinds == {room}
    assert wanted(kind=OfferKind.UPGRADE, upgrades=False).by_clerk
    assert wanted(payment="paid").by_clerk
    for nothing in (
        wanted(amount=0),
        wanted(status="unconfirmed"),
        wanted(status="cancelled", payment="paid"),
    ):
        assert not nothing.kinds
        assert not nothing.by_clerk


def brought(state, *, wanted=True, failed=False, was_there=False):
    return Brought(PostingKind.CHARGE, PostingState(state), wanted, failed, was_there)


@pytest.mark.parametrize(
    ("status", "states", "posting"),
    [
        ("confirmed", [], None),
        ("confirmed", [brought("waiting")], Posting.WAITING),
        ("confirmed", [brought("unknown")], Posting.UNKNOWN),
        ("confirmed", [brought("unknown", failed=True)], Posting.FAILED),
        ("confirmed", [brought("posted"), brought("posted", wanted=False)], Posting.WAITING),
        ("confirmed", [brought("posted"), brought("reversed", wanted=False)], Posting.POSTED),
        ("confirmed", [brought("posted"), brought("by_hand")], Posting.BY_HAND),
        ("confirmed", [brought("reversed", wanted=False, was_there=True)], None),
        ("cancelled", [brought("posted", wanted=False)], Posting.WAITING),
        ("cancelled", [brought("posted", wanted=False, failed=True)], Posting.FAILED),
        ("cancelled", [brought("reversed", wanted=False, was_there=True)], Posting.REVERSED),
        ("cancelled", [brought("reversed", wanted=False)], Posting.NOT_NEEDED),
    ],
)
def test_how_an_order_stands(status, states, posting):
    assert posting_of(OrderStatus(status), states) is posting


def test_what_the_pms_bills_does_not_count_unless_it_was_paid_here():
    on, paid = OrderPayment.ON_BOOKING, OrderPayment.PAID
    confirmed, unconfirmed = OrderStatus.CONFIRMED, OrderStatus.UNCONFIRMED
    assert counts_now(confirmed, on, on_folio=False)
    assert not counts_now(confirmed, on, on_folio=True)
    assert counts_now(confirmed, paid, on_folio=True)
    assert counts_now(unconfirmed, paid, on_folio=False)
    assert not counts_now(unconfirmed, on, on_folio=False)
    assert not counts_now(OrderStatus.CANCELLED, paid, on_folio=False)


def test_how_a_confirmed_order_begins_and_a_cancelled_one_ends():
    assert first_posting("", OrderPayment.ON_BOOKING) is Posting.NOT_NEEDED
    assert first_posting("one_way", OrderPayment.PAID) is Posting.TO_DO
    assert first_posting("two_way", OrderPayment.TO_PAY) is Posting.WAITING  # confirmed unpaid, it is billed
    assert first_posting("two_way", OrderPayment.AUTHORISED) is Posting.TO_DO
    assert posting_when_ended(Posting.TO_DO, on_folio=False) is Posting.NOT_NEEDED
    assert posting_when_ended(Posting.TO_DO, on_folio=True) is Posting.BY_HAND
    assert posting_when_ended(Posting.POSTED, on_folio=True) is Posting.POSTED

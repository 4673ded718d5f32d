"""What became of an attempt to pay, and what the guest is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kunjae.guest.paying.states import Attempt, Outcome, WaitingChange, outcome
from kunjae.payments.facts import CheckoutState, Purpose
from tests.hotel import FAR

END = FAR + timedelta(minutes=30)
SECOND = timedelta(seconds=1)
WAITS = WaitingChange(is_open=True, confirmed=False, to_pay=600, came=0, held_until=END)
CONFIRMED = replace(WAITS, is_open=False, confirmed=True)
CLOSED = (CheckoutState.FAILED, CheckoutState.EXPIRED, CheckoutState.CANCELLED)


def dropped(because):
    return replace(WAITS, is_open=False, because=because)


def an_attempt(state=CheckoutState.OPEN, **given):
    known = {"purpose": Purpose.BALANCE, "proves": True, "amount": 600, "expires_at": END}
    return Attempt(state=state, **(known | given))


def becomes(state=CheckoutState.OPEN, now=FAR, **given):
    return outcome(an_attempt(state, **given), now)


def test_an_open_attempt_waits_for_whoever_can_tell_until_its_time_is_over():
    assert becomes() is Outcome.AWAITED
    assert becomes(proves=False) is Outcome.TRANSFER
    assert becomes(CheckoutState.STARTED) is Outcome.PREPARING
    assert becomes(now=END - SECOND) is Outcome.AWAITED
    assert becomes(now=END) is Outcome.TOO_LATE
    assert becomes(CheckoutState.SLIP, now=END + SECOND, proves=False) is Outcome.SLIP_SENT


def test_a_closed_attempt_without_money_says_why():
    assert [becomes(state) for state in CLOSED] == [Outcome.DECLINED, Outcome.TOO_LATE, Outcome.STOPPED]
    assert {becomes(state, slip_refused=True) for state in CLOSED} == {Outcome.SLIP_REFUSED}
    assert becomes(CheckoutState.CANCELLED, change=dropped("expired")) is Outcome.TOO_LATE
    assert becomes(CheckoutState.CANCELLED, change=dropped("by_staff")) is Outcome.STOPPED
    assert becomes(change=dropped("expired")) is Outcome.TOO_LATE
    assert becomes(change=dropped("by_guest")) is Outcome.STOPPED


@pytest.mark.parametrize("state", list(CheckoutState))
def test_money_that_came_counts_however_the_attempt_stood(state):
    assert becomes(state, came=600) is Outcome.PAID
    assert becomes(state, came=400) is Outcome.PART
    assert becomes(state, came=700) is Outcome.PAID
    assert becomes(state, came=600, going_back=600) is Outcome.RETURNED
    assert becomes(state, came=600, change=CONFIRMED) is Outcome.CHANGED
    assert becomes(state, came=600, going_back=600, change=CONFIRMED) is Outcome.RETURNED
    assert becomes(state, came=400, change=replace(WAITS, came=400)) is Outcome.PART
    assert becomes(state, came=600, change=dropped("does_not_fit")) is Outcome.RETURNED


def test_what_is_missing_of_a_change_counts_all_that_came_for_it():
    second = an_attempt(came=200, amount=200, change=replace(WAITS, came=500))
    assert (second.missing, second.beyond) == (100, 0)
    assert (an_attempt(came=400).missing, an_attempt(came=700).beyond) == (200, 100)

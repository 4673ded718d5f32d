"""What became of an attempt to pay, as the guest is told. Pure.

A browser that comes back proves nothing, nor does a slip: only money that a provider or the hotel has reported counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kunjae.payments.facts import CheckoutState, Purpose


class Outcome(StrEnum):
    """Where the guest stands with one attempt."""

    PREPARING = "preparing"
    """The provider has not answered yet."""
    AWAITED = "awaited"
    """The provider will say; the page asks again by itself."""
    TRANSFER = "transfer"
    """The guest pays and sends a slip: nobody tells of this money by itself."""
    SLIP_SENT = "slip_sent"
    SLIP_REFUSED = "slip_refused"
    KEPT = "kept"
    """The bank keeps the amount for the hotel, which takes it when it confirms the orders."""
    PAID = "paid"
    CHANGED = "changed"
    """Paid, and the change that waited for it is confirmed."""
    PART = "part"
    """Less came than was to be paid."""
    RETURNED = "returned"
    """The money came and goes back: the change that it was for is not to be had any more, or was paid already."""
    DECLINED = "declined"
    TOO_LATE = "too_late"
    STOPPED = "stopped"
    """Nothing is to be paid here any more: the request was cancelled, the change dropped."""


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """The change that an attempt is for. `came`: what all attempts for it brought by now, minor units. `because`: why it
    was dropped."""

    is_open: bool
    confirmed: bool
    to_pay: int
    came: int
    held_until: datetime
    because: str = ""

    @property
    def missing(self) -> int:
        return max(0, self.to_pay - self.came)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to pay, minor units. `came`: what it brought; `going_back`: what of that was returned or is on its way.
    `proves`: whether its provider tells by itself that money came. `slip_refused`: the hotel looked at its bank and found
    nothing; `late`: the money came after the change's time was over."""

    state: CheckoutState
    purpose: Purpose
    proves: bool
    amount: int
    expires_at: datetime
    came: int = 0
    going_back: int = 0
    back_by_hand: bool = False
    late: bool = False
    slip_refused: bool = False
    change: WaitingChange | None = None

    @property
    def missing(self) -> int:
        """What is still to be paid for the same purpose."""
        return self.change.missing if self.change else max(0, self.amount - self.came)

    @property
    def beyond(self) -> int:
        """What came above what was asked for."""
        return max(0, self.came - self.amount)


def outcome(attempt: Attempt, now: datetime) -> Outcome:
    """What the guest is told. An open attempt whose time is over is too late, written or not."""
    if attempt.came:
        return _with_money(attempt)
    match attempt.state:
        case CheckoutState.PAID:
            return Outcome.PAID
        case CheckoutState.SLIP:
            return Outcome.SLIP_SENT
        case CheckoutState.AUTHORISED:
            return Outcome.KEPT
        case CheckoutState.CANCELLED | CheckoutState.FAILED | CheckoutState.EXPIRED if attempt.slip_refused:
            return Outcome.SLIP_REFUSED
        case CheckoutState.FAILED:
            return Outcome.DECLINED
        case CheckoutState.EXPIRED:
            return Outcome.TOO_LATE
        case CheckoutState.CANCELLED:
            over = attempt.change and attempt.change.because == "expired"
            return Outcome.TOO_LATE if over else Outcome.STOPPED
    return _open(attempt, now)


def _with_money(attempt: Attempt) -> Outcome:
    if attempt.change is None:
        if attempt.going_back >= attempt.came:
            return Outcome.RETURNED
        return Outcome.PART if attempt.missing else Outcome.PAID
    if attempt.change.confirmed:
        return Outcome.RETURNED if attempt.going_back >= attempt.came else Outcome.CHANGED
    if not attempt.change.is_open:
        return Outcome.RETURNED
    return Outcome.PART if attempt.missing else Outcome.AWAITED


def _open(attempt: Attempt, now: datetime) -> Outcome:
    if attempt.change and not attempt.change.is_open:
        return Outcome.TOO_LATE if attempt.change.because == "expired" else Outcome.STOPPED
    if now >= attempt.expires_at:
        return Outcome.TOO_LATE
    if attempt.state is CheckoutState.STARTED:
        return Outcome.PREPARING
    if attempt.slip_refused and not attempt.proves:
        return Outcome.SLIP_REFUSED
    return Outcome.AWAITED if attempt.proves else Outcome.TRANSFER


LOOKED_AT_AGAIN = frozenset({Outcome.PREPARING, Outcome.AWAITED, Outcome.SLIP_SENT})
"""The page of these asks again by itself: the answer comes without the guest."""

CAN_BE_TRIED_AGAIN = frozenset(
    {Outcome.SLIP_REFUSED, Outcome.PART, Outcome.DECLINED, Outcome.TOO_LATE, Outcome.PREPARING}
)
"""Where another way to pay is worth offering."""

HURRIES = frozenset({Outcome.TRANSFER, Outcome.AWAITED, Outcome.PREPARING, Outcome.PART, Outcome.DECLINED})
"""Where the end of a change's hold matters to the guest."""

OVER = frozenset(
    {
        Outcome.KEPT,
        Outcome.PAID,
        Outcome.CHANGED,
        Outcome.RETURNED,
        Outcome.TOO_LATE,
        Outcome.STOPPED,
        Outcome.SLIP_SENT,
    }
)
"""Nothing is left to do here but to go back to the booking."""

NEEDS_A_CALL = frozenset({Outcome.SLIP_REFUSED, Outcome.RETURNED})
"""Where the hotel's number belongs on the page."""

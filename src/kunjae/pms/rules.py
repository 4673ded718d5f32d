"""When a posting is tried again, what is to be done for it next, and how its order stands then. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.ports import Can

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 5 * 60, 30 * 60, 2 * 3600, 4 * 3600))
"""Before the next attempt, counted from the one before; the last one for ever."""
JITTER = 0.2
"""Up to this part of a delay is added, so that what failed together is not tried again together."""
TOLD_AFTER_TRIES, TOLD_AFTER = 5, timedelta(hours=2)
"""The hotel hears of a failure after so many attempts, or so long; at once of one that nothing but people can mend."""


def next_try(now: datetime, tries: int, spread: float, *, not_before: datetime | None = None) -> datetime:
    """When to try again after this attempt (from 1). `spread`: a number from 0 to 1."""
    delay = DELAYS[min(max(tries, 1), len(DELAYS)) - 1]
    at = now + delay * (1 + JITTER * spread)
    return max(at, not_before) if not_before else at


def is_to_be_told(now: datetime, tries: int, failing_since: datetime, *, passing: bool) -> bool:
    """Whether somebody should look at a posting that has just failed."""
    return not passing or tries >= TOLD_AFTER_TRIES or now - failing_since >= TOLD_AFTER


# What is wanted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an order is to have in the PMS. `by_clerk`: somebody is to type it in instead."""

    kinds: frozenset[PostingKind] = frozenset()
    by_clerk: bool = False


NOTHING = Wanted()


def wanted_of(
    kind: OfferKind, status: OrderStatus, payment: OrderPayment, amount: int, *, upgrades: bool
) -> Wanted:
    """What an order of a hotel with a two-way PMS is to have there (rules.md 9.6). What was paid through Kunjae is not posted by
    itself: the PMS would ask for the money again, so a clerk books both. `upgrades`: the PMS can give a room another type."""
    if status is not OrderStatus.CONFIRMED:
        return NOTHING
    moves_room = kind is OfferKind.UPGRADE
    if payment is not OrderPayment.ON_BOOKING or (moves_room and not upgrades):
        return Wanted(by_clerk=True)
    charge = {PostingKind.CHARGE} if amount else set()
    return Wanted(frozenset(charge | ({PostingKind.ROOM_TYPE} if moves_room else set())))


# The next step of one


class Step(StrEnum):
    """What is to be done for a posting now."""

    NOTHING = "nothing"
    WAIT = "wait"
    """It was sent, and may still arrive there: not before it has settled."""
    BRING = "bring"
    TAKE_BACK = "take_back"
    DROP = "drop"
    """It is wanted no more, and never went out."""


UNSENT = (PostingState.WAITING, PostingState.FAILED)
"""The PMS surely has nothing of it."""


def step_of(state: PostingState, *, wanted: bool, sent_at: datetime | None, can: Can, now: datetime) -> Step:
    """What brings the posting nearer to where it should be.

    What is under way may be booked late. Sent again, a PMS that dedups takes it once all the same; to see that it is not
    there, and to take it back, one has to wait."""
    if state is PostingState.UNKNOWN:
        if (not wanted or can.dedup is None) and now < settled_at(sent_at or now, can):
            return Step.WAIT
        return Step.BRING if wanted else Step.TAKE_BACK
    if wanted:
        return Step.BRING if state in UNSENT else Step.NOTHING
    if state in UNSENT:
        return Step.DROP
    return Step.TAKE_BACK if state is PostingState.POSTED else Step.NOTHING


def settled_at(sent_at: datetime, can: Can) -> datetime:
    """From when on what was sent then is there, or never will be."""
    return sent_at + can.settles


def is_definite(before: PostingState, sent_at: datetime | None, can: Can, now: datetime) -> bool:
    """Whether a no of the PMS means that nothing is there: not where an earlier attempt may still have been booked."""
    if before is not PostingState.UNKNOWN:
        return True
    return can.finds and now >= settled_at(sent_at or now, can)


# How the order stands


@dataclass(frozen=True, slots=True)
class Brought:
    """One posting of an order. `failed`: its last attempt came to nothing; `was_there`: it was on the folio once."""

    kind: PostingKind
    state: PostingState
    wanted: bool
    failed: bool
    was_there: bool


def posting_of(status: OrderStatus, brought: Collection[Brought]) -> Posting | None:
    """How an order stands in the PMS, by all that it brought there; None: they do not say."""
    if not brought:
        return None
    undone = [each for each in brought if not _is_done(each)]
    if undone:
        if any(each.failed or each.state is PostingState.FAILED for each in undone):
            return Posting.FAILED
        if any(each.state is PostingState.UNKNOWN for each in undone):
            return Posting.UNKNOWN
        return Posting.WAITING
    if any(each.state is PostingState.BY_HAND for each in brought):
        return Posting.BY_HAND
    if any(each.wanted for each in brought):
        return Posting.POSTED
    if status is OrderStatus.CONFIRMED:
        return None  # all of it was taken back: another way was found for it, or nothing is left to pay
    return Posting.REVERSED if any(each.was_there for each in brought) else Posting.NOT_NEEDED


def _is_done(each: Brought) -> bool:
    if each.state in (PostingState.BY_HAND, PostingState.REVERSED):
        return True
    return each.wanted and each.state is PostingState.POSTED


def is_charged(brought: Iterable[Brought]) -> bool:
    """Whether the amount is on the guest's folio: it counts no longer in the booking's value (rules.md 8)."""
    there = (PostingState.POSTED, PostingState.BY_HAND)
    return any(each.kind is PostingKind.CHARGE and each.state in there for each in brought)


def spread_of(posting: int) -> float:
    """A number from 0 to 1 that is always the same for one posting and another for the next."""
    return posting % 997 / 997

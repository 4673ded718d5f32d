"""What staff do for postings: try again, do it in the PMS themselves, say which reservation it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.accounts.facts import Actor
from kunjae.bookings.queries import booking_row
from kunjae.concierge.commands.counting import recount_orders
from kunjae.concierge.commands.telling import note_event
from kunjae.concierge.facts import OrderStatus, Posting
from kunjae.kernel.errors import invalid
from kunjae.ordering.commands.answering import MovedAway, held_order
from kunjae.pms.commands.standing import held_postings, write_standing
from kunjae.pms.errors import NoSuchPosting, PostingInHand, ReservationTaken
from kunjae.pms.facts import PostingState
from kunjae.pms.models import Connection, FolioPosting, Reservation
from kunjae.pms.opening import OPEN, open_again, put_follow, put_settle
from kunjae.pms.reservations.asking import start_looking
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction, run_in_transaction

MOST_NUMBER = 80
"""Characters of a PMS's number of a reservation."""


@one_transaction
def retry(*, property: Property, posting: UUID, actor: Actor, now: datetime) -> bool:
    """Try one posting again at once, whatever it waited for; False when it is as it should be. Raises NoSuchPosting."""
    rows = FolioPosting.objects.of(property).filter(id=posting)
    if not rows.exists():
        raise NoSuchPosting
    if not rows.filter(OPEN).update(next_try_at=now):
        return False
    put_settle(property, posting, now)
    return True


@one_transaction
def retry_all(*, property: Property, now: datetime) -> int:
    """Try all that is open again at once; how many that are."""
    return open_again(property, now)


@one_transaction
def resume(*, property: Property, now: datetime) -> None:
    """Let a paused connection try again, with all that waits for it."""
    Connection.objects.of(property).update(paused_at=None, paused_reason="", quiet_until=None)
    open_again(property, now)
    start_looking(property, now)


def mark_by_hand(*, property: Property, order: UUID, actor: Actor, now: datetime) -> None:
    """Staff have done in the PMS what was still open of the order: added it; or, of an order that was cancelled or changed,
    taken off what it had there. Said twice is said once.

    Raises NoSuchOrder; NoSuchPosting when nothing is to be done; PostingInHand while it is being sent at this moment.
    """

    def mark() -> None:
        booking, row = held_order(property, order)
        postings = held_postings(property, row.id)
        if row.posting == Posting.BY_HAND.value:
            return
        # Confirmed a moment ago, and nobody has looked at it yet.
        is_new = row.posting == Posting.WAITING.value and not any(each.wanted for each in postings)
        mine = [each for each in postings if _is_open(each)]
        if not mine and not (is_new and row.status == OrderStatus.CONFIRMED.value):
            raise NoSuchPosting
        if any(_is_being_sent(each, now) for each in mine):
            raise PostingInHand
        for each in mine:
            _done(property, each, actor, now)
        if mine:
            write_standing(property, booking, row, postings, now)
        else:
            row.posting, row.posted_at, row.posted_by = Posting.BY_HAND.value, now, actor.name
            row.save(update_fields=["posting", "posted_at", "posted_by"])
            recount_orders(property, booking, [row], now)
        step = "ticked" if row.status == OrderStatus.CONFIRMED.value else "reversed"
        note_event(property, row, step, actor, now)

    run_in_transaction(mark, again_after=(MovedAway,))


def link_reservation(*, property: Property, booking: str, number: str, actor: Actor, now: datetime) -> None:
    """Say which reservation of the PMS a booking is that was made here: its orders go there. What stands on another one
    moves. Whoever types it is to ask `reservation_there` first. Raises NoSuchBooking, InvalidInput naming `number`, ReservationTaken."""
    number = checked_number(number)

    def link() -> None:
        row = booking_row(property, booking, lock=True)
        there = Reservation.objects.of(property).filter(number=number).select_for_update().first()
        mine = Reservation.objects.of(property).filter(booking_id=row.id).select_for_update().first()
        if mine is not None and mine.number == number:
            return
        if (there is not None and there.booking_id is not None) or (mine is not None and mine.is_theirs):
            raise ReservationTaken
        if mine is not None:
            Reservation.objects.of(property).filter(id=mine.id).delete()
        if there is None:
            there = Reservation(property=property, number=number, looked_at=now)
        there.booking_id, there.is_theirs, there.rooms, there.seen = row.id, False, {}, ""
        there.problem, there.problem_values = "", {}
        there.save()
        orders = FolioPosting.objects.of(property).filter(order__booking_id=row.id).values_list("order_id")
        for (order,) in orders.order_by("order_id").distinct():
            put_follow(property, row.code, order, now)
        postings = FolioPosting.objects.of(property).filter(OPEN, order__booking_id=row.id)
        for id in postings.order_by("made_at", "id").values_list("id", flat=True):
            FolioPosting.objects.of(property).filter(id=id).update(next_try_at=now)
            put_settle(property, id, now)

    run_in_transaction(link, again_after=(IntegrityError,))


def checked_number(number: str) -> str:
    """A PMS's number of a reservation as it was typed. Raises InvalidInput naming `number`."""
    number = number.strip()
    if not number or len(number) > MOST_NUMBER or not number.isprintable():
        raise invalid(
            "number",
            "invalid_number",
            "the PMS's number of the reservation, at most {most} characters",
            "หมายเลขการจองใน PMS ไม่เกิน {most} ตัวอักษร",
            most=MOST_NUMBER,
        )
    return number


def _is_open(each: FolioPosting) -> bool:
    if each.state in (PostingState.WAITING.value, PostingState.UNKNOWN.value, PostingState.FAILED.value):
        return True
    return not each.wanted and each.state == PostingState.POSTED.value


def _is_being_sent(each: FolioPosting, now: datetime) -> bool:
    return each.state == PostingState.UNKNOWN.value and each.hand_until is not None and each.hand_until > now


def _done(property: Property, each: FolioPosting, actor: Actor, now: datetime) -> None:
    each.state = (PostingState.BY_HAND if each.wanted else PostingState.REVERSED).value
    if each.wanted:
        each.posted_at = now
    else:
        each.reversed_at = now
    each.done_by, each.error, each.hand, each.hand_until, each.next_try_at = actor.name, "", None, None, None
    each.save(
        update_fields=[
            "state", "posted_at", "reversed_at", "done_by", "error", "hand", "hand_until", "next_try_at",
        ]
    )  # fmt: skip

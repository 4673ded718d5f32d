"""Orders are answered: confirmed or cancelled, by staff, by the guest, or by their own offer (rules.md 9.2).

    unconfirmed -> confirmed -> cancelled
                -> cancelled
                -> expired       nobody answered until it could no longer be served

The booking is held first, then the order: pressed twice, by two at once, it has one effect, and one mail tells of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands.upgrades import move_back, move_up
from kunjae.concierge.commands.baskets import settle_answered
from kunjae.concierge.commands.counting import move_on
from kunjae.concierge.commands.holds import give_up
from kunjae.concierge.commands.stock import move_pieces
from kunjae.concierge.commands.telling import CANCELLED, CONFIRMED, EXPIRED, note_event, tell, to_folio
from kunjae.concierge.errors import NoSuchOrder, OrderEnded, OrderNotFree
from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.concierge.queries import order_facts, order_row
from kunjae.concierge.rules.folio import first_posting, posting_when_ended
from kunjae.concierge.rules.moments import guest_may_cancel
from kunjae.inventory.commands import SoldOut as NoRoom
from kunjae.kernel.errors import invalid
from kunjae.payments.commands.paid import locked_booking
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

MOST_REASON = 500
IN_COURSE = (StayStatus.RESERVED.value, StayStatus.IN_HOUSE.value)


@dataclass(frozen=True, slots=True)
class Acted:
    """An order after somebody acted on it; `changed`: whether that made a difference, or it stood so already."""

    order: Order
    changed: bool


class MovedAway(Exception):
    """The order went to another booking between being looked up and being held: looked up again."""


QUICKER_RIVAL = (MovedAway, NoRoom, IntegrityError)


def confirm_order(*, property: Property, order: UUID, actor: Actor, now: datetime) -> Acted:
    """Confirm it: it counts in the booking's value, an upgrade moves its stay, a clerk finds it among what is to be added in a
    one-way PMS, or it goes to the folio in a two-way one, the guest is told. Raises NoSuchOrder; OrderEnded when it is cancelled or expired; SoldOut of the inventory
    when the guests in house of an upgrade would find no room of the type."""
    acted, ended = run_in_transaction(
        lambda: _confirm(property, order, actor, now), again_after=QUICKER_RIVAL
    )
    if ended:
        raise OrderEnded(OrderStatus(acted.order.status))
    return acted


def cancel_order(*, property: Property, order: UUID, actor: Actor, now: datetime, reason: str = "") -> Acted:
    """Cancel it, free of charge: all that it holds is free again, it counts no longer, an upgraded stay moves back, the guest
    is told. Raises NoSuchOrder; OrderEnded when it has expired; TypeTaken when a stay cannot move back; InvalidInput for a
    reason of more than 500 characters."""
    reason = _checked(reason)
    return run_in_transaction(lambda: _cancel(property, order, actor, now, reason), again_after=QUICKER_RIVAL)


def cancel_own_order(*, property: Property, code: str, order: UUID, actor: Actor, now: datetime) -> Acted:
    """The same by the guest of the booking, until the moment that the offer's rule names. Raises NoSuchOrder for one of
    another booking, OrderNotFree when the rule forbids it, else as `cancel_order`."""

    def cancel() -> Acted:
        booking, row = held_order(property, order)
        if booking.code != code.upper():
            raise NoSuchOrder
        is_unpaid = row.status == OrderStatus.UNCONFIRMED.value and row.payment == OrderPayment.TO_PAY.value
        counts = OrderStatus(row.status).counts
        if counts and not is_unpaid and not guest_may_cancel(order_facts(row, stay=0, offer=""), now):
            raise OrderNotFree
        return _end(property, booking, row, actor, now)

    return run_in_transaction(cancel, again_after=QUICKER_RIVAL)


def held_order(property: Property, id: UUID) -> tuple[Booking, Order]:
    """The order with its booking, both held until the transaction ends, the booking first. Raises NoSuchOrder, and MovedAway
    for whoever opened the transaction."""
    booking = locked_booking(property, order_row(property, id).booking_id)
    row = order_row(property, id, lock=True)
    if row.booking_id != booking.id:
        raise MovedAway
    return booking, row


def _confirm(property: Property, order: UUID, actor: Actor, now: datetime) -> tuple[Acted, bool]:
    """What became of it, and whether it had ended."""
    booking, row = held_order(property, order)
    if expire_if_over(property, booking, row, now) or not OrderStatus(row.status).counts:
        return Acted(row, False), True
    if row.status == OrderStatus.CONFIRMED.value:
        return Acted(row, False), False
    confirm_held(property, booking, row, actor, now)
    tell(property, booking, row, CONFIRMED, now)
    return Acted(row, True), False


def _cancel(property: Property, order: UUID, actor: Actor, now: datetime, reason: str) -> Acted:
    booking, row = held_order(property, order)
    return _end(property, booking, row, actor, now, reason)


def _end(
    property: Property, booking: Booking, row: Order, actor: Actor, now: datetime, reason: str = ""
) -> Acted:
    if row.status == OrderStatus.EXPIRED.value:
        raise OrderEnded(OrderStatus.EXPIRED)
    if row.status == OrderStatus.CANCELLED.value:
        return Acted(row, False)
    end_held(property, booking, row, OrderStatus.CANCELLED, actor, now, reason)
    return Acted(row, True)


def confirm_held(
    property: Property,
    booking: Booking,
    row: Order,
    actor: Actor,
    now: datetime,
    *,
    by_itself: bool = False,
) -> None:
    """All of a confirmation but its message; booking and order are held, and their rows in hand stand as after it.
    `by_itself`: by its own offer."""
    if row.kind == OfferKind.UPGRADE.value:
        stay = Stay.objects.of(property).values_list("number", flat=True).get(id=row.stay_id)
        move_up(
            property=property,
            code=booking.code,
            stay=stay,
            room_type=row.terms["room_type"],
            order=row.id,
            actor=actor,
            now=now,
        )
        _read_again(property, booking)
    posting = first_posting(property.details.get("pms", ""), OrderPayment(row.payment))
    _write(
        property,
        row,
        status=OrderStatus.CONFIRMED.value,
        posting=posting.value,
        auto_confirmed=by_itself,
        acted_at=now,
        acted_by="" if by_itself else actor.name,
    )
    move_on(property, booking, [(row, row.amount)], now)
    note_event(property, row, "confirmed", actor, now)
    settle_answered(property, booking, [row], now)
    to_folio(property, booking, row, now)


def end_held(
    property: Property,
    booking: Booking,
    row: Order,
    status: OrderStatus,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """The order ends, cancelled or expired, and the outside hears of it; booking and order are held. What was on its way
    into a one-way PMS is no longer to be added; what a clerk has added already stays ticked, for the clerk to take off; what
    was posted is reversed."""
    if row.kind == OfferKind.UPGRADE.value and row.status == OrderStatus.CONFIRMED.value:
        _move_back(property, booking, row, actor, now)
    if row.kind != OfferKind.OFFER.value:
        give_up(property, row.id)
    if row.stock_day is not None:
        move_pieces(property, Counter({(row.offer_id, row.stock_day): -row.pieces}))
    move_on(property, booking, [(row, 0)], now)
    posting = posting_when_ended(Posting(row.posting), on_folio=row.posted_at is not None)
    _write(
        property,
        row,
        status=status.value,
        posting=posting.value,
        acted_at=now,
        acted_by=actor.name,
        reason=reason,
    )
    note_event(property, row, status.value, actor, now, reason=reason)
    settle_answered(property, booking, [row], now)
    to_folio(property, booking, row, now)
    if row.payment != OrderPayment.TO_PAY.value:  # of what was never paid for, nobody has heard
        if status is OrderStatus.EXPIRED:
            tell(property, booking, row, EXPIRED, now)
        else:
            tell(property, booking, row, CANCELLED, now, by=actor.kind)


def expire_if_over(property: Property, booking: Booking, row: Order, now: datetime) -> bool:
    """End an order that waits for its answer if it can no longer be served, though no worker has done so yet; whether it
    was."""
    if row.status != OrderStatus.UNCONFIRMED.value or row.had_at > now:
        return False
    end_held(property, booking, row, OrderStatus.EXPIRED, SYSTEM, now)
    return True


def _move_back(property: Property, booking: Booking, row: Order, actor: Actor, now: datetime) -> None:
    """The stay goes back to its type, as long as it has a course; the guests of one that is over slept in the higher type,
    upgraded or not."""
    stays = Stay.objects.of(property).filter(id=row.stay_id)
    number, status = stays.values_list("number", "status").get()
    if status in IN_COURSE:
        move_back(property=property, code=booking.code, stay=number, order=row.id, actor=actor, now=now)
        _read_again(property, booking)
    else:
        stays.update(sold_as_id=None)


def _read_again(property: Property, booking: Booking) -> None:
    """The change engine has written the booking: the row in hand follows."""
    fresh = locked_booking(property, booking.id)
    for field in Booking._meta.concrete_fields:
        setattr(booking, field.attname, getattr(fresh, field.attname))


def _write(property: Property, row: Order, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Order.objects.of(property).filter(id=row.id).update(**values)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > MOST_REASON:
        raise invalid(
            "reason", "too_long", "at most {most} characters", "ไม่เกิน {most} ตัวอักษร", most=MOST_REASON
        )
    if "\0" in reason:
        raise invalid("reason", "invalid_text", "holds a character that no text has", "มีอักขระที่ใช้ไม่ได้")
    return reason

"""A guest orders, or staff for a guest at the desk: all of a basket, or nothing (rules.md 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from kunjae.accounts.facts import SYSTEM, Actor
from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_row
from kunjae.changes.commands.pending import end_if_over, end_waiting_if_over
from kunjae.concierge.commands.baskets import end_basket_at
from kunjae.concierge.commands.counting import move_on
from kunjae.concierge.commands.holds import hold_night, hold_room
from kunjae.concierge.commands.stock import StockKey, move_pieces
from kunjae.concierge.commands.telling import PLACED, note_event, tell, watch
from kunjae.concierge.errors import OfferRefused, PriceChanged, SoldOut
from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting
from kunjae.concierge.models import Offer, Order
from kunjae.concierge.queries import LoadedShelf, load_shelf, order_row
from kunjae.concierge.rules.pricing import Quoted, Wanted, quote
from kunjae.inventory.commands import SoldOut as NoRoom
from kunjae.kernel.errors import invalid
from kunjae.ordering.commands.answering import confirm_held
from kunjae.payments.providers.accounts import enabled_providers
from kunjae.properties.models import Property
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.transactions import run_in_transaction

MOST_ITEMS = 20
QUICKER_RIVAL = (SoldOut, IntegrityError)
"""Somebody took the last piece or room between the reading and the writing: looked at anew, on what is left."""


def quote_orders(
    *, property: Property, code: str, wanted: Sequence[Wanted], now: datetime, by_staff: bool = False
) -> tuple[Quoted, ...]:
    """What these things would come to together. Saves nothing, but that a waiting change whose time is over is dropped
    first. Raises NoSuchBooking, InvalidInput naming every field, and OfferRefused."""
    _check(wanted)
    end_if_over(property=property, code=code, now=now)
    return quote(load_shelf(property, code, now).facts, wanted, now, by_staff=by_staff)


def place_orders(
    *,
    property: Property,
    code: str,
    wanted: Sequence[Wanted],
    actor: Actor,
    now: datetime,
    by_staff: bool = False,
    basket: UUID | None = None,
) -> list[Order]:
    """Order all of it or nothing; the orders, in the order of what was wanted. Each holds what it sells from now on; one
    whose offer confirms by itself is confirmed at once, unless it is to be paid first: then the hotel hears of it, and it
    confirms itself, when its money is here or kept.

    `by_staff`: who and when bind no guest at the desk. `basket`: what this basket is to be called, so that a form pressed
    twice orders once. Raises NoSuchBooking, InvalidInput, OfferRefused (SoldOut when somebody was quicker), and
    PriceChanged with the new quotes when something costs no longer what was expected.
    """
    _check(wanted)
    return run_in_transaction(
        lambda: _place(property, code, wanted, actor, now, by_staff, basket or new_id()),
        again_after=QUICKER_RIVAL,
    )


def open_to_hotel(
    property: Property, booking: Booking, order: Order, now: datetime, *, upgrades: bool = True
) -> None:
    """The hotel hears of an order that waits for no money any more; one whose offer confirms by itself is confirmed, a
    room upgrade only with `upgrades`. The booking is held."""
    if order.terms.get("auto_confirm") and (upgrades or order.kind != OfferKind.UPGRADE.value):
        confirm_held(property, booking, order, SYSTEM, now, by_itself=True)
    else:
        watch(property, booking, order, now)
    tell(property, booking, order, PLACED, now)


def _check(wanted: Sequence[Wanted]) -> None:
    if not wanted:
        raise invalid("items", "required", "choose something to order", "กรุณาเลือกรายการที่ต้องการสั่งซื้อ")
    if len(wanted) > MOST_ITEMS:
        raise invalid(
            "items", "too_many", "at most {most} at once", "ครั้งละไม่เกิน {most} รายการ", most=MOST_ITEMS
        )


def _place(
    property: Property,
    code: str,
    wanted: Sequence[Wanted],
    actor: Actor,
    now: datetime,
    by_staff: bool,
    basket: UUID,
) -> list[Order]:
    booking = booking_row(property, code, lock=True)
    known = Order.objects.of(property).filter(basket=basket, booking_id=booking.id).order_by("id")
    if found := list(known):
        return found
    end_waiting_if_over(property, booking, now)
    _hold_named(property, {each.offer for each in wanted})
    shelf = load_shelf(property, code, now, lock=True)
    quoted = quote(shelf.facts, wanted, now, by_staff=by_staff)
    if any(each.wanted.expected not in (None, each.amount) for each in quoted):
        raise PriceChanged(quoted, property.currency)
    _check_payable(property, quoted)
    booking = shelf.row
    rows = [_row(property, shelf, each, basket, actor, now) for each in quoted]
    Order.objects.bulk_create(rows)
    _take(property, shelf, quoted, rows, now)
    move_on(property, booking, (), now)
    if any(row.payment == OrderPayment.TO_PAY.value for row in rows):
        end_basket_at(property, booking, basket, now + shelf.facts.hotel.payment_hold)
    for row in rows:
        note_event(property, row, "placed", actor, now, values={"amount": row.amount})
    return _opened(property, booking, rows, now)


def _opened(property: Property, booking: Booking, rows: Sequence[Order], now: datetime) -> list[Order]:
    """The orders, those that wait for no money open to the hotel. Raises SoldOut when an upgrade that confirms itself finds
    no room for its guests, or leaves no place for another order: all of a basket, or nothing."""
    opened: list[Order] = []
    for each in rows:
        has_moved = any(row.auto_confirmed and row.kind == OfferKind.UPGRADE.value for row in opened)
        row = order_row(property, each.id) if has_moved else each
        if row.status != OrderStatus.UNCONFIRMED.value:
            raise SoldOut(["room_taken"], row.offer_name)
        try:
            if row.payment != OrderPayment.TO_PAY.value:
                open_to_hotel(property, booking, row, now)
        except NoRoom as error:
            raise SoldOut(["no_higher_room"], row.offer_name) from error
        opened.append(row)
    return opened


def _check_payable(property: Property, quoted: Sequence[Quoted]) -> None:
    """Nothing waits for money that nobody can pay."""
    first = next((each for each in quoted if each.wanted.pay_now), None)
    if first is not None and not enabled_providers(property):
        raise OfferRefused(["no_payments"], first.on.offer.name)


def _hold_named(property: Property, codes: set[str]) -> None:
    """The offers stay as they are until these orders stand: nobody changes their price or stock meanwhile. In one order,
    so that no two baskets wait in a ring."""
    rows = Offer.objects.of(property).filter(code__in=[code for code in codes if "\0" not in code])
    list(rows.order_by("id").select_for_update().values_list("id"))


def _row(
    property: Property, shelf: LoadedShelf, quoted: Quoted, basket: UUID, actor: Actor, now: datetime
) -> Order:
    offer, answers = quoted.on.offer, quoted.answers
    labels = {question.code: dict(question.label) for question in offer.questions}
    return Order(
        id=new_id(),
        property=property,
        booking_id=shelf.row.id,
        stay_id=shelf.stay_ids[quoted.on.stay],
        offer_id=shelf.offer_ids[offer.code],
        kind=offer.kind.value,
        offer_name=dict(offer.name),
        basket=basket,
        status=OrderStatus.UNCONFIRMED.value,
        payment=(OrderPayment.TO_PAY if quoted.wanted.pay_now else OrderPayment.ON_BOOKING).value,
        posting=Posting.NOT_NEEDED.value,
        price_per=offer.price_per.value,
        unit=quoted.unit,
        quantity=quoted.quantity,
        amount=quoted.amount,
        tax_treatment=offer.taxes.value,
        taxes=asdict(quoted.split),
        day=answers.day,
        at=answers.at,
        number=answers.number,
        texts={code: {"label": labels.get(code, {}), "text": text} for code, text in answers.texts.items()},
        stock_day=quoted.stock_day,
        pieces=quoted.pieces,
        terms=_terms(shelf, quoted),
        had_at=quoted.had_at,
        ordered_at=now,
        ordered_by=actor.name,
        by_guest=actor.kind == "guest",
    )


def _terms(shelf: LoadedShelf, quoted: Quoted) -> dict[str, Any]:
    """The offer's rules as they stand now (`Order.terms`)."""
    offer = quoted.on.offer
    terms: dict[str, Any] = {
        "when_stay_changes": offer.when_stay_changes.value,
        "guest_cancels_until": offer.guest_cancels_until,
        "auto_confirm": offer.auto_confirm,
    }
    stay = shelf.facts.booking.stay(quoted.on.stay)
    if offer.upgrade is not None and stay is not None:
        terms |= {"room_type": offer.upgrade.to_type, "sold_as": stay.priced_as}
    return terms


def _take(
    property: Property, shelf: LoadedShelf, quoted: Sequence[Quoted], rows: Sequence[Order], now: datetime
) -> None:
    """Take what the orders hold: pieces, rooms of a higher type, nights beside the stay. Raises SoldOut."""
    pieces: Counter[StockKey] = Counter()
    for row in rows:
        if row.stock_day is not None:
            pieces[row.offer_id, row.stock_day] += row.pieces
    move_pieces(property, pieces)
    for each, row in zip(quoted, rows, strict=True):
        stay = shelf.facts.booking.stay(each.on.stay)
        if stay is None:  # quoted for a stay that is there
            raise LookupError(each.on.stay)
        if each.on.offer.upgrade is not None:
            # All its nights, also of a guest in house: a stay has one type.
            hold_room(property, row, shelf.house, each.on.offer.upgrade.to_type, stay.dates.nights, now)
        elif each.on.offer.kind.moves_an_hour and stay.room:
            night = _beside(each.on.offer.kind, stay.check_in, stay.check_out)
            hold_night(property, row, shelf.house, stay.room, night, now)


def _beside(kind: OfferKind, check_in: date, check_out: date) -> date:
    """The night that the hour is taken from."""
    return check_out if kind is OfferKind.LATE_CHECK_OUT else check_in - timedelta(days=1)

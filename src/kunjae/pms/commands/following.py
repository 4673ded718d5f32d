"""What an order is to have in a two-way PMS follows the order: confirmed, cancelled, changed with its stay (rules.md 9.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from kunjae.bookings.models import Booking
from kunjae.concierge.commands.telling import FOLIO
from kunjae.concierge.errors import NoSuchOrder
from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, Posting
from kunjae.concierge.models import Order
from kunjae.concierge.rules.folio import first_posting
from kunjae.ordering.commands.answering import MovedAway, held_order
from kunjae.outbox.commands import put
from kunjae.outbox.facts import Answer, Received
from kunjae.pms.commands.standing import held_postings, write_standing
from kunjae.pms.connections import TWO_WAY
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.pms.models import Connection, FolioPosting, Reservation
from kunjae.pms.opening import put_settle
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.facts import Naming
from kunjae.pms.rules import NOTHING, UNSENT, Wanted, wanted_of
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

AGAIN_AFTER = timedelta(hours=1)
_UNSENT = [state.value for state in UNSENT]
BY_HAND = PostingState.BY_HAND.value


def follow_order(message: Received) -> Answer:
    """Handler: bring what the order is to have in the PMS to how the order stands now. May come any number of times."""

    def follow() -> None:
        property = Property.objects.get(id=message.property_id)
        try:
            booking, row = held_order(property, UUID(message.payload["order"]))
        except NoSuchOrder:
            return
        _follow(property, booking, row, message.now)

    run_in_transaction(follow, again_after=(MovedAway, IntegrityError))
    return None


def follow_given_up(message: Received, code: str) -> None:
    """The handler failed whenever it was tried: it is not left at that."""
    key = f"{FOLIO}:{message.payload['order']}:after:{message.id.hex}"
    put(message.property_id, FOLIO, key, message.payload, message.now, due_at=message.now + AGAIN_AFTER)


def _follow(property: Property, booking: Booking, row: Order, now: datetime) -> None:
    postings = held_postings(property, row.id)
    by_clerk = _is_a_clerks(row)
    if by_clerk and not any(each.state == BY_HAND for each in postings):
        return
    if not by_clerk:
        _reopen_unticked(property, row, postings, now)
    connection = Connection.objects.of(property).first()
    wanted = _wanted(property, row, connection, postings)
    reservation = _reservation(property, booking)
    moved = [each for each in postings if each.wanted and each.next_try_at == now]
    for kind in PostingKind:
        mine = [each for each in postings if each.kind == kind.value]
        if by_clerk and (not mine or any(each.state == BY_HAND for each in mine)):
            _close_by_hand(property, row, mine)
            continue
        moved += _bring_to(property, booking, row, kind, kind in wanted.kinds, postings, reservation, now)
    write_standing(property, booking, row, postings, now, otherwise=_otherwise(property, row, wanted))
    for each in dict.fromkeys(each.id for each in moved):
        put_settle(property, each, now)


def _is_a_clerks(row: Order) -> bool:
    """Whether somebody has typed it into the PMS, in whatever amount: nothing is done there beside them."""
    return row.posting == Posting.BY_HAND.value or (
        row.posting == Posting.TO_DO.value and row.posted_at is not None
    )


def _close_by_hand(property: Property, row: Order, mine: list[FolioPosting]) -> None:
    """Cancelled after it was done by hand: the clerk takes it off."""
    if row.status == OrderStatus.CONFIRMED.value:
        return
    for each in mine:
        if each.wanted and each.state == BY_HAND:
            _write(property, each, wanted=False)


def _reopen_unticked(property: Property, row: Order, postings: list[FolioPosting], now: datetime) -> None:
    """A clerk took back that it was done by hand, or has taken it off."""
    for each in postings:
        if each.state != BY_HAND:
            continue
        if row.status == OrderStatus.CONFIRMED.value and each.wanted:
            state = PostingState.UNKNOWN if each.sent_at else PostingState.WAITING
            _write(property, each, state=state.value, posted_at=None, done_by="", next_try_at=now)
        else:
            _write(property, each, state=PostingState.REVERSED.value, wanted=False, reversed_at=now)


def _wanted(
    property: Property, row: Order, connection: Connection | None, postings: list[FolioPosting]
) -> Wanted:
    if property.details.get("pms") != TWO_WAY:
        # Nothing goes there any more; what is there, or may be, stays.
        there = [each for each in postings if each.wanted and each.state not in _UNSENT]
        stands = row.status == OrderStatus.CONFIRMED.value
        return Wanted(frozenset(PostingKind(each.kind) for each in there)) if stands else NOTHING
    return wanted_of(
        OfferKind(row.kind),
        OrderStatus(row.status),
        OrderPayment(row.payment),
        row.amount,
        upgrades=connection is None or _moves_room(postings) or _can_upgrade(connection, row),
    )


def _moves_room(postings: list[FolioPosting]) -> bool:
    """Whether the room is already on its way: it stays there, whatever became of the names of room types."""
    return any(each.wanted and each.kind == PostingKind.ROOM_TYPE.value for each in postings)


def _can_upgrade(connection: Connection, row: Order) -> bool:
    if not adapter(connection.pms).can.upgrades:
        return False
    return row.kind != OfferKind.UPGRADE.value or bool(
        Naming.from_json(connection.mapping).type_there(row.terms["room_type"])
    )


def _reservation(property: Property, booking: Booking) -> str:
    found = Reservation.objects.of(property).filter(booking_id=booking.id).values_list("number", flat=True)
    return found.first() or ""


def _bring_to(
    property: Property,
    booking: Booking,
    row: Order,
    kind: PostingKind,
    wanted: bool,
    postings: list[FolioPosting],
    reservation: str,
    now: datetime,
) -> list[FolioPosting]:
    """The postings of one kind as the order wants them; those that are to be settled now."""
    moved = []
    mine = [each for each in postings if each.kind == kind.value]
    current = next((each for each in mine if each.wanted), None)
    amount = row.amount if kind is PostingKind.CHARGE else 0
    if current and not (wanted and _is_still(current, booking, amount, reservation)):
        moved += _end(property, current, now)
        current = None
    if wanted and current is None:
        made = FolioPosting(
            property=property,
            order_id=row.id,
            number=max((each.number for each in mine), default=0) + 1,
            kind=kind.value,
            state=PostingState.WAITING.value,
            booking=booking.code,
            amount=amount,
            values=_types(row) if kind is PostingKind.ROOM_TYPE else {},
            made_at=now,
        )
        made.save(force_insert=True)
        postings.append(made)
        moved.append(made)
    return moved


def _is_still(current: FolioPosting, booking: Booking, amount: int, reservation: str) -> bool:
    """Whether it says what it is to say, on the folio where it is to be."""
    elsewhere = current.reservation and reservation and current.reservation != reservation
    sent = current.state not in _UNSENT
    return current.amount == amount and current.booking == booking.code and not (sent and elsewhere)


def _end(property: Property, current: FolioPosting, now: datetime) -> list[FolioPosting]:
    """It is wanted no more. What the PMS surely has not is over; a worker that had it in hand finds that out before it sends."""
    if current.state in _UNSENT:
        _write(
            property,
            current,
            wanted=False,
            state=PostingState.REVERSED.value,
            reversed_at=now,
            error="",
            hand=None,
            hand_until=None,
            next_try_at=None,
        )
        return []
    _write(
        property, current, wanted=False, error="", failing_since=None, told_at=None, tries=0, next_try_at=now
    )
    return [current]


def _types(row: Order) -> Mapping[str, Any]:
    return {"to": row.terms["room_type"], "from": row.terms.get("sold_as", "")}


def _otherwise(property: Property, row: Order, wanted: Wanted) -> Posting:
    """How the order stands where no posting says: a clerk's, or none is needed."""
    if wanted.by_clerk:
        return Posting.TO_DO
    if row.status != OrderStatus.CONFIRMED.value or property.details.get("pms") == TWO_WAY:
        return Posting.NOT_NEEDED
    return first_posting(property.details.get("pms", ""), OrderPayment(row.payment))


def _write(property: Property, row: FolioPosting, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    FolioPosting.objects.of(property).filter(id=row.id).update(**values)

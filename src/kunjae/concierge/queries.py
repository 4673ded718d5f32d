"""Reads of offers and orders: a constant number of queries, whatever the number of offers, stays and nights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kunjae.bookings.models import Booking
from kunjae.bookings.queries import booking_facts, booking_row
from kunjae.concierge.errors import NoSuchOffer, NoSuchOrder
from kunjae.concierge.facts import (
    Answers,
    OfferFacts,
    OfferKind,
    OrderFacts,
    OrderPayment,
    OrderStatus,
    Posting,
    PricePer,
    TaxTreatment,
    WhenStayChanges,
)
from kunjae.concierge.models import Offer, Order
from kunjae.concierge.offer_text import facts_of
from kunjae.concierge.rules.shelf import ShelfFacts
from kunjae.concierge.shelf_reads import OPEN, pieces_ordered, rates_now, rooms_free, stays_of
from kunjae.properties.models import Property
from kunjae.properties.queries import House, house, property_facts
from kunjae.tenancy.prepared import Rows

# Offers

_OFFER_COLUMNS = (
    "id", "code", "kind", "name", "position", "enabled", "retired", "stock", "picture", "terms", "to_type__code",
)  # fmt: skip
_OFFERS = Rows(
    lambda hotel: (
        Offer.objects.of(hotel)
        .filter(retired=False)
        .order_by("position", "code")
        .values_list(*_OFFER_COLUMNS, named=False)
    )
)
_ALL_OFFERS = Rows(
    lambda hotel: Offer.objects.of(hotel).order_by("position", "code").values_list(*_OFFER_COLUMNS)
)


def offers(property: Property, *, retired: bool = False) -> tuple[OfferFacts, ...]:
    """All offers and room upgrades in the hotel's order, in one query; `retired`: those too."""
    rows = (_ALL_OFFERS if retired else _OFFERS)(property.id)
    return tuple(_offer_facts(columns, property.currency) for columns in rows)


def offer_row(property: Property, code: str, *, lock: bool = False) -> Offer:
    """The offer of that code, retired or not. `lock` holds it until the transaction ends. Raises NoSuchOffer."""
    rows = Offer.objects.of(property).filter(code=code)
    row = None if "\0" in code else (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NoSuchOffer(code)
    return row


def offer_facts(row: Offer, house: House, currency: str) -> OfferFacts:
    """A row as facts; no query."""
    to_type = house.types[row.to_type_id].code if row.to_type_id else None
    columns = (
        row.id,
        row.code,
        row.kind,
        row.name,
        row.position,
        row.enabled,
        row.retired,
        row.stock,
        row.picture,
    )
    return _offer_facts((*columns, row.terms, to_type), currency)


def _offer_facts(columns: Iterable[Any], currency: str) -> OfferFacts:
    named = dict(zip(_OFFER_COLUMNS, columns, strict=True))
    to_type = named.pop("to_type__code")
    return facts_of(**named, to_type=to_type or "", currency=currency)


# Orders

_ORDER_COLUMNS = (
    "id", "stay__number", "offer__code", "kind", "offer_name", "status", "payment", "posting", "price_per", "unit",
    "quantity", "amount", "counted", "tax_treatment", "day", "at", "number", "texts", "terms", "had_at", "ordered_at",
    "stock_day", "pieces",
)  # fmt: skip
_OF_BOOKING = Rows(
    lambda hotel, booking: (
        Order.objects.of(hotel)
        .filter(booking_id=booking)
        .order_by("-ordered_at", "-id")
        .values_list(*_ORDER_COLUMNS)
    )
)


def orders_of(property: Property, booking_id: UUID) -> tuple[OrderFacts, ...]:
    """All orders of a booking, newest first, in one query."""
    return tuple(_order_facts(columns) for columns in _OF_BOOKING(property.id, booking_id))


def order_row(property: Property, id: UUID, *, lock: bool = False) -> Order:
    """The order of that id. `lock` holds it until the transaction ends: its booking is held before it. Raises
    NoSuchOrder."""
    rows = Order.objects.of(property).filter(id=id)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NoSuchOrder
    return row


def order_facts(row: Order, *, stay: int, offer: str) -> OrderFacts:
    """A row as facts; `stay`: its number, `offer`: its code. No query."""
    given = {"stay__number": stay, "offer__code": offer}
    return _order_facts([given[name] if name in given else getattr(row, name) for name in _ORDER_COLUMNS])


def _order_facts(columns: Iterable[Any]) -> OrderFacts:
    row = dict(zip(_ORDER_COLUMNS, columns, strict=True))
    terms = row["terms"]
    return OrderFacts(
        id=row["id"],
        stay=row["stay__number"],
        offer=row["offer__code"],
        kind=OfferKind(row["kind"]),
        name=row["offer_name"],
        status=OrderStatus(row["status"]),
        payment=OrderPayment(row["payment"]),
        posting=Posting(row["posting"]),
        per=PricePer(row["price_per"]),
        unit=row["unit"],
        quantity=row["quantity"],
        amount=row["amount"],
        counted=row["counted"],
        taxes=TaxTreatment(row["tax_treatment"]),
        answers=Answers(
            day=row["day"],
            at=row["at"],
            number=row["number"],
            texts={code: answer["text"] for code, answer in row["texts"].items()},
        ),
        when_stay_changes=WhenStayChanges(terms["when_stay_changes"]),
        guest_cancels_until=terms.get("guest_cancels_until"),
        had_at=row["had_at"],
        ordered_at=row["ordered_at"],
        room_type=terms.get("room_type", ""),
        sold_as=terms.get("sold_as", ""),
        stock_day=row["stock_day"],
        pieces=row["pieces"],
    )


# The shelf


@dataclass(frozen=True, slots=True)
class LoadedShelf:
    """What a shelf is filled from, and the rows and ids that ordering needs. `stay_ids` by number, `offer_ids` by code.
    `is_invited`: the hotel has written of a stay before arrival, and the guest has not looked yet."""

    row: Booking
    facts: ShelfFacts
    house: House
    stay_ids: dict[int, UUID]
    offer_ids: dict[str, UUID]
    is_invited: bool = False


def load_shelf(property: Property, code: str, now: datetime, *, lock: bool = False) -> LoadedShelf:
    """All that offers for a booking depend on, in at most ten queries. `lock` holds the booking until the transaction
    ends. Raises NoSuchBooking.

    Its stays come without the agreed prices of their nights, which no offer depends on (`StayFacts.dates` has the days).
    """
    row = booking_row(property, code, lock=lock)
    the_house, hotel = house(property), property_facts(property)
    found = stays_of(property, row.id, the_house)
    stays = [each.stay for each in found]
    open_stays = [stay for stay in stays if stay.status in OPEN]
    sold = offers(property)
    facts = ShelfFacts(
        hotel=hotel,
        booking=booking_facts(row, stays),
        offers=sold,
        orders=orders_of(property, row.id),
        room_types=the_house.by_code,
        ordered=pieces_ordered(property, open_stays, sold),
        **rooms_free(property, the_house, open_stays, sold),
        rates=rates_now(property, hotel, the_house, found, sold),
    )
    return LoadedShelf(
        row,
        facts,
        the_house,
        {each.stay.number: each.id for each in found},
        {offer.code: offer.id for offer in sold},
        is_invited=any(each.is_invited for each in found),
    )

"""Reads of offers and orders: a constant number of queries, whatever the number of offers, stays and nights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from kunjae.bookings.facts import BookingFacts, StayFacts, StayStatus
from kunjae.bookings.models import Booking, Stay
from kunjae.bookings.queries import booking_row
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
from kunjae.concierge.models import Offer, OfferDay, Order
from kunjae.concierge.offer_text import facts_of
from kunjae.concierge.rules.shelf import Beside, ShelfFacts
from kunjae.inventory.facts import Occupancy
from kunjae.inventory.models import RoomNight
from kunjae.inventory.queries import type_counts
from kunjae.kernel.stay_dates import StayDates, merged
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.models import Property
from kunjae.properties.queries import House, house, property_facts
from kunjae.rates.facts import Meal, NightRate, RateKey
from kunjae.rates.policy_text import policy_of_text
from kunjae.rates.queries import night_rates
from kunjae.tenancy.prepared import Rows, any_of

OPEN = (StayStatus.RESERVED, StayStatus.IN_HOUSE)
"""Stays that something can still be ordered for."""

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
    columns = (row.id, row.code, row.kind, row.name, row.position, row.enabled, row.retired, row.stock, row.picture)
    return _offer_facts((*columns, row.terms, to_type), currency)


def _offer_facts(columns: Iterable[Any], currency: str) -> OfferFacts:
    named = dict(zip(_OFFER_COLUMNS, columns, strict=True))
    to_type = named.pop("to_type__code")
    return facts_of(**named, to_type=to_type or "", currency=currency)


# Orders

_ORDER_COLUMNS = (
    "id", "stay__number", "offer__code", "kind", "offer_name", "status", "payment", "posting", "price_per", "unit",
    "quantity", "amount", "counted", "tax_treatment", "day", "at", "number", "texts", "terms", "had_at", "ordered_at",
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
    )


# The shelf


@dataclass(frozen=True, slots=True)
class LoadedShelf:
    """What a shelf is filled from, and the rows and ids that ordering needs. `stay_ids` by number, `offer_ids` by code."""

    row: Booking
    facts: ShelfFacts
    house: House
    stay_ids: dict[int, UUID]
    offer_ids: dict[str, UUID]


def load_shelf(property: Property, code: str, now: datetime, *, lock: bool = False) -> LoadedShelf:
    """All that offers for a booking depend on, in at most ten queries. `lock` holds the booking until the transaction
    ends. Raises NoSuchBooking.

    Its stays come without the agreed prices of their nights, which no offer depends on (`StayFacts.dates` has the days).
    """
    row = booking_row(property, code, lock=lock)
    the_house, hotel = house(property), property_facts(property)
    found = _stays(property, row.id, the_house)
    stays = [stay for _, _, stay in found]
    open_stays = [stay for stay in stays if stay.status in OPEN]
    sold = offers(property)
    facts = ShelfFacts(
        hotel=hotel,
        booking=_booking_facts(row, stays),
        offers=sold,
        orders=orders_of(property, row.id),
        room_types=the_house.by_code,
        ordered=_ordered(property, open_stays, sold),
        **_rooms(property, the_house, open_stays, sold),
        rates=_rates(property, hotel, the_house, found, sold),
    )
    return LoadedShelf(
        row,
        facts,
        the_house,
        {stay.number: id for id, _, stay in found},
        {offer.code: offer.id for offer in sold},
    )


_STAYS = Rows(
    lambda hotel, booking: (
        Stay.objects.of(hotel)
        .filter(booking_id=booking)
        .order_by("number")
        .values_list(
            "id", "rate_plan_id", "rate_plan__code", "number", "status", "room_type_id", "room_id", "sold_as_id", "meal",
            "conditions", Cast("policy", models.TextField()), "prepay_percent", "check_in", "check_out",
            "earliest_check_in", "adults", "children", "guest_id", "guest__name", "recorded_fee",
        )
    )
)  # fmt: skip


def _stays(property: Property, booking: UUID, house: House) -> list[tuple[UUID, UUID, StayFacts]]:
    """Id, rate plan's id and facts of each stay, its nights left out, in one query: with the plan's code, so that the plans
    themselves need not be read."""
    found = []
    for id, plan_id, plan, number, status, kind, room, sold_as, meal, conditions, policy, *rest in _STAYS(
        property.id, booking
    ):
        prepay, check_in, check_out, earliest, adults, children, guest_id, guest_name, fee = rest
        stay = StayFacts(
            number=number,
            status=StayStatus(status),
            room_type=house.types[kind].code,
            room=house.rooms[room].number if room else None,
            rate_plan=plan,
            meal=Meal(meal),
            conditions=conditions,
            policy=policy and policy_of_text(policy, property.currency),
            prepay_percent=prepay,
            check_in=check_in,
            check_out=check_out,
            earliest_check_in=earliest,
            adults=adults,
            children=children,
            nights=(),
            guest_name=guest_name or "",
            guest_id=guest_id,
            recorded_fee=fee,
            sold_as=house.types[sold_as].code if sold_as else None,
        )
        found.append((id, plan_id, stay))
    return found


def _booking_facts(row: Booking, stays: Iterable[StayFacts]) -> BookingFacts:
    return BookingFacts(
        id=row.id,
        code=row.code,
        version=row.version,
        stays=tuple(stays),
        last_number=row.last_stay_number,
        paid=row.paid,
        fees=row.fees,
        orders=row.orders,
        changes_recorded=row.changes_recorded,
        booker_id=row.booker_id,
        note_id=row.note_id,
        source=row.source,
        language=row.language,
        pending_id=row.pending_id,
    )


_ORDERED = Rows(
    lambda hotel, first, last: (
        OfferDay.objects.of(hotel)
        .filter(day__gte=first, day__lte=last)
        .values_list("offer__code", "day", "ordered")
    )
)


def _ordered(
    property: Property, stays: list[StayFacts], sold: Iterable[OfferFacts]
) -> dict[tuple[str, date], int]:
    """How many pieces are ordered for the days of these stays, in one query; none where nothing has a stock."""
    if not stays or all(offer.stock is None for offer in sold):
        return {}
    first, last = min(stay.check_in for stay in stays), max(stay.check_out for stay in stays)
    return {(code, day): number for code, day, number in _ORDERED(property.id, first, last)}


_TAKEN = Rows(
    lambda hotel, nights: (
        RoomNight.objects.of(hotel)
        .filter(any_of(Q(room_id=room, night=night) for room, night in nights))
        .values_list("room_id", "night")
    )
)


def _rooms(
    property: Property, house: House, stays: list[StayFacts], sold: Iterable[OfferFacts]
) -> dict[str, Any]:
    """`beside` and `higher` of the facts, in two queries: what stands in the way of another hour and of a higher type."""
    in_rooms = [stay for stay in stays if stay.room] if any(each.kind.moves_an_hour for each in sold) else []
    targets = {offer.upgrade.to_type for offer in sold if offer.upgrade}
    wanted = {stay.room_type for stay in in_rooms} | targets if stays else set()
    counted = type_counts(
        property, {house.type_ids[code]: code for code in wanted}, merged(_widened(stay) for stay in stays)
    ) if wanted else {}  # fmt: skip
    occupied = Occupancy(counts=counted, capacities=house.capacities)
    nights = [(house.room_ids[stay.room], night) for stay in in_rooms if stay.room for night in _around(stay)]
    taken = set(_TAKEN(property.id, nights)) if nights else set()

    def is_free(stay: StayFacts, night: date) -> bool:
        room = house.room_ids[stay.room or ""]
        return (room, night) not in taken and occupied.count(stay.room_type, night).free > 0

    return {
        "beside": {
            stay.number: Beside(*(is_free(stay, night) for night in _around(stay))) for stay in in_rooms
        },
        "higher": {
            (stay.number, code)
            for stay in stays
            for code in targets
            if all(occupied.count(code, night).free > 0 for night in stay.dates.nights)
        },
    }


def _around(stay: StayFacts) -> tuple[date, date]:
    """The nights before and after."""
    return stay.check_in - timedelta(days=1), stay.check_out


def _widened(stay: StayFacts) -> StayDates:
    return StayDates(stay.check_in - timedelta(days=1), stay.check_out + timedelta(days=1))


def _rates(
    property: Property,
    hotel: PropertyFacts,
    house: House,
    found: list[tuple[UUID, UUID, StayFacts]],
    sold: Iterable[OfferFacts],
) -> Mapping[RateKey, NightRate]:
    """Today's prices that upgrades for a percentage depend on, in one query; none where no upgrade does."""
    targets = {offer.upgrade.to_type for offer in sold if offer.upgrade and offer.upgrade.percent is not None}
    stays = [(plan, stay) for _, plan, stay in found if stay.status in OPEN]
    if not targets or not stays:
        return {}
    own = {code for _, stay in stays for code in (stay.room_type, stay.priced_as)}
    return night_rates(
        property,
        hotel.taxes,
        plans={plan: stay.rate_plan for plan, stay in stays},
        types={house.type_ids[code]: code for code in own | targets},
        ranges=merged(stay.dates for _, stay in stays),
    )

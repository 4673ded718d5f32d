"""Reads of bookings and stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Cast

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import BookingFacts, Night, StayFacts, StayStatus
from kunjae.bookings.models import Booking, Stay, StayNight
from kunjae.properties.models import Property
from kunjae.properties.queries import House
from kunjae.rates.facts import Meal
from kunjae.rates.policy_text import policy_of_text
from kunjae.tenancy.prepared import Rows


@dataclass(frozen=True, slots=True)
class LoadedBooking:
    """A booking's row, the same as facts, and the ids behind its stays' numbers."""

    row: Booking
    facts: BookingFacts
    stay_ids: dict[int, UUID]


_BOOKING = Rows(
    lambda hotel, code: Booking.objects.of(hotel).filter(code=code).select_related("booker", "note")
)
_ALONE = Rows(lambda hotel, code: Booking.objects.of(hotel).filter(code=code))
_LOCKED = Rows(lambda hotel, code: Booking.objects.of(hotel).filter(code=code).select_for_update())
_STAYS = Rows(
    lambda hotel, bookings: (
        Stay.objects.of(hotel)
        .filter(booking_id__in=bookings)
        .order_by("booking_id", "number")
        .values_list(
            "booking_id",
            "id",
            "number",
            "status",
            "room_type_id",
            "room_id",
            "rate_plan_id",
            "meal",
            "conditions",
            Cast("policy", models.TextField()),  # as text, which is how equal policies are known
            "prepay_percent",
            "check_in",
            "check_out",
            "earliest_check_in",
            "adults",
            "children",
            "guest_id",
            "guest__name",
            "recorded_fee",
            "sold_as_id",
        )
    )
)
_NIGHTS = Rows(
    lambda hotel, stays: (
        StayNight.objects.of(hotel)
        .filter(stay_id__in=stays)
        .order_by("stay_id", "night")
        .values_list("stay_id", "night", "room_price", "extra_price")
    )
)


def booking_row(property: Property, code: str, *, lock: bool = False, people: bool = True) -> Booking:
    """The booking with booker and note. Raises NoSuchBooking.

    `lock` holds it until the transaction ends. Locked, or without `people`, it comes alone: booker and note are a
    query each when they are asked for.
    """
    read = _LOCKED if lock else _BOOKING if people else _ALONE
    # PostgreSQL refuses a text with NUL; no code has one.
    row = read.first(property.id, code.upper()) if "\0" not in code else None
    if row is None:
        raise NoSuchBooking(code)
    row.property = property  # it is at hand: following the relation would be a query
    return row


def with_stays(row: Booking, house: House, plan_codes: dict[UUID, str]) -> LoadedBooking:
    """The booking with all its stays and nights, in two queries."""
    return with_all_stays(row.property, [row], house, plan_codes)[0]


def with_all_stays(
    property: Property, rows: Sequence[Booking], house: House, plan_codes: dict[UUID, str]
) -> list[LoadedBooking]:
    """These bookings of the property, in their order, with all their stays and nights: two queries."""
    found = _STAYS(property.id, [row.id for row in rows])
    nights = nights_of(property, (id for _, id, *_ in found))
    stays: dict[UUID, dict[UUID, StayFacts]] = {row.id: {} for row in rows}
    for booking_id, id, *columns in found:
        stays[booking_id][id] = _stay_facts(columns, nights.get(id, ()), house, plan_codes, property.currency)
    return [_loaded(row, stays[row.id]) for row in rows]


def booking_facts(row: Booking, stays: Iterable[StayFacts]) -> BookingFacts:
    """A booking as the rules see it, of its row and its stays."""
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


def _loaded(row: Booking, stays: dict[UUID, StayFacts]) -> LoadedBooking:
    facts = booking_facts(row, stays.values())
    return LoadedBooking(row, facts, {stay.number: id for id, stay in stays.items()})


def nights_of(property: Property, stay_ids: Iterable[UUID]) -> dict[UUID, tuple[Night, ...]]:
    """Stay id -> its agreed nights in order, in one query."""
    found: dict[UUID, list[Night]] = {}
    for stay_id, night, room_price, extra_price in _NIGHTS(property.id, list(stay_ids)):
        found.setdefault(stay_id, []).append(Night(night, room_price, extra_price))
    return {stay_id: tuple(nights) for stay_id, nights in found.items()}


def _stay_facts(
    columns: Sequence[Any],
    nights: tuple[Night, ...],
    house: House,
    plan_codes: Mapping[UUID, str],
    currency: str,
) -> StayFacts:
    """A stay from its columns in the order of `_STAYS`, without the first two."""
    (
        number,
        status,
        room_type_id,
        room_id,
        rate_plan_id,
        meal,
        conditions,
        policy,
        prepay_percent,
        check_in,
        check_out,
        earliest_check_in,
        adults,
        children,
        guest_id,
        guest_name,
        recorded_fee,
        sold_as_id,
    ) = columns
    return StayFacts(
        number=number,
        status=StayStatus(status),
        room_type=house.types[room_type_id].code,
        room=house.rooms[room_id].number if room_id else None,
        rate_plan=plan_codes[rate_plan_id],
        meal=Meal(meal),
        conditions=conditions,
        policy=policy and policy_of_text(policy, currency),
        prepay_percent=prepay_percent,
        check_in=check_in,
        check_out=check_out,
        earliest_check_in=earliest_check_in,
        adults=adults,
        children=children,
        nights=nights,
        guest_name=guest_name or "",
        guest_id=guest_id,
        recorded_fee=recorded_fee,
        sold_as=house.types[sold_as_id].code if sold_as_id else None,
    )

"""Reads of bookings and stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from kunjae.bookings.errors import NoSuchBooking
from kunjae.bookings.facts import BookingFacts, Night, StayFacts, StayStatus
from kunjae.bookings.models import Booking, Stay, StayNight
from kunjae.properties.models import Property
from kunjae.properties.queries import House
from kunjae.rates.facts import Meal
from kunjae.rates.policy_text import policy_from_json


@dataclass(frozen=True, slots=True)
class LoadedBooking:
    """A booking's row, the same as facts, and the ids behind its stays' numbers."""

    row: Booking
    facts: BookingFacts
    stay_ids: dict[int, UUID]


def booking_row(property: Property, code: str, *, lock: bool = False) -> Booking:
    """The booking with booker and note. Raises NoSuchBooking. `lock` holds it until the transaction ends."""
    rows = Booking.objects.of(property).filter(code=code.upper())
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.select_related("booker", "note").first()
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
    stays: dict[UUID, list[Stay]] = {row.id: [] for row in rows}
    found = Stay.objects.of(property).filter(booking_id__in=list(stays)).select_related("guest")
    for stay in found.order_by("booking_id", "number"):
        stays[stay.booking_id].append(stay)
    nights = nights_of(property, (stay.id for each in stays.values() for stay in each))
    return [_loaded(row, stays[row.id], nights, house, plan_codes, property.currency) for row in rows]


def _loaded(
    row: Booking,
    stays: list[Stay],
    nights: dict[UUID, tuple[Night, ...]],
    house: House,
    plan_codes: dict[UUID, str],
    currency: str,
) -> LoadedBooking:
    facts = BookingFacts(
        id=row.id,
        code=row.code,
        version=row.version,
        stays=tuple(
            _stay_facts(stay, nights.get(stay.id, ()), house, plan_codes, currency) for stay in stays
        ),
        last_number=row.last_stay_number,
        paid=row.paid,
        fees=row.fees,
        changes_recorded=row.changes_recorded,
        booker_id=row.booker_id,
        note_id=row.note_id,
        source=row.source,
        language=row.language,
    )
    return LoadedBooking(row, facts, {stay.number: stay.id for stay in stays})


def nights_of(property: Property, stay_ids: Iterable[UUID]) -> dict[UUID, tuple[Night, ...]]:
    """Stay id -> its agreed nights in order, in one query."""
    found: dict[UUID, list[Night]] = {}
    rows = StayNight.objects.of(property).filter(stay_id__in=list(stay_ids)).order_by("stay_id", "night")
    for stay_id, night, room_price, extra_price in rows.values_list(
        "stay_id", "night", "room_price", "extra_price"
    ):
        found.setdefault(stay_id, []).append(Night(night, room_price, extra_price))
    return {stay_id: tuple(nights) for stay_id, nights in found.items()}


def _stay_facts(
    row: Stay, nights: tuple[Night, ...], house: House, plan_codes: dict[UUID, str], currency: str
) -> StayFacts:
    return StayFacts(
        number=row.number,
        status=StayStatus(row.status),
        room_type=house.types[row.room_type_id].code,
        room=house.rooms[row.room_id].number if row.room_id else None,
        rate_plan=plan_codes[row.rate_plan_id],
        meal=Meal(row.meal),
        conditions=row.conditions,
        policy=policy_from_json(row.policy, currency, "policy") if row.policy is not None else None,
        prepay_percent=row.prepay_percent,
        check_in=row.check_in,
        check_out=row.check_out,
        earliest_check_in=row.earliest_check_in,
        adults=row.adults,
        children=row.children,
        nights=nights,
        guest_name=row.guest.name if row.guest else "",
        guest_id=row.guest_id,
        recorded_fee=row.recorded_fee,
    )

"""What a shelf is filled from beside its offers: the stays of a booking, what is free for them, and what it costs today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Cast

from kunjae.bookings.facts import StayFacts, StayStatus
from kunjae.bookings.models import Stay
from kunjae.concierge.facts import OfferFacts
from kunjae.concierge.models import OfferDay
from kunjae.concierge.rules.shelf import Beside
from kunjae.inventory.facts import Occupancy
from kunjae.inventory.models import RoomNight
from kunjae.inventory.queries import type_counts
from kunjae.kernel.stay_dates import StayDates, merged
from kunjae.properties.facts import PropertyFacts
from kunjae.properties.models import Property
from kunjae.properties.queries import House
from kunjae.rates.facts import Meal, NightRate, RateKey
from kunjae.rates.policy_text import policy_of_text
from kunjae.rates.queries import night_rates
from kunjae.tenancy.prepared import Rows

OPEN = (StayStatus.RESERVED, StayStatus.IN_HOUSE)
"""Stays that something can still be ordered for."""


@dataclass(frozen=True, slots=True)
class StayOnShelf:
    """A stay, without the agreed prices of its nights, which no offer depends on, and the ids of its row and plan.
    `is_invited`: the hotel has written before arrival, and the guest has not looked yet."""

    id: UUID
    plan_id: UUID
    stay: StayFacts
    is_invited: bool = False


_STAYS = Rows(
    lambda hotel, booking: (
        Stay.objects.of(hotel)
        .filter(booking_id=booking)
        .order_by("number")
        .values_list(
            "id", "rate_plan_id", "rate_plan__code", "number", "status", "room_type_id", "room_id", "sold_as_id", "meal",
            "conditions", Cast("policy", models.TextField()), "prepay_percent", "check_in", "check_out",
            "earliest_check_in", "adults", "children", "guest_id", "guest__name", "recorded_fee",
            "invitations__invited_at", "invitations__opened_at",
        )
    )
)  # fmt: skip


def stays_of(property: Property, booking: UUID, house: House) -> list[StayOnShelf]:
    """The stays of a booking, in one query: with their plans' codes, so that the plans themselves need not be read."""
    found = []
    for id, plan_id, plan, number, status, kind, room, sold_as, meal, conditions, policy, *rest in _STAYS(
        property.id, booking
    ):
        (
            prepay,
            check_in,
            check_out,
            earliest,
            adults,
            children,
            guest_id,
            guest_name,
            fee,
            invited_at,
            opened_at,
        ) = rest
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
        found.append(StayOnShelf(id, plan_id, stay, invited_at is not None and opened_at is None))
    return found


_ORDERED = Rows(
    lambda hotel, first, last: (
        OfferDay.objects.of(hotel)
        .filter(day__gte=first, day__lte=last)
        .values_list("offer__code", "day", "ordered")
    )
)


def pieces_ordered(
    property: Property, stays: list[StayFacts], sold: Iterable[OfferFacts]
) -> dict[tuple[str, date], int]:
    """How many pieces are ordered for the days of these stays, in one query; none where nothing has a stock."""
    if not stays or all(offer.stock is None for offer in sold):
        return {}
    first, last = min(stay.check_in for stay in stays), max(stay.check_out for stay in stays)
    return {(code, day): number for code, day, number in _ORDERED(property.id, first, last)}


_TAKEN = Rows(
    lambda hotel, rooms, first, last: (
        RoomNight.objects.of(hotel)
        .filter(room_id__in=rooms, night__gte=first, night__lte=last)
        .values_list("room_id", "night")
    )
)


def rooms_free(
    property: Property, house: House, stays: list[StayFacts], sold: Iterable[OfferFacts]
) -> dict[str, Any]:
    """`beside`, `higher` and `free` of the shelf's facts, in two queries: what stands in the way of another hour and of a higher
    type."""
    in_rooms = [stay for stay in stays if stay.room] if any(each.kind.moves_an_hour for each in sold) else []
    targets = {offer.upgrade.to_type for offer in sold if offer.upgrade}
    wanted = {stay.room_type for stay in in_rooms} | targets if stays else set()
    counted = type_counts(
        property, {house.type_ids[code]: code for code in wanted}, merged(_widened(stay) for stay in stays)
    ) if wanted else {}  # fmt: skip
    occupied = Occupancy(counts=counted, capacities=house.capacities)
    moving = [stay for stay in stays if stay.room and stay.status is StayStatus.IN_HOUSE] if targets else []
    better = [id for id, room in house.rooms.items() if room.room_type in targets and not room.retired]
    rooms = {house.room_ids[stay.room] for stay in in_rooms if stay.room} | set(better if moving else [])
    days = [day for stay in (*in_rooms, *moving) for day in _around(stay)]
    taken = set(_TAKEN(property.id, sorted(rooms), min(days), max(days))) if rooms else set()

    def is_free(stay: StayFacts, night: date) -> bool:
        room = house.room_ids[stay.room or ""]
        return (room, night) not in taken and occupied.count(stay.room_type, night).free > 0

    def has_number(stay: StayFacts, code: str) -> bool:
        """Whether guests in house, who cannot be without one, would have a room for all nights."""
        return stay not in moving or any(
            house.rooms[id].room_type == code and not any((id, night) in taken for night in stay.dates.nights)
            for id in better
        )

    return {
        "beside": {
            stay.number: Beside(*(is_free(stay, night) for night in _around(stay))) for stay in in_rooms
        },
        "higher": {
            (stay.number, code)
            for stay in stays
            for code in targets
            if all(occupied.count(code, night).free > 0 for night in stay.dates.nights)
            and has_number(stay, code)
        },
        "free": {
            (code, night): occupied.count(code, night).free
            for stay in stays
            for code in wanted & {stay.room_type, *targets}
            for night in (*_around(stay), *stay.dates.nights)
        },
    }


def _around(stay: StayFacts) -> tuple[date, date]:
    """The nights before and after."""
    return stay.check_in - timedelta(days=1), stay.check_out


def _widened(stay: StayFacts) -> StayDates:
    return StayDates(stay.check_in - timedelta(days=1), stay.check_out + timedelta(days=1))


def rates_now(
    property: Property,
    hotel: PropertyFacts,
    house: House,
    found: list[StayOnShelf],
    sold: Iterable[OfferFacts],
) -> Mapping[RateKey, NightRate]:
    """Today's prices that upgrades for a percentage depend on, in one query; none where no upgrade does."""
    targets = {offer.upgrade.to_type for offer in sold if offer.upgrade and offer.upgrade.percent is not None}
    stays = [each for each in found if each.stay.status in OPEN]
    if not targets or not stays:
        return {}
    own = {code for each in stays for code in (each.stay.room_type, each.stay.priced_as)}
    return night_rates(
        property,
        hotel.taxes,
        plans={each.plan_id: each.stay.rate_plan for each in stays},
        types={house.type_ids[code]: code for code in own | targets},
        ranges=merged(each.stay.dates for each in stays),
    )

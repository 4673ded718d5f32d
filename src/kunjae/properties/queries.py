"""Reads of hotels, room types and rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from kunjae.properties.facts import (
    FurtherFee,
    PropertyFacts,
    RoomFacts,
    Rooms,
    RoomTypeFacts,
    TaxSettings,
    room_order,
)
from kunjae.properties.models import Property, Room, RoomType
from kunjae.tenancy.prepared import Rows
from kunjae.tenancy.unchanged import Unchanged


@dataclass(frozen=True)
class House:
    """All room types and rooms of a property, retired ones too, found by code and by id."""

    types: dict[UUID, RoomTypeFacts]
    rooms: dict[UUID, RoomFacts]

    @cached_property
    def type_ids(self) -> dict[str, UUID]:
        return {facts.code: id for id, facts in self.types.items()}

    @cached_property
    def all_rooms(self) -> Rooms:
        return Rooms(tuple(self.rooms.values()))

    @cached_property
    def room_ids(self) -> dict[str, UUID]:
        return {facts.number: id for id, facts in self.rooms.items()}

    @cached_property
    def by_code(self) -> dict[str, RoomTypeFacts]:
        return {facts.code: facts for facts in self.types.values()}

    @cached_property
    def capacities(self) -> dict[str, int]:
        """Room type code -> how many rooms of it are in use."""
        counts = dict.fromkeys(self.by_code, 0)
        for room in self.rooms.values():
            counts[room.room_type] += not room.retired
        return counts


_TYPES = Rows(lambda hotel: RoomType.objects.of(hotel).order_by("position", "code"))
_ROOMS = Rows(
    lambda hotel: (
        Room.objects.of(hotel)
        .order_by("position", "number")
        .values_list("id", "number", "room_type_id", "beds", "retired", "position")
    )
)
_houses: Unchanged[House] = Unchanged()


def house(property: Property) -> House:
    """The house in two queries, types and rooms in the hotel's own order.

    The rooms first: of a type that is made in between there may be none yet, but no room without its type.
    """
    return _houses.get(
        property.id, lambda: _ROOMS.read(property.id), lambda: _TYPES.read(property.id), make=_house
    )


def _house(room_rows: list[tuple[Any, ...]], type_rows: list[RoomType]) -> House:
    types = {row.id: room_type_facts(row) for row in type_rows}
    in_order = sorted(room_rows, key=lambda row: (row[5], room_order(row[1])))
    return House(
        types,
        {
            id: RoomFacts(number, types[room_type_id].code, beds or types[room_type_id].beds, is_retired)
            for id, number, room_type_id, beds, is_retired, _position in in_order
        },
    )


def room_type_facts(row: RoomType) -> RoomTypeFacts:
    return RoomTypeFacts(
        row.code, row.name, row.rank, row.base_adults, row.max_adults, row.max_children, row.beds, row.retired
    )


def property_facts(row: Property) -> PropertyFacts:
    """A property's row as facts; no query."""
    return PropertyFacts(
        id=row.id,
        slug=row.slug,
        name=row.name,
        timezone=row.timezone,
        currency=row.currency,
        policy_cutoff_time=row.policy_cutoff_time,
        check_out_time=row.check_out_time,
        check_in_time=row.check_in_time,
        taxes=TaxSettings(
            service_charge_percent=Decimal(row.service_charge_percent),
            vat_percent=Decimal(row.vat_percent),
            further_fees=tuple(_further_fee(fee) for fee in row.further_fees),
            vat_on_fees=row.vat_on_fees,
            prices_include_taxes=row.prices_include_taxes,
        ),
        buddhist_era=row.buddhist_era,
        closes_at_check_in=row.details.get("guest_changes_close_at_check_in", False),
        payment_hold=timedelta(minutes=row.details.get("payment_hold_minutes", 30)),
        slip_hold=timedelta(hours=row.details.get("slip_hold_hours", 24)),
    )


def _further_fee(fee: dict[str, Any]) -> FurtherFee:
    return FurtherFee(fee["name"], Decimal(fee["percent"]))

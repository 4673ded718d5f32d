"""Rooms that an order holds while it counts (rules.md 9.7 and 9.8): an option of the order's id. Inside a transaction that
holds the booking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.concierge.errors import SoldOut
from kunjae.concierge.models import Order
from kunjae.inventory.commands import SoldOut as NoRoom
from kunjae.inventory.options import Wanted, keep_option, release_option
from kunjae.properties.models import Property
from kunjae.properties.queries import House


def hold_room(
    property: Property, order: Order, house: House, room_type: str, nights: Iterable[date], now: datetime
) -> None:
    """A room of this type for these nights, whichever number it will be. Raises SoldOut."""
    wanted = Wanted()
    wanted.take(house.type_ids[room_type], None, nights)
    _keep(property, order, house, wanted, now, "no_higher_room")


def hold_night(property: Property, order: Order, house: House, room: str, night: date, now: datetime) -> None:
    """The night beside the stay, in its own room: nobody arrives into it, nor leaves it. Raises SoldOut."""
    id = house.room_ids[room]
    wanted = Wanted()
    wanted.take(house.type_ids[house.rooms[id].room_type], id, [night])
    _keep(property, order, house, wanted, now, "room_taken")


def give_up(property: Property, order: UUID) -> None:
    """What the order holds is free again; an order that holds nothing is left alone."""
    release_option(property=property, option=order)


def _keep(
    property: Property, order: Order, house: House, wanted: Wanted, now: datetime, otherwise: str
) -> None:
    capacities = {house.type_ids[code]: number for code, number in house.capacities.items()}
    try:
        keep_option(
            property=property,
            option=order.id,
            booking=order.booking_id,
            wanted=wanted,
            capacities=capacities,
            now=now,
        )
    except (NoRoom, IntegrityError) as error:
        raise SoldOut([otherwise], order.offer_name) from error

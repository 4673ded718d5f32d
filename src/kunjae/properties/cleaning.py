"""Which rooms are to be cleaned before the next guests come."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kunjae.properties.facts import room_order
from kunjae.properties.models import Property, Room
from kunjae.tenancy.bulk import update_rows
from kunjae.tenancy.prepared import Rows
from kunjae.tenancy.transactions import one_transaction

_TO_CLEAN = Rows(
    lambda hotel: Room.objects.of(hotel).filter(to_clean=True, retired=False).values_list("number")
)


def rooms_to_clean(property: Property) -> list[str]:
    """The numbers of rooms that are to be cleaned, as a person would list them, in one query."""
    return sorted((number for (number,) in _TO_CLEAN(property.id)), key=room_order)


def mark_room(property: Property, room_id: UUID, *, to_clean: bool) -> None:
    """The room is to be cleaned, or clean; one statement."""
    update_rows(Room, property.id, {room_id: {"to_clean": to_clean}})


@one_transaction
def mark_cleaned(*, property: Property, rooms: Iterable[str]) -> list[str]:
    """These rooms are cleaned; the numbers of those that were not before. Numbers that no room has are passed over."""
    wanted = set(rooms)
    found = Room.objects.of(property).filter(to_clean=True).values_list("number", "id")
    cleaned = {number: id for number, id in found if number in wanted}
    update_rows(Room, property.id, {id: {"to_clean": False} for id in cleaned.values()})
    return sorted(cleaned, key=room_order)

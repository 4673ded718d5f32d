"""The changes that are measured: the manual's example on many bookings. Of two rooms the first moves to other nights
and the second is cancelled.

They are chosen so that each can be made whatever the others do and in any order: a stay keeps its room, which nobody
has on the new nights, a room of its type is left even if all others take theirs before any gives one back, and the
counters of all these nights are there already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.changes.commands import preview_change
from kunjae.changes.operations import Operation
from kunjae.changes.operations_text import operations_from_json
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.kernel.moments import local_date
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property
from kunjae.properties.queries import house

SHIFTS = (7, 14, 21, 10, 28, 35, 5, 42)
"""By how many days a stay may move."""


@dataclass(frozen=True, slots=True)
class WantedChange:
    """One booking's change, as the API takes it and as the engine does."""

    code: str
    as_json: list[dict[str, Any]]
    operations: tuple[Operation, ...]

    @property
    def dates(self) -> dict[str, str]:
        """What somebody types into the change page."""
        return {name: self.as_json[0][name] for name in ("check_in", "check_out")}


def wanted_changes(hotel: Property, most: int) -> list[WantedChange]:
    """So many changes of different bookings; fewer where the hotel has no more that can be made in any order."""
    found: list[WantedChange] = []
    for change in _possible(hotel):
        plan = preview_change(
            property=hotel, code=change.code, operations=change.operations, now=timezone.now()
        )
        if not plan.can_confirm or len(plan.touched) != 2:
            raise RuntimeError(f"the change of {change.code} was meant to be possible")
        found.append(change)
        if len(found) == most:
            break
    return found


def _possible(hotel: Property) -> Iterator[WantedChange]:
    the_house = house(hotel)
    taken: set[tuple[UUID | None, date]] = set(RoomNight.objects.of(hotel).values_list("room_id", "night"))
    sold = Counter(
        {
            (room_type, night): count
            for room_type, night, count in TypeNight.objects.of(hotel).values_list(
                "room_type_id", "night", "sold"
            )
        }
    )
    capacities = {the_house.type_ids[code]: count for code, count in the_house.capacities.items()}
    for code, stay in _two_rooms(hotel):
        for days in SHIFTS:
            moved = StayDates(stay.check_in + timedelta(days=days), stay.check_out + timedelta(days=days))
            if set(moved.nights) & set(StayDates(stay.check_in, stay.check_out).nights):
                continue
            rooms = {(stay.room_id, night) for night in moved.nights}
            types = [(stay.room_type_id, night) for night in moved.nights]
            if rooms & taken or any(key not in sold or sold[key] >= capacities[key[0]] for key in types):
                continue
            taken |= rooms
            sold.update(types)
            yield _change(hotel, code, moved)
            break


def _two_rooms(hotel: Property) -> Iterator[tuple[str, Stay]]:
    """Bookings still to come that hold two numbered rooms, with the first of their stays."""
    today: date = local_date(timezone.now(), hotel.timezone)
    first = Stay.objects.of(hotel).filter(
        number=1,
        status=StayStatus.RESERVED.value,
        check_in__gt=today + timedelta(days=10),
        room_id__isnull=False,
        booking__last_stay_number=2,
        booking__version=1,
    )
    for stay in first.select_related("booking").order_by("booking__code"):
        yield stay.booking.code, stay


def _change(hotel: Property, code: str, moved: StayDates) -> WantedChange:
    as_json = [
        {
            "op": "move_dates",
            "stay": 1,
            "check_in": moved.check_in.isoformat(),
            "check_out": moved.check_out.isoformat(),
        },
        {"op": "cancel", "stay": 2},
    ]
    return WantedChange(code, as_json, operations_from_json(as_json, hotel.currency))

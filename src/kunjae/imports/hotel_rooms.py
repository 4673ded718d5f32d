"""Rooms of a hotel file: whom its changes would strand, how many rooms each type then has, the counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Case, Q, Value, When

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Stay
from kunjae.imports.hotel_facts import HotelFile
from kunjae.imports.hotel_rows import HotelRows
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.kernel.errors import FieldError, invalid
from kunjae.properties.models import Property

OPEN = (StayStatus.RESERVED.value, StayStatus.IN_HOUSE.value)


def stranded(property: Property, file: HotelFile, rows: HotelRows, today: date) -> list[FieldError]:
    """Rooms that the file retires or gives another type although somebody is to sleep there."""
    leaving: dict[UUID, str] = {}
    for entry in file.room_types:
        known = rows.types.get(entry.code)
        for room in entry.rooms:
            row = rows.rooms.get(room.number)
            if row is None or row.retired:
                continue
            if room.retired or known is None or row.room_type_id != known.id:
                leaving[row.id] = room.path
    if not leaving:
        return []
    numbers = {row.id: row.number for row in rows.rooms.values()}
    nights = RoomNight.objects.of(property).filter(room_id__in=list(leaving), night__gte=today)
    taken = dict(nights.order_by("-night").values_list("room_id", "night"))
    stays = Stay.objects.of(property).filter(room_id__in=list(leaving), status__in=OPEN)
    assigned = {room_id: day for room_id, day in stays.values_list("room_id", "check_in") if room_id}
    errors: list[FieldError] = []
    for room_id, night in sorted((assigned | taken).items(), key=lambda item: numbers[item[0]]):
        errors += invalid(
            leaving[room_id],
            "room_in_use",
            "room {number} is taken on {night}: move that stay or block first",
            "ห้อง {number} มีการใช้งานวันที่ {night} กรุณาย้ายรายการนั้นก่อน",
            number=numbers[room_id],
            night=night.isoformat(),
        ).errors
    return errors


def capacities_after(file: HotelFile, rows: HotelRows) -> Counter[str]:
    """Room type code -> rooms in use once the file is carried out."""
    codes = {row.id: row.code for row in rows.types.values()}
    homes = {number: codes[row.room_type_id] for number, row in rows.rooms.items() if not row.retired}
    for entry in file.room_types:
        for room in entry.rooms:
            homes.pop(room.number, None)
            if not room.retired:
                homes[room.number] = entry.code
    return Counter(homes.values())


def oversold(property: Property, file: HotelFile, rows: HotelRows, today: date) -> list[FieldError]:
    """Types of which the file leaves fewer rooms than are taken on some night."""
    capacities = capacities_after(file, rows)
    paths = {entry.code: f"{entry.path}.rooms" for entry in file.room_types}
    errors: list[FieldError] = []
    for code, row in rows.types.items():
        rooms = capacities[code]
        over = (
            TypeNight.objects.of(property)
            .filter(room_type=row, night__gte=today, capacity__gt=rooms)
            .order_by("night")
            .values_list("night", "sold", "blocked", "kept")
        )
        for night, *taken in over:
            if sum(taken) > rooms:
                errors += invalid(
                    paths.get(code, "room_types"),
                    "oversold",
                    "leaves {rooms} rooms of {code}, but {taken} are taken on {night}",
                    "เหลือห้อง {code} {rooms} ห้อง แต่มีการใช้งาน {taken} ห้องในคืน {night}",
                    rooms=rooms,
                    code=code,
                    taken=sum(taken),
                    night=night.isoformat(),
                ).errors
                break
    return errors


def save_capacities(property: Property, capacities: Mapping[UUID, int], today: date) -> None:
    """Bring the counters from today on to the number of rooms that each type now has."""
    differing = Q()
    for kind, rooms in capacities.items():
        differing |= Q(room_type_id=kind) & ~Q(capacity=rooms)
    if not differing:
        return
    rows = (
        TypeNight.objects.of(property)
        .filter(differing, night__gte=today)
        .order_by("room_type_id", "night")
        .select_for_update()
    )
    found = list(rows)
    if found:
        kinds: Iterable[UUID] = {row.room_type_id for row in found}
        TypeNight.objects.of(property).filter(night__gte=today, room_type_id__in=list(kinds)).update(
            capacity=Case(*(When(room_type_id=kind, then=Value(capacities[kind])) for kind in kinds))
        )

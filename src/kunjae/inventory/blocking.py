"""Rooms out of service: a block takes a room's nights like a stay does (rules.md 2.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.inventory.commands import count_rooms
from kunjae.inventory.facts import Taker
from kunjae.inventory.models import Block, RoomNight
from kunjae.kernel.errors import KunjaeError, invalid
from kunjae.kernel.moments import local_date
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property, Room, RoomType
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.transactions import one_transaction, run_in_transaction


class RoomTaken(KunjaeError):
    """The room is taken on these nights, by `taker` on the first of them."""

    code = "room_taken"

    def __init__(self, room: str, nights: Iterable[date], taker: Taker) -> None:
        self.room = room
        self.nights = tuple(nights)
        self.taker = taker
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        nights = ", ".join(night.isoformat() for night in self.nights)
        if language == "th":
            by = (
                f"การจอง {self.taker.booking}" if self.taker.booking else f"ปิดห้อง {self.taker.reason}".strip()
            )
            return f"ห้อง {self.room} ไม่ว่างในคืน {nights} ({by})"
        by = f"booking {self.taker.booking}" if self.taker.booking else f"blocked {self.taker.reason}".strip()
        return f"Room {self.room} is taken on {nights} ({by})"


class NoSuchBlock(KunjaeError):
    """The hotel has no such block."""

    code = "no_such_block"

    def text(self, language: str) -> str:
        return "ไม่พบการปิดห้องนี้" if language == "th" else "There is no such block."


def block_room(*, property: Property, room: str, dates: StayDates, now: datetime, reason: str = "") -> Block:
    """Take the room out of service on these nights (`reason` has at most 200 characters).

    Raises RoomTaken when a stay or another block has it on one of them, SoldOut when stays that have no room number
    yet need every room that its type has left, InvalidInput for a room that is not in use.
    """
    # Again after an IntegrityError: somebody was quicker at the room.
    return run_in_transaction(
        lambda: _block(property, room, dates, now, reason), again_after=(IntegrityError,)
    )


def _block(property: Property, number: str, dates: StayDates, now: datetime, reason: str) -> Block:
    _hold_types(property)
    room = Room.objects.of(property).filter(number=number, retired=False).first()
    if room is None:
        raise invalid(
            "room",
            "unknown_room",
            "there is no room {number} in use",
            "ไม่มีห้อง {number} ที่เปิดใช้งาน",
            number=number,
        )
    _refuse_taken(property, room, dates)
    block = Block(
        property=property,
        room_id=room.id,
        first_night=dates.check_in,
        until=dates.check_out,
        reason=reason,
        blocked_at=now,
    )
    block.save(force_insert=True)
    _count(property, room.room_type_id, dates.nights, 1)
    taken = ({"room_id": room.id, "night": night, "block_id": block.id} for night in dates.nights)
    insert_rows(RoomNight, property.id, taken)
    return block


@one_transaction
def release_block(*, property: Property, block: UUID, now: datetime) -> None:
    """Put the room back into service from the hotel's today on. Nights gone by stay blocked, as they were: a block
    that has begun is cut short, one that is over stays as it is. Raises NoSuchBlock."""
    _hold_types(property)
    row = Block.objects.of(property).filter(id=block).select_for_update().first()
    if row is None:
        raise NoSuchBlock
    today = local_date(now, property.timezone)
    rows = RoomNight.objects.of(property).filter(block_id=row.id, night__gte=today)
    nights = list(rows.values_list("night", flat=True))
    if not nights:
        return
    kind = Room.objects.of(property).values_list("room_type_id", flat=True).get(id=row.room_id)
    _count(property, kind, nights, -1)
    rows.delete()
    if row.first_night < today:
        Block.objects.of(property).filter(id=row.id).update(until=today)
    else:
        row.delete()


def _hold_types(property: Property) -> None:
    """Keep `import-hotel` from giving a room another type meanwhile; stays may be sold all the same."""
    list(RoomType.objects.of(property).order_by("id").select_for_update(no_key=True))


def _refuse_taken(property: Property, room: Room, dates: StayDates) -> None:
    rows = RoomNight.objects.of(property).filter(
        room_id=room.id, night__gte=dates.check_in, night__lt=dates.check_out
    )
    taken = list(
        rows.order_by("night").values_list("night", "stay__booking__code", "stay__number", "block__reason")
    )
    if taken:
        _, booking, stay, reason = taken[0]
        raise RoomTaken(room.number, [night for night, *_ in taken], Taker(booking, stay, reason or ""))


def _count(property: Property, kind: UUID, nights: Iterable[date], change: int) -> None:
    rooms = Room.objects.of(property).filter(room_type_id=kind, retired=False).count()
    moves = Counter({(kind, night): change for night in nights})
    count_rooms(property=property, moves=moves, capacities={kind: rooms}, column="blocked")

"""Rooms out of service: a block takes a room's nights like a stay does (rules.md 2.4). A hold is a block that ends by
itself at a moment (see `releasing`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError

from kunjae.inventory.commands import count_rooms
from kunjae.inventory.facts import Taker, block_version
from kunjae.inventory.models import Block, RoomNight
from kunjae.kernel.errors import KunjaeError, invalid
from kunjae.kernel.moments import local_date, moment_text
from kunjae.kernel.parsing import parse_text
from kunjae.kernel.stay_dates import StayDates
from kunjae.outbox.commands import put
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


RELEASE_HOLD = "inventory.release_hold"
"""The topic of the message that ends a hold when its time has come."""
MOST_REASON = 200


class NoSuchBlock(KunjaeError):
    """The hotel has no such block."""

    code = "no_such_block"

    def text(self, language: str) -> str:
        return "ไม่พบการปิดห้องนี้" if language == "th" else "There is no such block."


class BlockChanged(KunjaeError):
    """The block is no longer as it was seen; nothing was done."""

    code = "block_changed"

    def text(self, language: str) -> str:
        if language == "th":
            return "การปิดห้องหรือการกันห้องนี้เปลี่ยนไประหว่างดำเนินการ ยังไม่ได้บันทึก"
        return "This block changed in the meantime; nothing was saved."


def block_room(
    *,
    property: Property,
    room: str,
    dates: StayDates,
    now: datetime,
    reason: str = "",
    held_until: datetime | None = None,
) -> Block:
    """Take the room out of service on these nights (`reason` has at most 200 characters), or with `held_until` hold it
    for somebody until that moment, when it is released by itself.

    Raises RoomTaken when a stay or another block has it on one of them, SoldOut when stays that have no room number
    yet need every room that its type has left, InvalidInput (`room`, `reason`, `held_until`) for a room that is not in
    use and a moment that has passed or lies after the nights.
    """
    reason = parse_text(reason, "reason", most=MOST_REASON, blank=True)
    if held_until is not None:
        check_moment(property, held_until, dates.check_out, now)
    # Again after an IntegrityError: somebody was quicker at the room.
    return run_in_transaction(
        lambda: _block(property, room, dates, now, reason, held_until), again_after=(IntegrityError,)
    )


def check_moment(property: Property, held_until: datetime, until: date, now: datetime) -> None:
    """Raise InvalidInput (`held_until`) for a moment at which a hold of nights before `until` cannot end."""
    if held_until <= now:
        raise invalid("held_until", "has_passed", "has passed already", "เวลานี้ผ่านไปแล้ว")
    if local_date(held_until, property.timezone) > until:
        raise invalid("held_until", "after_the_nights", "lies after the nights that are held", "อยู่หลังคืนที่กันไว้")


def release_at(property: Property, block: UUID, held_until: datetime, now: datetime) -> None:
    """Have the hold released when its time has come. Inside a transaction."""
    key = f"{RELEASE_HOLD}:{block.hex}:{moment_text(held_until)}"
    put(property, RELEASE_HOLD, key, {"block": block.hex}, now, due_at=held_until)


def _block(
    property: Property,
    number: str,
    dates: StayDates,
    now: datetime,
    reason: str,
    held_until: datetime | None,
) -> Block:
    hold_types(property)
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
        held_until=held_until,
    )
    block.save(force_insert=True)
    _count(property, room.room_type_id, dates.nights, 1)
    taken = ({"room_id": room.id, "night": night, "block_id": block.id} for night in dates.nights)
    insert_rows(RoomNight, property.id, taken)
    if held_until is not None:
        release_at(property, block.id, held_until, now)
    return block


@one_transaction
def release_block(*, property: Property, block: UUID, now: datetime, seen: str | None = None) -> None:
    """Put the room back into service from the hotel's today on. Nights gone by stay blocked, as they were: a block
    that has begun is cut short, one that is over stays as it is. Inside another transaction it joins that one.

    `seen`: the version that a page showed. Raises NoSuchBlock, and BlockChanged when it has another one by now.
    """
    hold_types(property)
    row = locked_block(property, block, seen)
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


def locked_block(property: Property, block: UUID, seen: str | None) -> Block:
    """The block's row, held until the transaction ends. Raises NoSuchBlock, and BlockChanged unless its version is
    `seen` (None: whatever it is)."""
    row = Block.objects.of(property).filter(id=block).select_for_update().first()
    if row is None:
        raise NoSuchBlock
    if seen is not None and seen != block_version(row.first_night, row.until, row.held_until):
        raise BlockChanged
    return row


def hold_types(property: Property) -> None:
    """Keep `import-hotel` from giving a room another type meanwhile; stays may be sold all the same."""
    list(RoomType.objects.of(property).order_by("id").select_for_update(no_key=True))


def _refuse_taken(property: Property, room: Room, dates: StayDates) -> None:
    rows = RoomNight.objects.of(property).filter(
        room_id=room.id, night__gte=dates.check_in, night__lt=dates.check_out
    )
    taken = list(
        rows.order_by("night").values_list(
            "night", "stay__booking__code", "stay__number", "block__reason", "option__booking__code"
        )
    )
    if taken:
        _, booking, stay, reason, waits = taken[0]
        taker = Taker(booking or waits, stay, reason or "")
        raise RoomTaken(room.number, [night for night, *_ in taken], taker)


def _count(property: Property, kind: UUID, nights: Iterable[date], change: int) -> None:
    rooms = Room.objects.of(property).filter(room_type_id=kind, retired=False).count()
    moves = Counter({(kind, night): change for night in nights})
    count_rooms(property=property, moves=moves, capacities={kind: rooms}, column="blocked")

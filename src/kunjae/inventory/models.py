"""What makes double selling impossible: one row per room and night taken, one counter per type and night."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from kunjae.properties.models import Room, RoomType
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Block(TenantModel):
    """A room out of service on the nights `first_night <= night < until` (rules.md 2.4), or held for somebody until a
    moment, at which it is released by itself."""

    room_id: UUID
    room = TenantKey(Room, related_name="blocks")
    first_night = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    blocked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    """None: out of service, until somebody releases it."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("first_night")), name="block_has_nights")
        ]
        indexes = [models.Index(fields=["property", "until"], name="block_by_until")]


class Option(TenantModel):
    """Nights kept for a guest's change until its money has come (rules.md 7), or for an order: rooms by their room nights,
    types by the counters. Gone as soon as the change is confirmed or dropped, or the order ends, so that none of it stays
    behind. Its id is that of the change (`changes.PendingChange`) or of the order (`concierge.Order`)."""

    booking_id: UUID
    booking = TenantKey("bookings.Booking", related_name="options")
    made_at = models.DateTimeField()


class OptionNight(TenantModel):
    """How many rooms of a type an option keeps on one night."""

    option_id: UUID
    option = TenantKey(Option, related_name="nights", index=False)
    room_type_id: UUID
    room_type = TenantKey(RoomType, index=False)
    night = models.DateField()
    rooms = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "option_id", "room_type_id", "night"], name="option_night_once"
            ),
            models.CheckConstraint(condition=Q(rooms__gte=1), name="option_night_keeps_something"),
        ]


class RoomNight(TenantModel):
    """A room taken for one night, by a stay, a block or an option: the database refuses a second one (rules.md 2.2)."""

    room_id: UUID
    room = TenantKey(Room, index=False)
    night = models.DateField()
    stay_id: UUID | None
    stay = TenantKey("bookings.Stay", related_name="room_nights", null=True)
    block_id: UUID | None
    block = TenantKey(Block, related_name="room_nights", null=True)
    option_id: UUID | None
    option = TenantKey(Option, related_name="room_nights", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "room_id", "night"], name="room_night_once"),
            models.CheckConstraint(
                condition=Q(stay_id__isnull=False, block_id__isnull=True, option_id__isnull=True)
                | Q(stay_id__isnull=True, block_id__isnull=False, option_id__isnull=True)
                | Q(stay_id__isnull=True, block_id__isnull=True, option_id__isnull=False),
                name="room_night_has_one_taker",
            ),
        ]
        indexes = [models.Index(fields=["property", "night"], name="room_night_by_night")]


class TypeNight(TenantModel):
    """How many rooms of a type there are on one night, and how many are sold, blocked and kept by options: never more
    than there are."""

    room_type_id: UUID
    room_type = TenantKey(RoomType, index=False)
    night = models.DateField()
    capacity = models.PositiveIntegerField()
    sold = models.IntegerField(default=0)
    blocked = models.IntegerField(default=0)
    kept = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "room_type_id", "night"], name="type_night_once"),
            models.CheckConstraint(
                condition=Q(sold__gte=0, blocked__gte=0, kept__gte=0), name="type_night_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=F("sold") + F("blocked") + F("kept")),
                name="type_night_not_oversold",
            ),
        ]

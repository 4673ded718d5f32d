# ruff: noqa: DJ008
"""Tenant tables of every shape: keys to earlier and later models, to the same model, nullable, without an index."""

import uuid
from typing import Any, ClassVar

from django.db import models

from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Hotel(models.Model):
    """Stands in for the property: a shared table."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.CharField(max_length=20, unique=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "testhotel"


class HotelRow(TenantModel):
    property: Any = models.ForeignKey(Hotel, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Stay(HotelRow):
    booking_id: uuid.UUID
    room_id: uuid.UUID | None
    booking = TenantKey("testhotel.Booking", related_name="stays")  # a model that comes later
    room = TenantKey("Room", null=True, related_name="stays")
    nights = models.IntegerField(default=1)

    class Meta:
        app_label = "testhotel"
        constraints = [models.CheckConstraint(condition=models.Q(nights__gt=0), name="stay_has_a_night")]


class Booking(HotelRow):
    stays: Any
    parent_id: uuid.UUID | None
    parent = TenantKey("self", null=True, related_name="parts")
    code = models.CharField(max_length=10)
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "testhotel"
        constraints = [models.UniqueConstraint(fields=["property", "code"], name="booking_code_u")]


class Room(HotelRow):
    number = models.CharField(max_length=10)

    class Meta:
        app_label = "testhotel"


class RoomNight(HotelRow):
    room_id: uuid.UUID
    room = TenantKey(Room, index=False)  # no way back, and the constraint's index serves
    stay = TenantKey(Stay, on_delete=models.CASCADE, related_name="room_nights")
    night = models.DateField()

    class Meta:
        app_label = "testhotel"
        constraints = [models.UniqueConstraint(fields=["property", "room_id", "night"], name="room_night_u")]


class Counter(models.Model):
    """A tenant row with another kind of primary key."""

    property = models.OneToOneField(Hotel, models.PROTECT, primary_key=True, related_name="+")
    last = models.IntegerField(default=0)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "testhotel"


class Membership(models.Model):
    """A shared table that happens to name a property."""

    property = models.ForeignKey(Hotel, models.PROTECT, related_name="+")
    email = models.CharField(max_length=50)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "testhotel"

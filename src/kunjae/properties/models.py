"""Hotels (shared table) and their room types and rooms (tenant tables)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.ids import new_id
from kunjae.tenancy.models import TenantModel


class Property(models.Model):
    """One hotel. Shared: its slug is unique everywhere, and every tenant row points here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    timezone = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    languages = models.JSONField(default=list)
    check_in_time = models.TimeField()
    check_out_time = models.TimeField()
    policy_cutoff_time = models.TimeField()
    service_charge_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    vat_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    further_fees = models.JSONField(default=list)
    vat_on_fees = models.BooleanField(default=True)
    prices_include_taxes = models.BooleanField(default=True)
    buddhist_era = models.BooleanField(default=True)
    details = models.JSONField(default=dict)
    """What no rule reads: phone, address, tax id, e-mail addresses, colour, holds (see `hotel_file`)."""
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "properties"

    def __str__(self) -> str:
        return self.slug


class RoomType(TenantModel):
    """A kind of room. Retired, never deleted, once it was used."""

    code = models.CharField(max_length=20)
    name = models.JSONField()
    rank = models.IntegerField(default=1)
    base_adults = models.PositiveSmallIntegerField()
    max_adults = models.PositiveSmallIntegerField()
    max_children = models.PositiveSmallIntegerField(default=0)
    beds = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "code"], name="room_type_code_once"),
            models.CheckConstraint(
                condition=Q(max_adults__gte=models.F("base_adults")), name="room_type_max_adults_hold_base"
            ),
        ]


class Room(TenantModel):
    """One numbered room of a type, with its own beds."""

    number = models.CharField(max_length=20)
    room_type_id: UUID
    room_type = TenantKey(RoomType, related_name="rooms")
    beds = models.CharField(max_length=60, blank=True)
    floor = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)
    to_clean = models.BooleanField(default=False)
    """Not ready for the next guest: so from a check-out until somebody says that it is cleaned."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "number"], name="room_number_once")]

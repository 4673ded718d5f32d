"""The history of bookings (tenant table): what was changed, by whom, why, and the booking before and after."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import models

from kunjae.bookings.models import Booking
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class EntryKind(StrEnum):
    """What an entry of the history tells of."""

    CHANGE = "change"
    DETAILS = "details"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    UNDO_CHECK_IN = "undo_check_in"
    UNDO_CHECK_OUT = "undo_check_out"


class HistoryEntry(TenantModel):
    """One entry, complete and never edited (rules.md 6.5). `before` and `after` are whole bookings as JSON
    (`changes.snapshots`), people in them by the ids of their guest rows. The four figures in minor units are there
    for changes only; `waived_fee` is what the policy asked and the hotel did not record, `fees_waived` what a
    reinstatement took back."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="history", index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in EntryKind])
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    operations = models.JSONField(default=list)
    before = models.JSONField()
    after = models.JSONField()
    current = models.BigIntegerField(null=True)
    new = models.BigIntegerField(null=True)
    fee = models.BigIntegerField(null=True)
    change = models.BigIntegerField(null=True)
    waived_fee = models.BigIntegerField(default=0)
    fees_waived = models.BigIntegerField(default=0)
    recorded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "booking_id", "number"], name="history_number_once")
        ]

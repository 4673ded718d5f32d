"""The history of bookings (tenant table): what was changed, by whom, why, and the booking before and after."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import Q

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


class PendingState(StrEnum):
    """Where a guest's change stands that has something to pay first (rules.md 7)."""

    WAITING = "waiting"
    SLIP = "slip"
    """A slip was sent in time: the countdown stands, until staff have looked at their bank."""
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class PendingChange(TenantModel):
    """A guest's change between its confirmation and its money. While it waits, an option of the same id keeps the new
    nights, and the booking names it (`Booking.pending_id`).

    `operations` as in the API. `quote`: what stands whatever happens meanwhile, nightly prices, rooms and fees of each
    stay, as JSON (`changes.quotes`). `booking_version`: the booking that it fits, moved on by its own payments.
    `dropped_because`: expired, by_guest, by_staff, booking_changed, slip_refused, does_not_fit; empty until dropped.
    """

    booking_id: UUID
    booking = TenantKey(Booking, related_name="pending_changes")
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in PendingState])
    operations = models.JSONField()
    quote = models.JSONField()
    digest = models.CharField(max_length=64)
    booking_version = models.PositiveIntegerField()
    to_pay = models.BigIntegerField()
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=20, blank=True)
    moves_before_drop = models.PositiveIntegerField(default=0, db_default=0)
    """How often its own money had moved the booking until it was dropped."""
    entry_number = models.PositiveIntegerField(null=True)
    """The history entry that it became."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "booking_id"],
                condition=Q(state__in=["waiting", "slip"]),
                name="pending_change_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(to_pay__gt=0), name="pending_change_has_something_to_pay"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "slip"], closed_at__isnull=True)
                | Q(state__in=["confirmed", "dropped"], closed_at__isnull=False),
                name="pending_change_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["property", "held_until"],
                name="pending_change_waiting",
                condition=Q(state__in=["waiting", "slip"]),
            )
        ]

"""Payments and the ledger (tenant tables)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import Q

from kunjae.bookings.models import Booking
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Method(StrEnum):
    """How money came in by hand (api.md)."""

    CASH = "cash"
    BANK_TRANSFER = "bank_transfer"
    CARD_TERMINAL = "card_terminal"
    PROMPTPAY = "promptpay"
    AGENCY = "agency"


class Account(StrEnum):
    """The two sums that the ledger keeps of a booking: what it is worth and what was paid."""

    VALUE = "value"
    PAID = "paid"


class EntryKind(StrEnum):
    """Why the sum moved."""

    STAY = "stay"
    FEE = "fee"
    FEE_WAIVED = "fee_waived"
    PAYMENT = "payment"


class Payment(TenantModel):
    """Money received, minor units."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="payments")
    method = models.CharField(max_length=20, choices=[(method.value, method.value) for method in Method])
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive")]


class LedgerEntry(TenantModel):
    """One movement of a booking's value or paid sum, minor units, signed. Never changed, never deleted.

    `change_number`: the history entry it belongs to; None when the booking was made or money came in.
    """

    booking_id: UUID
    booking = TenantKey(Booking, related_name="ledger")
    account = models.CharField(max_length=10, choices=[(account.value, account.value) for account in Account])
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in EntryKind])
    stay_number = models.PositiveIntegerField(null=True)
    change_number = models.PositiveIntegerField(null=True)
    payment_id: UUID | None
    payment = TenantKey(Payment, null=True)
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_not_zero"),
            models.CheckConstraint(
                condition=Q(account="paid", kind="payment") | (Q(account="value") & ~Q(kind="payment")),
                name="ledger_entry_account",
            ),
        ]

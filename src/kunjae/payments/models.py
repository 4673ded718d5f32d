"""Payments, refunds, the ledger, and what guests are asked for and try to pay (tenant tables)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from kunjae.bookings.models import Booking
from kunjae.payments.facts import (
    OF_PAID,
    Account,
    CheckoutState,
    EntryKind,
    Method,
    Purpose,
    RefundCause,
    RefundState,
    RequestState,
)
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class ProviderAccount(TenantModel):
    """How a property takes money through one provider. `secrets`: its keys as encrypted JSON, never shown again;
    `details`: what guests may see (PromptPay number, bank account). `held`: it came out of a backup, and the house that
    this is a copy of may be at work with the same keys: out of use until somebody says otherwise."""

    provider = models.CharField(max_length=20)
    enabled = models.BooleanField(default=False)
    held = models.BooleanField(default=False, db_default=False)
    position = models.PositiveSmallIntegerField(default=0)
    secrets = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "provider"], name="provider_account_once")]


class PaymentRequest(TenantModel):
    """An amount that the hotel asks a guest for by a link. The link is signed, not kept (`payments.links`)."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="payment_requests")
    amount = models.BigIntegerField()
    message = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=_choices(RequestState))
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    """The last time; `sends` counts them."""
    sends = models.PositiveSmallIntegerField(default=1)
    seen_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_request_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "seen"], closed_at__isnull=True)
                | Q(state__in=["paid", "expired", "cancelled"], closed_at__isnull=False),
                name="payment_request_closed",
            ),
        ]


class Checkout(TenantModel):
    """One attempt of a guest to pay an amount through a provider. `pending_id`: the change that it is for; `basket`:
    the orders.
    `provider_ref`: what the provider calls it; `data`: what its page needs (a QR's text), no secrets. `code`: what the
    guest writes on a transfer."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="checkouts")
    purpose = models.CharField(max_length=10, choices=_choices(Purpose))
    request_id: UUID | None
    request = TenantKey(PaymentRequest, related_name="checkouts", null=True)
    pending_id = models.UUIDField(null=True)
    basket = models.UUIDField(null=True)
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=200, blank=True)
    amount = models.BigIntegerField()
    code = models.CharField(max_length=20, blank=True)
    url = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=_choices(CheckoutState))
    authorised_at = models.DateTimeField(null=True)
    """Since when the provider keeps the amount without having taken it."""
    error = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="checkout_provider_ref_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="checkout_positive"),
            models.CheckConstraint(
                condition=Q(
                    purpose="balance", request_id__isnull=True, pending_id__isnull=True, basket__isnull=True
                )
                | Q(purpose="request", request_id__isnull=False, pending_id__isnull=True, basket__isnull=True)
                | Q(purpose="change", request_id__isnull=True, pending_id__isnull=False, basket__isnull=True)
                | Q(purpose="order", request_id__isnull=True, pending_id__isnull=True, basket__isnull=False),
                name="checkout_purpose",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["started", "open", "slip", "authorised"], closed_at__isnull=True)
                | Q(state__in=["paid", "failed", "expired", "cancelled"], closed_at__isnull=False),
                name="checkout_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["property", "pending_id"], name="checkout_by_pending"),
            models.Index(
                fields=["property", "basket"], name="checkout_by_basket", condition=Q(basket__isnull=False)
            ),
            models.Index(
                fields=["property", "started_at"], name="checkout_with_slip", condition=Q(state="slip")
            ),
        ]


class Slip(TenantModel):
    """A picture of a transfer that a guest uploaded. `path`: in the folder of uploads. Nothing is proven by it."""

    checkout_id: UUID
    checkout = TenantKey(Checkout, related_name="slips")
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    """image/jpeg, image/png or application/pdf."""
    uploaded_at = models.DateTimeField()
    accepted = models.BooleanField(null=True)
    """None: nobody has looked at the bank yet."""
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)


class Payment(TenantModel):
    """Money received, minor units. `refunded`: what was refunded of it and what is on its way back; failed refunds are
    not in it. `provider` and `provider_ref` where a provider took it."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="payments")
    method = models.CharField(max_length=20, choices=_choices(Method))
    amount = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0, db_default=0)
    reference = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    provider = models.CharField(max_length=20, blank=True, db_default="")
    provider_ref = models.CharField(max_length=200, blank=True, db_default="")
    checkout_id: UUID | None
    checkout = TenantKey(Checkout, related_name="payments", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="payment_refunded_at_most_whole"
            ),
            models.UniqueConstraint(
                fields=["property", "provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="payment_provider_ref_once",
            ),
        ]
        indexes = [models.Index(fields=["property", "-received_at", "-id"], name="payment_newest")]


class Refund(TenantModel):
    """Money on its way back to where it came from, minor units. Its id is the key that makes it once at the provider."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="refunds")
    payment_id: UUID
    payment = TenantKey(Payment, related_name="refunds")
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=_choices(RefundState))
    cause = models.CharField(max_length=20, choices=_choices(RefundCause))
    reason = models.CharField(max_length=300, blank=True)
    provider_ref = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=100, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)
    """Who did it by hand; empty for a provider."""
    settled_at = models.DateTimeField(null=True)
    """Since when nobody needs to look at a failed one any more: it was tried again as another refund, or set aside."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(state="failed"), name="refund_settled_when_failed"
            ),
        ]
        indexes = [
            models.Index(fields=["property", "-requested_at", "-id"], name="refund_newest"),
            models.Index(
                fields=["property", "requested_at"],
                name="refund_to_do",
                condition=Q(state__in=["by_hand", "failed", "pending"], settled_at__isnull=True),
            ),
        ]


class ProviderEvent(TenantModel):
    """What a provider told us by a webhook, once each: its own id of the event."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "provider", "event_id"], name="provider_event_once")
        ]


class LedgerEntry(TenantModel):
    """One movement of a booking's value or paid sum, minor units, signed. Never changed, never deleted.

    `change_number`: the history entry it belongs to; None when the booking was made, money came in, or an order was
    answered.
    """

    booking_id: UUID
    booking = TenantKey(Booking, related_name="ledger")
    account = models.CharField(max_length=10, choices=_choices(Account))
    kind = models.CharField(max_length=20, choices=_choices(EntryKind))
    stay_number = models.PositiveIntegerField(null=True)
    change_number = models.PositiveIntegerField(null=True)
    payment_id: UUID | None
    payment = TenantKey(Payment, null=True)
    refund_id: UUID | None
    refund = TenantKey(Refund, null=True)
    order_id: UUID | None
    order = TenantKey("concierge.Order", related_name="ledger", null=True)
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_not_zero"),
            models.CheckConstraint(
                condition=Q(account="paid", kind__in=[kind.value for kind in OF_PAID])
                | (Q(account="value") & ~Q(kind__in=[kind.value for kind in OF_PAID])),
                name="ledger_entry_account",
            ),
        ]

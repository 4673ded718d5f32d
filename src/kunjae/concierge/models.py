"""Offers, orders, what is left of a day, and whom a hotel has written to before arrival (tenant tables)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from kunjae.bookings.models import Booking, Stay
from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus, PricePer, TaxTreatment
from kunjae.properties.models import RoomType
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Offer(TenantModel):
    """An offer or a room upgrade. `terms`: all that no query asks for, as JSON (`concierge.offer_text`). Retired, never
    deleted, once it was ordered. `version` grows with every save, so that a stale form overwrites nothing."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=_choices(OfferKind))
    name = models.JSONField()
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    retired = models.BooleanField(default=False)
    to_type_id: UUID | None
    to_type = TenantKey(RoomType, related_name="upgrades", null=True)
    stock = models.PositiveIntegerField(null=True)
    picture = models.CharField(max_length=200, blank=True)
    """A file in the folder of uploads."""
    terms = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "code"], name="offer_code_once"),
            models.CheckConstraint(
                condition=Q(kind="upgrade", to_type_id__isnull=False)
                | (~Q(kind="upgrade") & Q(to_type_id__isnull=True)),
                name="offer_upgrade_has_a_type",
            ),
        ]


class OfferDay(TenantModel):
    """How many pieces of an offer are ordered for one day, and how many there may be (rules.md 9, stock). `most`: the
    offer's stock, never below what is ordered already."""

    offer_id: UUID
    offer = TenantKey(Offer, related_name="days", index=False)
    day = models.DateField()
    ordered = models.IntegerField(default=0)
    most = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "offer_id", "day"], name="offer_day_once"),
            models.CheckConstraint(
                condition=Q(ordered__gte=0, ordered__lte=F("most")), name="offer_day_not_oversold"
            ),
        ]


class Order(TenantModel):
    """What one guest ordered for one stay, its price frozen (rules.md 9.1). Minor units, gross.

    While it counts it holds what it sells: `stock_day` and `pieces` of its offer's day, and an option of the same id
    (`inventory.Option`) for a room of the higher type or the night beside the stay. `counted`: what it counts in the
    booking's value. `basket`: ordered together, and paid together where paid now. `terms`: copies of the offer's rules
    (when the stay changes, until when the guest may cancel), and what an upgrade moved.
    """

    booking_id: UUID
    booking = TenantKey(Booking, related_name="guest_orders")
    stay_id: UUID
    stay = TenantKey(Stay, related_name="guest_orders")
    offer_id: UUID
    offer = TenantKey(Offer, related_name="orders", index=False)
    kind = models.CharField(max_length=20, choices=_choices(OfferKind))
    offer_name = models.JSONField()
    basket = models.UUIDField()
    status = models.CharField(max_length=12, choices=_choices(OrderStatus))
    payment = models.CharField(max_length=12, choices=_choices(OrderPayment))
    posting = models.CharField(max_length=12)
    """A word of `Posting`; a PMS adds its own."""
    price_per = models.CharField(max_length=12, choices=_choices(PricePer))
    unit = models.BigIntegerField()
    quantity = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    counted = models.BigIntegerField(default=0)
    tax_treatment = models.CharField(max_length=10, choices=_choices(TaxTreatment))
    taxes = models.JSONField(default=dict)
    """The split of `amount`, minor units: net, service_charge, fees, vat."""
    day = models.DateField(null=True)
    at = models.TimeField(null=True)
    number = models.PositiveIntegerField(null=True)
    texts = models.JSONField(default=dict)
    """The answers in words: question code -> {"label": …, "text": …}; emptied when the guest is erased."""
    stock_day = models.DateField(null=True)
    pieces = models.PositiveIntegerField(default=0)
    terms = models.JSONField(default=dict)
    had_at = models.DateTimeField()
    """From this moment on it can no longer be served: unanswered, it expires."""
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=200)
    by_guest = models.BooleanField(default=True)
    auto_confirmed = models.BooleanField(default=False)
    acted_at = models.DateTimeField(null=True)
    """When it was confirmed, cancelled or expired, the last time."""
    acted_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.CharField(max_length=200, blank=True)
    """Who ticked that it is on the guest's account in the PMS."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__gte=0, amount__gte=0, quantity__gte=1), name="order_amounts"
            ),
            models.CheckConstraint(
                condition=Q(counted=0) | Q(status__in=["unconfirmed", "confirmed"], counted=F("amount")),
                name="order_counts_while_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(stock_day__isnull=True, pieces=0) | Q(stock_day__isnull=False, pieces__gte=1),
                name="order_stock",
            ),
        ]
        indexes = [
            # In the order of a list, and with all that it counts and adds up: the index alone can say it.
            models.Index(
                fields=["property", "-ordered_at", "-id", "status", "amount"], name="order_newest_summed"
            ),
            models.Index(
                fields=["property", "status", "-ordered_at", "-id", "amount"], name="order_by_status_summed"
            ),
            models.Index(
                fields=["property", "offer_id", "-ordered_at", "-id", "status", "amount"],
                name="order_by_offer_summed",
            ),
            models.Index(
                fields=["property", "acted_at", "id"], name="order_to_do", condition=Q(posting="to_do")
            ),
            models.Index(
                fields=["property", "-posted_at", "-id"], name="order_ticked", condition=Q(posting="by_hand")
            ),
            models.Index(
                # With the status, though it says nothing new: else SQLite would take the index of statuses.
                fields=["property", "status", "acted_at", "id"],
                name="order_to_take_off",
                condition=Q(posting="by_hand", status="cancelled"),
            ),
            models.Index(
                fields=["property", "acted_at", "id"],
                name="order_not_posted",
                condition=Q(posting__in=["waiting", "unknown", "failed"]),
            ),
        ]


class OrderEvent(TenantModel):
    """One step of an order's life: who did what when. Never changed."""

    order_id: UUID
    order = TenantKey(Order, related_name="events")
    step = models.CharField(max_length=20)
    """placed, confirmed, cancelled, expired, repriced, moved, paid, authorised, captured, released, ticked, unticked, reminded,
    opened (the hotel heard of it, once it was paid)."""
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    values = models.JSONField(default=dict)


class PreArrival(TenantModel):
    """A hotel's mail before arrival: sent between `earliest_days` and `latest_days` before it, once for each stay, to
    guests with something to buy."""

    enabled = models.BooleanField(default=False)
    earliest_days = models.PositiveSmallIntegerField(default=7)
    latest_days = models.PositiveSmallIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property"], name="pre_arrival_once"),
            models.CheckConstraint(
                condition=Q(earliest_days__gte=F("latest_days")), name="pre_arrival_days_in_order"
            ),
        ]


class Invitation(TenantModel):
    """One stay that the mail before arrival is about: written to, page opened, unsubscribed."""

    stay_id: UUID
    stay = TenantKey(Stay, related_name="invitations", index=False)
    booking_id: UUID
    booking = TenantKey(Booking, related_name="invitations")
    invited_at = models.DateTimeField(null=True)
    """None: unsubscribed before anything was sent."""
    opened_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "stay_id"], name="invitation_once")]
        indexes = [models.Index(fields=["property", "invited_at"], name="invitation_by_moment")]

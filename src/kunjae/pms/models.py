"""A hotel's PMS, what was brought into it, and the reservations that came from it (tenant tables)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from kunjae.bookings.models import Booking
from kunjae.concierge.models import Offer, Order
from kunjae.pms.facts import PostingKind, PostingState
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Connection(TenantModel):
    """A hotel's PMS, at most one. `secrets`: its credentials as encrypted JSON, never shown again; `details`: the rest of what
    was entered. `house`: what the PMS said of itself when it was last tested (id, name, currency). `mapping`: room types, rates
    and the rate plan of what comes in.

    It works while `enabled`, not `held` (it came out of a backup) and not paused. `paused_reason`: a code, as `not_let_in`.
    `quiet_until`: the PMS asked for patience. `hook`: encrypted, the secret part of the address that the PMS calls.
    """

    pms = models.CharField(max_length=20)
    enabled = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    secrets = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    house = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    tested_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=60, blank=True)
    quiet_until = models.DateTimeField(null=True)
    hook = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True)
    """When the reservations of the PMS were last looked through to the end."""
    look_error = models.CharField(max_length=60, blank=True)
    choices = models.JSONField(null=True)
    """What each of `Pms.map_fields` may be, as the PMS last told (`pms.choices`)."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property"], name="pms_connection_once"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_reason="")
                | (Q(paused_at__isnull=False) & ~Q(paused_reason="")),
                name="pms_paused_for_a_reason",
            ),
        ]


class OfferMap(TenantModel):
    """What an offer is in the PMS (`Pms.map_fields`); without an offer: what all others are."""

    offer_id: UUID | None
    offer = TenantKey(Offer, null=True, related_name="pms_maps", index=False)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "offer_id"], name="pms_offer_map_once"),
            models.UniqueConstraint(
                fields=["property"], condition=Q(offer_id__isnull=True), name="pms_offer_map_default_once"
            ),
        ]


class Reservation(TenantModel):
    """A reservation of the PMS and the booking that it is here. `is_theirs`: the booking follows the PMS; else it was made
    here and is never touched. `rooms`: the PMS's name of each room -> number of the stay. `seen`: a fingerprint of the state
    that was taken in last. `problem`: why its present state could not be taken in, a code, with `problem_values`."""

    number = models.CharField(max_length=80)
    booking_id: UUID | None
    booking = TenantKey(Booking, null=True, related_name="reservations", index=False)
    is_theirs = models.BooleanField(default=True)
    rooms = models.JSONField(default=dict)
    name = models.CharField(max_length=200, blank=True)
    arrival = models.DateField(null=True)
    departure = models.DateField(null=True)
    seen = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=60, blank=True)
    problem_values = models.JSONField(default=dict)
    looked_at = models.DateTimeField()
    taken_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "number"], name="pms_reservation_once"),
            models.UniqueConstraint(fields=["property", "booking_id"], name="pms_reservation_booking_once"),
        ]
        indexes = [
            models.Index(
                fields=["property", "arrival", "id"], name="pms_reservation_problem", condition=~Q(problem="")
            )
        ]


class FolioPosting(TenantModel):
    """One thing that an order brings into the PMS. `wanted`: it is to be there; else it is to be taken back. An order whose
    amount or reservation changes gets a new one with the next `number`; the one before is no longer wanted.

    `state`: `PostingState`. `ref`, `folio`: what the PMS calls it. `values`: what is sent (name, quantity, day, mapping, room
    types). `error`: a code. `next_try_at`: when it is tried again by itself. `sent_at`: when the last attempt was sent;
    written before it is. `hand`, `hand_until`: the worker that has it in hand, until then. `told_at`: the hotel was told of
    its failure.
    """

    order_id: UUID
    order = TenantKey(Order, related_name="postings", index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in PostingKind])
    wanted = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in PostingState])
    booking = models.CharField(max_length=20)
    """The code of the booking that the order belonged to."""
    reservation = models.CharField(max_length=80, blank=True)
    amount = models.BigIntegerField(default=0)
    values = models.JSONField(default=dict)
    ref = models.CharField(max_length=120, blank=True)
    folio = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=60, blank=True)
    tries = models.PositiveIntegerField(default=0)
    hand = models.UUIDField(null=True)
    hand_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)
    """Who did it by hand."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "order_id", "kind", "number"], name="pms_posting_once"
            ),
            models.UniqueConstraint(
                fields=["property", "order_id", "kind"],
                condition=Q(wanted=True),
                name="pms_posting_wanted_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(posted_at__isnull=False), name="pms_posting_posted_at"
            ),
            models.CheckConstraint(
                condition=~Q(state="reversed") | Q(wanted=False, reversed_at__isnull=False),
                name="pms_posting_reversed",
            ),
        ]
        indexes = [
            # All that is not as it should be: what the page of open postings shows.
            models.Index(
                fields=["property", "made_at", "id"],
                name="pms_posting_open",
                condition=Q(wanted=True, state__in=["waiting", "unknown", "failed"])
                | Q(wanted=False, state__in=["waiting", "unknown", "failed", "posted"]),
            )
        ]

"""How a guest gets in (tenant tables): one-time links, sessions, and failed tries."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from kunjae.bookings.models import Booking
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class GuestLink(TenantModel):
    """A link in a mail that was used up: the hash of its token (SHA-256, hexadecimal). It is kept until the link's time
    is over; links themselves are signed (`bookings.guest_links`)."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="guest_links")
    hash = models.CharField(max_length=64)
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "hash"], name="guest_link_once")]
        indexes = [models.Index(fields=["property", "expires_at"], name="guest_link_by_end")]


class GuestSession(TenantModel):
    """A guest who is signed in to one booking, in a browser or through the API. Only the token's hash is kept."""

    booking_id: UUID
    booking = TenantKey(Booking, related_name="guest_sessions")
    hash = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Now and then, not at every request."""
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "hash"], name="guest_session_once")]
        indexes = [models.Index(fields=["property", "expires_at"], name="guest_session_by_end")]


class FailedTry(TenantModel):
    """A sign-in that failed, counted for what was tried (`kind` booking or address). `subject`: a keyed hash of the
    booking number as typed, whether there is one or not, or of the caller's network address."""

    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["property", "kind", "subject", "at"], name="failed_try_of_subject"),
            models.Index(fields=["property", "at"], name="failed_try_by_moment"),
        ]

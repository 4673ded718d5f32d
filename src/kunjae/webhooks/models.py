"""Who wants to hear of bookings, and what became of telling them (tenant tables)."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from django.db import models
from django.db.models import Q

from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Endpoint(TenantModel):
    """An address that gets events of the property: those of `events`, all of them when it is empty. `secret`: what signs
    them, encrypted; until `old_until` the one before it signs them too.

    `disabled_reason`: a code, `gone` when the receiver said that it wants no more, `by_hand` when staff paused it, otherwise
    why the last attempt at a message came to nothing; empty while active.
    """

    url = models.CharField(max_length=500)
    secret = models.TextField()
    events = models.JSONField(default=list, db_default=[])
    old_secret = models.TextField(blank=True, default="", db_default="")
    old_until = models.DateTimeField(null=True)
    description = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active=True, disabled_reason="") | (Q(active=False) & ~Q(disabled_reason="")),
                name="webhook_endpoint_disabled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(old_secret="", old_until__isnull=True)
                | (~Q(old_secret="") & Q(old_until__isnull=False)),
                name="webhook_old_secret_ends",
            ),
        ]

    @property
    def fingerprint(self) -> str:
        """Of what can be edited: a form that was shown another one is out of date."""
        shown = json.dumps([self.url, self.description, self.events], ensure_ascii=False)
        return hashlib.sha256(shown.encode()).hexdigest()[:32]


class Attempt(TenantModel):
    """One attempt at one delivery, kept for thirty days. `message`: the id of the message in the outbox, or of a test.

    What was sent is not kept, as it names guests: it is put together again when somebody looks, and `body_hash` (SHA-256)
    says whether it reads as it did; empty when nothing could be sent. `status`: of the answer; without one, `error` says why. `answer`: its beginning.
    """

    endpoint_id: UUID
    endpoint = TenantKey(Endpoint, related_name="attempts", index=False)
    message = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    """1 for the first attempt at the message."""
    event = models.CharField(max_length=60)
    booking = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=40, blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__isnull=False, error="") | (Q(status__isnull=True) & ~Q(error="")),
                name="webhook_attempt_answered_or_not",
            )
        ]
        indexes = [
            models.Index(fields=["property", "endpoint_id", "-at", "-id"], name="webhook_attempt_newest"),
            models.Index(fields=["property", "message"], name="webhook_attempt_of_message"),
            models.Index(fields=["property", "at"], name="webhook_attempt_oldest"),
        ]

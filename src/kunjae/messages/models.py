"""Mails that were written, and the hotel's own words for them (tenant tables)."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from kunjae.bookings.models import Booking
from kunjae.messages.facts import Kind, MailState, Reader
from kunjae.tenancy.fields import TenantKey
from kunjae.tenancy.models import TenantModel


class Mail(TenantModel):
    """One mail to one reader, as it was written: PIN and links are masked in the bodies, a resend renders them anew
    from `kind` and `about` (ids and codes only). `key` makes it once."""

    booking_id: UUID | None
    booking = TenantKey(Booking, related_name="mails", null=True)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in Kind])
    reader = models.CharField(max_length=10, choices=[(reader.value, reader.value) for reader in Reader])
    language = models.CharField(max_length=10)
    about = models.JSONField(default=dict)
    to = models.JSONField(default=list)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in MailState])
    error = models.CharField(max_length=100, blank=True)
    """A code of why the last attempt came to nothing, or that some addresses were refused."""
    refused = models.JSONField(default=list, db_default=[])
    """The addresses that the mail server would not take, where it took others."""
    attempts = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "key"], name="mail_key_once")]
        indexes = [models.Index(fields=["property", "-written_at", "-id"], name="mail_newest")]


class MailTemplate(TenantModel):
    """A hotel's own words for a kind of mail to a reader in one language; without a row the house's own stand."""

    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in Kind])
    reader = models.CharField(max_length=10, choices=[(reader.value, reader.value) for reader in Reader])
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "kind", "reader", "language"], name="mail_template_once"
            )
        ]


class MailHold(TenantModel):
    """Out of a backup: no mail of this property leaves the house until somebody lets it (`kunjae send-waiting`)."""

    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property"], name="mail_hold_once")]

"""Answers kept for Idempotency-Key (tenant table)."""

from __future__ import annotations

from django.db import models

from kunjae.tenancy.models import TenantModel


class KeptAnswer(TenantModel):
    """What a call with this key answered: asked again, it answers the same and does nothing.

    Written in the transaction of the work itself. `fingerprint`: SHA-256 of method, address and body. `answer`:
    JSON, encrypted, since it may hold a PIN and people's names; empty until the work is done, which no other
    transaction ever sees. Forgotten after `idempotency.KEPT_FOR`.
    """

    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "key"], name="kept_answer_key_once")]
        indexes = [models.Index(fields=["property", "at"], name="kept_answer_by_age")]

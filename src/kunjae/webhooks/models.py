"""Who wants to hear of bookings (tenant table)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kunjae.tenancy.models import TenantModel


class Endpoint(TenantModel):
    """An address that gets every event of the property's bookings. `secret`: what signs them, encrypted.

    `disabled_reason`: a code, `gone` when the receiver said that it wants no more, otherwise why the last attempt at
    a message came to nothing; empty while active.
    """

    url = models.CharField(max_length=500)
    secret = models.TextField()
    description = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active=True, disabled_reason="") | (Q(active=False) & ~Q(disabled_reason="")),
                name="webhook_endpoint_disabled_for_a_reason",
            )
        ]

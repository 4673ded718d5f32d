"""Messages on their way out (tenant table)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kunjae.outbox.facts import State
from kunjae.tenancy.models import TenantModel


class Message(TenantModel):
    """One thing that the house has to tell, written in the transaction of what it tells of (design.md 5.4).

    `key` makes it once. `payload` holds ids and codes, no personal data: whoever handles it reads the rest. Only
    what a worker writes ever changes: `due_at`, when it may be taken next; `claim`, the token of the worker that has
    it; `attempts`, counted as each begins; `state`, `last_error` (a code) and `done_at`.
    """

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claim = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, default=State.WAITING.value, choices=[(state.value, state.value) for state in State]
    )
    last_error = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "key"], name="outbox_key_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="outbox_done_at",
            ),
        ]
        # Workers look across all properties for what is due, and for what is old enough to go.
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_due")]

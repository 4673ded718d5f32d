"""The words of webhooks, and what pages show of endpoints and deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

DELIVER = "webhook.deliver"
"""One event for one endpoint, with all its attempts. Payload: that of what it tells of, `endpoint` (hex), `event`, `at`."""

GONE = "gone"
HTTP = "http_"
"""Begins the codes of answers, as `http_500`."""
NO_ENDPOINT, ENDPOINT_DISABLED = "no_endpoint", "endpoint_disabled"
BY_HAND = "by_hand"
RESTORED, SECRET_UNREADABLE = "restored", "secret_unreadable"
"""Reasons to be disabled that lie with the house: it came out of a backup, or runs under another secret key."""


@dataclass(frozen=True, slots=True)
class AttemptShown:
    """One attempt: what came of it, and how long it took. `message` is its delivery's."""

    id: UUID
    message: UUID
    number: int
    event: str
    booking: str
    at: datetime
    ms: int
    status: int | None
    error: str
    body_hash: str
    answer: str

    @property
    def taken(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class EndpointShown:
    """An endpoint without its secrets. `events`: none where it hears of all. `seen`: a fingerprint of what can be edited.
    `old_until`: until then a former secret signs too."""

    id: UUID
    url: str
    description: str
    events: tuple[str, ...]
    active: bool
    disabled_reason: str
    created_at: datetime
    old_until: datetime | None
    seen: str
    last: AttemptShown | None

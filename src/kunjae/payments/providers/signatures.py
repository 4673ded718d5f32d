"""What all signed webhooks have in common: their age."""

from __future__ import annotations

from datetime import datetime

from kunjae.payments.ports import Forged

TOLERANCE = 300
"""Seconds between our clock and the sender's, either way. A webhook that was caught and is sent again later is older."""


def must_be_recent(timestamp: str, now: datetime) -> int:
    """The sender's moment, in whole seconds of Unix time. Raises Forged for one that is none, or too far away."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise Forged
    sent = int(timestamp)
    if abs(now.timestamp() - sent) > TOLERANCE:
        raise Forged
    return sent

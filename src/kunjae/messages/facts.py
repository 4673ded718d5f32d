"""The words of mails: which there are, and where one stands."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a mail tells. Each has a template for each language."""

    BOOKING_CONFIRMED = "booking_confirmed"
    CHANGE_WAITING = "change_waiting"
    BOOKING_CHANGED = "booking_changed"
    BOOKING_CANCELLED = "booking_cancelled"
    PAYMENT_REQUEST = "payment_request"
    PAYMENT_RECEIVED = "payment_received"
    REFUND_ON_ITS_WAY = "refund_on_its_way"
    CHANGE_DROPPED = "change_dropped"
    LATE_MONEY = "late_money"


class Reader(StrEnum):
    """Whom a mail is for."""

    GUEST = "guest"
    HOTEL = "hotel"


class MailState(StrEnum):
    """Where a mail stands. `kept`: the installation sends no mails, so it is only kept here to be read."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"

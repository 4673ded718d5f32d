"""The words of mails: which there are, and where one stands."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

LANGUAGES = ("th", "en")
"""The languages that mails are written in."""


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
    ORDER_RECEIVED = "order_received"
    ORDER_CONFIRMED = "order_confirmed"
    ORDER_CHANGED = "order_changed"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_EXPIRED = "order_expired"
    ORDER_REMINDER = "order_reminder"
    PRE_ARRIVAL = "pre_arrival"
    ADDRESS_TEST = "address_test"
    """Whether mails reach an address of the hotel; about no booking, and in the house's own words."""
    PMS_PAUSED = "pms_paused"
    """This and what follows: to the hotel about its own machinery, in the house's own words."""
    ORDER_NOT_POSTED = "order_not_posted"
    WEBHOOK_STOPPED = "webhook_stopped"


class Reader(StrEnum):
    """Whom a mail is for."""

    GUEST = "guest"
    HOTEL = "hotel"


ORDERS = (
    Kind.ORDER_RECEIVED,
    Kind.ORDER_CONFIRMED,
    Kind.ORDER_CHANGED,
    Kind.ORDER_CANCELLED,
    Kind.ORDER_EXPIRED,
    Kind.ORDER_REMINDER,
)
"""About one order; those of one order are a thread in their reader's mailbox."""
TO_GUESTS_ONLY = (
    Kind.BOOKING_CONFIRMED,
    Kind.PAYMENT_REQUEST,
    Kind.REFUND_ON_ITS_WAY,
    Kind.ORDER_CONFIRMED,
    Kind.ORDER_EXPIRED,
    Kind.PRE_ARRIVAL,
)
"""The hotel did these itself, or its pages show them as tasks."""
TO_HOTELS_ONLY = (Kind.ORDER_REMINDER,)
HOUSE_WORDS = (Kind.ADDRESS_TEST, Kind.PMS_PAUSED, Kind.ORDER_NOT_POSTED, Kind.WEBHOOK_STOPPED)
"""No hotel has words of its own for these."""
WRITTEN = tuple(
    (kind, reader)
    for kind in Kind
    for reader in Reader
    if kind not in HOUSE_WORDS and kind not in (TO_HOTELS_ONLY if reader is Reader.GUEST else TO_GUESTS_ONLY)
)
"""Every mail that a hotel can put into its own words: what it tells, and to whom."""


class MailState(StrEnum):
    """Where a mail stands. `kept`: the installation sends no mails, so it is only kept here to be read."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


def language_of(*wished: str) -> str:
    """The first of these that mails are written in, else English."""
    return next((language for language in wished if language in LANGUAGES), "en")


def hotel_language(languages: Iterable[str]) -> str:
    """The language of mails to a hotel: the first of its own."""
    return language_of(*languages)

"""The life of an order: placed, confirmed, cancelled, expired, ticked (rules.md 9)."""

from kunjae.concierge.commands.telling import EXPIRE, REMIND, TOPICS
from kunjae.ordering.commands.answering import Acted, cancel_order, cancel_own_order, confirm_order
from kunjae.ordering.commands.placing import place_orders, quote_orders
from kunjae.ordering.commands.ticking import tick_order, untick_order
from kunjae.ordering.commands.waiting import expire_due, remind_due

__all__ = [
    "EXPIRE",
    "REMIND",
    "TOPICS",
    "Acted",
    "cancel_order",
    "cancel_own_order",
    "confirm_order",
    "expire_due",
    "place_orders",
    "quote_orders",
    "remind_due",
    "tick_order",
    "untick_order",
]

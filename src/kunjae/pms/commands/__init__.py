"""What orders bring into the hotel's PMS, once and only once (rules.md 9.6)."""

from kunjae.pms.commands.by_hand import link_reservation, mark_by_hand, resume, retry, retry_all
from kunjae.pms.commands.following import follow_given_up, follow_order
from kunjae.pms.commands.settling import LEASE, settle, settle_given_up
from kunjae.pms.opening import SETTLE

__all__ = [
    "LEASE",
    "SETTLE",
    "follow_given_up",
    "follow_order",
    "link_reservation",
    "mark_by_hand",
    "resume",
    "retry",
    "retry_all",
    "settle",
    "settle_given_up",
]

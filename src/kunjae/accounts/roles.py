"""What each role may do. Pure."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    FRONT_DESK = "front_desk"
    VIEWER = "viewer"


_MANAGES = frozenset({Role.OWNER, Role.MANAGER})
_WORKS = _MANAGES | {Role.FRONT_DESK}


def may_view(role: str) -> bool:
    """See bookings, changes, money and reports: every role."""
    return role in frozenset(Role)


def may_change_bookings(role: str) -> bool:
    """Book, change, cancel, reinstate, check in and out."""
    return role in _WORKS


def may_record_payments(role: str) -> bool:
    """Record a payment or a refund, ask a guest for one."""
    return role in _WORKS


def may_manage(role: str) -> bool:
    """Change the hotel's settings, rates and policies, and who works there."""
    return role in _MANAGES


def may_employ(role: str, other: str) -> bool:
    """Give somebody the role `other`, take it from them, or give who has it a new password: only owners deal with owners."""
    return may_manage(role) and (role == Role.OWNER or other != Role.OWNER)

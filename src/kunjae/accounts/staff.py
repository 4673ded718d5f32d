"""Who works for a hotel: the list, and giving and taking access. Shared tables: never inside a business transaction.

Only owners deal with owners, and nobody changes their own access: so a hotel always keeps an owner, even if two of them
take away each other's access at the same moment, as every command holds the hotel's memberships while it decides.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from kunjae.accounts import roles
from kunjae.accounts.commands import CreatedUser, checked_role, create_user
from kunjae.accounts.errors import NoSuchPerson, NotYours, OwnAccess, StaffChanged, WorksElsewhere
from kunjae.accounts.facts import StaffMember
from kunjae.accounts.models import Membership, User

log = structlog.get_logger("kunjae.accounts")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Nothing that is read as something else."""


def staff_of(*, property_id: UUID) -> list[StaffMember]:
    """Everybody with a role at the hotel, owners first, then by name. Two queries."""
    rows = list(Membership.objects.select_related("user").filter(property_id=property_id))
    factors = _second_factors([row.user_id for row in rows])
    order = [role.value for role in roles.Role]
    found = [_member(row, factors.get(row.user_id, [])) for row in rows]
    return sorted(found, key=lambda each: (order.index(each.role), each.name.lower(), each.email))


def staff_member(*, property_id: UUID, user_id: UUID) -> StaffMember:
    """One of them. Raises NoSuchPerson."""
    row = Membership.objects.select_related("user").filter(property_id=property_id, user_id=user_id).first()
    if row is None:
        raise NoSuchPerson
    return _member(row, _second_factors([user_id]).get(user_id, []))


def new_password() -> str:
    """A password that can be read out on the telephone: 16 letters and digits, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _letter in range(4)) for _group in range(4))


def add_staff(
    *, property_id: UUID, by: UUID, email: str, name: str, role: str, password: str, now: datetime
) -> CreatedUser:
    """Give a person access, and a sign-in with this password if they have none yet.

    Raises NotYours, and what `create_user` raises.
    """
    for _attempt in range(2):
        try:
            with transaction.atomic():
                held = _held(property_id)
                if not roles.may_employ(_role_of(held, by), role):
                    raise NotYours
                made = create_user(
                    email=email, password=password, property_id=property_id, role=role, now=now, name=name
                )
            break
        except IntegrityError:  # another hotel gave the same person a sign-in: now they have one
            continue
    else:
        raise StaffChanged
    log.info("staff_added", property=str(property_id), by=str(by), user=str(made.user.id), role=role)
    return made


def change_role(*, property_id: UUID, by: UUID, user_id: UUID, role: str, seen: str) -> None:
    """Give a person another role. Raises UnknownRole, NotYours, OwnAccess, NoSuchPerson, StaffChanged."""
    wanted = checked_role(role)
    with _deciding(property_id, by, user_id, seen) as decided:
        if not roles.may_employ(decided.role, wanted):
            raise NotYours
        decided.membership.role = wanted
        decided.membership.save(update_fields=["role"])
    log.info("staff_role", property=str(property_id), by=str(by), user=str(user_id), role=wanted.value)


def take_access(*, property_id: UUID, by: UUID, user_id: UUID, seen: str) -> None:
    """From now on the person has no role at the hotel. Their sign-in stays: they may work elsewhere.

    Raises NotYours, OwnAccess, NoSuchPerson, StaffChanged.
    """
    with _deciding(property_id, by, user_id, seen) as decided:
        decided.membership.delete()
    log.info("staff_removed", property=str(property_id), by=str(by), user=str(user_id))


def give_password(*, property_id: UUID, by: UUID, user_id: UUID, password: str, seen: str) -> None:
    """Set a person's password; wherever they are signed in, they are no longer.

    Raises NotYours, OwnAccess (one's own is changed with the old one), NoSuchPerson, StaffChanged, WorksElsewhere.
    """
    with _deciding(property_id, by, user_id, seen) as decided:
        _must_manage_everywhere(property_id, by, user_id)
        user = decided.membership.user
        user.set_password(password)
        user.save(update_fields=["password"])
    log.info("staff_password", property=str(property_id), by=str(by), user=str(user_id))


def take_second_factor(*, property_id: UUID, by: UUID, user_id: UUID, seen: str) -> None:
    """Let a person sign in with the password alone, until they set a second factor up again.

    Raises NotYours, OwnAccess, NoSuchPerson, StaffChanged, WorksElsewhere.
    """
    with _deciding(property_id, by, user_id, seen):
        _must_manage_everywhere(property_id, by, user_id)
        Authenticator.objects.filter(user_id=user_id).delete()
    log.info("staff_second_factor_taken", property=str(property_id), by=str(by), user=str(user_id))


@dataclass(frozen=True, slots=True)
class _Decided:
    """Who asks may deal with this person."""

    membership: Membership
    role: str
    """Of who asks."""


@contextmanager
def _deciding(property_id: UUID, by: UUID, user_id: UUID, seen: str) -> Iterator[_Decided]:
    """A transaction in which nobody else changes who works for the hotel."""
    with transaction.atomic():
        held = _held(property_id)
        role = _role_of(held, by)
        if not roles.may_manage(role):
            raise NotYours
        membership = held.get(user_id)
        if membership is None:
            raise NoSuchPerson
        if by == user_id:
            raise OwnAccess
        if not roles.may_employ(role, membership.role):
            raise NotYours
        if _member(membership, _second_factors([user_id]).get(user_id, [])).seen != seen:
            raise StaffChanged
        yield _Decided(membership, role)


def _held(property_id: UUID) -> dict[UUID, Membership]:
    """Everybody of the hotel, held until the end of the transaction, always in the same order."""
    rows = Membership.objects.select_related("user").filter(property_id=property_id)
    return {row.user_id: row for row in rows.order_by("id").select_for_update(of=("self",))}


def _role_of(held: dict[UUID, Membership], user_id: UUID) -> str:
    row = held.get(user_id)
    return row.role if row is not None and row.user.is_active else ""


def _must_manage_everywhere(property_id: UUID, by: UUID, user_id: UUID) -> None:
    """A sign-in opens every hotel that a person works for, so who changes it must manage them in all."""
    elsewhere = Membership.objects.filter(user_id=user_id).exclude(property_id=property_id)
    theirs = dict(elsewhere.values_list("property_id", "role"))
    mine = dict(
        Membership.objects.filter(user_id=by, property_id__in=list(theirs)).values_list("property_id", "role")
    )
    if not all(roles.may_employ(mine.get(hotel, ""), role) for hotel, role in theirs.items()):
        raise WorksElsewhere


def _second_factors(user_ids: list[UUID]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    rows = Authenticator.objects.filter(user_id__in=user_ids).order_by("id").values_list("user_id", "id")
    for user_id, factor in rows:
        found.setdefault(user_id, []).append(factor)
    return found


def _member(row: Membership, factors: list[int]) -> StaffMember:
    user: User = row.user
    parts = (row.role, user.password, str(user.is_active), *map(str, factors))
    return StaffMember(
        id=user.id,
        email=user.email,
        name=user.name,
        role=row.role,
        last_sign_in=user.last_login,
        has_second_factor=bool(factors),
        seen=hashlib.sha256("\n".join(parts).encode()).hexdigest(),
    )

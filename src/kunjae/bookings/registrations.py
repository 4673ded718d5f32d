"""Registered guests: who sleeps in a stay, as the law wants it known. Kept beside the booking, in no history."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from kunjae.bookings.errors import RegistrationsMoved
from kunjae.bookings.facts import Document, RegisteredGuest, Sex
from kunjae.bookings.models import Registration
from kunjae.bookings.rules import NOBODY, missing_details
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.prepared import Rows, Write, deleting

_NAMES = tuple(field.name for field in fields(RegisteredGuest))
_ALL = Rows(
    lambda hotel, stays: (
        Registration.objects.of(hotel)
        .filter(stay_id__in=stays)
        .order_by("stay_id", "position")
        .values_list("stay_id", *_NAMES)
    )
)
_BEYOND = Write(
    lambda hotel, stay, last: deleting(Registration.objects.of(hotel).filter(stay_id=stay, position__gt=last))
)


def registrations(property: Property, stay_ids: Iterable[UUID]) -> dict[UUID, list[RegisteredGuest]]:
    """Stay id -> its registered guests in their order, in one query; stays without any are left out."""
    found: dict[UUID, list[RegisteredGuest]] = {}
    for stay_id, *columns in _ALL(property.id, list(stay_ids)):
        found.setdefault(stay_id, []).append(_guest(dict(zip(_NAMES, columns, strict=True))))
    return found


def registrations_of(property: Property, stay_id: UUID) -> list[RegisteredGuest]:
    """The registered guests of one stay."""
    return registrations(property, [stay_id]).get(stay_id, [])


def complete_registrations(property: Property, stay_ids: Iterable[UUID]) -> Counter[UUID]:
    """Stay id -> of how many guests all is known that the law asks for, in one query; a stay with somebody of whom
    something is missing counts none of them."""
    found: Counter[UUID] = Counter()
    for stay_id, guests in registrations(property, stay_ids).items():
        if not any(missing_details(guest) for guest in guests):
            found[stay_id] = len(guests)
    return found


def digest_of_registrations(guests: Sequence[RegisteredGuest]) -> str:
    """Stands for what somebody saw of them, so that a form does not save over what another one saved."""
    text = json.dumps([asdict(guest) for guest in guests], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def save_registrations(
    *, property: Property, stay_id: UUID, guests: Sequence[RegisteredGuest], seen: str | None = None
) -> None:
    """The guests of a stay are these and no others; whoever is empty is left out. Inside a transaction that holds the
    booking.

    `seen`: the digest of those that were shown. Raises RegistrationsMoved when they are others by now.
    """
    if seen is not None and seen != digest_of_registrations(registrations_of(property, stay_id)):
        raise RegistrationsMoved
    guests = [guest for guest in guests if guest != NOBODY]
    rows = (
        {"stay_id": stay_id, "position": position, **_columns(guest)}
        for position, guest in enumerate(guests, 1)
    )
    insert_rows(Registration, property.id, rows, unique=("property_id", "stay_id", "position"))
    _BEYOND(property.id, stay_id, len(guests))


def _columns(guest: RegisteredGuest) -> dict[str, Any]:
    columns = asdict(guest)
    for name in ("sex", "document"):
        columns[name] = columns[name].value if columns[name] else ""
    return columns


def _guest(columns: dict[str, Any]) -> RegisteredGuest:
    columns["sex"] = Sex(columns["sex"]) if columns["sex"] else None
    columns["document"] = Document(columns["document"]) if columns["document"] else None
    return RegisteredGuest(**columns)

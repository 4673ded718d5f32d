"""Apaleo's reservations as the house reads them. One of them is one room: a party in two rooms is two reservations of one
booking there, each with its own folio, and each is taken in by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kunjae.bookings.facts import StayStatus
from kunjae.pms.adapters.values import count, day_of, minor, moment, needed, part, parts, text
from kunjae.pms.facts import Line, ReservationThere, RoomThere
from kunjae.pms.ports import PmsDown

EXPAND = "booker,timeSlices,assignedUnits"
STATUS = {
    "Confirmed": StayStatus.RESERVED,
    "InHouse": StayStatus.IN_HOUSE,
    "CheckedOut": StayStatus.CHECKED_OUT,
    "Canceled": StayStatus.CANCELLED,
    "NoShow": StayStatus.NO_SHOW,
}


def reservation_there(found: Mapping[str, Any], line: Line) -> ReservationThere:
    """What stands there. Raises PmsDown for what cannot be read."""
    guest = part(found, "primaryGuest") or part(found, "booker")
    booked = text(found, "created")
    return ReservationThere(
        number=needed(found, "id"),
        rooms=(_room(found, line),),
        code=text(found, "externalCode"),
        name=_name(guest),
        email=text(guest, "email") or text(found, "booker", "email"),
        phone=text(guest, "phone") or text(found, "booker", "phone"),
        language=text(guest, "preferredLanguage").lower()[:2],
        country=(text(guest, "nationalityCountryCode") or text(guest, "address", "countryCode")).upper(),
        notes=text(found, "guestComment"),
        currency=needed(found, "totalGrossAmount", "currency"),
        booked_at=moment(booked) if booked else None,
    )


def party(found: Sequence[Mapping[str, Any]], line: Line) -> ReservationThere | None:
    """All rooms of one booking there, under the number of the first; None where there are none, or where they belong to several
    bookings: nobody knows which is meant. Cancelled ones only where all are."""
    live = [each for each in found if text(each, "status") not in ("Canceled", "NoShow")] or list(found)
    if len({text(each, "bookingId") for each in live}) != 1:
        return None
    there = sorted((reservation_there(each, line) for each in live), key=lambda each: each.number)
    return replace(there[0], rooms=tuple(each.rooms[0] for each in there))


def _room(found: Mapping[str, Any], line: Line) -> RoomThere:
    status = STATUS.get(needed(found, "status"))
    if status is None:
        raise PmsDown("unreadable_answer", sent=False)
    currency = needed(found, "totalGrossAmount", "currency")
    check_in = day_of(needed(found, "arrival"), line.timezone)
    check_out = day_of(needed(found, "departure"), line.timezone)
    slices = sorted(parts(found, "timeSlices"), key=lambda each: text(each, "serviceDate"))
    nightly = tuple(minor(part(each, "totalGrossAmount").get("amount"), currency) for each in slices)
    ages = found.get("childrenAges")
    return RoomThere(
        id=needed(found, "id"),
        status=status,
        room_type=needed(found, "unitGroup", "id"),
        check_in=check_in,
        check_out=check_out,
        adults=count(found.get("adults")),
        children=len(ages) if isinstance(ages, list) else 0,
        rate=text(found, "ratePlan", "id"),
        room=_number(found),
        guest=_name(part(found, "primaryGuest")),
        nightly=nightly if len(nightly) == (check_out - check_in).days else (),
        total=sum(nightly) or minor(part(found, "totalGrossAmount").get("amount"), currency),
    )


def _number(found: Mapping[str, Any]) -> str:
    """The room that is assigned; after a move within the stay the last one."""
    if name := text(found, "unit", "name"):
        return name
    assigned = parts(found, "assignedUnits")
    return text(assigned[-1], "unit", "name") if assigned else ""


def _name(guest: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (text(guest, "firstName"), text(guest, "lastName"))))

"""Mews's reservations as the house reads them. One of them is one room; a group of them shares nothing but its name, so that
each is taken in by itself. Guests, prices and room numbers are lists of their own there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kunjae.bookings.facts import StayStatus
from kunjae.pms.adapters.mews.client import Client
from kunjae.pms.adapters.mews.places import Stays
from kunjae.pms.adapters.values import count, day_of, minor, moment, needed, part, parts, text
from kunjae.pms.facts import ReservationThere, RoomThere

PATH, PAGE = "reservations/getAll/2023-06-06", 100
STATUS = {
    "Confirmed": StayStatus.RESERVED,
    "Started": StayStatus.IN_HOUSE,
    "Processed": StayStatus.CHECKED_OUT,
    "Canceled": StayStatus.CANCELLED,
}
"""The others are inquiries and options: nobody has confirmed them."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What belongs to the reservations of one page, by ids."""

    guests: Mapping[str, Mapping[str, Any]]
    doors: Mapping[str, str]
    nights: Mapping[str, Sequence[Mapping[str, Any]]]


def one(client: Client, stays: Stays, number: str) -> Mapping[str, Any] | None:
    """As Mews tells it, by its number or its id."""
    if not number:
        return None
    asked = {"ReservationIds": [number]} if _is_id(number) else {"Numbers": [number]}
    for page in client.pages(PATH, "Reservations", {"ServiceIds": [stays.service], **asked}):
        return page[0]
    return None


def listed(client: Client, stays: Stays, asked: Mapping[str, Any]) -> Iterator[ReservationThere]:
    """All that fit, those that were never confirmed left out."""
    for page in client.pages(PATH, "Reservations", {"ServiceIds": [stays.service], **asked}, size=PAGE):
        yield from there(client, stays, page)


def party(client: Client, stays: Stays, asked: Mapping[str, Any]) -> ReservationThere | None:
    """All rooms of one group, under the number of the first; None where there are none, or where they belong to several groups:
    nobody knows which is meant. Cancelled ones only where all are."""
    found = client.every(PATH, "Reservations", {"ServiceIds": [stays.service], **asked})
    known = [each for each in found if text(each, "State") in STATUS]
    live = [each for each in known if STATUS[text(each, "State")].is_live] or known
    if len({text(each, "GroupId") for each in live}) != 1:
        return None
    rooms = sorted(there(client, stays, live), key=lambda each: each.number)
    return replace(rooms[0], rooms=tuple(each.rooms[0] for each in rooms))


def there(client: Client, stays: Stays, page: Sequence[Mapping[str, Any]]) -> list[ReservationThere]:
    """These reservations with all that belongs to them."""
    known = [each for each in page if text(each, "State") in STATUS]
    around = _around(client, known)
    return [_reservation(each, client, stays, around) for each in known]


def _around(client: Client, page: Sequence[Mapping[str, Any]]) -> _Around:
    nothing_else = {"Documents": False, "Addresses": False}
    guests = client.by_ids(
        "customers/getAll",
        "Customers",
        "CustomerIds",
        _ids(page, "AccountId"),
        {"Extent": {"Customers": True, **nothing_else}},
    )
    doors = client.by_ids(
        "resources/getAll",
        "Resources",
        "ResourceIds",
        _ids(page, "AssignedResourceId"),
        {"Extent": {"Resources": True}},
    )
    live = [each for each in page if STATUS[text(each, "State")].is_live]
    nights: dict[str, list[Mapping[str, Any]]] = {}
    items = client.by_ids(
        "orderItems/getAll", "OrderItems", "ServiceOrderIds", _ids(live, "Id"), {"Types": ["SpaceOrder"]}
    )
    for each in items:
        if text(each, "AccountingState") != "Canceled":
            nights.setdefault(text(each, "ServiceOrderId"), []).append(each)
    return _Around(
        {text(each, "Id"): each for each in guests},
        {text(each, "Id"): text(each, "Name") for each in doors},
        nights,
    )


def _reservation(found: Mapping[str, Any], client: Client, stays: Stays, around: _Around) -> ReservationThere:
    guest = around.guests.get(text(found, "AccountId"), {})
    booked = text(found, "CreatedUtc")
    room = _room(found, client.line.timezone, client.line.currency, stays, around)
    return ReservationThere(
        number=needed(found, "Number"),
        rooms=(room,),
        code=text(found, "ChannelNumber"),
        name=room.guest,
        email=text(guest, "Email"),
        phone=text(guest, "Phone"),
        language=(text(guest, "PreferredLanguageCode") or text(guest, "LanguageCode")).lower()[:2],
        country=text(guest, "NationalityCode").upper(),
        currency=_currency(around.nights.get(text(found, "Id"), ()), client.line.currency),
        booked_at=moment(booked) if booked else None,
    )


def _room(found: Mapping[str, Any], timezone: str, currency: str, stays: Stays, around: _Around) -> RoomThere:
    id = needed(found, "Id")
    status = STATUS[text(found, "State")]
    if status is StayStatus.CANCELLED and text(found, "CancellationReason") == "NoShow":
        status = StayStatus.NO_SHOW
    check_in = day_of(needed(found, "ScheduledStartUtc"), timezone)
    check_out = day_of(needed(found, "ScheduledEndUtc"), timezone)
    items = sorted(around.nights.get(id, ()), key=lambda each: text(each, "ConsumedUtc"))
    currency = _currency(items, currency)
    nightly = tuple(minor(part(each, "Amount").get("GrossValue"), currency) for each in items)
    people = parts(found, "PersonCounts")
    children = sum(
        count(each.get("Count")) for each in people if text(each, "AgeCategoryId") in stays.children
    )
    guest = around.guests.get(text(found, "AccountId"), {})
    return RoomThere(
        id=id,
        status=status,
        room_type=needed(found, "RequestedResourceCategoryId"),
        check_in=check_in,
        check_out=check_out,
        adults=sum(count(each.get("Count")) for each in people) - children,
        children=children,
        rate=text(found, "RateId"),
        room=around.doors.get(text(found, "AssignedResourceId"), ""),
        guest=" ".join(filter(None, (text(guest, "FirstName"), text(guest, "LastName")))),
        nightly=nightly if len(nightly) == (check_out - check_in).days else (),
        total=sum(nightly),
    )


def _currency(items: Sequence[Mapping[str, Any]], otherwise: str) -> str:
    return next((found for each in items if (found := text(each, "Amount", "Currency"))), otherwise)


def _ids(page: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    return sorted({found for each in page if (found := text(each, name))})


def _is_id(number: str) -> bool:
    try:
        return str(UUID(number)) == number.lower()
    except ValueError:
        return False

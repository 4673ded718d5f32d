"""What a delivery says: a booking as it stood after an entry of its history, or an order as it stood when it was told of, in
the form in which the API answers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Guest, Note
from kunjae.bookings.queries import booking_row
from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import open_booking
from kunjae.changes.snapshots import booking_snapshot
from kunjae.concierge.order_reads import answers_in_words, orders_by_id
from kunjae.concierge.order_text import order_as_it_stood, order_json
from kunjae.kernel.moments import moment_text
from kunjae.kernel.money import amount_text, parse_amount
from kunjae.properties.models import Property
from kunjae.webhooks.rules import body_of

_KEPT_FOR_OURSELVES = ("guest_id", "earliest_check_in", "recorded_fee")


def body_told(property: Property, payload: Mapping[str, Any]) -> bytes:
    """The body of a delivery by its payload. Raises NoSuchBooking and NoSuchOrder."""
    if "order" in payload:
        data = order_told(
            property, UUID(payload["order"]), payload.get("then", {}), version=payload.get("version")
        )
    else:
        data = booking_told(
            property,
            payload["booking"],
            payload["entry"],
            version=payload["version"],
            paid=payload.get("paid"),
        )
    return body_of(payload["event"], payload["at"], data)


def order_told(
    property: Property, order: UUID, then: Mapping[str, Any], *, version: int | None = None
) -> dict[str, Any]:
    """The order as it stood `then` (`order_standing`), and the `version` of its booking, which only grows. Names and answers
    in words are what they are now: those of an erased guest are gone. Raises NoSuchOrder."""
    (row,) = orders_by_id(property, [order])
    words = answers_in_words(property, [order]).get(order, {})
    return order_as_it_stood(order_json(row, words, property.currency), then) | {"booking_version": version}


def booking_told(
    property: Property, code: str, entry: int, *, version: int | None = None, paid: str | None = None
) -> dict[str, Any]:
    """The booking after that entry, 0: as it was made. Names are what they are now: those of an erased guest are gone.

    `version` and `paid`: what a payment made of them, which writes no entry of its own. Raises NoSuchBooking.
    """
    row = booking_row(property, code)
    copy = _copy_after(property, row, entry)
    if entry == 0 and paid is None:  # what stands in the copy may be what payments made of it since
        version, paid = 1, amount_text(0, property.currency)
    if paid is not None:
        copy |= {
            "version": version,
            "paid": paid,
            "balance": _balance(copy["value"], paid, property.currency),
        }
    guests = _guests(property, [copy["booker_id"], *(stay["guest_id"] for stay in copy["stays"])])
    booker = guests.get(copy["booker_id"])
    shown = {name: value for name, value in copy.items() if name not in ("booker_id", "note_id", "stays")}
    return shown | {
        "booker": booker and _person(booker),
        "notes": _note(property, copy["note_id"]),
        "booked_at": moment_text(row.booked_at),
        "booked_by": row.booked_by,
        **_dates(row, copy["stays"]),
        "stays": [_stay(stay, guests) for stay in copy["stays"]],
    }


def _copy_after(property: Property, row: Booking, entry: int) -> dict[str, Any]:
    entries = HistoryEntry.objects.of(property).filter(booking_id=row.id)
    if entry:
        after: dict[str, Any] = entries.values_list("after", flat=True).get(number=entry)
        return after
    first: dict[str, Any] | None = entries.filter(number=1).values_list("before", flat=True).first()
    if first is None:
        return booking_snapshot(open_booking(property, row.code).booking.facts, property.currency)
    return first


def _balance(value: str, paid: str, currency: str) -> str:
    value_amount = parse_amount(value, currency, "value", negative=True)
    return amount_text(value_amount - parse_amount(paid, currency, "paid", negative=True), currency)


def _guests(property: Property, ids: Iterable[str | None]) -> dict[str | None, Guest]:
    wanted = {UUID(id) for id in ids if id}
    return {str(guest.id): guest for guest in Guest.objects.of(property).filter(id__in=wanted)}


def _note(property: Property, id: str | None) -> str:
    return Note.objects.of(property).values_list("text", flat=True).get(id=id) if id else ""


def _person(guest: Guest) -> dict[str, Any]:
    return {
        "name": guest.name,
        "email": guest.email,
        "phone": guest.phone,
        "language": guest.language,
        "country": guest.country,
    }


def _dates(row: Booking, stays: list[dict[str, Any]]) -> dict[str, str]:
    """Arrival and departure of the stays that count, as of all of them when none does."""
    counted = [stay for stay in stays if StayStatus(stay["status"]).is_live] or stays
    if not counted:
        return {"arrival": row.arrival.isoformat(), "departure": row.departure.isoformat()}
    return {
        "arrival": min(stay["check_in"] for stay in counted),
        "departure": max(stay["check_out"] for stay in counted),
    }


def _stay(stay: dict[str, Any], guests: dict[str | None, Guest]) -> dict[str, Any]:
    shown = {name: value for name, value in stay.items() if name not in _KEPT_FOR_OURSELVES}
    guest = guests.get(stay["guest_id"])
    return shown | {"guest_name": guest.name if guest else ""}

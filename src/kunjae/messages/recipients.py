"""Whom mails go to, where a reply goes, and in which language they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kunjae.bookings.models import Booking
from kunjae.concierge.queries import order_row
from kunjae.messages.facts import Reader, hotel_language, language_of
from kunjae.messages.orders import offer_of
from kunjae.properties.models import Property


def recipients(property: Property, booking: Booking, reader: Reader, about: Mapping[str, Any]) -> list[str]:
    """Whom a mail goes to: the booker, or the hotel where it wants to hear of such things. Nobody where no address is
    known."""
    if reader is Reader.GUEST:
        return [booking.booker.email] if booking.booker.email else []
    if order := about.get("order"):
        return order_addresses(property, UUID(order))
    return reservations(property)


def answers_to(property: Property, booking: Booking, reader: Reader) -> str:
    """Where a reply goes: to the other side. Empty where it has no address."""
    if reader is Reader.HOTEL:
        guest: str = booking.booker.email
        return guest
    return next(iter(reservations(property)), "")


def language_for(property: Property, booking: Booking, reader: Reader) -> str:
    """A guest reads the booking's language, the hotel its own first one."""
    if reader is Reader.HOTEL:
        return hotel_language(property.languages)
    return language_of(booking.language, booking.booker.language)


def reservations(property: Property) -> list[str]:
    """The addresses at which a hotel hears of its bookings, as its settings name them."""
    return _addresses(property, "reservations")


def offer_confirmation(property: Property) -> list[str]:
    """The addresses of Settings > E-mail > Notifications > Offer confirmation. Empty: orders are told to
    `reservations`."""
    return _addresses(property, "offer_confirmation")


def order_addresses(property: Property, order: UUID) -> list[str]:
    """Where a hotel hears of this order: at the offer's own addresses, else where it hears of all orders, else where it
    hears of bookings."""
    own = list(offer_of(property, order_row(property, order)).notify)
    return own or offer_confirmation(property) or reservations(property)


def _addresses(property: Property, name: str) -> list[str]:
    addresses: list[str] = property.details.get("email", {}).get(name, [])
    return list(addresses)

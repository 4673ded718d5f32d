"""Reservations as a PMS has them, written the way a person would sketch them. Amounts in whole units of baht."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kunjae.bookings.facts import StayStatus
from kunjae.pms.facts import ReservationThere, RoomThere
from kunjae.pms.reservations.facts import Naming

NAMING = Naming(room_types={"rt-1": "STD", "rt-2": "DLX"}, rates={"nrf": "NRF"}, rate_plan="BAR")


def room(first: str = "2026-12-10", *prices: int, **values: Any) -> RoomThere:
    """A room from that day on, a night for each price; without prices, two nights at 1500."""
    nightly = tuple(price * 100 for price in prices or (1500, 1500))
    check_in = date.fromisoformat(first)
    base: dict[str, Any] = {
        "id": "r1",
        "status": StayStatus.RESERVED,
        "room_type": "rt-1",
        "check_in": check_in,
        "check_out": check_in + timedelta(days=len(nightly)),
        "adults": 2,
        "nightly": nightly,
        "total": sum(nightly),
    }
    return RoomThere(**(base | values))


def reservation(*rooms: RoomThere, **values: Any) -> ReservationThere:
    """A reservation of these rooms; without any, of one."""
    base: dict[str, Any] = {
        "number": "5001",
        "rooms": rooms or (room(),),
        "name": "Anna Bauer",
        "email": "anna@example.com",
        "phone": "+4915112345678",
        "language": "de",
        "country": "DE",
        "currency": "THB",
    }
    return ReservationThere(**(base | values))

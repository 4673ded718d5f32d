"""A reservation of `getReservationsWithRateDetails` in the house's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from kunjae.bookings.facts import StayStatus
from kunjae.kernel.money import LARGEST_AMOUNT, decimals_of
from kunjae.pms.facts import Line, ReservationThere, RoomThere
from kunjae.pms.ports import PmsDown

_ROOMS = {
    "not_checked_in": StayStatus.RESERVED,
    "in_house": StayStatus.IN_HOUSE,
    "checked_out": StayStatus.CHECKED_OUT,
    "cancelled": StayStatus.CANCELLED,
    "canceled": StayStatus.CANCELLED,
}
_WHOLE = {"checked_in": StayStatus.IN_HOUSE, "checked_out": StayStatus.CHECKED_OUT}
_OVER = {"canceled": StayStatus.CANCELLED, "no_show": StayStatus.NO_SHOW}


def reservation_of(row: Mapping[str, Any], line: Line) -> ReservationThere:
    """Raises PmsDown for what cannot be read."""
    try:
        return _reservation(row, line)
    except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation):
        raise PmsDown("unreadable_answer", sent=False) from None


def _reservation(row: Mapping[str, Any], line: Line) -> ReservationThere:
    rooms = sorted(_list(row.get("rooms")), key=lambda room: (_text(room["subReservationID"]), _from(room)))
    guest = _main_guest(row)
    return ReservationThere(
        number=_text(row["reservationID"]),
        rooms=tuple(
            _room(id, list(parts), row, line)
            for id, parts in groupby(rooms, key=lambda room: _text(room["subReservationID"]))
        ),
        code=_text(row.get("sourceReservationID")),
        name=_name(guest) or next((_text(room.get("guestName")) for room in rooms), ""),
        email=_text(guest.get("guestEmail")),
        phone=_text(guest.get("guestCellPhone")) or _text(guest.get("guestPhone")),
        country=_text(guest.get("guestCountry")) or _text(row.get("guestCountry")),
        currency=_text(row.get("propertyCurrency")) or line.currency,
        booked_at=_moment(row.get("dateCreatedUTC")),
    )


def _room(id: str, parts: list[Mapping[str, Any]], row: Mapping[str, Any], line: Line) -> RoomThere:
    """One room of it. A guest who changes rooms in the middle has two parts under one name: they are one
    stay, in the type of the last part that is not cancelled, where the guest is in the end."""
    live = [part for part in parts if _status(part, row).is_live] or parts
    last = max(live, key=_until)
    check_in, check_out = min(map(_from, live)), max(map(_until, live))
    prices = {day: price for part in live for day, price in _prices(part, line)}
    nights = [check_in + timedelta(days=each) for each in range((check_out - check_in).days)]
    return RoomThere(
        id=id,
        status=_status(last, row),
        room_type=_text(last["roomTypeID"]),
        check_in=check_in,
        check_out=check_out,
        adults=int(last.get("adults") or 0),
        children=int(last.get("children") or 0),
        rate=_text(last.get("rateName")),
        room=_text(last.get("roomName")),
        guest=_text(last.get("guestName")),
        nightly=tuple(prices[night] for night in nights) if set(prices) == set(nights) else (),
        total=sum(prices.values()),
    )


def _status(room: Mapping[str, Any], row: Mapping[str, Any]) -> StayStatus:
    if row.get("isDeleted") is True:
        return StayStatus.CANCELLED
    whole = _text(row["status"])
    if whole in _OVER:
        return _OVER[whole]
    return _ROOMS.get(_text(room.get("roomStatus")), _WHOLE.get(whole, StayStatus.RESERVED))


def _prices(room: Mapping[str, Any], line: Line) -> Iterable[tuple[date, int]]:
    rates = room.get("detailedRoomRates") or {}
    return [
        (date.fromisoformat(str(day)[:10]), minor_units(price, line.currency)) for day, price in rates.items()
    ]


def minor_units(amount: object, currency: str) -> int:
    """A price of Cloudbeds, rounded half up where it has more decimals than the currency: shares of a package
    do."""
    scaled = (Decimal(str(amount)) * 10 ** decimals_of(currency)).quantize(Decimal(1), ROUND_HALF_UP)
    if abs(scaled) > LARGEST_AMOUNT:
        raise ValueError
    return int(scaled)


def _main_guest(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The booker: marked as such, or the one whose id the reservation has. A list without names is written as
    []."""
    guests = row.get("guestList") or {}
    everybody = list(guests.values()) if isinstance(guests, dict) else list(guests)
    marked = [each for each in everybody if each.get("isMainGuest") is True]
    named = [each for each in everybody if _text(each.get("guestID")) == _text(row.get("guestID"))]
    found: Mapping[str, Any] = next(iter(marked or named or everybody), {})
    return found


def _name(guest: Mapping[str, Any]) -> str:
    both = f"{_text(guest.get('guestFirstName'))} {_text(guest.get('guestLastName'))}".strip()
    return both or _text(guest.get("guestName"))


def _from(room: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(room["roomCheckIn"])[:10])


def _until(room: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(room["roomCheckOut"])[:10])


def _moment(value: object) -> datetime | None:
    """`2026-11-25 09:00:00` in UTC, or the same with its zone. None also for `0000-00-00 00:00:00`."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _list(value: object) -> list[Mapping[str, Any]]:
    """PHP writes an empty list as [] and one with gaps as an object."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()

"""A reservation of the front office as Cloudbeds writes it down."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kunjae.config.demo.front_office.house import House, Row, arrival, departure, nights


def listed(row: Row, house: House) -> Row:
    """As in `getReservations`."""
    guest = row["guest"]
    return {
        "propertyID": house.hotel["id"],
        "reservationID": row["number"],
        "dateCreated": _local(row["created"], house),
        "dateModified": _local(row["modified"], house),
        "status": row["status"],
        "guestID": guest["id"],
        "guestName": _name(guest),
        "startDate": arrival(row),
        "endDate": departure(row),
        "adults": str(sum(room["adults"] for room in row["rooms"])),
        "children": str(sum(room["children"] for room in row["rooms"])),
        "balance": _number(_rooms_total(row) + house.charged(row["number"]), house),
        "sourceName": row["source"],
        "thirdPartyIdentifier": row["code"],
    }


def detailed(row: Row, house: House, *, guests: bool) -> Row:
    """As in `getReservationsWithRateDetails`."""
    guest = row["guest"]
    written: Row = {
        "propertyID": house.hotel["id"],
        "reservationID": row["number"],
        "isDeleted": row["deleted"],
        "dateCreated": _local(row["created"], house),
        "dateCreatedUTC": row["created"],
        "dateModified": _local(row["modified"], house),
        "dateModifiedUTC": row["modified"],
        "status": row["status"],
        "reservationCheckIn": arrival(row),
        "reservationCheckOut": departure(row),
        "guestID": guest["id"],
        "guestCountry": guest.get("country", ""),
        "sourceName": row["source"],
        "sourceReservationID": row["code"] or None,
        "propertyCurrency": house.hotel["currency"],
        "detailedRates": {},
        "rooms": [_room(room, guest, house) for room in row["rooms"]],
    }
    if guests:
        written["guestList"] = {guest["id"]: _guest(guest)}
    return written


def _room(room: Row, guest: Row, house: House) -> Row:
    prices = {
        night: _number(price, house) for night, price in zip(nights(room), room["prices"], strict=False)
    }
    name = next((each["name"] for each in house.data["room_types"] if each["id"] == room["room_type"]), "")
    return {
        "roomTypeID": room["room_type"],
        "roomTypeIsVirtual": False,
        "roomTypeName": name,
        "subReservationID": room["sub"],
        "guestID": guest["id"],
        "guestName": _name(guest),
        "rateID": "",
        "rateName": room["rate"],
        "adults": str(room["adults"]),
        "children": str(room["children"]),
        "reservationRoomID": room["sub"],
        "roomID": room["room"],
        "roomName": room["room"] or None,
        "roomCheckIn": room["from"],
        "roomCheckOut": room["to"],
        "roomStatus": room["status"],
        "detailedRoomRates": prices,
    }


def _guest(guest: Row) -> Row:
    return {
        "guestID": guest["id"],
        "guestName": _name(guest),
        "guestFirstName": guest["first"],
        "guestLastName": guest["last"],
        "guestEmail": guest.get("email", ""),
        "guestPhone": guest.get("phone", ""),
        "guestCellPhone": "",
        "guestCountry": guest.get("country", ""),
        "isMainGuest": True,
    }


def _name(guest: Row) -> str:
    return f"{guest['first']} {guest['last']}".strip()


def _rooms_total(row: Row) -> int:
    return sum(sum(room["prices"]) for room in row["rooms"] if room["status"] != "cancelled")


def _number(amount: int, house: House) -> float | int:
    decimals = house.hotel["decimals"]
    return amount / 10**decimals if decimals else amount


def _local(stamp: str, house: House) -> str:
    """A UTC stamp as the hotel's clocks show it."""
    moment = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(house.hotel["timezone"])).strftime("%Y-%m-%d %H:%M:%S")

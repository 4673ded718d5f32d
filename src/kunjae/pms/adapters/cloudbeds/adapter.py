"""Cloudbeds behind the port."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from kunjae.kernel.errors import FieldError
from kunjae.payments.ports import KeyField
from kunjae.payments.providers.fields import missing, wrong
from kunjae.pms.adapters.cloudbeds.charges import check_of
from kunjae.pms.adapters.cloudbeds.client import (
    CHECKS,
    DUPLICATE,
    code_of,
    read,
    read_new,
    refusal,
    send_check,
    void_check,
    write,
)
from kunjae.pms.adapters.cloudbeds.reservations import reservation_of
from kunjae.pms.facts import (
    Booked,
    Charge,
    Choice,
    HouseThere,
    Line,
    MapField,
    RequestShown,
    ReservationThere,
    RoomThere,
)
from kunjae.pms.http import shown
from kunjae.pms.ports import Can, Forged, NotLetIn, PmsDown, PmsRefused

PAGE = 100
"""The most that a page of Cloudbeds has."""
EARLIER = timedelta(hours=1)
"""What was changed is asked for from a little before: clocks differ."""


class Cloudbeds:
    code = "cloudbeds"
    name = "Cloudbeds"
    can = Can(dedup=timedelta(days=3650), upgrades=True, hook=True, finds=False)
    address = "https://api.cloudbeds.com"
    fields: tuple[KeyField, ...] = (
        KeyField(
            "api_key",
            {"en": "API key", "th": "API key"},
            {
                "en": "Cloudbeds: Account, Apps & Marketplace, API Credentials.",
                "th": "ใน Cloudbeds: Account > Apps & Marketplace > API Credentials",
            },
            secret=True,
        ),
        KeyField(
            "property_id",
            {"en": "Property ID", "th": "Property ID"},
            {
                "en": "The number of the hotel in Cloudbeds; it stands in the address of its pages.",
                "th": "หมายเลขของที่พักใน Cloudbeds อยู่ในที่อยู่เว็บของหน้า Cloudbeds",
            },
        ),
    )
    map_fields: tuple[MapField, ...] = (
        MapField(
            "product",
            {"en": "Product", "th": "สินค้า"},
            {
                "en": "One of the hotel's items with a SKU. Without one Cloudbeds keeps a product of its own for each offer.",
                "th": "สินค้าของที่พักที่มี SKU หากไม่เลือก Cloudbeds จะสร้างสินค้าแยกให้แต่ละข้อเสนอ",
            },
            required=False,
        ),
        MapField(
            "category",
            {"en": "Category", "th": "หมวดหมู่"},
            {"en": "Where reports of Cloudbeds count it.", "th": "หมวดที่ใช้นับในรายงานของ Cloudbeds"},
            required=False,
        ),
    )

    def check(self, values: Mapping[str, str]) -> list[FieldError]:
        found = missing(self.fields, values)
        if (key := values.get("api_key", "")) and not re.fullmatch(r"[\x21-\x7e]+", key):
            found.append(wrong("api_key", "invalid_key", "is not an API key", "ไม่ใช่ API key"))
        if (id := values.get("property_id", "")) and not re.fullmatch(r"\d{1,20}", id, re.ASCII):
            found.append(wrong("property_id", "invalid_id", "has digits only", "ต้องเป็นตัวเลขเท่านั้น"))
        return found

    def house(self, line: Line) -> HouseThere:
        data = _object(read(line, "getHotelDetails").get("data"))
        currency = _object(data.get("propertyCurrency")).get("currencyCode")
        if not data.get("propertyID") or not currency:
            raise PmsDown("unreadable_answer", sent=False)
        return HouseThere(str(data["propertyID"]), str(data.get("propertyName") or ""), str(currency))

    def choices(self, line: Line) -> Mapping[str, Sequence[Choice]]:
        items = [each for each in _rows(read(line, "getItems")) if each.get("sku")]
        products = {str(each["sku"]): f"{each.get('name') or ''} ({each['sku']})" for each in items}
        categories = {
            str(each["categoryName"])
            for each in _rows(read(line, "getItemCategories"))
            if each.get("categoryName")
        }
        return {
            "product": _sorted(products.items()),
            "category": _sorted((each, each) for each in categories),
        }

    def room_types(self, line: Line) -> Sequence[Choice]:
        window = {"propertyIDs": line.details["property_id"]}
        pages = _pages(line, "getRoomTypes", window, "roomTypeID")
        return _sorted(
            (str(each["roomTypeID"]), str(each.get("roomTypeName") or "")) for page in pages for each in page
        )

    def rates(self, line: Line) -> Sequence[Choice]:
        """By name: a room of a reservation tells the name of its rate, and an id that is another one in each
        room type."""
        found: set[str] = set()
        offset, more = 0, True
        while more:
            plans = _rows(read_new(line, "/rates/v1/rate-plans", limit=str(PAGE), offset=str(offset)))
            found |= {name for plan in plans if plan.get("isDeleted") is not True for name in _names(plan)}
            offset, more = offset + PAGE, len(plans) == PAGE
        return _sorted((each, each) for each in found)

    def shown(self, charge: Charge, line: Line) -> RequestShown:
        return shown(line, "POST", CHECKS, json=check_of(charge))

    def post(self, charge: Charge, line: Line) -> Booked:
        reply = send_check(line, charge.key, check_of(charge))
        if not reply.good:
            if code_of(reply) == DUPLICATE:  # ours, though its key is forgotten there
                return Booked(charge.key)
            raise refusal(reply)
        check = _object(reply.json().get("data")).get("checkId")
        if not check:
            raise PmsDown("unreadable_answer", sent=True)
        return Booked(str(check))

    def find(self, charge: Charge, line: Line) -> Booked | None:
        """Cloudbeds has no such question (`can.finds`)."""
        raise PmsDown("cannot_be_asked", sent=False)

    def reverse(self, charge: Charge, booked: Booked, line: Line) -> None:
        reply = void_check(line, booked.id)
        if reply.status == 404:
            code_of(reply)  # said by Cloudbeds, not by some page on the way
        elif not reply.good:
            raise refusal(reply)

    def reservation(self, number: str, line: Line) -> ReservationThere | None:
        return next((each for each in _details([number], line) if each.number == number), None)

    def reservation_by_code(self, code: str, line: Line) -> ReservationThere | None:
        """The one that is not cancelled. Of two we would not know which: None."""
        answer = read(line, "getReservations", sourceReservationId=code, pageSize=str(PAGE))
        numbers = [str(each["reservationID"]) for each in _rows(answer, "reservationID")]
        found = [each for each in _details(numbers, line) if each.code == code] if numbers else []
        live = [each for each in found if any(room.status.is_live for room in each.rooms)]
        if len(live or found) > 1:
            return None
        return next(iter(live or found), None)

    def arrivals(self, first: date, last: date, line: Line) -> Iterator[ReservationThere]:
        """The list tells who comes, a second question what they pay and in which rate."""
        window = {"checkInFrom": first.isoformat(), "checkInTo": last.isoformat()}
        for rows in _pages(line, "getReservations", window):
            yield from _details([str(each["reservationID"]) for each in rows], line)

    def changed(self, since: datetime, line: Line) -> Iterator[ReservationThere]:
        """Cloudbeds warns that some changes do not show up here: the arrivals are still looked through."""
        local = (since - EARLIER).astimezone(ZoneInfo(line.timezone))
        window = {"modifiedFrom": local.strftime("%Y-%m-%d %H:%M:%S"), **_FULL}
        for rows in _pages(line, "getReservationsWithRateDetails", window):
            yield from (reservation_of(each, line) for each in rows)

    def set_room_type(self, reservation: str, room: str, room_type: str, key: str, line: Line) -> None:
        """The call takes the rooms of the reservation as they are to be, so all are sent, the others as they
        are; prices stay (`adjustPrice`)."""
        found = self.reservation(reservation, line)
        ours = next((each for each in found.rooms if each.id == room), None) if found else None
        if found is None or ours is None or not ours.status.is_live:
            raise PmsRefused("no_reservation")
        if ours.room_type == room_type:
            return
        live = [each for each in found.rooms if each.status.is_live]
        form = [("reservationID", reservation)]
        for index, each in enumerate(live):
            fields = _room_form(each, room_type if each.id == room else each.room_type)
            form += [(f"rooms[{index}][{name}]", value) for name, value in fields.items()]
        try:
            write(line, "PUT", "putReservation", form)
        except NotLetIn:  # the key was good for reading a moment ago: it lacks this one permission
            raise PmsRefused("may_not_upgrade") from None

    def touched(self, headers: Mapping[str, str], body: bytes, line: Line) -> Sequence[str]:
        """Cloudbeds signs nothing: the address is the secret. A call for another hotel is none for us."""
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            raise Forged from None
        if not isinstance(told, dict):
            raise Forged
        hotels = {str(told[name]) for name in ("propertyID", "propertyId") if told.get(name)}
        if hotels - {line.details["property_id"]}:
            raise Forged
        numbers = [told.get("reservationID"), told.get("reservationId")]
        return [str(each) for each in numbers[:1] or [] if each] or [
            str(each) for each in numbers[1:] if each
        ]


_FULL = {"includeGuestsDetails": "true", "includeDeleted": "true"}


def _details(numbers: Sequence[str], line: Line) -> Iterator[ReservationThere]:
    """The full state of at most a page of reservations."""
    params = {"reservationID": ",".join(numbers), "pageSize": str(PAGE), **_FULL}
    for row in _rows(read(line, "getReservationsWithRateDetails", **params), "reservationID"):
        yield reservation_of(row, line)


def _pages(
    line: Line, method: str, window: Mapping[str, str], id: str = "reservationID"
) -> Iterator[list[dict[str, Any]]]:
    """Page after page, each thing once by its `id`, until a page brings nothing new."""
    seen: set[str] = set()
    for page in count(1):
        rows = _rows(read(line, method, **window, pageNumber=str(page), pageSize=str(PAGE)), id)
        new = [each for each in rows if str(each[id]) not in seen]
        seen |= {str(each[id]) for each in new}
        if new:
            yield new
        if len(rows) < PAGE or not new:
            return


def _room_form(room: RoomThere, room_type: str) -> dict[str, str]:
    return {
        "subReservationID": room.id,
        "roomTypeID": room_type,
        "checkinDate": room.check_in.isoformat(),
        "checkoutDate": room.check_out.isoformat(),
        "adults": str(room.adults),
        "children": str(room.children),
        "adjustPrice": "false",
    }


def _rows(answer: Mapping[str, Any], id: str = "") -> list[dict[str, Any]]:
    """The list in an answer, whose things have an `id`. Anything else is no answer, least of all that there
    is nothing."""
    rows = answer.get("data")
    if isinstance(rows, list) and all(isinstance(each, dict) and (not id or each.get(id)) for each in rows):
        return rows
    raise PmsDown("unreadable_answer", sent=False)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(plan: Mapping[str, Any]) -> Iterable[str]:
    """What a rate plan is called, among guests and in the house, in every language."""
    for field in ("name", "namePrivate"):
        yield from (str(each) for each in _object(plan.get(field)).values() if each)


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[Choice]:
    return [Choice(value, label) for value, label in sorted(pairs, key=lambda pair: (pair[1], pair[0]))]

"""Bookings of people who come again, for the tests of guests and registers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking, Registration, Stay
from kunjae.properties.models import Property
from kunjae.tenancy.bulk import insert_rows
from tests.hotel import FAR, book_stays

SOMCHAI = Booker(name="Somchai Jaidee", email="somchai@example.com", phone="+66812345678", language="th")
GERMAN = {
    "first_name": "Anna",
    "last_name": "Müller",
    "sex": "f",
    "nationality": "DEU",
    "document": "passport",
    "document_number": "C01X00T47",
}
THAI = {
    "first_name": "สมชาย",
    "last_name": "ใจดี",
    "sex": "m",
    "nationality": "THA",
    "document": "id_card",
    "document_number": "1101700230708",
    "occupation": "ครู",
    "address": "กรุงเทพมหานคร",
    "coming_from": "กรุงเทพมหานคร",
    "going_to": "ระยอง",
}


def night(day: int, month: str = "2026-12") -> dict[str, Any]:
    """A stay of one night."""
    return {"check_in": f"{month}-{day:02}", "check_out": f"{month}-{day + 1:02}"}


def book(hotel: Property, minutes: int = 0, *, day: int = 10, **booker: str) -> str:
    """A booking of one night by this booker, so many minutes after the hotel's first moment; its code."""
    given = {"name": "Somchai Jaidee"} | booker
    return book_stays(hotel, night(day), now=FAR + timedelta(minutes=minutes), booker=Booker(**given))


def bring(
    hotel: Property,
    code: str,
    *guests: dict[str, Any],
    number: int = 1,
    at: datetime | None = None,
    **columns: Any,
) -> None:
    """The guests of a stay came, at a moment or, without one, when no moments were kept; these were registered."""
    stay = Stay.objects.of(hotel).get(booking_id=booking(hotel, code).id, number=number)
    values = {"status": "in_house", "arrived_at": at and at.astimezone(UTC)} | columns
    Stay.objects.of(hotel).filter(id=stay.id).update(**values)
    rows = [{"stay_id": stay.id, "position": place, **guest} for place, guest in enumerate(guests, 1)]
    for row in rows:
        insert_rows(Registration, hotel.id, [row])


def walked(sql: str) -> list[str]:
    """The lines of the database's plan that walk a whole table, or all that a hotel has in it: none, where every read is
    looked up. PostgreSQL, which walks small tables gladly, is told not to; inside a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return [
                line
                for *_, line in cursor.fetchall()
                if re.match(r"SCAN \w|SEARCH .*\(property_id=\?\)$", line)
            ]
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return [line for (line,) in cursor.fetchall() if "Seq Scan" in line]


def booking(hotel: Property, code: str) -> Booking:
    return Booking.objects.of(hotel).select_related("booker").get(code=code)

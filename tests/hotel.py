"""A small hotel in the database, for every test that needs one: three standard rooms, two deluxe rooms, plan BAR with
policy F (within 3 days 50 %, within 1 day 100 %) at 1500 a night, plan NRF without a policy at 1200."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import Booker
from kunjae.changes.commands import book
from kunjae.changes.operations_text import add_stay_from_json
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import NightPrice, Policy, RatePlan
from kunjae.tenancy.bulk import insert_rows

BANGKOK = ZoneInfo("Asia/Bangkok")
FAR = datetime(2026, 11, 25, 9, tzinfo=BANGKOK).astimezone(UTC)
NEAR = datetime(2026, 12, 8, 9, tzinfo=BANGKOK).astimezone(UTC)
FIRST_PRICED, LAST_PRICED = date(2026, 11, 1), date(2027, 3, 1)
CLERK = Actor("staff", "clerk@example.com")
TERMS_F = {
    "name": {"th": "ยืดหยุ่น", "en": "Flexible"},
    "tiers": [{"days_before": 3, "percent": "50"}, {"days_before": 1, "percent": "100"}],
}
SOMCHAI = Booker(name="Somchai Jaidee", email="somchai@example.com", phone="+66812345678", language="th")


def make_hotel(slug: str = "baan-talay", **settings: Any) -> Property:
    """The hotel with rooms, plans and prices from November 2026 to March 2027."""
    values: dict[str, Any] = {
        "name": {"th": "บ้านทะเล", "en": "Baan Talay"},
        "timezone": "Asia/Bangkok",
        "currency": "THB",
        "languages": ["th", "en"],
        "check_in_time": time(14),
        "check_out_time": time(12),
        "policy_cutoff_time": time(14),
        "opened_at": FAR,
    }
    hotel = Property.objects.create(slug=slug, **(values | settings))
    standard = RoomType.objects.create(
        property=hotel,
        code="STD",
        name={"th": "ห้องมาตรฐาน", "en": "Standard"},
        rank=1,
        base_adults=2,
        max_adults=3,
        max_children=1,
        beds="1 double",
    )
    deluxe = RoomType.objects.create(
        property=hotel,
        code="DLX",
        name={"th": "ห้องดีลักซ์", "en": "Deluxe"},
        rank=2,
        base_adults=2,
        max_adults=3,
        max_children=2,
        beds="1 king",
    )
    for number, room_type, beds in [
        ("001", standard, ""),
        ("002", standard, ""),
        ("003", standard, "2 single"),
        ("101", deluxe, ""),
        ("102", deluxe, ""),
    ]:
        Room.objects.create(property=hotel, number=number, room_type=room_type, beds=beds)
    policy = Policy.objects.create(property=hotel, code="F", name=TERMS_F["name"], terms=TERMS_F)
    bar = RatePlan.objects.create(
        property=hotel,
        code="BAR",
        name={"th": "รวมอาหารเช้า", "en": "Breakfast included"},
        meal="breakfast",
        policy=policy,
    )
    nrf = RatePlan.objects.create(
        property=hotel, code="NRF", name={"th": "ไม่คืนเงิน", "en": "Non-refundable"}, prepay_percent=100
    )
    set_prices(hotel, bar, standard, 1500)
    set_prices(hotel, bar, deluxe, 2500)
    set_prices(hotel, nrf, standard, 1200)
    return hotel


def set_prices(
    hotel: Property,
    plan: RatePlan,
    room_type: RoomType,
    price: int,
    first: date = FIRST_PRICED,
    last: date = LAST_PRICED,
) -> None:
    """The same price (whole units, two decimals; 500 an extra adult, 250 a child) on every night from first to last."""
    nights = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    same = {
        "rate_plan_id": plan.id,
        "room_type_id": room_type.id,
        "price": price * 100,
        "extra_adult": 50000,
        "extra_child": 25000,
    }
    rows = [{"night": night, **same} for night in nights]
    insert_rows(NightPrice, hotel.id, rows, unique=("property_id", "rate_plan_id", "room_type_id", "night"))


def book_stays(
    hotel: Property, *stays: dict[str, Any], now: datetime = FAR, booker: Booker = SOMCHAI, notes: str = ""
) -> str:
    """A booking of these stays, written as in the API; its code. Left out: STD, BAR, two adults."""
    base = {"room_type": "STD", "rate_plan": "BAR", "adults": 2}
    wanted = [add_stay_from_json(base | stay, hotel.currency, "stays") for stay in stays]
    return book(
        property=hotel, booker=booker, stays=wanted, source="direct", actor=CLERK, now=now, notes=notes
    ).code


def book_two_rooms(hotel: Property) -> str:
    """The manual's example: rooms 001 and 002, 10 to 12 December."""
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    return book_stays(hotel, dates | {"room": "001"}, dates | {"room": "002"})

"""Hotels for the tests of the calendar: one with a bar of every state, one of any size that is full."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kunjae.bookings.commands import Booker
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Guest, Stay, StayNight
from kunjae.changes.commands import check_in, check_out
from kunjae.inventory.blocking import block_room
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import RatePlan
from kunjae.tenancy.bulk import insert_rows
from kunjae.tenancy.ids import new_id
from tests.hotel import BANGKOK, CLERK, FAR, book_stays, make_hotel

TODAY = date(2026, 11, 25)
EARLIER = FAR - timedelta(days=5)
THAI_NAMES = ("สมชาย ใจดีงาม", "มาลี ดีสุข", "กนกวรรณ ศรีสวัสดิ์", "ณัฐพล วงศ์ทอง", "พิมพ์ชนก แสงจันทร์")


def local(day: int, hour: int, month: int = 11) -> datetime:
    """A moment of 2026 on the hotel's clock."""
    return datetime(2026, month, day, hour, tzinfo=BANGKOK).astimezone(UTC)


def guest(name: str) -> Booker:
    return Booker(name=name, email="guest@example.com", phone="+66812345678", language="th")


def stay(
    hotel: Property, first: str, until: str, room: str | None, name: str, *, paid: int = 0, kind: str = "STD"
) -> str:
    """A booking of one stay; `paid` in whole units."""
    wanted = {"check_in": f"2026-{first}", "check_out": f"2026-{until}", "room_type": kind}
    code = book_stays(hotel, wanted | ({"room": room} if room else {}), booker=guest(name), now=EARLIER)
    if paid:
        record_payment(
            property=hotel, code=code, method=Method.CASH, amount=paid * 100, actor=CLERK, now=EARLIER
        )
    return code


def hotel_of_all_states() -> tuple[Property, dict[str, str]]:
    """The small hotel on 25 November with a bar of every state: state -> the booking's code (a block: its id)."""
    hotel = make_hotel()
    codes = {
        "leaves": stay(hotel, "11-23", "11-25", "001", "Leaving Lek", paid=3000),
        "inhouse": stay(hotel, "11-24", "11-27", "002", "Inhouse Ice"),
        "left": stay(hotel, "11-22", "11-25", "003", "Left Lamai", paid=4500),
        "new": stay(hotel, "11-25", "11-28", "001", "New Nid"),
        "owes": stay(hotel, "11-28", "11-30", "002", "Owing Oat", paid=1000),
        "paid": stay(hotel, "11-26", "11-29", "003", "Paid Ploy", paid=4500),
        "unassigned": stay(hotel, "11-28", "12-01", None, "Somewhere Som"),
    }
    for state in ("leaves", "inhouse", "left"):
        check_in(property=hotel, code=codes[state], stay=1, actor=CLERK, now=local(24, 14))
    check_out(property=hotel, code=codes["left"], stay=1, actor=CLERK, now=local(25, 8))
    blocked = block_room(
        property=hotel, room="101", dates=StayDates(TODAY, date(2026, 11, 29)), reason="Paint", now=FAR
    )
    held = block_room(
        property=hotel,
        room="102",
        dates=StayDates(date(2026, 11, 27), date(2026, 11, 30)),
        reason="Malee",
        held_until=FAR + timedelta(hours=3),
        now=FAR,
    )
    return hotel, codes | {"block": str(blocked.id), "hold": str(held.id)}


def full_hotel(rooms: int, first: date, days: int, *, nights: int = 3, slug: str = "full") -> Property:
    """A hotel whose every room is sold on every night from `first` on, each stay for as many nights, paid in part;
    half of the bookings a day before that, so that bars run over the edge. Written as rows: made by booking it would
    take minutes."""
    hotel = Property.objects.create(
        slug=slug,
        name={"th": "เต็ม", "en": "Full"},
        timezone="Asia/Bangkok",
        currency="THB",
        languages=["th", "en"],
        check_in_time=time(14),
        check_out_time=time(12),
        policy_cutoff_time=time(14),
        opened_at=FAR,
    )
    kinds = [
        RoomType.objects.create(
            property=hotel, code=code, name={"th": name, "en": code}, base_adults=2, max_adults=3
        )
        for code, name in (("STD", "ห้องมาตรฐาน"), ("SUP", "ห้องซูพีเรีย"), ("DLX", "ห้องดีลักซ์"))
    ]
    plan = RatePlan.objects.create(property=hotel, code="BAR", name={"en": "Best"})
    numbers = [(f"{101 + index % 100 + index // 100 * 1000}", kinds[index % 3]) for index in range(rooms)]
    made = [Room.objects.create(property=hotel, number=number, room_type=kind) for number, kind in numbers]
    guests = [new_id() for _ in THAI_NAMES]
    insert_rows(
        Guest, hotel.id, ({"id": id, "name": name} for id, name in zip(guests, THAI_NAMES, strict=True))
    )
    bookings: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []
    stay_nights: list[dict[str, Any]] = []
    room_nights: list[dict[str, Any]] = []
    for index, room in enumerate(made):
        arrival = first - timedelta(days=index % 2)
        while arrival < first + timedelta(days=days):
            departure = arrival + timedelta(days=nights)
            booking, id = new_id(), new_id()
            bookings.append(
                {
                    "id": booking,
                    "code": f"KJ{len(bookings):06d}",
                    "pin": "",
                    "booker_id": guests[len(bookings) % len(guests)],
                    "source": "direct",
                    "language": "th",
                    "status": "reserved",
                    "arrival": arrival,
                    "departure": departure,
                    "value": 150000 * nights,
                    "paid": 150000,
                    "booked_at": FAR,
                    "booked_by": "test",
                }
            )
            stays.append(
                {
                    "id": id,
                    "booking_id": booking,
                    "number": 1,
                    "status": StayStatus.RESERVED.value,
                    "room_type_id": room.room_type_id,
                    "room_id": room.id,
                    "rate_plan_id": plan.id,
                    "meal": "none",
                    "prepay_percent": 0,
                    "check_in": arrival,
                    "check_out": departure,
                    "earliest_check_in": arrival,
                    "adults": 2,
                    "children": 0,
                }
            )
            for night in StayDates(arrival, departure).nights:
                stay_nights.append({"stay_id": id, "night": night, "room_price": 150000})
                room_nights.append({"room_id": room.id, "night": night, "stay_id": id})
            arrival = departure
    for model, rows in [
        (Booking, bookings),
        (Stay, stays),
        (StayNight, stay_nights),
        (RoomNight, room_nights),
    ]:
        insert_rows(model, hotel.id, rows)
    sold = RoomNight.objects.of(hotel).values_list("room__room_type_id", "night")
    counted: dict[tuple[Any, date], int] = {}
    for key in sold:
        counted[key] = counted.get(key, 0) + 1
    capacity = {kind.id: sum(room.room_type_id == kind.id for room in made) for kind in kinds}
    insert_rows(
        TypeNight,
        hotel.id,
        (
            {"room_type_id": kind, "night": night, "capacity": capacity[kind], "sold": count}
            for (kind, night), count in counted.items()
        ),
    )
    return hotel

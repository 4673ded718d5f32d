"""The hotel that most subjects work on: 50 rooms and 5,000 bookings, made by the house's own commands.

Bookings lie on the 90 nights before today and the 450 after it, six of ten rooms taken; every third holds two rooms.
Those before today have gone through check-in, payment and check-out. The same day gives the same hotel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from django.test import Client
from django.utils import timezone

from benchmarks.hotel_text import PLANS, TYPES, hotel_text, room_numbers
from kunjae.accounts.commands import create_token, create_user
from kunjae.accounts.facts import Actor
from kunjae.bookings.commands import new_code
from kunjae.bookings.models import Booking
from kunjae.changes.commands import book, check_in, check_out
from kunjae.changes.operations import AddStay
from kunjae.config.demo.people import some_booker, some_guest_name
from kunjae.imports.hotel import import_hotel
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.kernel.moments import local_date, moment_of
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import run_in_transaction

SLUG = "measured"
ROOMS = 50
DAYS_BACK, DAYS_AHEAD = 90, 450
TOGETHER = 100
"""Bookings made in one transaction: nobody else waits here."""
DESK = Actor("staff", "desk@measured.example")
EMAIL, PASSWORD = DESK.name, "measured-by-the-clock"


@dataclass(frozen=True, slots=True)
class Access:
    """What opens the hotel's doors: a session's cookie, a token of the API."""

    session: str
    token: str


@dataclass(frozen=True, slots=True)
class Wish:
    """One booking to be made."""

    code: str
    booked_at: datetime
    stays: tuple[AddStay, ...]
    seed: int


def make_hotel(slug: str = SLUG, rooms: int = ROOMS) -> Property:
    """The hotel without bookings, in Django's database."""
    now = timezone.now()
    text = hotel_text(slug, rooms, local_date(now, "Asia/Bangkok"))
    return import_hotel(file=read_hotel_file(parse_toml(text.encode())), now=now).property


def open_doors(hotel: Property) -> Access:
    """Somebody of the front desk, signed in, and a token for a program."""
    now = timezone.now()
    user = create_user(
        email=EMAIL, password=PASSWORD, property_id=hotel.id, role="manager", name="Nok", now=now
    ).user
    client = Client()
    client.force_login(user)
    token = create_token(name="channel", property_id=hotel.id, role="manager", now=now)
    return Access(client.cookies["sessionid"].value, token.secret)


def fill(
    hotel: Property, bookings: int, rooms: int = ROOMS, days: tuple[int, int] = (-DAYS_BACK, DAYS_AHEAD)
) -> None:
    """Make so many bookings that arrive on these days from today, and let those whose nights have passed happen."""
    today = local_date(timezone.now(), hotel.timezone)
    wishes = sorted(_wishes(hotel, bookings, rooms, days, today), key=lambda wish: wish.booked_at)
    for start in range(0, len(wishes), TOGETHER):
        some = wishes[start : start + TOGETHER]
        run_in_transaction(partial(_happen_all, hotel, some, today))


def _wishes(hotel: Property, bookings: int, rooms: int, days: tuple[int, int], today: date) -> Iterator[Wish]:
    random = Random(f"measured {today}")
    taken: set[tuple[str, date]] = set()
    house = {code: room_numbers(code, rooms) for code in TYPES}
    codes: set[str] = set()
    while len(codes) < bookings:
        first = today + timedelta(days=random.randrange(*days))
        dates = StayDates(first, first + timedelta(days=random.choice((1, 1, 2, 2, 2, 3, 3, 4, 5))))
        room_type = random.choices(list(TYPES), list(TYPES.values()))[0]
        wanted = random.choice((1, 1, 2))
        free = [
            number
            for number in house[room_type]
            if not any((number, night) in taken for night in dates.nights)
        ]
        if len(free) < wanted or (code := new_code(random.choice)) in codes:
            continue
        chosen = free[:wanted]
        taken.update((number, night) for number in chosen for night in dates.nights)
        codes.add(code)
        numbered = wanted > 1 or dates.check_in <= today or random.random() < 0.45
        yield _wish(random, code, room_type, dates, chosen, numbered, hotel.timezone, today)


def _wish(
    random: Random,
    code: str,
    room_type: str,
    dates: StayDates,
    rooms: list[str],
    numbered: bool,
    zone: str,
    today: date,
) -> Wish:
    lead = 1 + min(int(random.expovariate(1 / 30)), 170)
    booked_on = min(dates.check_in - timedelta(days=lead), today - timedelta(days=1 + random.randrange(60)))
    plan = random.choices(list(PLANS), (6, 3, 2))[0]
    stays = tuple(
        AddStay(
            room_type,
            plan,
            dates,
            random.choice((1, 2, 2, 2)),
            room=room if numbered else None,
            guest_name=some_guest_name(random),
        )
        for room in rooms
    )
    at = moment_of(booked_on, time(random.randrange(8, 20), random.randrange(60)), zone)
    return Wish(code, at, stays, random.randrange(2**32))


def _happen_all(hotel: Property, wishes: Sequence[Wish], today: date) -> None:
    for wish in wishes:
        _happen(hotel, wish, today)


def _happen(hotel: Property, wish: Wish, today: date) -> None:
    random = Random(wish.seed)
    book(
        property=hotel,
        booker=some_booker(random),
        stays=wish.stays,
        source=random.choice(("website", "agency", "phone", "direct")),
        actor=DESK,
        now=wish.booked_at,
        code=wish.code,
        notes="Late arrival, around 22:30." if random.random() < 0.2 else "",
    )
    dates = wish.stays[0].dates
    if dates.check_in > today:
        return
    arrived = moment_of(dates.check_in, time(15), hotel.timezone)
    left = moment_of(dates.check_out, time(11), hotel.timezone)
    for number in range(1, len(wish.stays) + 1):
        check_in(property=hotel, code=wish.code, stay=number, actor=DESK, now=arrived)
    if dates.check_out > today:
        return
    due = Booking.objects.of(hotel).get(code=wish.code).value
    record_payment(property=hotel, code=wish.code, method=Method.CASH, amount=due, actor=DESK, now=left)
    for number in range(1, len(wish.stays) + 1):
        check_out(property=hotel, code=wish.code, stay=number, actor=DESK, now=left)

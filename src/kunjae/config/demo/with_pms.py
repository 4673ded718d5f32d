"""The demo hotel with a PMS beside it: the front office gets the hotel's rooms and guests and some of its
own, the house is connected to it, and the first orders go onto folios."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from kunjae.accounts.facts import Actor
from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Guest, Stay, StayNight
from kunjae.concierge.facts import OfferKind, OrderPayment, OrderStatus
from kunjae.concierge.models import Offer, Order
from kunjae.config.demo.front_office.house import ROOM_STATUS, House, Row
from kunjae.config.demo.front_office.server import FrontOffice, open_front_office
from kunjae.config.demo.hotel import price, season
from kunjae.config.demo.people import some_booker
from kunjae.config.demo.play import FRONT_DESK
from kunjae.kernel.moments import local_date
from kunjae.kernel.money import decimals_of
from kunjae.ordering.commands import confirm_order
from kunjae.pms.choices import fetch_choices
from kunjae.pms.connections import connection_of, hook_address, new_hook, save_connection, trial_line
from kunjae.pms.maps import save_map
from kunjae.pms.models import Connection
from kunjae.pms.registry import adapter
from kunjae.pms.reservations.facts import Naming
from kunjae.pms.reservations.naming import fetch_names
from kunjae.properties.models import Property, Room, RoomType
from kunjae.rates.models import RatePlan

PMS = "cloudbeds"
FILE = "front-office.json"
ENTERED = {"api_key": "cbat_of_the_demo", "property_id": "31842"}
THEIRS = 6
"""How many guests have booked with the front office itself."""
POSTED = 3
"""How many orders are confirmed while it is being connected."""
LEFT_FREE = 3
"""Rooms of a type that their guests never take: somebody may want one."""
MAPPED = {
    "massage": ("SPA", "Wellness"),
    "dinner": ("DINNER", "Food & drinks"),
    "pick-up": ("CAR", "Transport"),
}
"""Offers that are products of the front office: SKU and category. All others get a product of their own."""
_STATUS = {
    StayStatus.RESERVED.value: "confirmed",
    StayStatus.IN_HOUSE.value: "checked_in",
    StayStatus.CHECKED_OUT.value: "checked_out",
    StayStatus.CANCELLED.value: "canceled",
    StayStatus.NO_SHOW.value: "no_show",
}


@contextmanager
def front_office_beside(hotel: Property, address: str, port: int, now: datetime) -> Iterator[FrontOffice]:
    """The front office runs until the end of the block. The house reaches it, in this process and in all that
    it starts, and is reached at `address`. The first time it is furnished and connected."""
    house = House(settings.DATA_DIR / FILE)
    is_new = not house.hotel
    if is_new:
        draft = House()
        furnish(draft, hotel)
        check_everybody_in(draft, hotel, local_date(now, hotel.timezone))
        house.take_over(draft)  # broken off before, it is made anew
    with open_front_office(house, port) as office:
        _lead_to(office.address)
        if is_new or not connection_of(hotel).is_set_up:
            connect(house, hotel, now)
        hear_of_changes(house, address + urlsplit(hook_address(hotel)).path)
        yield office


def has_front_office() -> bool:
    """Whether the demo of this data folder was started with its PMS before."""
    file: Path = settings.DATA_DIR / FILE
    return file.exists()


def furnish(house: House, hotel: Property) -> None:
    """The hotel as the front office knows it: the room types under the same codes, the plans by their
    names."""
    types = RoomType.objects.of(hotel).order_by("position", "code")
    plans = RatePlan.objects.of(hotel).order_by("code")
    offers = {each.code: each for each in Offer.objects.of(hotel).filter(code__in=MAPPED)}
    house.furnish(
        {
            "id": ENTERED["property_id"],
            "name": _english(hotel.name),
            "currency": hotel.currency,
            "decimals": decimals_of(hotel.currency),
            "timezone": hotel.timezone,
            "api_key": ENTERED["api_key"],
        },
        room_types=[{"id": each.code, "name": _english(each.name)} for each in types],
        rate_plans=[{"id": each.code, "name": _english(each.name)} for each in plans],
        items=[
            {"sku": sku, "name": _english(offers[code].name), "category": category, "price": 0}
            for code, (sku, category) in MAPPED.items()
            if code in offers
        ],
    )


def check_everybody_in(house: House, hotel: Property, today: date) -> None:
    """Everybody who is here or coming, under the number that the booking has in the house; and guests of its
    own."""
    plans = {each.id: _english(each.name) for each in RatePlan.objects.of(hotel)}
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    rows = Stay.objects.of(hotel).filter(booking__departure__gte=today).select_related("room", "room_type")
    for stay in rows.order_by("booking_id", "number"):
        stays[stay.booking_id].append(stay)
    prices: dict[UUID, list[int]] = defaultdict(list)
    nights = (
        StayNight.objects.of(hotel).filter(stay__booking__departure__gte=today).order_by("stay_id", "night")
    )
    for stay_id, room_price, extra in nights.values_list("stay_id", "room_price", "extra_price"):
        prices[stay_id].append(room_price + extra)
    bookings = Booking.objects.of(hotel).filter(id__in=list(stays)).select_related("booker")
    for row in bookings.order_by("booked_at", "code"):
        rooms = [_room(stay, prices[stay.id], plans[stay.rate_plan_id]) for stay in stays[row.id]]
        made = house.book(
            _guest(row.booker), rooms, code=row.code, status=_STATUS[row.status], source="Kunjae"
        )
        for room, stay in zip(made["rooms"], stays[row.id], strict=True):
            room["status"] = ROOM_STATUS[_STATUS[stay.status]]
    _their_own(house, hotel, today)
    house.save()


def connect(house: House, hotel: Property, now: datetime) -> None:
    """What a manager does on Settings > PMS, and then a clerk with the first orders."""
    there = adapter(PMS).house(trial_line(hotel, PMS, ENTERED))
    save_connection(property=hotel, pms=PMS, values=ENTERED, enabled=True, now=now, house=there)
    plans = {_english(each.name): each.code for each in RatePlan.objects.of(hotel)}
    types = {each["id"]: each["id"] for each in house.data["room_types"]}
    naming = Naming(room_types=types, rates=plans, rate_plan=min(plans.values()))
    Connection.objects.of(hotel).update(mapping=naming.to_json())
    fetch_names(property=hotel, now=now)
    fetch_choices(hotel, now)
    offers = set(Offer.objects.of(hotel).values_list("code", flat=True))
    for code, (sku, category) in MAPPED.items():
        if code in offers:
            save_map(property=hotel, offer=code, values={"product": sku, "category": category}, now=now)
    save_map(property=hotel, offer=None, values={"category": "Extras"}, now=now)
    new_hook(property=hotel, now=now)
    hotel.refresh_from_db()
    _confirm_some(hotel, now)


def hear_of_changes(house: House, address: str) -> None:
    """The front office calls this address when a reservation changes, and no other."""
    with house.lock:
        event = {"object": "reservation", "action": "created"}
        house.data["webhooks"] = [{"event": event, "subscriptionData": {"endpointUrl": address}}]
        house.save()


def _confirm_some(hotel: Property, now: datetime) -> None:
    """Orders that waited, billed to their bookings: they are on folios as soon as the worker runs. Half of
    them stay for whoever tries it."""
    waiting = Order.objects.of(hotel).filter(
        status=OrderStatus.UNCONFIRMED.value,
        payment=OrderPayment.ON_BOOKING.value,
        kind=OfferKind.OFFER.value,
        had_at__gt=now,
    )
    ids = list(waiting.order_by("ordered_at", "id").values_list("id", flat=True))
    for id in ids[: min(POSTED, len(ids) // 2)]:
        confirm_order(property=hotel, order=id, actor=Actor("staff", FRONT_DESK), now=now)


def _lead_to(address: str) -> None:
    """Cloudbeds is reached there, from here and from the processes that this one starts."""
    settings.PMS_ADDRESSES = {**settings.PMS_ADDRESSES, PMS: address}
    os.environ["KUNJAE_PMS_ADDRESSES"] = ",".join(
        f"{code}={url}" for code, url in settings.PMS_ADDRESSES.items()
    )


def _english(name: Mapping[str, str]) -> str:
    return name.get("en") or next(iter(name.values()))


def _room(stay: Stay, prices: list[int], plan: str) -> Row:
    return {
        "room_type": stay.room_type.code,
        "room": stay.room.number if stay.room else "",
        "from": stay.check_in.isoformat(),
        "to": stay.check_out.isoformat(),
        "adults": stay.adults,
        "children": stay.children,
        "rate": plan,
        "prices": prices,
    }


def _guest(person: Guest) -> Row:
    first, _, last = person.name.partition(" ")
    return {
        "first": first,
        "last": last,
        "email": person.email,
        "phone": person.phone,
        "country": person.country,
    }


def _their_own(house: House, hotel: Property, today: date) -> None:
    """Guests who have booked with the front office itself, in rooms that are free; the house hears of them
    from there."""
    dice = Random("front office")  # noqa: S311 - a demo, no secret
    there = Counter(Room.objects.of(hotel).values_list("room_type__code", flat=True))
    taken: Counter[tuple[str, date]] = Counter()
    live = [status.value for status in StayStatus if status.is_live]
    stays = StayNight.objects.of(hotel).filter(stay__status__in=live, night__gte=today)
    taken.update(stays.values_list("stay__room_type__code", "night"))
    for place in range(THEIRS):
        for ahead in range(1 + place, 60):
            first = today + timedelta(days=ahead)
            days = [first + timedelta(days=each) for each in range(dice.choice((1, 2, 3)))]
            kinds = [
                kind
                for kind in sorted(there)
                if all(there[kind] - taken[kind, day] > LEFT_FREE for day in days)
            ]
            if kinds:
                kind = dice.choice(kinds)
                taken.update((kind, day) for day in days)
                _book_there(house, hotel, kind, days, dice)
                break


def _book_there(house: House, hotel: Property, kind: str, days: list[date], dice: Random) -> None:
    person = some_booker(dice)
    first, _, last = person.name.partition(" ")
    unit = 10 ** decimals_of(hotel.currency)
    prices = [price("BAR", kind, season(day), day.weekday() in (4, 5)) * unit for day in days]
    house.book(
        {
            "first": first,
            "last": last,
            "email": person.email,
            "phone": person.phone,
            "country": person.country,
        },
        [
            {
                "room_type": kind,
                "from": days[0].isoformat(),
                "to": (days[-1] + timedelta(days=1)).isoformat(),
                "adults": 2,
                "rate": next(each["name"] for each in house.data["rate_plans"] if each["id"] == "BAR"),
                "prices": prices,
            }
        ],
        source="Walk-in",
    )

"""A hotel with things to order, and what guests and staff do with orders, in the shortest words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kunjae.accounts.facts import Actor
from kunjae.bookings.models import Booking
from kunjae.checks.proof import prove
from kunjae.concierge.commands.catalogue import save_offer
from kunjae.concierge.facts import OfferFacts
from kunjae.concierge.models import Offer, Order, OrderEvent
from kunjae.concierge.offer_text import Known, offer_from_json
from kunjae.concierge.queries import offers
from kunjae.concierge.rules.pricing import Wanted
from kunjae.ordering.commands import (
    EXPIRE,
    REMIND,
    Acted,
    cancel_order,
    confirm_order,
    expire_due,
    place_orders,
    remind_due,
)
from kunjae.outbox.dispatcher import Dispatcher, Subscription
from kunjae.outbox.models import Message
from kunjae.properties.models import Property, Room, RoomType
from kunjae.properties.queries import house
from tests.hotel import CLERK, FAR, book_stays, make_hotel
from tests.outbox.desk import Clock

GUEST = Actor("guest", "Somchai Jaidee")
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
SPA = {
    "code": "spa",
    "name": {"th": "นวดไทย 60 นาที", "en": "Thai massage, 60 min"},
    "price": "900",
    "price_per": "person",
    "stock": 8,
    "questions": [
        {"kind": "day", "days": "any"},
        {"kind": "slot", "times": ["10:00", "14:00"]},
        {"kind": "number", "number_of": "persons"},
        {"code": "wishes", "kind": "text", "required": False, "label": {"en": "Wishes"}},
    ],
    "guest_cancels_until": 24,
}
TAXI = {"code": "taxi", "name": {"en": "Airport taxi"}, "price": "1200", "auto_confirm": True}
BREAKFAST = {"code": "breakfast", "name": {"en": "Breakfast"}, "price": "300", "price_per": "person_night"}
LATE = {
    "code": "late",
    "kind": "late_check_out",
    "name": {"en": "Late check-out"},
    "steps": [{"at": "14:00", "amount": "500"}, {"at": "18:00", "amount": "1000"}],
}
EARLY = {
    "code": "early",
    "kind": "early_check_in",
    "name": {"en": "Early check-in"},
    "steps": [{"at": "10:00", "amount": "500"}],
}
DELUXE = {
    "code": "to-deluxe",
    "kind": "upgrade",
    "name": {"th": "อัพเกรดเป็นดีลักซ์", "en": "Upgrade to Deluxe"},
    "to_type": "DLX",
    "amount": "700",
    "guest_cancels_until": 0,
}
SUITE = {"code": "to-suite", "kind": "upgrade", "name": {"en": "Upgrade to the suite"}, "to_type": "SUI", "percent": "50"}  # fmt: skip
ALL = (SPA, TAXI, BREAKFAST, LATE, EARLY, DELUXE, SUITE)


def make_resort(
    slug: str = "baan-talay", offered: tuple[dict[str, Any], ...] = ALL, **settings: Any
) -> Property:
    """The small hotel with one suite and offers of every kind."""
    hotel = make_hotel(slug, **settings)
    suite = RoomType.objects.create(
        property=hotel,
        code="SUI",
        name={"th": "ห้องสวีท", "en": "Suite"},
        rank=3,
        base_adults=2,
        max_adults=4,
        max_children=2,
        beds="1 king",
    )
    Room.objects.create(property=hotel, number="201", room_type=suite)
    for each in offered:
        add_offer(hotel, each)
    return hotel


def read_offer(hotel: Property, data: dict[str, Any], **changed: Any) -> OfferFacts:
    known = Known(house(hotel).by_code, {"BAR", "NRF"}, ("th", "en"))
    return offer_from_json(data | changed, hotel.currency, "offer", known=known)


def add_offer(hotel: Property, data: dict[str, Any], **changed: Any) -> Offer:
    facts = read_offer(hotel, data, **changed)
    return save_offer(property=hotel, offer=facts, version=None, actor=CLERK, now=FAR)


def offer(hotel: Property, code: str) -> OfferFacts:
    return next(each for each in offers(hotel, retired=True) if each.code == code)


def stayed(hotel: Property, **stay: Any) -> str:
    """A booking of one standard room for two nights; its code."""
    return book_stays(hotel, NIGHTS | stay)


def wants(offer: str, stay: int = 1, *, expected: int | None = None, **answers: Any) -> Wanted:
    return Wanted(stay, offer, answers, expected=expected)


def massage(day: str = "2026-12-10", at: str = "14:00", persons: int = 1, stay: int = 1) -> Wanted:
    return wants("spa", stay, day=day, slot=at, number=persons)


def order(
    hotel: Property, code: str, *wanted: Wanted, now=FAR, actor: Actor = GUEST, **more: Any
) -> list[Order]:
    return place_orders(property=hotel, code=code, wanted=wanted, actor=actor, now=now, **more)


def confirm(hotel: Property, order: Order, now=FAR) -> Acted:
    return confirm_order(property=hotel, order=order.id, actor=CLERK, now=now)


def cancel(hotel: Property, order: Order, now=FAR, reason: str = "") -> Acted:
    return cancel_order(property=hotel, order=order.id, actor=CLERK, now=now, reason=reason)


def again(order: Order) -> Order:
    """The order as it stands now."""
    return Order.objects.of(order.property_id).get(id=order.id)


def booking(hotel: Property, code: str) -> Booking:
    return Booking.objects.of(hotel).get(code=code)


def told(hotel: Property) -> list[tuple[str, str]]:
    """What was told of orders, in order: topic and the code of the offer."""
    codes = dict(Order.objects.of(hotel).values_list("id", "offer__code"))
    named = {id.hex: code for id, code in codes.items()}
    messages = Message.objects.of(hotel).filter(topic__startswith="order.").order_by("id")
    return [(message.topic, named[message.payload["order"]]) for message in messages]


def events(order: Order) -> list[str]:
    rows = OrderEvent.objects.of(order.property_id).filter(order_id=order.id)
    return list(rows.order_by("at", "id").values_list("step", flat=True))


def worker(now) -> None:
    """Whatever is due by then is done, as far as orders are concerned."""
    subscriptions = {EXPIRE: Subscription(expire_due), REMIND: Subscription(remind_due)}
    Dispatcher(subscriptions, clock=Clock(now)).run()


TODAY = FAR.date()


def broken(today=TODAY) -> list[Any]:
    """What `kunjae check` would find."""
    return [(proof.code, proof.examples) for proof in prove(today=today) if not proof.holds]


HOUR = timedelta(hours=1)

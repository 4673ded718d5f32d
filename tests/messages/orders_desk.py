"""What tests of mails about orders need: a hotel that sells things and hears of it, and its whole house at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import MoveDates
from kunjae.kernel.stay_dates import StayDates, parse_date
from kunjae.messages.models import Mail
from kunjae.messages.pre_arrival.commands import Campaign, save_campaign
from kunjae.ordering.commands import cancel_own_order
from kunjae.properties.models import Property
from tests.hotel import CLERK, FAR, SOMCHAI, book_stays
from tests.messages.desk import RESERVATIONS, mails_of, worker
from tests.ordering.the_counter import (
    BREAKFAST,
    DELUXE,
    GUEST,
    LATE,
    SPA,
    TAXI,
    add_offer,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    wants,
)
from tests.outbox.desk import Clock

UPSELL = "upsell@baan-talay.example"
SPA_MAIL = {
    "th": "สปาอยู่ชั้น 2\nโปรดมาก่อนเวลา 10 นาที",
    "en": "The spa is on floor 2.\nPlease come 10 minutes early.",
}
BIKE = {
    "code": "bike",
    "name": {"th": "เช่าจักรยาน", "en": "Bicycle"},
    "description": {"th": "เที่ยวรอบหัวหิน", "en": "Around Hua Hin"},
    "price": "250",
    "price_per": "night",
    "category": "activity",
}
FAMILY = {
    "code": "family",
    "name": {"th": "ตะกร้าของเล่น", "en": "Box of toys"},
    "price": "100",
    "category": "other",
    "segment": {"least_children": 1},
}
NIGHTS = {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"}


def make_selling_hotel(slug: str = "baan-talay", *offered: dict[str, Any], **settings: Any) -> Property:
    """The small hotel with telephone, addresses and taxes, that sells a massage, a taxi, another hour, a deluxe room."""
    details = {
        "phone": "+66 32 123 456",
        "colour": "#0E5A5A",
        "email": {"reservations": [RESERVATIONS], "offer_confirmation": [UPSELL]},
    }
    taxes = {"service_charge_percent": 10, "vat_percent": 7}
    spa = SPA | {"mail_text": SPA_MAIL, "category": "wellness"}
    sold = offered or (spa, TAXI | {"category": "transport"}, LATE, DELUXE)
    return make_resort(slug, sold, **({"details": details} | taxes | settings))


def book(hotel: Property, *stays: dict[str, Any], language: str = "th", **booker: str) -> str:
    """A booking of Somchai's, its own mails out of the way; its code."""
    code = book_stays(hotel, *(stays or (NIGHTS,)), booker=replace(SOMCHAI, language=language, **booker))
    worker(Clock(FAR)).run()
    Mail.objects.of(hotel).delete()
    return code


def happen(hotel: Property, now=FAR) -> list[Mail]:
    """Whatever is due by then is done and sent; all mails so far."""
    worker(Clock(now)).run()
    return mails_of(hotel)


def campaign(hotel: Property, earliest: int = 7, latest: int = 1, *, now=FAR, enabled: bool = True) -> None:
    save_campaign(property=hotel, campaign=Campaign(enabled, earliest, latest), actor=CLERK, now=now)


def everything_is_ordered(hotel: Property, clock: Clock, *, language: str = "en") -> str:
    """All that mails of orders and offers are written about; the booking's number. The clock is turned along."""
    clock.now = FAR
    booker = Booker(name="Somchai Jaidee", email="somchai@example.com", phone="", language=language)
    code = book_stays(hotel, NIGHTS, {**NIGHTS, "room": "002"}, booker=booker)
    campaign(hotel, 30)
    worker(clock).run()
    confirmed, dropped, late = order(
        hotel, code, massage(persons=2), massage(at="10:00", stay=2), massage(day="2026-12-11")
    )
    order(hotel, code, wants("taxi"))
    add_offer(hotel, BREAKFAST)
    order(hotel, code, wants("breakfast"))
    worker(clock).run()
    clock.turn(minutes=1)
    confirm(hotel, confirmed, now=clock())
    cancel(hotel, dropped, now=clock(), reason="The <spa> is closed")
    worker(clock).run()
    clock.turn(minutes=1)
    dates = StayDates(parse_date("2026-12-10", "a"), parse_date("2026-12-13", "b"))
    change_at_once(
        property=hotel, code=code, operations=[MoveDates(1, dates=dates)], actor=CLERK, now=clock()
    )
    cancel_own_order(property=hotel, code=code, order=confirmed.id, actor=GUEST, now=clock())
    for moment in (late.had_at - timedelta(hours=24), late.had_at):
        clock.now = moment
        worker(clock).run()
    return code


def value(hotel: Property, code: str) -> int:
    return Booking.objects.of(hotel).get(code=code).value

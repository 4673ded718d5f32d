"""A day at our desk, so that every button is there: guests who come, stay and leave today, a hold, a block, and money
that waits in every way."""

from __future__ import annotations

from datetime import date, timedelta

from kunjae.accounts.commands import create_token
from kunjae.accounts.models import Membership, User
from kunjae.bookings.models import Stay
from kunjae.changes.commands.arrivals import arrive, no_show
from kunjae.changes.commands.departures import depart
from kunjae.inventory.blocking import block_room
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.commands import record_payment
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.commands.slips import attach_slip
from kunjae.payments.facts import Method
from kunjae.properties.models import Property
from tests.changes.the_guest import checkout_for, confirm, pay_cash
from tests.hotel import CLERK, FAR, book_stays
from tests.payments.pictures import picture

YESTERDAY = FAR - timedelta(days=1)
TONIGHT = {"check_in": "2026-11-25", "check_out": "2026-11-26"}
LAST_NIGHT = {"check_in": "2026-11-24", "check_out": "2026-11-25"}


def open_the_desk(hotel: Property) -> None:
    """At FAR: one stay to arrive, one in house, one to leave, one that came, one that left and one that never came
    today; a hold and a block of room 102; a colleague and a token to look after; a change that waits for a transfer whose
    slip was sent, and a refund by hand."""
    book_stays(hotel, TONIGHT)
    _arrived(hotel, {"check_in": "2026-11-24", "check_out": "2026-11-27", "room_type": "DLX", "room": "101"})
    _arrived(hotel, LAST_NIGHT | {"room": "001"})
    left = _arrived(hotel, LAST_NIGHT | {"room": "002"})
    record_payment(
        property=hotel, code=left, method=Method.CASH, amount=1500_00, reference="", actor=CLERK, now=FAR
    )
    depart(property=hotel, code=left, stay=1, actor=CLERK, now=FAR)
    came = book_stays(hotel, TONIGHT | {"room": "003"})
    arrive(property=hotel, code=came, stay=1, actor=CLERK, now=FAR)
    never_came = book_stays(hotel, TONIGHT)
    no_show(property=hotel, code=never_came, stay=1, actor=CLERK, now=FAR)
    colleague = User.objects.create(email="colleague@example.com", name="Nok")
    Membership.objects.create(user=colleague, property=hotel, role="viewer")
    create_token(name="old channel", property_id=hotel.id, role="viewer", now=FAR)
    _block(hotel, 26, is_hold=True)
    _block(hotel, 28, is_hold=False)
    _money_waits(hotel)


def _money_waits(hotel: Property) -> None:
    code = book_stays(hotel, {"check_in": "2027-01-10", "check_out": "2027-01-12"})
    Stay.objects.of(hotel).filter(booking__code=code).update(prepay_percent=100)
    paid = pay_cash(hotel, code, 3000_00)
    pending = confirm(
        hotel,
        code,
        {"op": "move_dates", "stay": 1, "check_in": "2027-01-14", "check_out": "2027-01-17"},
    ).pending
    assert pending is not None
    checkout = checkout_for(hotel, pending, provider="bank_transfer", code="KJ7788")
    attach_slip(property=hotel, checkout=checkout, content=picture(), now=FAR)
    request_refund(property=hotel, payment=paid.id, amount=50_00, reason="Nice guest", actor=CLERK, now=FAR)


def _arrived(hotel: Property, stay: dict[str, str]) -> str:
    code = book_stays(hotel, stay, now=YESTERDAY)
    arrive(property=hotel, code=code, stay=1, actor=CLERK, now=YESTERDAY)
    return code


def _block(hotel: Property, day: int, *, is_hold: bool) -> None:
    first = date(2026, 11, day)
    block_room(
        property=hotel,
        room="102",
        dates=StayDates(first, first + timedelta(days=1)),
        reason="Somebody" if is_hold else "The shower",
        held_until=FAR + timedelta(hours=2) if is_hold else None,
        now=FAR,
    )

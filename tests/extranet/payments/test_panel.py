"""The money panel of the booking's page: its schedule, and how often the database is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Stay
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.payments.commands.refunds import request_refund
from kunjae.payments.commands.slips import attach_slip
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.payments.money_desk import MoneyDesk
from tests.hotel import CLERK, FAR, NEAR, book_stays, make_hotel
from tests.payments.pictures import picture
from tests.payments.till import ask, checkout_row

pytestmark = pytest.mark.django_db


def prepaid(hotel: Property, client: Client, *percents: str) -> MoneyDesk:
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    code = book_stays(hotel, *[dates] * len(percents))
    for number, percent in enumerate(percents, 1):
        Stay.objects.of(hotel).filter(number=number).update(prepay_percent=Decimal(percent))
    return MoneyDesk(hotel, code, client)


def test_the_schedule_says_what_each_room_is_paid_when(hotel: Property, clerk: Client) -> None:
    desk = prepaid(hotel, clerk, "30", "0")
    page = desk.look()
    assert "Room 1/2 Prepayment 30% 900 2,100 Room 2/2 Prepayment 0% 0 3,000 Total 900 5,100" in page
    change_at_once(property=hotel, code=desk.code, operations=[Cancel(2)], actor=CLERK, now=NEAR)
    page = desk.look()
    assert "Room 1/2 Prepayment 30% 900 2,100 Fees 1,500 0 Total 2,400 2,100" in page


def test_a_booking_with_nothing_to_prepay_has_no_schedule(desk: MoneyDesk) -> None:
    assert "Payment schedule" not in desk.look()


@pytest.mark.parametrize(
    ("currency", "percent", "expected"),
    [
        ("JPY", "33.33", "99,990 200,010"),
        ("KWD", "33.33", "99.990 200.010"),
        ("THB", "0.01", "0.30 2,999.70"),
    ],
)
def test_a_prepayment_is_rounded_in_the_currency(currency: str, percent: str, expected: str) -> None:
    hotel = make_hotel(currency=currency)
    assert expected in prepaid(hotel, staff(hotel), percent).look()


def test_the_page_takes_as_many_queries_for_much_money_as_for_little(desk: MoneyDesk) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            payment = desk.cash(10000)
            request_refund(
                property=desk.hotel, payment=payment.id, amount=100, reason="", actor=CLERK, now=FAR
            )
            ask(desk.hotel, desk.code, 5000)
            row = checkout_row(desk.hotel, desk.booking, amount=5000)
            for _slip in range(2):
                attach_slip(property=desk.hotel, checkout=row.id, content=picture(), now=FAR)
        with CaptureQueriesContext(connection) as found:
            page = desk.look()
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert page.count("50 THB") == 5, "a transfer stands there once, however many slips were sent of it"

"""The pages of paying read the same number of times, however large the booking is and however much was tried."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.payments.commands.requests import send_payment_request
from kunjae.payments.links import request_token
from tests.changes.the_guest import confirm, move, pay_cash
from tests.guest.paying.payer import a_paying_hotel, paying_guest
from tests.hotel import CLERK, FAR

pytestmark = pytest.mark.django_db
MOST = 15
LARGE = [
    {"check_in": "2026-12-01", "check_out": "2026-12-29"},
    {"check_in": "2026-12-01", "check_out": "2026-12-29", "room_type": "DLX"},
    {"check_in": "2026-12-10", "check_out": "2026-12-12"},
]


def counts(hotel, *stays):
    """How many queries each page takes: paying, one attempt, its outcome, a request, and paying for a change."""
    with paying_guest(hotel, *stays) as (guest, _till):
        request = send_payment_request(
            property=hotel, code=guest.code, amount=600_00, message="", expires_at=None, actor=CLERK, now=FAR
        )
        for _ in stays or "x":
            guest.open().pay_by("till:card")
        pages = [
            f"{guest.code}/pay/",
            f"checkout/{guest.checkout.id}/",
            f"checkout/{guest.checkout.id}/outcome/?was=awaited",
            f"request/{request_token(request.id)}/",
        ]
        found = [counted(guest, page) for page in pages]
        pay_cash(hotel, guest.code, (900_00 if not stays else 0) or due_of(guest))
        confirm(hotel, guest.code, move("12-20", "12-22", stay=len(stays) or 1))
        guest.open().pay_by("promptpay:promptpay")
        guest.send_slip().follow()
        pages = [f"{guest.code}/pay/", f"checkout/{guest.checkout.id}/"]
        return found + [counted(guest, page) for page in pages]


def due_of(guest):
    from kunjae.changes.queries import open_booking
    from kunjae.payments.rules import money_due

    facts = open_booking(guest.hotel, guest.code).booking.facts
    return money_due(facts.stays, fees=0, orders=0, paid=0).collect_now


def counted(guest, page):
    guest.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert guest.get(page).status_code == 200
    return len(queries)


def test_they_are_few_and_do_not_grow():
    small = counts(a_paying_hotel())
    assert counts(a_paying_hotel(slug="large"), *LARGE) == small
    assert max(small) <= MOST, small

"""Money that goes back and that is asked for, by programs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.outbox.models import Message
from kunjae.payments.links import read_request_token
from kunjae.payments.models import Payment, PaymentRequest, Refund
from kunjae.rates.models import RatePlan
from tests.api.caller import Api, read, wrong_paths
from tests.hotel import FAR, book_stays, book_two_rooms, make_hotel

CASH = {"method": "cash", "amount": "3000"}


@pytest.fixture
def code(hotel):
    return book_two_rooms(hotel)


@pytest.fixture
def payment(api, code):
    return read(api.post(f"/bookings/{code}/payments", CASH))


def test_a_refund_is_reserved_at_once_and_never_above_the_payment(api, code, payment):
    path = f"/payments/{payment['id']}/refunds"
    response = api.post(path, {"amount": "1000.50", "reason": "Shorter stay"})
    refund = read(response)
    assert (response.status_code, refund["amount"], refund["state"]) == (201, "1000.50", "by_hand")
    assert (refund["payment"], refund["reason"], refund["done_at"]) == (payment["id"], "Shorter stay", None)
    assert (refund["requested_by"], refund["requested_at"]) == ("channel", "2026-11-25T02:00:00Z")
    refused = api.post(path, {"amount": "1999.51"})
    assert refused.status_code == 422
    assert {name: read(refused)[name] for name in ("code", "left")} == {
        "code": "refund_exceeds_payment",
        "left": "1999.50",
    }
    (listed,) = read(api.get(f"/bookings/{code}/payments"))["items"]
    assert (listed["refunded"], listed["refunds"], listed["provider"]) == ("1000.50", [refund], "")
    assert read(api.get(f"/bookings/{code}"))["paid"] == "3000.00"  # it falls when the refund is done


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"amount": "required"}),
        ({"amount": "0"}, {"amount": "amount_not_positive"}),
        ({"amount": "-1"}, {"amount": "negative_amount"}),
        ({"amount": "1.001"}, {"amount": "too_many_decimals"}),
        ({"amount": "1", "reason": "x" * 301}, {"reason": "too_long"}),
        ({"amount": "1", "to": "me"}, {"to": "unknown_field"}),
    ],
)
def test_a_wrong_refund_is_named(api, payment, body, wrong):
    assert wrong_paths(api.post(f"/payments/{payment['id']}/refunds", body)) == wrong


def test_a_key_asks_for_a_refund_and_for_money_once(api, hotel, code, payment):
    refund = [api.post(f"/payments/{payment['id']}/refunds", {"amount": "5"}, key="a") for _ in range(2)]
    asked = [api.post(f"/bookings/{code}/payment-requests", {"amount": "5"}, key="b") for _ in range(2)]
    assert (refund[0].content, asked[0].content) == (refund[1].content, asked[1].content)
    assert (Refund.objects.of(hotel).count(), PaymentRequest.objects.of(hotel).count()) == (1, 1)


def test_a_guest_is_asked_by_a_link_that_can_be_cancelled(api, hotel, code):
    path = f"/bookings/{code.lower()}/payment-requests"
    response = api.post(
        path, {"amount": "1200.50", "message": "สวัสดี", "expires_at": "2026-11-26T09:00:00+07:00"}
    )
    asked = read(response)
    assert (response.status_code, asked["booking"], asked["state"]) == (201, code, "sent")
    assert (asked["amount"], asked["expires_at"]) == ("1200.50", "2026-11-26T02:00:00Z")
    slug, token = asked["url"].rstrip("/").split("/")[-3], asked["url"].rstrip("/").split("/")[-1]
    assert (slug, str(read_request_token(token))) == (hotel.slug, asked["id"])
    assert Message.objects.of(hotel).get(topic="payment.requested").payload["request"] == asked["id"]
    cancelled = api.post(f"{path}/{asked['id']}/cancel", {})
    again = api.call("POST", f"{path}/{asked['id']}/cancel", raw=b"")  # nothing need be said
    assert (cancelled.status_code, again.status_code) == (200, 200)
    assert read(cancelled)["state"] == read(again)["state"] == "cancelled"


def test_requests_are_listed_newest_first_as_they_stand_by_now(api, hotel, code):
    for amount in range(1, 4):
        api.post(f"/bookings/{code}/payment-requests", {"amount": str(amount)})
    PaymentRequest.objects.of(hotel).filter(amount=100).update(
        expires_at=FAR - timedelta(minutes=1)
    )  # and no worker came by
    first = read(api.get(f"/bookings/{code}/payment-requests", limit=2))
    rest = read(api.get(f"/bookings/{code}/payment-requests", limit=2, cursor=first["next_cursor"]))
    items = first["items"] + rest["items"]
    assert [(item["amount"], item["state"]) for item in items] == [
        ("3.00", "sent"),
        ("2.00", "sent"),
        ("1.00", "expired"),
    ]
    assert rest["next_cursor"] is None
    closed = api.post(f"/bookings/{code}/payment-requests/{items[2]['id']}/cancel", {})
    assert (closed.status_code, read(closed)["code"]) == (409, "payment_request_closed")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"amount": "required"}),
        ({"amount": "0"}, {"amount": "amount_not_positive"}),
        ({"amount": "1", "message": "x" * 1001}, {"message": "too_long"}),
        ({"amount": "1", "expires_at": "tomorrow"}, {"expires_at": "invalid_moment"}),
        ({"amount": "1", "expires_at": "2026-12-01T09:00:00"}, {"expires_at": "invalid_moment"}),
        ({"amount": "1", "expires_at": "2026-12-01"}, {"expires_at": "invalid_moment"}),
        ({"amount": "1", "expires_at": "0001-01-01T00:00:00+14:00"}, {"expires_at": "invalid_moment"}),
        ({"amount": "1", "expires_at": 5}, {"expires_at": "invalid_moment"}),
        ({"amount": "1", "expires_at": "2026-11-25T02:00:00Z"}, {"expires_at": "expires_outside"}),
        ({"amount": "1", "expires_at": "2028-11-25T02:00:00Z"}, {"expires_at": "expires_outside"}),
    ],
)
def test_a_wrong_request_is_named(api, code, body, wrong):
    assert wrong_paths(api.post(f"/bookings/{code}/payment-requests", body)) == wrong


def test_a_schedule_says_what_is_due_now_and_what_at_the_hotel(api, hotel, code, payment):
    RatePlan.objects.of(hotel).filter(code="BAR").update(prepay_percent=30)
    dates = {"check_in": "2026-12-20", "check_out": "2026-12-22"}
    api.confirm(code, {"op": "add_stay", "room_type": "STD", "rate_plan": "BAR", "adults": 2} | dates)
    found = read(api.get(f"/bookings/{code}/payment-schedule"))
    assert (found["value"], found["paid"], found["currency"]) == ("9000.00", "3000.00", "THB")
    assert [tuple(part.values()) for part in found["parts"]] == [
        ("booking", "2026-11-25", "900.00", "900.00"),
        ("arrival", "2026-12-10", "6000.00", "2100.00"),
        ("arrival", "2026-12-20", "2100.00", "0.00"),
    ]


def test_a_viewer_moves_no_money(hotel, code, payment):
    viewer = Api(hotel, role="viewer")
    for path, body in [
        (f"/payments/{payment['id']}/refunds", {"amount": "1"}),
        (f"/bookings/{code}/payment-requests", {"amount": "1"}),
        (f"/bookings/{code}/payment-requests/{uuid4()}/cancel", {}),
    ]:
        assert viewer.post(path, body).status_code == 403


def test_what_is_not_there_or_another_hotels_does_not_exist(api, hotel, code, payment):
    stranger = Api(make_hotel("other"), role="owner")
    asked = read(api.post(f"/bookings/{code}/payment-requests", {"amount": "1"}))["id"]
    elsewhere = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-21"})
    for who, path, body, problem in [
        (stranger, f"/payments/{payment['id']}/refunds", {"amount": "1"}, "no_such_payment"),
        (api, f"/payments/{uuid4()}/refunds", {"amount": "1"}, "no_such_payment"),
        (api, "/payments/1/refunds", {"amount": "1"}, "not_found"),
        (stranger, f"/bookings/{code}/payment-requests", {"amount": "1"}, "no_such_booking"),
        (stranger, f"/bookings/{code}/payment-requests/{asked}/cancel", {}, "no_such_booking"),
        (api, f"/bookings/{elsewhere}/payment-requests/{asked}/cancel", {}, "no_such_payment_request"),
        (api, f"/bookings/{code}/payment-requests/{uuid4()}/cancel", {}, "no_such_payment_request"),
    ]:
        response = who.post(path, body)
        assert (response.status_code, read(response)["code"]) == (404, problem), path
    assert not Refund.objects.of(hotel).exists()


def test_lists_of_money_take_the_same_queries_however_long(api, hotel, code, payment):
    api.post(f"/payments/{payment['id']}/refunds", {"amount": "1"})
    api.post(f"/bookings/{code}/payment-requests", {"amount": "1"})
    paths = [f"/bookings/{code}/payments", f"/bookings/{code}/payment-requests"]
    few = [queries_of(api, path) for path in paths]
    for _ in range(4):
        more = read(api.post(f"/bookings/{code}/payments", CASH))
        api.post(f"/payments/{more['id']}/refunds", {"amount": "1"})
        api.post(f"/bookings/{code}/payment-requests", {"amount": "1"})
    assert [queries_of(api, path) for path in paths] == few == [4, 3]
    assert Payment.objects.of(hotel).count() == 5


def queries_of(api, path):
    with CaptureQueriesContext(connection) as queries:
        assert api.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1000"), ("KWD", "10.005")])
def test_amounts_have_the_decimals_of_the_currency(db, currency, amount):
    hotel = make_hotel(currency=currency)
    api, code = Api(hotel), book_two_rooms(hotel)
    payment = read(api.post(f"/bookings/{code}/payments", CASH | {"amount": amount}))
    refund = read(api.post(f"/payments/{payment['id']}/refunds", {"amount": amount}))
    asked = read(api.post(f"/bookings/{code}/payment-requests", {"amount": amount}))
    assert refund["amount"] == asked["amount"] == payment["amount"] == amount

"""Money received by hand, for programs."""

import pytest

from tests.api.caller import read, wrong_paths
from tests.hotel import book_stays, book_two_rooms

CANCEL = {"op": "cancel", "stay": 2}


@pytest.fixture
def code(hotel):
    """Rooms 001 and 002, 10 to 12 December; room 001 is taken on the new dates."""
    code = book_two_rooms(hotel)
    book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    return code


def test_money_received_is_recorded_and_listed(api, code):
    response = api.post(
        f"/bookings/{code}/payments", {"method": "cash", "amount": "1000.50", "reference": "R-1"}
    )
    assert response.status_code == 201
    payment = read(response)
    assert (payment["method"], payment["amount"], payment["currency"], payment["reference"]) == (
        "cash",
        "1000.50",
        "THB",
        "R-1",
    )
    assert (payment["received_at"], payment["recorded_by"]) == ("2026-11-25T02:00:00Z", "channel")
    api.post(f"/bookings/{code}/payments", {"method": "bank_transfer", "amount": "2"})
    listed = read(api.get(f"/bookings/{code}/payments"))
    assert [item["amount"] for item in listed["items"]] == ["2.00", "1000.50"]
    booking = read(api.get(f"/bookings/{code}"))
    assert (booking["paid"], booking["balance"], booking["version"]) == ("1002.50", "4997.50", 3)


def test_payments_are_walked_page_by_page(api, code):
    for amount in range(1, 6):
        api.post(f"/bookings/{code}/payments", {"method": "cash", "amount": str(amount)})
    first = read(api.get(f"/bookings/{code}/payments", limit=3))
    second = read(api.get(f"/bookings/{code}/payments", limit=3, cursor=first["next_cursor"]))
    assert [item["amount"] for item in first["items"] + second["items"]] == [
        "5.00",
        "4.00",
        "3.00",
        "2.00",
        "1.00",
    ]
    assert second["next_cursor"] is None


def test_a_payment_makes_an_earlier_preview_outdated(api, code):
    digest = api.preview(code, CANCEL)["digest"]
    api.post(f"/bookings/{code}/payments", {"method": "cash", "amount": "1"})
    response = api.post(f"/bookings/{code}/changes", {"operations": [CANCEL], "digest": digest})
    assert read(response)["code"] == "plan_outdated"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"method": "required", "amount": "required"}),
        ({"method": "gold", "amount": "1"}, {"method": "invalid_choice"}),
        ({"method": ["cash"], "amount": "1"}, {"method": "invalid_choice"}),
        ({"method": "card", "amount": "1"}, {"method": "not_by_hand"}),
        ({"method": "cash", "amount": "0"}, {"amount": "amount_not_positive"}),
        ({"method": "cash", "amount": "-5"}, {"amount": "negative_amount"}),
        ({"method": "cash", "amount": "1.001"}, {"amount": "too_many_decimals"}),
        ({"method": "cash", "amount": 10**16}, {"amount": "amount_too_large"}),
        ({"method": "cash", "amount": "1", "reference": "x" * 101}, {"reference": "too_long"}),
    ],
)
def test_a_wrong_payment_is_named(api, code, body, wrong):
    assert wrong_paths(api.post(f"/bookings/{code}/payments", body)) == wrong

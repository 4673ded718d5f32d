"""A payment request's page: whoever holds the link pays, and sees no more than that takes."""

from datetime import timedelta

import pytest

from kunjae.changes.commands.money_in import take_provider_payment
from kunjae.payments.commands.requests import cancel_payment_request, send_payment_request
from kunjae.payments.facts import Method
from kunjae.payments.links import request_token
from kunjae.payments.models import Checkout, PaymentRequest
from tests.changes.the_guest import broken
from tests.guest.paying.payer import Payer, a_paying_hotel, paying_guest
from tests.hotel import CLERK, FAR, make_hotel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    return a_paying_hotel()


@pytest.fixture
def asked(hotel):
    """The request, and somebody who holds its link and nothing else."""
    with paying_guest(hotel) as (guest, till):
        request = send_payment_request(
            property=hotel,
            code=guest.code,
            amount=600_00,
            message="Dinner <b>on the beach</b>",
            expires_at=FAR + timedelta(days=1),
            actor=CLERK,
            now=FAR,
        )
        holder = Payer(hotel, FAR)
        holder.code, holder.till, holder.request = guest.code, till, request
        holder.client.cookies["django_language"] = "en"
        yield holder


def state_of(asked):
    return PaymentRequest.objects.of(asked.hotel).get(id=asked.request.id).state


def comes(asked, amount):
    return take_provider_payment(
        property=asked.hotel,
        checkout=asked.checkout.id,
        amount=amount,
        method=Method.CARD,
        provider="till",
        provider_ref=f"p-{asked.checkout.id}",
        now=asked.now,
    )


def test_it_shows_hotel_number_amount_message_and_time_and_nothing_else(asked):
    asked.asked_to_pay(asked.request)
    for shown in ("Baan Talay asks you to pay", "600 THB", asked.code, "Please pay by 26 Nov 2026 09:00"):
        assert shown in asked.text
    page = asked.answer.content.decode()
    assert "Dinner &lt;b&gt;on the beach" in page
    for hidden in ("Somchai", "somchai@example.com", "Standard", "3,000", "10–12", "Dec"):
        assert hidden not in page
    assert asked.answer.headers["Cache-Control"] == "no-store, private"
    assert asked.answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in asked.answer.headers["X-Robots-Tag"]


def test_reading_the_page_is_not_seeing_it(asked):
    for _ in range(3):
        asked.asked_to_pay(asked.request)
    assert state_of(asked) == "sent"
    path = f"request/{request_token(asked.request.id)}/seen/"
    assert asked.get(path).status_code == 405
    assert asked.post(path).status_code == 204
    assert state_of(asked) == "seen"
    assert asked.post(path).status_code == 204
    assert "data-seen" not in asked.asked_to_pay(asked.request).answer.content.decode()


def test_it_is_paid_without_a_sign_in_and_says_thank_you(asked):
    asked.asked_to_pay(asked.request).press("till:card")
    assert state_of(asked) == "seen"
    row = asked.checkout
    (order,) = asked.till.orders.values()
    assert order.return_url.endswith(f"/checkout/{row.id}/?request={request_token(asked.request.id)}")
    assert (row.purpose, row.amount) == ("request", 600_00)
    asked.follow()
    assert asked.answer.headers["Refresh"] == f"0; url={row.url}"
    asked.open(order.return_url.removeprefix("http://127.0.0.1:8000"))
    assert "Waiting for the bank’s confirmation" in asked.text
    assert f"/g/baan-talay/{asked.code}/" not in asked.answer.content.decode()
    comes(asked, 600_00)
    assert (
        "600 THB paid, thank you" in asked.open(order.return_url.removeprefix("http://127.0.0.1:8000")).text
    )
    assert state_of(asked) == "paid"
    asked.asked_to_pay(asked.request)
    assert "600 THB paid, thank you" in asked.text
    assert asked.ways() == []
    assert broken() == []


def test_a_guest_who_is_signed_in_is_led_back_to_the_request_not_to_the_balance(asked):
    asked.sign_in(asked.code)
    asked.client.cookies["django_language"] = "en"
    asked.asked_to_pay(asked.request).press("till:card")
    asked.open(f"checkout/{asked.checkout.id}/")
    assert f'href="/g/baan-talay/request/{request_token(asked.request.id)}/"' in asked.answer.content.decode()


def test_part_of_it_leaves_the_rest_to_pay(asked):
    asked.asked_to_pay(asked.request).press("till:card")
    comes(asked, 200_00)
    asked.asked_to_pay(asked.request)
    assert "200 THB has come, 400 THB is missing" in asked.text
    assert asked.text.count("Pay 400 THB") == 3
    assert asked.press("till:card", amount="600.00").answer.status_code == 409
    assert asked.press("till:card").answer.status_code == 302


def test_the_link_of_one_request_opens_no_payment_of_another(asked):
    asked.asked_to_pay(asked.request).press("till:card")
    other = send_payment_request(
        property=asked.hotel, code=asked.code, amount=1_00, message="", expires_at=None, actor=CLERK, now=FAR
    )
    page = f"checkout/{asked.checkout.id}/"
    assert asked.get(f"{page}?request={request_token(asked.request.id)}").status_code == 200
    for wrong in (request_token(other.id), f"{asked.request.id.hex}.x", "x"):
        assert asked.get(f"{page}?request={wrong}").status_code == 404


def test_a_slip_needs_no_sign_in_either(asked):
    asked.asked_to_pay(asked.request).pay_by("promptpay:promptpay")
    picture = asked.get(f"checkout/{asked.checkout.id}/qr.svg?request={request_token(asked.request.id)}")
    assert picture.status_code == 200
    asked.send_slip().follow()
    assert "Slip received" in asked.text
    asked.asked_to_pay(asked.request)
    assert "Please do not pay a second time." in asked.text
    assert asked.ways() == []


def test_when_its_time_is_over_nobody_pays(asked):
    page = asked.asked_to_pay(asked.request).answer
    asked.go_on(timedelta(days=1))
    assert "The time to pay is over" in asked.asked_to_pay(asked.request).text
    assert "+66 76 123 456" in asked.text
    asked.answer = page
    assert asked.press("till:card").answer.status_code == 409
    assert not Checkout.objects.of(asked.hotel).exists()


def test_one_that_was_withdrawn_says_so(asked):
    cancel_payment_request(property=asked.hotel, request=asked.request.id, actor=CLERK, now=FAR)
    assert "The hotel has withdrawn this request" in asked.asked_to_pay(asked.request).text
    assert asked.ways() == []


def test_a_provider_that_is_down_is_told_here_too(asked):
    asked.till.down = 1
    asked.asked_to_pay(asked.request).press("till:card")
    assert asked.answer.status_code == 503
    assert "Till does not answer at the moment" in asked.text
    assert len(asked.ways()) == 3
    assert asked.press("nonsense").answer.status_code == 422
    assert asked.press("till:card", amount="lots").answer.status_code == 422


def test_what_the_house_did_not_sign_or_another_hotel_asks_for_is_not_there(asked):
    token = request_token(asked.request.id)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token.partition(".")[0], "é.é"):
        assert asked.get(f"request/{wrong}/").status_code == 404
        assert asked.post(f"request/{wrong}/seen/").status_code == 404
    other = make_hotel("other-hotel")
    assert Payer(other, FAR).get(f"request/{token}/").status_code == 404


def test_it_speaks_the_bookings_language_until_another_is_chosen(asked):
    holder = Payer(asked.hotel, FAR, language="en")
    page = holder.asked_to_pay(asked.request).answer
    assert 'lang="th"' in page.content.decode()
    assert "600 บาท" in page.content.decode()
    assert holder.client.cookies["django_language"].value == "th"
    holder.client.cookies["django_language"] = "en"
    assert "600 THB" in holder.asked_to_pay(asked.request).text

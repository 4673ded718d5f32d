"""The pay page: what is to be paid, the ways, and the beginning of a payment."""

from datetime import timedelta

import pytest

from kunjae.payments.commands.refunds import request_refund, set_refund_aside
from kunjae.payments.facts import CheckoutState
from kunjae.payments.models import Checkout, Payment, Refund
from kunjae.payments.providers.accounts import switch
from tests.changes.the_guest import checkout_for, confirm, move, pay, pay_cash
from tests.guest.paying.payer import Payer, a_paying_hotel, paying_guest, words
from tests.hotel import CLERK, FAR, book_stays

pytestmark = pytest.mark.django_db
ALL = ["bank_transfer:bank_transfer", "promptpay:promptpay", "till:card"]


@pytest.fixture
def hotel():
    return a_paying_hotel()


@pytest.fixture
def at(hotel):
    with paying_guest(hotel) as (guest, till):
        guest.till = till
        yield guest


def test_a_deposit_is_asked_for_first_and_other_amounts_may_be_chosen(at):
    at.open()
    assert sorted(at.ways()) == ALL
    assert at.text.count("Pay 900 THB") == 3
    for kind, says in [("due", "Pay 900 THB"), ("balance", "Pay 3,000 THB")]:
        assert says in at.open(f"{at.code}/pay/?kind={kind}").text
    assert at.open(f"{at.code}/pay/?kind=other").ways() == []
    assert "Pay 1,234.50 THB" in at.open(f"{at.code}/pay/?kind=other&amount=1,234.50").text


def test_another_amount_that_cannot_be_is_refused_beside_its_field_and_stays(at):
    at.open(f"{at.code}/pay/?kind=other&amount=3000.01")
    assert at.answer.status_code == 422
    assert at.ways() == []
    assert "must be at most 3,000 THB" in at.text
    assert 'value="3000.01"' in at.answer.content.decode()
    assert at.open(f"{at.code}/pay/?kind=other&amount=%3Cb%3E").answer.status_code == 422


def test_a_card_is_paid_on_the_providers_page_and_the_form_never_leads_out_of_the_house(at):
    at.open().press("till:card")
    row = at.checkout
    (order,) = at.till.orders.values()
    assert (order.amount, order.currency, order.booking) == (900_00, "THB", at.code)
    assert order.return_url == f"http://127.0.0.1:8000/g/baan-talay/checkout/{row.id}/"
    assert (row.purpose, row.state, row.expires_at) == ("balance", "open", FAR + timedelta(hours=1))
    assert at.answer.headers["Location"] == f"/g/baan-talay/checkout/{row.id}/go/"
    at.follow()
    assert at.answer.headers["Refresh"] == f"0; url={row.url}"
    assert f'href="{row.url}"' in at.answer.content.decode()
    assert "<form" not in at.answer.content.decode().partition("<main")[2].partition("</main")[0]
    assert "form-action 'self'" in at.answer.headers["Content-Security-Policy"]


def test_pressing_twice_begins_one_payment_and_another_way_takes_its_place(at):
    at.open()
    page = at.answer
    at.press("till:card")
    at.answer = page
    at.press("till:card")
    assert Checkout.objects.of(at.hotel).count() == 1
    assert len(at.till.orders) == 1
    at.open()
    assert "You began to pay 900 THB by Till." in at.text
    at.press("promptpay:promptpay")
    states = Checkout.objects.of(at.hotel).values_list("provider", "state")
    assert sorted(states) == [("promptpay", "open"), ("till", "cancelled")]


def test_a_provider_that_is_down_or_says_no_is_told_and_the_other_ways_stay(at):
    at.till.down = 1
    at.open().press("till:card")
    assert at.answer.status_code == 503
    assert "Till does not answer at the moment. Nothing was charged." in at.text
    assert sorted(at.ways()) == ALL
    at.till.refuses = "closed"
    at.press("till:card")
    assert at.answer.status_code == 422
    assert "Till did not accept this payment. Nothing was charged." in at.text
    at.till.refuses = ""
    assert at.press("till:card").answer.status_code == 302


def test_a_way_that_was_switched_off_meanwhile_is_not_taken(at):
    at.open()
    switch(property=at.hotel, code="promptpay", enabled=False, now=FAR)
    at.press("promptpay:promptpay")
    assert at.answer.status_code == 422
    assert "not offered any more" in at.text
    assert sorted(at.ways()) == ["bank_transfer:bank_transfer", "till:card"]
    assert not Checkout.objects.of(at.hotel).exists()


def test_an_amount_that_is_no_longer_right_charges_nothing(at):
    at.open()
    pay_cash(at.hotel, at.code, 2500_00)
    at.press("till:card")
    assert at.answer.status_code == 409
    assert "What is to be paid has changed. Nothing was charged" in at.text
    assert "Pay 500 THB" in at.text
    pay_cash(at.hotel, at.code, 500_00)
    assert at.press("till:card").answer.status_code == 409
    assert "There is nothing to pay for this booking." in at.text
    assert not at.till.orders


NONSENSE = [
    {"amount": "x"}, {"amount": ""}, {"amount": "-1"}, {"amount": "0"}, {"amount": "1e3"}, {"amount": "\0"},
    {"amount": "9" * 400}, {"way": "\0"}, {"way": "till:cash"}, {"kind": "other", "amount": "99999"},
    {"mark": "\0" * 9, "amount": "nan"}, {"kind": "?", "amount": "²"},
]  # fmt: skip


def test_nonsense_is_answered_with_the_page_and_charges_nothing(at):
    page = at.open().answer
    for typed in NONSENSE:
        at.answer = page
        assert at.press(**({"way": "till:card"} | typed)).answer.status_code in (409, 422), typed
    assert not at.till.orders
    at.answer = page
    assert at.press("till:card", mark="\0" * 9).answer.status_code == 302


def test_somebody_else_is_led_to_the_sign_in(at, hotel):
    other = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    for visitor, code in [(at, other), (Payer(hotel, FAR), at.code), (at, "NOSUCH12")]:
        answer = visitor.get(f"{code}/pay/")
        assert answer.headers["Location"].startswith("/g/baan-talay/?next=")


def test_a_change_that_waits_asks_for_its_own_amount_until_its_nights_are_given_up(at):
    pay_cash(at.hotel, at.code, 900_00)
    pending = confirm(at.hotel, at.code, move("12-20", "12-22")).pending
    at.go_on(timedelta(seconds=30))
    at.open()
    assert at.text.count("Pay 180 THB") == 3
    assert "kept for you until 25 Nov 2026 09:30 29:30" in at.text
    assert "The whole balance" not in at.text
    at.press("till:card")
    row = at.checkout
    assert (row.purpose, row.pending_id, row.expires_at) == ("change", pending.id, pending.held_until)
    pay(at.hotel, checkout_for(at.hotel, pending, 100_00), 100_00, at.now)
    assert at.open().text.count("Pay 80 THB") == 3
    assert "100 THB has come, 80 THB is missing" in at.text
    assert at.press("till:card", amount="180.00").answer.status_code == 409
    first = Payment.objects.of(at.hotel).get(amount=900_00)
    request_refund(property=at.hotel, payment=first.id, amount=50_00, reason="", actor=CLERK, now=at.now)
    assert at.open().text.count("Pay 130 THB") == 3  # what goes back pays for nothing
    refund = Refund.objects.of(at.hotel).get()
    set_refund_aside(property=at.hotel, refund=refund.id, actor=CLERK, now=at.now)
    at.go_on(timedelta(minutes=30))
    assert "kept for you" not in at.open().text
    assert "100 THB is on its way back to you, and is not counted here." in at.text
    assert "Pay 2,100 THB" in at.text


def test_what_was_paid_too_much_is_told(hotel, at):
    pay_cash(hotel, at.code, 3100_00)
    assert "You have paid 100 THB more than the booking costs" in at.open().text
    assert at.ways() == []


@pytest.mark.parametrize(
    ("currency", "amount", "shown"), [("JPY", "300000", "Pay 90,000 JPY"), ("KWD", "300.000", "Pay 90 KWD")]
)
def test_other_currencies_have_their_own_decimals(currency, amount, shown):
    hotel = a_paying_hotel(currency=currency)
    with paying_guest(hotel) as (guest, till):
        assert shown in guest.open().text
        assert guest.press("till:card").answer.status_code == 302
        (order,) = till.orders.values()
        assert (order.amount, order.currency) == (90_000, currency)


def test_dinars_that_a_gateway_cannot_take_are_refused_before_the_guest_pays():
    hotel = a_paying_hotel(currency="KWD")
    steps = {"cards": True, "hosted_page": True, "proves": True, "amount_steps": (("KWD", 10),)}
    with paying_guest(hotel, **steps) as (guest, till):
        guest.open(f"{guest.code}/pay/?kind=other&amount=12.345")
        assert guest.ways() == ["bank_transfer:bank_transfer"]
        assert "Till takes only multiples of 0.010 KWD" in guest.text
        assert guest.press("till:card").answer.status_code == 422
        assert not till.orders
        assert "till:card" in guest.open(f"{guest.code}/pay/?kind=other&amount=12.340").ways()
        switch(property=hotel, code="bank_transfer", enabled=False, now=FAR)
        guest.open(f"{guest.code}/pay/?kind=other&amount=12.345")
        assert "No way to pay takes just this amount" in guest.text
        assert "+66 76 123 456" in guest.text


def test_where_nothing_is_switched_on_the_hotels_number_helps(hotel):
    with paying_guest(hotel) as (guest, _till):
        for code in ("bank_transfer", "promptpay", "till"):
            switch(property=hotel, code=code, enabled=False, now=FAR)
        assert "Nothing can be paid here at the moment" in guest.open().text
        assert "+66 76 123 456" in guest.text


def test_a_slip_that_is_looked_at_takes_the_buttons_away(at):
    at.open()
    at.pay_by("promptpay:promptpay")
    at.send_slip()
    at.open()
    assert "Please do not pay a second time." in at.text
    assert at.ways() == []
    Checkout.objects.of(at.hotel).update(state=CheckoutState.CANCELLED.value, closed_at=FAR)
    assert sorted(at.open().ways()) == ALL


def test_it_speaks_thai(hotel):
    with paying_guest(hotel, language="th") as (guest, _till):
        assert 'lang="th"' in guest.open().answer.content.decode()
        assert "900 บาท" in words(guest.answer)

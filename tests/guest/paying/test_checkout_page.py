"""One attempt to pay: who sees it, what to do, and what became of it. Coming back proves nothing."""

from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pytest

from kunjae.changes.commands.money_in import accept_slip, refuse_slip, take_provider_payment
from kunjae.changes.commands.pending import drop_pending_change
from kunjae.guest.paying.admission import LINK
from kunjae.payments.commands.closing import close_checkouts
from kunjae.payments.commands.requests import send_payment_request
from kunjae.payments.facts import CheckoutState, Method
from kunjae.payments.links import request_token
from kunjae.payments.models import Checkout, Payment
from tests.changes.the_guest import booking, broken, confirm, move, pay_cash
from tests.guest.paying.payer import Payer, a_paying_hotel, paying_guest, words
from tests.hotel import CLERK, FAR, book_stays

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hotel():
    return a_paying_hotel()


@pytest.fixture
def at(hotel):
    with paying_guest(hotel) as (guest, till):
        guest.till = till
        yield guest


def comes(at, amount, now=None, checkout=None):
    """The provider tells that money came."""
    return take_provider_payment(
        property=at.hotel,
        checkout=(checkout or at.checkout).id,
        amount=amount,
        method=Method.CARD,
        provider="till",
        provider_ref=f"p-{uuid4()}",
        now=now or at.now,
    )


def back(at, checkout=None):
    """The browser comes back to where the provider sends it."""
    return at.open(f"checkout/{(checkout or at.checkout).id}/")


def looks(at, was, look=1):
    """What the page that updates itself gets."""
    return at.get(f"checkout/{at.checkout.id}/outcome/?was={was}&look={look}")


def a_waiting_change(at, prepaid=900_00):
    pay_cash(at.hotel, at.code, prepaid)
    return confirm(at.hotel, at.code, move("12-20", "12-22")).pending


def test_coming_back_confirms_nothing_and_the_page_tells_of_the_money_by_itself(at):
    at.open().pay_by("till:card")
    assert "Waiting for the bank’s confirmation" in back(at).text
    assert not Payment.objects.of(at.hotel).exists()
    assert 'hx-trigger="load delay:2s, again"' in at.answer.content.decode()
    part = looks(at, "awaited", 13)
    assert 'hx-trigger="load delay:15s, again"' in part.content.decode()
    assert "HX-Retarget" not in part.headers
    assert "hx-get" not in looks(at, "awaited", 999).content.decode()
    comes(at, 900_00)
    part = looks(at, "awaited")
    assert part.headers["HX-Retarget"] == "#payment"
    assert "900 THB paid, thank you" in words(part)
    assert 'hx-swap-oob="true"' in part.content.decode()
    assert "hx-get" not in part.content.decode()
    assert "900 THB paid, thank you" in back(at).text
    assert f'href="/g/baan-talay/{at.code}/"' in at.answer.content.decode()


def test_a_declined_card_is_tried_again_and_a_page_whose_time_is_over_says_so(at):
    at.open().pay_by("till:card")
    close_checkouts(property=at.hotel, checkout=at.checkout.id, state=CheckoutState.FAILED, now=FAR)
    assert "The payment did not go through" in back(at).text
    assert f'href="/g/baan-talay/{at.code}/pay/"' in at.answer.content.decode()
    at.open().pay_by("till:card")
    at.go_on(timedelta(hours=1))
    assert "The time to pay is over" in back(at).text
    assert "it is not lost" in at.text
    assert (
        at.get(f"checkout/{at.checkout.id}/go/").headers["Location"]
        == f"/g/baan-talay/checkout/{at.checkout.id}/"
    )


def test_part_of_the_money_and_too_much_of_it_are_told(at):
    at.open().pay_by("till:card")
    comes(at, 300_00)
    assert "300 THB has come, 600 THB is missing" in back(at).text
    at.open().pay_by("till:card")
    comes(at, 1000_00)
    assert "That is 400 THB more than was asked for" in back(at).text


def test_a_change_is_confirmed_by_its_money_a_second_before_the_end_and_after_it_if_it_still_fits(at):
    pending = a_waiting_change(at)
    at.open().pay_by("till:card")
    assert "Your choice is kept for you until 25 Nov 2026 09:30 30:00" in back(at).text
    comes(at, 100_00)
    assert "100 THB has come, 80 THB is missing" in back(at).text
    assert "what came goes back to you" in at.text
    at.open().pay_by("till:card")
    at.go_on(30 * MINUTE - timedelta(seconds=1))
    comes(at, 80_00)
    assert "80 THB paid, and your change is confirmed" in back(at).text
    assert "An e-mail with the details is on its way." in at.text
    assert booking(at.hotel, at.code).arrival.day == 20
    comes(at, 80_00, checkout=Checkout.objects.of(at.hotel).get(pending_id=pending.id, amount=80_00))
    assert broken() == []


def test_late_money_counts_if_it_fits_and_goes_back_in_full_if_not(at):
    a_waiting_change(at)
    at.open().pay_by("till:card")
    at.go_on(31 * MINUTE)
    assert "The time to pay is over" in back(at).text
    assert "Your change was dropped and your booking stays as it was." in at.text
    comes(at, 180_00)
    assert "180 THB paid, and your change is confirmed" in back(at).text
    assert "came after the time was over" in at.text


def test_late_money_for_a_change_that_no_longer_fits_goes_back(at):
    a_waiting_change(at)
    at.open().pay_by("till:card")
    drop_pending_change(property=at.hotel, code=at.code, because="by_staff", actor=CLERK, now=FAR)
    assert "There is nothing to pay here any more" in back(at).text
    pay_cash(at.hotel, at.code, 1_00)  # the booking is another by now
    comes(at, 180_00)
    assert "180 THB goes back to you in full" in back(at).text
    assert "The hotel had dropped the change; your booking stays as it was." in at.text
    assert "It goes back the way it came." in at.text
    assert booking(at.hotel, at.code).arrival.day == 10


def test_a_transfer_shows_the_account_and_staff_have_the_last_word(at):
    at.open().pay_by("bank_transfer:bank_transfer")
    for shown in ("Andaman Bank", "123-4-56789-0", at.checkout.code, "900 THB"):
        assert shown in at.text
    assert 'data-copy="900.00"' in at.answer.content.decode()
    assert at.get(f"checkout/{at.checkout.id}/qr.svg").status_code == 404
    at.send_slip().follow()
    assert "Slip received: the hotel is looking at its bank" in at.text
    refuse_slip(property=at.hotel, checkout=at.checkout.id, note="Another account", actor=CLERK, now=FAR)
    assert "The hotel did not find this money" in back(at).text
    assert "The hotel writes: Another account" in at.text
    at.open().pay_by("bank_transfer:bank_transfer")
    at.send_slip().follow()
    accept_slip(property=at.hotel, checkout=at.checkout.id, amount=500_00, actor=CLERK, now=FAR)
    assert "500 THB has come, 400 THB is missing" in back(at).text


def test_the_code_of_a_qr_is_what_banks_read_and_is_gone_when_it_is_over(at):
    at.open().pay_by("promptpay:promptpay")
    row = at.checkout
    assert "Scan with your banking app" in at.text
    svg, png = at.get(f"checkout/{row.id}/qr.svg"), at.get(f"checkout/{row.id}/qr.png")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in svg.headers["Content-Security-Policy"]
    assert b"<script" not in svg.content
    assert png.content.startswith(b"\x89PNG")
    assert png.headers["Content-Disposition"] == f'attachment; filename="QR-{at.code}.png"'
    assert row.data["qr"].startswith("000201010212")
    assert "5406900.00" in row.data["qr"]
    Checkout.objects.of(at.hotel).update(state="cancelled", closed_at=FAR)
    assert at.get(f"checkout/{row.id}/qr.svg").status_code == 404


def test_the_code_that_a_gateway_has_drawn_is_shown_as_a_picture_and_may_do_nothing(at):
    at.open().pay_by("till:card")
    drawn = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    Checkout.objects.of(at.hotel).update(
        url="", data={"qr_picture": b64encode(drawn).decode(), "code": "K-1"}
    )
    assert "take a screenshot" in back(at).text
    assert "Waiting for the bank’s confirmation" in at.text
    answer = at.get(f"checkout/{at.checkout.id}/qr.svg")
    assert answer.content == drawn
    assert (
        answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert at.get(f"checkout/{at.checkout.id}/qr.png").status_code == 404
    Checkout.objects.of(at.hotel).update(data={"qr_picture": "?"})
    assert at.get(f"checkout/{at.checkout.id}/qr.svg").status_code == 404


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x/y", "//evil.example/", "https://x\r\nSet-Cookie: a=b", ""]
)
def test_only_pages_of_the_web_are_led_to(at, url):
    at.open().pay_by("till:card")
    Checkout.objects.of(at.hotel).update(url=url)
    answer = at.get(f"checkout/{at.checkout.id}/go/")
    if url.startswith("//"):
        assert answer.status_code == 302
    assert "Refresh" not in answer.headers
    assert answer.headers["Location"] == f"/g/baan-talay/checkout/{at.checkout.id}/"


def test_an_id_alone_opens_nothing(at, hotel):
    at.open().pay_by("till:card")
    pages = [f"checkout/{at.checkout.id}/{page}" for page in ("", "go/", "outcome/", "qr.svg", "qr.png")]
    stranger, other = Payer(hotel, FAR), Payer(hotel, FAR)
    other.sign_in(book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"}))
    request = send_payment_request(
        property=hotel, code=at.code, amount=1, message="", expires_at=None, actor=CLERK, now=FAR
    )
    for page in pages:
        answer = stranger.get(page)
        assert answer.headers["Location"].startswith("/g/baan-talay/?next="), page
        assert other.get(page).status_code == 404
        assert stranger.get(f"{page}?{LINK}=x").status_code == 404
        assert stranger.get(f"{page}?{LINK}={request_token(request.id)}").status_code == 404
    assert stranger.get(f"checkout/{uuid4()}/").headers["Location"].startswith("/g/baan-talay/?next=")
    assert at.get(f"checkout/{uuid4()}/").status_code == 404


def test_a_page_that_asks_by_itself_after_the_session_is_read_anew(at):
    at.open().pay_by("till:card")
    at.go_on(timedelta(days=2))
    answer = at.get(f"checkout/{at.checkout.id}/outcome/?was=awaited", **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.content) == (200, "true", b"")


def test_whatever_an_address_holds_is_answered(at):
    at.open().pay_by("till:card")
    id, odd = at.checkout.id, "%00%F0%9F%92%A3%ED%A0%80"
    for path in (f"checkout/{id}/outcome/?was={odd}&look={odd}", f"{at.code}/pay/?kind={odd}&amount={odd}"):
        assert at.get(path).status_code == 200
    assert at.get(f"{at.code}/pay/?kind=other&amount={odd}").status_code == 422
    stranger = Payer(at.hotel, FAR)
    for path in (f"checkout/{id}/?request={odd}", f"request/{odd}/", f"request/{'A' * 3000}/"):
        assert stranger.get(path).status_code == 404


def test_a_provider_that_is_gone_from_the_house_leaves_the_page_whole(at):
    at.open().pay_by("till:card")
    Checkout.objects.of(at.hotel).update(provider="gone")
    assert back(at).answer.status_code == 200

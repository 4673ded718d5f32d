"""The slip of a transfer: it stops the countdown, it proves nothing, and it is a picture or a PDF of at most 8 MB."""

from datetime import timedelta

import pytest
from django.test import Client

from kunjae.changes.commands.money_in import accept_slip
from kunjae.changes.models import PendingChange
from kunjae.payments.models import Checkout, Payment, Slip
from kunjae.payments.pictures import MOST_BYTES
from tests.changes.the_guest import booking, broken, confirm, move, pay_cash
from tests.guest.paying.payer import a_paying_hotel, paying_guest
from tests.hotel import CLERK

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    with paying_guest(a_paying_hotel()) as (guest, _till):
        yield guest


@pytest.fixture
def transferring(at):
    at.open().pay_by("promptpay:promptpay")
    return at


def pending_of(at):
    return PendingChange.objects.of(at.hotel).get()


def test_in_time_it_stops_the_countdown_and_the_nights_stay_until_staff_have_looked(at):
    pay_cash(at.hotel, at.code, 900_00)
    confirm(at.hotel, at.code, move("12-20", "12-22"))
    at.open().pay_by("promptpay:promptpay")
    assert "Please pay and send the slip by 25 Nov 2026 09:30" in at.text
    at.go_on(timedelta(minutes=29, seconds=59))
    at.send_slip().follow()
    assert "The countdown has stopped. Your choice is kept for you until 26 Nov 2026 09:29" in at.text
    assert (pending_of(at).state, Payment.objects.of(at.hotel).count()) == ("slip", 1)
    at.go_on(timedelta(hours=20))
    accept_slip(property=at.hotel, checkout=at.checkout.id, amount=180_00, actor=CLERK, now=at.now)
    at.sign_in(at.code)
    at.open(f"checkout/{at.checkout.id}/")
    assert "180 THB paid, and your change is confirmed" in at.text
    assert booking(at.hotel, at.code).arrival.day == 20
    assert broken() == []


def test_too_late_it_is_not_taken_and_the_change_is_dropped(at):
    pay_cash(at.hotel, at.code, 900_00)
    confirm(at.hotel, at.code, move("12-20", "12-22"))
    at.open().pay_by("promptpay:promptpay")
    at.go_on(timedelta(minutes=30))
    at.send_slip()
    assert at.answer.status_code == 409
    assert "It is too late for a slip here." in at.text
    assert (pending_of(at).state, pending_of(at).dropped_because) == ("dropped", "expired")
    assert not Slip.objects.of(at.hotel).exists()


def test_a_better_one_may_follow_but_not_without_end(transferring):
    for _ in range(5):
        transferring.send_slip().follow()
    transferring.send_slip()
    assert transferring.answer.status_code == 422
    assert "at most 5 slips" in transferring.text
    assert Slip.objects.of(transferring.hotel).count() == 5


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Please choose a picture or a PDF first."),
        (b"<svg onload=alert(1)>", "must be a picture (JPEG, PNG, WebP) or a PDF that can be opened"),
        (b"%PDF-1.7 cut short", "must be a picture (JPEG, PNG, WebP) or a PDF that can be opened"),
        (b"\x89PNG" + b"0" * MOST_BYTES, "This file is too large: at most 8 MB, please."),
        (b"0" * (MOST_BYTES + 70_000), "This file is too large: at most 8 MB, please."),
    ],
)
def test_what_is_no_slip_is_refused_in_words(transferring, content, says):
    transferring.send_slip(content)
    assert transferring.answer.status_code == 422
    assert says in transferring.text
    assert 'aria-invalid="true"' in transferring.answer.content.decode()
    assert transferring.checkout.state == "open"


def test_a_form_without_a_file_or_from_elsewhere_is_refused(transferring):
    path = transferring.address(f"checkout/{transferring.checkout.id}/slip/")
    assert transferring.post(path).status_code == 422
    assert transferring.get(path).headers["Location"] == path.removesuffix("slip/")
    assert transferring.client.put(path).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = transferring.client.cookies
    assert strict.post(path).status_code == 403
    assert not Slip.objects.of(transferring.hotel).exists()


def test_one_that_is_too_large_is_refused_before_it_is_read(transferring):
    path = transferring.address(f"checkout/{transferring.checkout.id}/slip/")

    class Unread:
        def read(self, *size):
            raise AssertionError("the body was read")

        readline = read

    answer = transferring.post(path, CONTENT_LENGTH=str(MOST_BYTES * 2), **{"wsgi.input": Unread()})
    assert answer.status_code == 422
    assert "too large" in answer.content.decode()


def test_a_hosted_page_takes_none(at):
    at.open().pay_by("till:card")
    answer = at.post(f"checkout/{at.checkout.id}/slip/")
    assert answer.status_code == 409
    assert Checkout.objects.of(at.hotel).get().state == "open"

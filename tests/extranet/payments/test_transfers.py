"""Transfers to check: the slip is looked at, then the money is there or it is not."""

from __future__ import annotations

import pytest
from django.test import Client

from kunjae.payments.commands.slips import attach_slip
from kunjae.payments.models import Checkout, Payment, Slip
from tests.checks.holding import assert_all_holds
from tests.extranet.payments.money_desk import MoneyDesk, words
from tests.hotel import FAR, book_stays, book_two_rooms, make_hotel
from tests.payments.pictures import picture
from tests.payments.test_slips import PDF
from tests.payments.till import checkout_row

pytestmark = pytest.mark.django_db
LATER = {"check_in": "2027-01-10", "check_out": "2027-01-12"}
TASKS = "/extranet/baan-talay/payments/tasks/"


@pytest.fixture
def checkout(desk: MoneyDesk) -> Checkout:
    """The guest sent a slip of 3,000 for the booking's balance."""
    row: Checkout = checkout_row(desk.hotel, desk.booking, provider="bank_transfer", code="KJ7788")
    attach_slip(property=desk.hotel, checkout=row.id, content=picture(), now=FAR)
    return row


def slip_of(desk: MoneyDesk) -> Slip:
    return Slip.objects.of(desk.hotel).latest("uploaded_at")


def test_a_slip_waits_until_the_money_is_found_as_much_as_really_came(
    desk: MoneyDesk, checkout: Checkout
) -> None:
    assert "Transfer to check 3,000 THB" in desk.look()
    assert "Transfers to check 1" in words(desk.client.get(TASKS))  # type: ignore[arg-type]
    assert "KJ7788" in desk.look("transfers", checkout.id)
    sent = desk.form("accept", "transfers", checkout.id)
    assert sent["amount"] == "3000.00"
    assert desk.press("accept", "transfers", checkout.id, sent=sent, amount="2,990").status_code == 302
    again = desk.press("accept", "transfers", checkout.id, sent=sent, amount="2,990")
    assert again.status_code == 409
    payment = Payment.objects.of(desk.hotel).get()
    assert (payment.amount, payment.method, payment.recorded_by) == (
        299000,
        "bank_transfer",
        "clerk@example.com",
    )
    assert desk.booking.paid == 299000
    assert "Transfer to check" not in desk.look()
    page = desk.look("transfers", checkout.id)
    assert "accepted, clerk@example.com" in page
    assert "has been checked" in page
    assert_all_holds()


def test_one_whose_money_did_not_come_is_refused_with_a_note(desk: MoneyDesk, checkout: Checkout) -> None:
    page = "transfers", checkout.id
    answer = desk.press("refuse", *page)
    assert (answer.status_code, "required" in words(answer)) == (422, True)
    sent = desk.form("refuse", *page)
    assert desk.press("refuse", *page, sent=sent, note="Nothing at the bank").status_code == 302
    assert desk.press("refuse", *page, sent=sent, note="Nothing at the bank").status_code == 409
    assert "refused, clerk@example.com: Nothing at the bank" in desk.look(*page)
    assert not Payment.objects.of(desk.hotel).exists()
    assert "Nothing to do" in words(desk.client.get(TASKS))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("do", "wrong", "status", "expected"),
    [
        ("accept", {"amount": "0"}, 422, "more than zero"),
        ("accept", {"amount": ""}, 422, "required"),
        ("accept", {"amount": "1", "reference": "x" * 101}, 422, "100"),
        ("refuse", {"note": "x" * 301}, 422, "300"),
        ("burn", {}, 404, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    desk: MoneyDesk, checkout: Checkout, do: str, wrong: dict[str, str], status: int, expected: str
) -> None:
    answer = desk.client.post(desk.address("transfers", checkout.id), {"do": do} | wrong)
    assert answer.status_code == status
    assert expected in words(answer)  # type: ignore[arg-type]
    checkout.refresh_from_db()
    assert checkout.state == "slip"


def test_a_picture_is_shown_and_a_pdf_only_downloaded_neither_as_a_page(
    desk: MoneyDesk, checkout: Checkout
) -> None:
    shown = desk.client.get(desk.address("slips", slip_of(desk).id))
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline; filename=")
    attach_slip(property=desk.hotel, checkout=checkout.id, content=PDF, now=FAR)
    pdf = Slip.objects.of(desk.hotel).get(kind="application/pdf")
    taken = desk.client.get(desk.address("slips", pdf.id))
    assert taken["Content-Type"] == "application/octet-stream"
    assert taken["Content-Disposition"] == 'attachment; filename="KJ7788.pdf"'
    for answer in (shown, taken):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-store"
    assert "Download the slip" in desk.look("transfers", checkout.id)


def test_viewers_see_it_and_do_nothing_and_strangers_see_nothing(
    desk: MoneyDesk, checkout: Checkout, viewer: Client
) -> None:
    looking = desk.by(viewer)
    assert "The money is here" not in looking.look("transfers", checkout.id)
    answer = viewer.post(looking.address("transfers", checkout.id), {"do": "accept", "amount": "1"})
    assert answer.status_code == 403
    slip = looking.address("slips", slip_of(desk).id)
    assert viewer.get(slip).status_code == 200
    assert Client().get(slip).status_code == 302
    other = make_hotel("other")
    theirs = MoneyDesk(other, book_two_rooms(other), desk.client)
    assert theirs.client.get(theirs.address("slips", slip_of(desk).id)).status_code == 404
    desk.look("transfers", slip_of(desk).id, status=404)
    again = MoneyDesk(desk.hotel, book_stays(desk.hotel, LATER), desk.client)
    assert again.client.get(again.address("slips", slip_of(desk).id)).status_code == 404, "of another booking"

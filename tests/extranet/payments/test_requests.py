"""A payment request from the booking's page: sent, sent again, withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kunjae.payments.commands.requests import see_payment_request
from kunjae.payments.models import PaymentRequest
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.payments.money_desk import MoneyDesk, words
from tests.hotel import FAR, book_stays, make_hotel
from tests.payments.till import ask

pytestmark = pytest.mark.django_db
NEW = "payment-request"


def rows(hotel: Property) -> list[tuple[int, str, int]]:
    return list(PaymentRequest.objects.of(hotel).values_list("amount", "state", "sends"))


def test_the_balance_is_asked_for_once_however_often_it_is_pressed(desk: MoneyDesk) -> None:
    sent = desk.form("", NEW)
    assert (sent["amount"], sent["until"]) == ("6000.00", "2026-11-28T23:59")
    first = desk.press("", NEW, sent=sent, message="For your stay.\nThank you")
    assert first.status_code == 302
    assert desk.press("", NEW, sent=sent).status_code == 302
    row = PaymentRequest.objects.of(desk.hotel).get()
    assert (row.amount, row.message, row.state) == (600000, "For your stay.\nThank you", "sent")
    assert row.expires_at == FAR + timedelta(days=3, hours=14, minutes=59)
    assert desk.told("payment.requested") == 1
    page = desk.look("payment-requests", row.id)
    for expected in (
        "A payment request for 6,000 THB is on its way.",
        "For your stay.",
        "28 Nov 2026 23:59",
        "Sent",
    ):
        assert expected in page
    assert "Until 28 Nov 2026 23:59" in desk.look()


def test_what_is_due_now_comes_before_the_balance_and_any_amount_may_be_typed(
    hotel: Property, clerk: Client
) -> None:
    dates = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
    desk = MoneyDesk(hotel, book_stays(hotel, dates | {"rate_plan": "NRF"}, dates), clerk)
    assert desk.form("", NEW)["amount"] == "2400.00"
    desk.press("", NEW, amount="1,000.50")
    assert rows(hotel) == [(100050, "sent", 1)]
    assert "asked for 1,000.50 THB already" in desk.look(NEW)


@pytest.mark.parametrize(
    ("currency", "typed", "amount"),
    [("JPY", "12345", 12345), ("KWD", "12.345", 12345), ("THB", "12.34", 1234)],
)
def test_amounts_have_the_decimals_of_the_currency(currency: str, typed: str, amount: int) -> None:
    hotel = make_hotel(currency=currency)
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    desk = MoneyDesk(hotel, code, staff(hotel))
    desk.press("", NEW, amount=typed)
    assert rows(hotel) == [(amount, "sent", 1)]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"amount": "0"}, "more than zero"),
        ({"amount": "-5"}, "must not be negative"),
        ({"amount": "12.345"}, "THB has 2 decimals"),
        ({"amount": ""}, "required"),
        ({"amount": "9" * 18}, "too large"),
        ({"until": "2026-11-25T08:00"}, "must lie ahead"),
        ({"until": "2028-01-01T00:00"}, "within a year"),
        ({"until": "9999-12-31T23:59"}, "is not a date a stay can have"),
        ({"until": "soon"}, "must be a day and a time"),
        ({"message": "x" * 1001}, "1000"),
        ({"message": "nothing\0 here"}, "Null characters"),
        ({"seen": "not an id"}, "too old"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: MoneyDesk, wrong: dict[str, str], expected: str
) -> None:
    answer = desk.press("", NEW, **({"message": "Typed carefully"} | wrong))
    assert answer.status_code == 422
    assert expected in words(answer)
    assert wrong.get("message", "Typed carefully").split("\0")[0] in words(answer)
    assert rows(desk.hotel) == []


def test_another_amount_on_a_page_that_was_sent_before_is_not_taken_for_the_first(desk: MoneyDesk) -> None:
    sent = desk.form("", NEW)
    desk.press("", NEW, sent=sent)
    answer = desk.press("", NEW, sent=sent, amount="100")
    assert answer.status_code == 409
    assert rows(desk.hotel) == [(600000, "sent", 1)]


def test_it_is_sent_again_once_and_withdrawn(desk: MoneyDesk) -> None:
    row = ask(desk.hotel, desk.code, 100000)
    page = "payment-requests", row.id
    sent = desk.form("resend", *page)
    assert desk.press("resend", *page, sent=sent).status_code == 302
    desk.press("resend", *page, sent=sent)
    assert rows(desk.hotel) == [(100000, "sent", 2)]
    see_payment_request(property=desk.hotel, request=row.id, now=FAR)
    assert "Seen" in desk.look(*page)
    old = desk.form("cancel", *page)
    desk.press("cancel", *page)
    assert rows(desk.hotel) == [(100000, "cancelled", 2)]
    assert "Cancelled" in desk.look()
    late = desk.press("resend", *page, sent=old | {"do": "resend"})
    assert (late.status_code, "no longer open" in words(late)) == (409, True)
    assert "Link for the guest" not in desk.look(*page)


def test_one_whose_time_is_over_is_expired_whether_somebody_wrote_it_or_not(desk: MoneyDesk) -> None:
    row = ask(desk.hotel, desk.code, 100000)
    with time_machine.travel(FAR + timedelta(days=3, seconds=1), tick=False):
        clerk = staff(desk.hotel)
        assert "Expired" in desk.by(clerk).look("payment-requests", row.id)
        assert "Withdraw" not in desk.by(clerk).look("payment-requests", row.id)
    assert rows(desk.hotel) == [(100000, "sent", 1)]


def test_its_link_opens_the_guests_page(desk: MoneyDesk) -> None:
    row = ask(desk.hotel, desk.code, 100000)
    page = desk.client.get(desk.address("payment-requests", row.id)).content.decode()
    link = re.search(r'value="(http[^"]+/request/[^"]+)"', page)
    assert link is not None
    assert Client().get(link[1].partition("8000")[2]).status_code == 200


def test_viewers_see_and_do_nothing(desk: MoneyDesk, viewer: Client) -> None:
    row = ask(desk.hotel, desk.code, 100000)
    looking = desk.by(viewer)
    assert "1,000 THB" in looking.look("payment-requests", row.id)
    assert "Send payment request" not in looking.look()
    looking.look(NEW, status=403)
    for do in ("resend", "cancel"):
        answer = viewer.post(looking.address("payment-requests", row.id), {"do": do, "seen": "1"})
        assert answer.status_code == 403
    assert rows(desk.hotel) == [(100000, "sent", 1)]


def test_those_of_another_hotel_are_not_found(desk: MoneyDesk) -> None:
    other = make_hotel("other")
    theirs = ask(other, book_stays(other, {"check_in": "2026-12-10", "check_out": "2026-12-12"}), 100)
    desk.look("payment-requests", theirs.id, status=404)
    answer = desk.client.post(desk.address("payment-requests", theirs.id), {"do": "cancel", "seen": "1"})
    assert answer.status_code == 404
    assert rows(other) == [(100, "sent", 1)]

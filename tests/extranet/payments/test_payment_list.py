"""The list of payments and refunds: newest first, narrowed, summed, a page at a time, and as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.commands import Booker
from kunjae.extranet.payments import listing
from kunjae.payments.commands.refunds import mark_refund_done, request_refund
from kunjae.payments.facts import Method
from tests.extranet.desk import staff
from tests.extranet.payments.money_desk import MoneyDesk, words
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db
HERE = "/extranet/baan-talay/payments/"
STAYS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def moved(desk: MoneyDesk) -> MoneyDesk:
    """Cash last month, a transfer yesterday, of which a part went back today and another is to go back."""
    desk.cash(100000, now=FAR - timedelta(days=30), reference="R-1")
    transfer = desk.cash(250050, now=FAR - timedelta(days=1), method=Method.BANK_TRANSFER)
    for amount in (50000, 25):
        row = request_refund(
            property=desk.hotel, payment=transfer.id, amount=amount, reason="", actor=CLERK, now=FAR
        )
        if amount == 50000:
            mark_refund_done(property=desk.hotel, refund=row.id, actor=CLERK, now=FAR, reference="SCB 9")
    return desk


def text(client: Client, asked: str = "", status: int = 200) -> str:
    answer = client.get(HERE + asked)
    assert answer.status_code == status, answer.content
    return words(answer)  # type: ignore[arg-type]


def test_everything_stands_there_newest_first_with_its_sums(moved: MoneyDesk) -> None:
    page = text(moved.client)
    assert "Received 3,500.50 THB Refunded 500.25 THB Remains 3,000.25 THB" in page
    places = [page.index(each) for each in ("−0.25", "−500", "2,500.50 500.25 of it refunded", "R-1")]
    assert places[1:] == sorted(places[1:])
    assert "To be done by hand" in page
    assert "Money tasks 1" in page


@pytest.mark.parametrize(
    ("asked", "there", "not_there", "sums"),
    [
        ("?first=2026-11-24&last=2026-11-24", "2,500.50", "R-1", "Received 2,500.50 THB Refunded 0 THB"),
        ("?last=2026-10-31", "R-1", "SCB 9", "Received 1,000 THB Refunded 0 THB"),
        ("?kind=refund", "SCB 9", "R-1", "Received 0 THB Refunded 500.25 THB"),
        ("?kind=payment", "R-1", "SCB 9", "Received 3,500.50 THB Refunded 0 THB"),
        ("?method=cash", "R-1", "SCB 9", "Received 1,000 THB Refunded 0 THB"),
        ("?state=done", "SCB 9", "R-1", "Received 0 THB Refunded 500 THB"),
        ("?state=by_hand", "−0.25", "SCB 9", "Received 0 THB Refunded 0.25 THB"),
    ],
)
def test_it_is_narrowed_by_days_kind_method_and_state(
    moved: MoneyDesk, asked: str, there: str, not_there: str, sums: str
) -> None:
    page = text(moved.client, asked)
    assert there in page
    assert not_there not in page
    assert sums in page


def test_a_day_is_the_hotels(desk: MoneyDesk) -> None:
    desk.cash(100, now=FAR.replace(hour=16, minute=59, second=59))  # 23:59:59 in Bangkok
    desk.cash(200, now=FAR.replace(hour=17, minute=0, second=0))
    assert "Received 1 THB" in text(desk.client, "?first=2026-11-25&last=2026-11-25")
    assert "Received 2 THB" in text(desk.client, "?first=2026-11-26&last=2026-11-26")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?first=soon", "From: must be a date such as 2026-12-10"),
        ("?last=9999-12-31", "To: is not a date a stay can have"),
        ("?first=2026-11-25&last=2026-11-24", "To: is before the first day"),
        ("?method=gold", "Method: "),
        ("?state=lost", "Refund: "),
        ("?kind=theft", "Kind: "),
    ],
)
def test_what_cannot_be_asked_is_said(moved: MoneyDesk, asked: str, expected: str) -> None:
    assert expected in text(moved.client, asked, status=422)
    assert moved.client.get(f"{HERE}list.csv{asked}").status_code == 422


def test_pages_follow_each_other_without_gap_or_repetition(desk: MoneyDesk) -> None:
    made = [desk.cash(100 + index, now=FAR - timedelta(minutes=index // 3)) for index in range(9)]
    request_refund(property=desk.hotel, payment=made[8].id, amount=8, reason="", actor=CLERK, now=FAR)
    seen, asked = [], "?kind="
    whole = desk.client.get(f"{HERE}list.csv").getvalue().decode()
    size, listing.PAGE_SIZE = listing.PAGE_SIZE, 4
    try:
        while asked:
            page = desk.client.get(HERE + asked)
            seen += [line.amount for line in page.context["lines"]]
            asked = page.context["next_url"]
    finally:
        listing.PAGE_SIZE = size
    assert sorted(seen) == [-8, *range(100, 109)]
    assert whole.count("\r\n") == 11


def test_the_file_has_all_of_it_as_plain_decimals_and_no_formula(moved: MoneyDesk) -> None:
    evil = book_stays(moved.hotel, STAYS, booker=Booker(name="=HYPERLINK(1)", language="th"))
    MoneyDesk(moved.hotel, evil, moved.client).cash(123456789)
    answer = moved.client.get(f"{HERE}list.csv")
    assert (answer["Content-Type"], answer.streaming) == ("text/csv; charset=utf-8", True)
    assert "baan-talay-payments-2026-11-25.csv" in answer["Content-Disposition"]
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert sum(row["Received"] != "" for row in rows) == 3
    assert {row["Refunded"] for row in rows} == {"", "500.00", "0.25"}
    assert {row["Received"] for row in rows} == {"", "1000.00", "2500.50", "1234567.89"}
    newest = next(row for row in rows if row["Received"] == "1234567.89")
    assert (newest["Booker"], newest["Currency"]) == ("'=HYPERLINK(1)", "THB")
    assert newest["Date and time"] == "2026-11-25 09:00:00"
    narrowed = moved.client.get(f"{HERE}list.csv?kind=refund").getvalue()
    assert narrowed.count(b"\r\n") == 3


def test_the_page_takes_as_many_queries_for_forty_as_for_one(desk: MoneyDesk) -> None:
    counts = set()
    for more in (1, 39):
        for index in range(more):
            desk.cash(100 + index)
        with CaptureQueriesContext(connection) as found:
            desk.client.get(HERE)
        counts.add(len(found))
    assert counts == {3 + 1 + 5}  # who is at the desk; what waits; payments, refunds, two sums, tasks


def test_another_hotel_is_not_seen_and_thai_is_spoken(moved: MoneyDesk) -> None:
    other = make_hotel("other")
    clerk = staff(other, email="other@example.com")
    page = words(clerk.get("/extranet/other/payments/"))  # type: ignore[arg-type]
    assert "No payments yet" in page
    assert clerk.get(HERE).status_code == clerk.get(f"{HERE}list.csv").status_code == 404
    thai = staff(moved.hotel, language="th", email="thai@example.com").get(HERE).content.decode()
    for expected in ("การชำระเงิน", "งานการเงินที่รอดำเนินการ", "คืนเงินแล้ว", "โอนเงิน", "2,500.50"):
        assert expected in thai

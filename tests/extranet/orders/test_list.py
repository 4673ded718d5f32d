"""Guest activity > Orders: the columns and buttons that hotels know, filters, sums, the file, new ones by themselves."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.commands import Booker
from kunjae.concierge.models import Order
from kunjae.extranet.orders import listing
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.orders.reading import HERE, cells, headings, look, press
from tests.hotel import FAR, book_stays
from tests.ordering.the_counter import (
    NIGHTS,
    SPA,
    again,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    stayed,
    told,
    wants,
    worker,
)

pytestmark = pytest.mark.django_db
MALEE = Booker(name="Malee Deesuk", email="malee@example.com", phone="+66898765432", language="th")


@pytest.fixture
def orders(hotel: Property) -> dict[str, Order]:
    """One of each status, a minute after the other, and one that confirmed itself."""
    code = stayed(hotel)
    spa, taxi, deluxe = (
        order(hotel, code, each, now=FAR - timedelta(minutes=9 - index))[0]
        for index, each in enumerate((massage(persons=2), wants("taxi"), wants("to-deluxe")))
    )
    (late,) = order(
        hotel, stayed(hotel, room="003"), wants("late", hour="14:00"), now=FAR - timedelta(minutes=2)
    )
    cancel(hotel, deluxe)
    soon = book_stays(hotel, {"check_in": "2026-11-25", "check_out": "2026-11-26"}, booker=MALEE)
    (gone,) = order(hotel, soon, massage("2026-11-25", "10:00"), now=FAR - timedelta(minutes=1))
    worker(FAR + timedelta(hours=2))
    confirm(hotel, spa)
    return {"spa": spa, "taxi": taxi, "deluxe": deluxe, "late": late, "gone": gone}


def test_each_order_has_the_columns_that_hotels_know_and_the_buttons_of_its_status(
    hotel: Property, orders: dict[str, Order]
) -> None:
    page = staff(hotel, language="th").get(HERE).content.decode()
    assert headings(page) == [
        "ชื่อผู้เข้าพัก", "ชื่อข้อเสนอ", "ประเภทข้อเสนอ", "รายได้ (ราคา)", "สั่งซื้อเมื่อ", "การดำเนินการ",
    ]  # fmt: skip
    rows = [[cell.split(" KJ")[0] for cell in row] for row in cells(page)]
    assert [(row[0], row[2], row[3], row[4], row[5]) for row in rows] == [
        ("Malee Deesuk", "ข้อเสนอ", "900", "25 พ.ย. 2569 08:59 น.", "หมดอายุ"),
        ("Somchai Jaidee", "ข้อเสนอ", "500", "25 พ.ย. 2569 08:58 น.", "ยืนยัน ยกเลิก"),
        ("Somchai Jaidee", "อัพเกรดห้องพัก", "1,400", "25 พ.ย. 2569 08:53 น.", "ยกเลิกแล้ว"),
        ("Somchai Jaidee", "ข้อเสนอ", "1,200", "25 พ.ย. 2569 08:52 น.", "ยืนยันแล้ว ยกเลิก อัตโนมัติ"),
        ("Somchai Jaidee", "ข้อเสนอ", "1,800", "25 พ.ย. 2569 08:51 น.", "ยืนยันแล้ว ยกเลิก"),
    ]
    assert rows[1][1] == "Late check-out เช็คเอาท์ได้ถึง 14:00 น."
    assert rows[4][1] == "นวดไทย 60 นาที 10 ธ.ค. 2569 14:00 น."
    assert f'href="{HERE}{orders["spa"].id}/"' in page, "the offer leads to the detail"


def test_counts_stand_beside_each_status_and_the_revenue_leaves_out_what_ended(
    clerk: Client, orders: dict[str, Order]
) -> None:
    page = look(clerk)
    assert "All 5 Unconfirmed 1 Confirmed 2 Cancelled 1 Expired 1" in page
    assert "Revenue 3,500 THB Cancelled and expired, not counted 2,300 THB" in page
    assert "Revenue 3,000 THB" in look(clerk, f"{HERE}?status=confirmed")
    narrowed = look(clerk, f"{HERE}?type=room_upgrade")
    assert "All 1 Unconfirmed 0 Confirmed 0 Cancelled 1 Expired 0" in narrowed
    assert "Upgrade to Deluxe" in narrowed
    assert "Nothing found" in look(clerk, f"{HERE}?q=nobody")
    assert "No orders yet" in look(
        staff(make_resort("other"), email="o@example.com"), "/extranet/other/orders/"
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?first=soon", "From: must be a date such as 2026-12-10"),
        ("?first=2026-11-25&last=2026-11-24", "To: is before the first day"),
        ("?status=gold", "Status: "),
        ("?type=gold", "Type: "),
        ("?offer=gold", "Offer: "),
        (f"?q={'a' * 101}", "Search: "),
    ],
)
def test_what_cannot_be_asked_is_said(clerk: Client, asked: str, expected: str) -> None:
    assert expected in look(clerk, HERE + asked, status=422)
    assert clerk.get(f"{HERE}list.csv{asked}").status_code == 422


def test_a_row_is_confirmed_once_however_often_it_is_pressed(
    hotel: Property, clerk: Client, orders: dict[str, Order]
) -> None:
    button = {"one": f"confirm:{orders['late'].id.hex}"}
    answer = clerk.post(f"{HERE}?status=unconfirmed", button)
    assert answer["Location"] == f"{HERE}?status=unconfirmed", "back to what was looked at"
    assert "The order is confirmed. The guest gets a mail." in look(clerk)
    assert "It was confirmed already." in press(clerk, **button)
    late = again(orders["late"])
    assert (late.status, late.acted_by, late.counted) == ("confirmed", "clerk@example.com", 50000)
    assert told(hotel).count(("order.confirmed", "late")) == 1


def test_cancelling_asks_first_and_keeps_the_reason(
    hotel: Property, clerk: Client, orders: dict[str, Order]
) -> None:
    asked = press(clerk, one=f"cancel:{orders['spa'].id.hex}")
    assert "Cancel this order? Thai massage, 60 min Somchai Jaidee" in asked
    assert again(orders["spa"]).status == "confirmed", "nothing happened yet"
    too_long = clerk.post(HERE, {"do": "cancel-now", "order": orders["spa"].id.hex, "reason": "x" * 501})
    assert (too_long.status_code, "x" * 501 in too_long.content.decode()) == (422, True)
    sent = {"do": "cancel-now", "order": orders["spa"].id.hex, "reason": " The masseuse is ill. "}
    assert "The order is cancelled. The guest gets a mail." in press(clerk, **sent)
    spa = again(orders["spa"])
    assert (spa.status, spa.reason, spa.counted) == ("cancelled", "The masseuse is ill.", 0)
    assert "It was cancelled already." in press(clerk, **sent)
    assert "There is nothing to cancel any more." in press(clerk, one=f"cancel:{orders['spa'].id.hex}")


def test_several_are_answered_at_once_and_what_refuses_one_does_not_hold_up_the_others(
    hotel: Property, clerk: Client, orders: dict[str, Order]
) -> None:
    ids = [orders[name].id.hex for name in ("late", "spa", "gone")]
    page = press(clerk, do="confirm", order=ids)
    assert "The order is confirmed." in page
    assert "It was confirmed already." in page
    assert "Thai massage, 60 min, Malee Deesuk: The order has expired." in page
    asked = press(clerk, do="cancel", order=ids)
    assert "Cancel these 2 orders?" in asked
    assert "1 of the ticked orders has ended already and is left out." in asked
    assert "2 orders are cancelled." in press(clerk, do="cancel-now", order=ids[:2])


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, "Tick at least one order first."),
        ({"do": "confirm", "order": "nonsense"}, "Tick at least one order first."),
        ({"one": "explode:01a208c0ad1c7123aa586ddd01c68cae"}, "This button is not known."),
        ({"one": "confirm:01a208c0ad1c7123aa586ddd01c68cae"}, "There is no such order."),
        (
            {"do": "cancel", "order": "01a208c0ad1c7123aa586ddd01c68cae"},
            "There is nothing to cancel any more.",
        ),
    ],
)
def test_odd_presses_are_answered_in_words(clerk: Client, sent: dict[str, Any], expected: str) -> None:
    assert expected in press(clerk, **sent)


def test_a_viewer_sees_all_of_it_and_presses_nothing(hotel: Property, orders: dict[str, Order]) -> None:
    viewer = staff(hotel, role="viewer", email="viewer@example.com")
    rows = cells(viewer.get(HERE).content.decode())
    assert [row[5] for row in rows] == [
        "Expired", "Unconfirmed", "Cancelled", "Confirmed automatically", "Confirmed",
    ]  # fmt: skip
    for path in (HERE, f"{HERE}to-add/", f"{HERE}{orders['late'].id}/"):
        assert (
            viewer.post(path, {"one": f"confirm:{orders['late'].id.hex}", "do": "confirm"}).status_code == 403
        )
    assert again(orders["late"]).status == "unconfirmed"


def test_another_hotel_is_not_seen(hotel: Property, orders: dict[str, Order]) -> None:
    other = staff(make_resort("other"), email="other@example.com")
    for path in ("", "list.csv", "to-add/", f"{orders['late'].id}/"):
        assert other.get(HERE + path).status_code == 404
    theirs = f"/extranet/other/orders/{orders['late'].id}/"
    assert (other.get(theirs).status_code, other.post(theirs, {"do": "confirm"}).status_code) == (404, 404)
    other.post("/extranet/other/orders/", {"one": f"confirm:{orders['late'].id.hex}"})
    assert again(orders["late"]).status == "unconfirmed"


def test_new_orders_appear_by_themselves_and_nothing_is_sent_while_there_is_none(
    hotel: Property, clerk: Client, orders: dict[str, Order]
) -> None:
    asked = clerk.get(HERE).context["poll_url"]
    assert clerk.get(HERE + asked, headers={"HX-Request": "true"}).status_code == 204
    order(hotel, stayed(hotel, room="002"), wants("breakfast"), now=FAR + timedelta(minutes=1))
    answer = clerk.get(HERE + asked, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert cells(page)[0][1] == "Breakfast new"
    assert (page.count("order--new"), page.count("<html")) == (1, 0)
    assert 'hx-swap-oob="outerHTML:.badge-orders">2</span>' in page, "the badge of the menu follows"
    assert "1 new order" in page
    later = answer.context["poll_url"]
    assert clerk.get(HERE + later, headers={"HX-Request": "true"}).status_code == 204
    assert "order--new" in clerk.get(HERE + later).content.decode(), "marked as long as the page is open"
    assert "order--new" not in clerk.get(HERE).content.decode()


def test_pages_follow_each_other_and_only_the_first_looks_for_news(
    clerk: Client, orders: dict[str, Order]
) -> None:
    size, listing.PAGE_SIZE = listing.PAGE_SIZE, 2
    seen, asked, polls = [], "?status=", []
    try:
        while asked:
            answer = clerk.get(HERE + asked)
            seen += [row[3] for row in cells(answer.content.decode())]
            polls.append(bool(answer.context["poll_url"]))
            asked = answer.context["next_url"]
    finally:
        listing.PAGE_SIZE = size
    assert seen == ["900", "500", "1,400", "1,200", "1,800"]
    assert polls == [True, False, False]


def test_the_file_has_all_of_it_as_plain_decimals_and_no_formula(
    hotel: Property, clerk: Client, orders: dict[str, Order]
) -> None:
    evil = book_stays(hotel, NIGHTS, booker=Booker(name="=HYPERLINK(1)", language="th"))
    order(hotel, evil, wants("breakfast"), now=FAR)
    answer = clerk.get(f"{HERE}list.csv")
    assert "baan-talay-orders-2026-11-25.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["Offer"], row["Status"], row["Revenue"], row["Not counted"]) for row in rows] == [
        ("Breakfast", "Unconfirmed", "1200.00", ""),
        ("Thai massage, 60 min", "Expired", "", "900.00"),
        ("Late check-out", "Unconfirmed", "500.00", ""),
        ("Upgrade to Deluxe", "Cancelled", "", "1400.00"),
        ("Airport taxi", "Confirmed", "1200.00", ""),
        ("Thai massage, 60 min", "Confirmed", "1800.00", ""),
    ]
    assert rows[0]["Guest"] == "'=HYPERLINK(1)"
    assert (rows[5]["Day"], rows[5]["Time"], rows[5]["How many"]) == ("2026-12-10", "14:00", "2")
    assert rows[5]["Ordered on"] == "2026-11-25 08:51:00"
    narrowed = clerk.get(f"{HERE}list.csv?status=confirmed").getvalue()
    assert narrowed.count(b"\r\n") == 3


@pytest.mark.parametrize(
    ("currency", "price", "shown"), [("JPY", "900", "900 JPY"), ("KWD", "0.905", "0.905 KWD")]
)
def test_other_currencies_keep_their_own_decimals(currency: str, price: str, shown: str) -> None:
    hotel = make_resort("abroad", offered=(SPA | {"price": price},), currency=currency)
    order(hotel, stayed(hotel), massage())
    clerk = staff(hotel, email="abroad@example.com")
    assert f"Revenue {shown}" in look(clerk, "/extranet/abroad/orders/")
    content = clerk.get("/extranet/abroad/orders/list.csv").getvalue().decode("utf-8-sig")
    assert f",{price},,{currency}," in content


def test_who_hears_of_new_orders_is_said_while_no_address_is_set(hotel: Property, clerk: Client) -> None:
    assert "so they go to the reservations addresses" in look(clerk)
    hotel.details = {"email": {"offer_confirmation": ["spa@example.com"]}}
    hotel.save()
    assert "so they go to the reservations addresses" not in look(clerk)


def test_the_page_takes_as_many_queries_for_forty_as_for_one(hotel: Property, clerk: Client) -> None:
    code, counts = stayed(hotel), []
    for more in (1, 39):
        for _ in range(more):
            order(hotel, code, wants("breakfast"))
        for asked in ("", "?q=somchai"):
            with CaptureQueriesContext(connection) as found:
                clerk.get(HERE + asked)
            counts.append(len(found))
    # Who is at the desk; what waits, names of offers, the list, whether there are too many, the sums; for words twice,
    # for list and sums, which offers and bookings are meant.
    assert counts == [3 + 5, 3 + 5 + 4] * 2

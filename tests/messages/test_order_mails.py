"""Mails of orders over real SMTP: to whom, answering to whom, as one thread, and what they say."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import MoveDates
from kunjae.kernel.stay_dates import StayDates, parse_date
from kunjae.messages.models import Mail
from kunjae.messages.recipients import offer_confirmation
from kunjae.ordering.commands import cancel_own_order
from kunjae.payments.commands import record_payment
from kunjae.payments.facts import Method
from tests.extranet.desk import staff
from tests.guest.visitor import Visitor
from tests.hotel import CLERK, FAR
from tests.messages.desk import RESERVATIONS, mail_server
from tests.messages.orders_desk import UPSELL, book, happen, make_selling_hotel
from tests.ordering.the_counter import (
    BREAKFAST,
    GUEST,
    SPA,
    again,
    cancel,
    confirm,
    massage,
    order,
    wants,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hotel():
    return make_selling_hotel()


@pytest.fixture
def server():
    with mail_server() as box:
        yield box


def subject(mail):
    return str(mail["Subject"]).replace("\u00a0", " ")


def body(mail, kind="plain"):
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def sent_to(server, address):
    return [mail for mail in server.arrived if address in mail["To"]]


def test_an_order_is_a_thread_for_its_guest_from_received_to_cancelled(hotel, server):
    code = book(hotel)
    server.arrived.clear()
    [spa] = order(hotel, code, massage(persons=2))
    happen(hotel)
    confirm(hotel, spa, now=FAR + MINUTE)
    confirm(hotel, spa, now=FAR + 2 * MINUTE)  # pressed twice
    happen(hotel, FAR + 3 * MINUTE)
    cancel(hotel, spa, now=FAR + 4 * MINUTE, reason="สปาปิดปรับปรุง")
    happen(hotel, FAR + 5 * MINUTE)
    received, confirmed, cancelled = sent_to(server, "somchai@example.com")
    assert [subject(mail) for mail in (received, confirmed, cancelled)] == [
        f"ได้รับคำสั่งซื้อแล้ว: นวดไทย 60 นาที ที่ บ้านทะเล การจอง {code}",
        f"ยืนยันคำสั่งซื้อแล้ว: นวดไทย 60 นาที ที่ บ้านทะเล การจอง {code}",
        f"คำสั่งซื้อถูกยกเลิกแล้ว: นวดไทย 60 นาที ที่ บ้านทะเล การจอง {code}",
    ]
    assert {mail["Reply-To"] for mail in (received, confirmed, cancelled)} == {RESERVATIONS}
    assert {mail["From"] for mail in (received, confirmed, cancelled)} == {"บ้านทะเล <no-reply@127.0.0.1>"}
    ids = [mail["Message-ID"] for mail in (received, confirmed, cancelled)]
    assert len(set(ids)) == 3
    assert (received["In-Reply-To"], received["References"]) == (None, None)
    assert (confirmed["In-Reply-To"], confirmed["References"]) == (ids[0], ids[0])
    assert (cancelled["In-Reply-To"], cancelled["References"].split()) == (ids[1], ids[:2])
    for said in (
        code,
        "นวดไทย 60 นาที",
        "10 ธ.ค. 2569",
        "14:00",
        "2 ท่าน",
        "1,800 บาท",
        "รวมในบิลห้องพัก",
        "+66 32 123 456",
    ):
        assert said in body(confirmed), said
    assert "สปาอยู่ชั้น 2\nโปรดมาก่อนเวลา 10 นาที" in body(confirmed)
    assert "สปาอยู่ชั้น 2" not in body(received)
    assert "หมายเลขห้อง" not in body(received)
    link = re.search(r"http://127\.0\.0\.1:8000(/g/baan-talay/open/\S+)", body(received))[1]
    visitor = Visitor(hotel, FAR)
    assert visitor.post(link).headers["Location"] == f"/g/baan-talay/{code}/orders/"
    assert (
        visitor.get(link).headers["Location"] == f"/g/baan-talay/{code}/orders/"
    )  # once signed in, ever again
    assert "เหตุผล: สปาปิดปรับปรุง" in body(cancelled)
    assert "รวมในบิลห้องพัก" not in body(cancelled)
    [to_hotel] = sent_to(server, UPSELL)
    assert to_hotel["In-Reply-To"] is None


def test_the_hotel_answers_the_guest_and_signs_in_to_confirm_or_cancel(hotel, server):
    code = book(hotel)
    server.arrived.clear()
    [spa] = order(hotel, code, massage(persons=2))
    happen(hotel)
    [mail] = sent_to(server, UPSELL)
    assert (mail["To"], mail["Reply-To"]) == (UPSELL, "somchai@example.com")
    assert subject(mail) == f"{code} Somchai Jaidee: คำสั่งซื้อใหม่รอยืนยัน: นวดไทย 60 นาที"
    assert "หมายเลขห้อง: 001" in body(mail)
    page = f"http://127.0.0.1:8000/extranet/baan-talay/orders/{spa.id}/"
    for link in (page, f"{page}?do=confirm", f"{page}?do=cancel"):
        assert f'href="{link}"' in body(mail, "html")
        assert link in body(mail)
    assert "หากไม่มีการดำเนินการ คำสั่งซื้อจะหมดอายุเมื่อ 10 ธ.ค. 2569 14:00 น." in body(mail)
    cancel_link = f"/extranet/baan-talay/orders/{spa.id}/?do=cancel"
    sign_in = Client().get(cancel_link).headers["Location"]
    assert sign_in.startswith("/accounts/login/")
    assert "do%3Dcancel" in sign_in
    for link in (cancel_link, cancel_link.replace("cancel", "confirm")):
        assert staff(hotel).get(link).status_code == 200
    assert again(spa).status == "unconfirmed"  # following a link does nothing
    kept = Mail.objects.of(hotel).get(reader="hotel")
    assert "/extranet/" not in kept.text + kept.html
    cancel_own_order(property=hotel, code=code, order=spa.id, actor=GUEST, now=FAR + MINUTE)
    happen(hotel, FAR + 2 * MINUTE)
    told = sent_to(server, UPSELL)[1]
    assert subject(told) == f"{code} Somchai Jaidee: คำสั่งซื้อถูกยกเลิก: นวดไทย 60 นาที"
    assert (told["In-Reply-To"], told["Reply-To"]) == (mail["Message-ID"], "somchai@example.com")
    assert "Somchai Jaidee ยกเลิกคำสั่งซื้อนี้" in body(told)
    assert "?do=" not in body(told)
    own = sent_to(server, "somchai@example.com")[1]
    assert "ตามที่ท่านแจ้งแล้ว" in body(own)


def test_what_confirms_itself_is_received_and_confirmed_in_one_mail(hotel, server):
    code = book(hotel, language="en")
    server.arrived.clear()
    [taxi] = order(hotel, code, wants("taxi"))
    happen(hotel)
    [mail] = sent_to(server, "somchai@example.com")
    assert subject(mail) == f"Confirmed: Airport taxi, Baan Talay, booking {code}"
    assert "your order was received and is confirmed" in body(mail)
    assert "Price: 1,200 THB (with service charge 101.95 THB, with VAT 78.51 THB)" in body(mail)
    [to_hotel] = sent_to(server, UPSELL)
    assert "คำสั่งซื้อที่ยืนยันอัตโนมัติ" in subject(to_hotel)
    assert "?do=confirm" not in body(to_hotel)
    cancel(hotel, taxi, now=FAR + MINUTE)
    happen(hotel, FAR + 2 * MINUTE)
    last = sent_to(server, "somchai@example.com")[-1]
    assert "we are sorry: your order had to be cancelled." in body(last)
    assert "Reason" not in body(last)


def test_the_offers_own_addresses_come_first_and_reservations_last(server):
    spa = SPA | {"notify": ["spa@baan-talay.example", "front@baan-talay.example"]}
    hotel = make_selling_hotel("baan-talay", spa, SPA | {"code": "spa2"})
    code = book(hotel)
    server.recipients.clear()
    order(hotel, code, massage())
    happen(hotel)
    del hotel.details["email"]["offer_confirmation"]
    hotel.save()
    order(hotel, code, wants("spa2", day="2026-12-11", slot="10:00", number=1), now=FAR + MINUTE)
    happen(hotel, FAR + 2 * MINUTE)
    to_hotel = [to for to in server.recipients if "somchai@example.com" not in to]
    assert to_hotel == [["spa@baan-talay.example", "front@baan-talay.example"], [RESERVATIONS]]
    assert offer_confirmation(hotel) == []


def test_an_order_that_nobody_answers_is_reminded_of_and_expires(hotel, server):
    code = book(hotel)
    server.arrived.clear()
    spa, other = order(hotel, code, massage(), massage(day="2026-12-11"))
    happen(hotel)
    confirm(hotel, other, now=FAR + MINUTE)
    happen(hotel, spa.had_at - timedelta(hours=25))
    assert len(sent_to(server, UPSELL)) == 2
    happen(hotel, spa.had_at - timedelta(hours=24))
    first, _, reminder = sent_to(server, UPSELL)
    assert "คำสั่งซื้อรอการยืนยัน: นวดไทย 60 นาที" in subject(reminder)
    assert reminder["In-Reply-To"] == first["Message-ID"]
    assert "?do=confirm" in body(reminder)
    happen(hotel, spa.had_at)
    last = sent_to(server, "somchai@example.com")[-1]
    assert subject(last).startswith("คำสั่งซื้อหมดอายุ: นวดไทย 60 นาที")
    assert "ไม่มีค่าใช้จ่าย" in body(last)
    assert again(spa).status == "expired"
    assert len(sent_to(server, UPSELL)) == 3


def test_answers_names_and_reasons_stay_words_in_header_and_body(server):
    spa = SPA | {
        "name": {"en": 'Massage "1"<b>'},
        "mail_text": {"en": "<script>x</script> {{ pin }}"},
    }
    hotel = make_selling_hotel("baan-talay", spa)
    code = book(hotel, language="en", name="Eve\r\nBcc: all@example.com")
    server.arrived.clear()
    [spa_order] = order(
        hotel,
        code,
        wants("spa", day="2026-12-10", slot="14:00", number=1, wishes="<img src=x onerror=y>\nno oil"),
    )
    confirm(hotel, spa_order)
    happen(hotel)
    cancel(hotel, spa_order, now=FAR + MINUTE, reason="Sorry\r\nBcc: x@example.com <i>")
    happen(hotel, FAR + 2 * MINUTE)
    assert len(server.arrived) == 4
    for mail in server.arrived:
        assert mail["Bcc"] is None
        for tag in ("<script>", "<img", "<b>", "<i>"):
            assert tag not in body(mail, "html")
    received = body(server.arrived[0])
    assert "Wishes: <img src=x onerror=y> no oil" in received
    assert "Reason: Sorry Bcc: x@example.com <i>" in body(server.arrived[-1])
    assert any("{{ pin }}" in body(mail) for mail in server.arrived)


@pytest.mark.parametrize(
    ("currency", "price", "said"),
    [("JPY", "1200", "1,200 JPY (with service charge 102 JPY, with VAT 78 JPY)"), ("KWD", "12.5", "12.500 KWD (with service charge 1.062 KWD, with VAT 0.818 KWD)")],
)  # fmt: skip
def test_amounts_have_the_currencys_own_decimals(currency, price, said):
    taxi = {"code": "taxi", "name": {"en": "Taxi"}, "price": price}
    hotel = make_selling_hotel("baan-talay", taxi, currency=currency)
    code = book(hotel, language="en")
    order(hotel, code, wants("taxi"))
    mail = next(mail for mail in happen(hotel) if mail.reader == "guest")
    assert re.search(r"Price: (.*)", mail.text)[1] == said


def test_an_upgrade_is_told_as_an_order_not_as_a_changed_booking(hotel):
    code = book(hotel)
    [up] = order(hotel, code, wants("to-deluxe"))
    confirm(hotel, up, now=FAR + MINUTE)
    told = [(mail.kind, mail.reader) for mail in happen(hotel, FAR + 2 * MINUTE)]
    assert told == [("order_received", "guest"), ("order_received", "hotel"), ("order_confirmed", "guest")]
    text = Mail.objects.of(hotel).get(kind="order_confirmed").text
    assert "ประเภทห้องใหม่: ห้องดีลักซ์" in text
    assert "ราคา: 1,400 บาท" in text
    record_payment(
        property=hotel, code=code, method=Method.CASH, amount=100000, actor=CLERK, now=FAR + 3 * MINUTE
    )
    happen(hotel, FAR + 4 * MINUTE)
    paid = Mail.objects.of(hotel).get(kind="payment_received", reader="guest").text
    assert "มูลค่ารวม: 4,400 บาท" in paid
    assert "รวมคำสั่งซื้อ: 1,400 บาท" in paid
    assert "รวมค่าบริการของห้องพัก: 254.89 บาท" in paid


def test_what_a_change_of_the_stay_cancels_or_reprices_is_told_to_both(server):
    hotel = make_selling_hotel("baan-talay", SPA, BREAKFAST, languages=["en"])
    code = book(hotel)
    server.arrived.clear()
    late, breakfast = order(hotel, code, massage(day="2026-12-12", at="10:00"), wants("breakfast"))
    happen(hotel)
    dates = StayDates(parse_date("2026-12-10", "a"), parse_date("2026-12-11", "b"))
    moves = [MoveDates(1, dates=dates)]
    change_at_once(property=hotel, code=code, operations=moves, actor=CLERK, now=FAR + MINUTE)
    happen(hotel, FAR + 2 * MINUTE)
    assert (again(late).status, again(breakfast).amount) == ("cancelled", 60000)
    told = [(mail.kind, mail.reader) for mail in Mail.objects.of(hotel).order_by("kind", "reader")]
    assert told == [
        ("booking_changed", "guest"),
        ("order_cancelled", "guest"),
        ("order_cancelled", "hotel"),
        ("order_changed", "guest"),
        ("order_changed", "hotel"),
        *[("order_received", "guest")] * 2,
        *[("order_received", "hotel")] * 2,
    ]
    to_guest, to_hotel = (
        Mail.objects.of(hotel).get(kind="order_cancelled", reader=who).text for who in ("guest", "hotel")
    )
    assert "คำสั่งซื้อจึงถูกยกเลิกตามไปด้วย\n\nเหตุผล: วันที่สั่งไว้อยู่นอกช่วงวันเข้าพักใหม่" in to_guest
    assert "this order is cancelled with it.\n\nReason: Its day lies outside the new dates" in to_hotel
    assert "Price: 600 THB" in Mail.objects.of(hotel).get(kind="order_changed", reader="hotel").text
    changed = next(mail for mail in sent_to(server, UPSELL) if "has changed with" in subject(mail))
    first = next(
        mail for mail in sent_to(server, UPSELL) if "new order to confirm: Breakfast" in subject(mail)
    )
    assert changed["In-Reply-To"] == first["Message-ID"]

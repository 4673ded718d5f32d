"""The confirmation: what the guest takes along, and the text to send."""

import pytest

from kunjae.accounts.encryption import decrypt
from kunjae.bookings.models import Booking
from tests.extranet.desk import staff
from tests.extranet.new_booking.pressing import MALEE, NewBookingPage
from tests.hotel import book_stays

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel(hotel):
    hotel.details = {"phone": "+66 77 123 456", "line_id": "@baantalay", "address": {"en": "1 Beach Road"}}
    hotel.save()
    return hotel


def booked(hotel, desk="en", **typed):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12", language=desk)
    booking = page.choose("STD BAR").press("book", **MALEE | typed).booked()
    page.see(page.client.get(page.answer["Location"]))
    return page, booking


def test_the_slip_says_code_pin_rooms_price_and_policy(hotel):
    page, booking = booked(hotel, room_1="002", method="cash", amount="1000")
    assert page.status == 200
    for words in (
        booking.code,
        decrypt(booking.pin),
        "Malee Deesuk",
        "+66 89 876 5432",
        "Room 1 · Standard 002",
        "10–12 Dec 2026, 2 nights · 2 adults",
        "Free until 7 Dec 2026 14:00, then 50%, from 9 Dec 2026 14:00 100%",
        "Booking value 3,000 THB",
        "Paid 1,000",
        "Balance 2,000 THB",
        "Check-in from 14:00, check-out until 12:00 · +66 77 123 456 · LINE @baantalay",
        "1 Beach Road",
    ):
        assert words in page.words, words


def test_the_text_to_send_speaks_the_guests_language(hotel):
    page, booking = booked(hotel, desk="en")
    assert page.answer.context["message"] == "\n".join(
        [
            "บ้านทะเล",
            "ยืนยันการจองของท่านแล้ว",
            "",
            f"หมายเลขการจอง: {booking.code}",
            f"รหัส PIN: {decrypt(booking.pin)}",
            "ผู้จอง: Malee Deesuk",
            "",
            "ห้องที่ 1: ห้องมาตรฐาน",
            "10–12 ธ.ค. 2569, 2 คืน · ผู้ใหญ่ 2 คน",
            "รวมอาหารเช้า",
            "ราคา: 3,000 บาท",
            "นโยบายการยกเลิก: ไม่มีค่าธรรมเนียมถึง 7 ธ.ค. 2569 14:00 น. จากนั้นชาร์จ 50% ตั้งแต่ 9 ธ.ค. 2569 14:00 น. ชาร์จ 100%",
            "",
            "รวม: 3,000 บาท",
            "ชำระที่โรงแรม: 3,000 บาท",
            "",
            "เช็คอินตั้งแต่ 14:00 น. เช็คเอาท์ก่อน 12:00 น.",
            "โทรศัพท์: +66 77 123 456",
            "LINE: @baantalay",
        ]
    )
    page, _booking = booked(hotel, desk="th", language="en")
    assert "Your booking is confirmed" in page.answer.context["message"]
    assert "10–12 Dec 2026, 2 nights · 2 adults" in page.answer.context["message"]
    assert "บันทึกการจองแล้ว" in page.words, "the page speaks the clerk's"


def test_a_prepayment_is_due_now(hotel):
    code = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11", "rate_plan": "NRF"})
    answer = staff(hotel).get(f"/extranet/{hotel.slug}/bookings/{code}/booked/")
    assert "ยอดที่ต้องชำระตอนนี้: 1,200 บาท" in answer.context["message"]


def test_check_in_is_offered_to_who_arrives_today(hotel):
    page = NewBookingPage(hotel).choose("STD BAR")
    today = page.press("book", **MALEE).booked()
    later = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"})
    client = staff(hotel)
    address = f"/extranet/{hotel.slug}/bookings/{{}}/booked/"
    assert client.get(address.format(today.code)).context["arriving"] == 1
    assert client.get(address.format(later)).context["arriving"] is None


def test_a_pin_of_another_key_is_said_in_words(hotel):
    page, booking = booked(hotel)
    Booking.objects.of(hotel).filter(id=booking.id).update(pin="gAAAAA")
    answer = page.client.get(f"/extranet/{hotel.slug}/bookings/{booking.code}/booked/")
    assert answer.status_code == 200
    assert "PIN:" not in answer.context["message"]


def test_no_such_booking_and_no_such_role(hotel):
    _page, booking = booked(hotel)
    viewer = staff(hotel, role="viewer", email="viewer@example.com")
    assert viewer.get(f"/extranet/{hotel.slug}/bookings/{booking.code}/booked/").status_code == 403
    assert staff(hotel).get(f"/extranet/{hotel.slug}/bookings/KJNOBODY/booked/").status_code == 404

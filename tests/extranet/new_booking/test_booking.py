"""From the question "have you a room?" to the booking."""

import pytest

from kunjae.bookings.models import Booking
from kunjae.changes.queries import load_change
from kunjae.checks.proof import prove
from kunjae.payments.models import Payment
from tests.extranet.desk import staff
from tests.extranet.new_booking.pressing import MALEE, NewBookingPage
from tests.hotel import FAR, book_stays

pytestmark = pytest.mark.django_db


def stays_of(hotel, booking):
    return load_change(hotel, booking.code).facts.booking.stays


def test_the_page_opens_with_tonight_for_two_and_every_type_and_plan(page):
    assert page.status == 200
    assert page.form.values["check_in"] == "2026-11-25"
    assert page.form.values["check_out"] == "2026-11-26"
    assert page.offers() == {"STD BAR": 1500, "STD NRF": 1200, "DLX BAR": 2500}
    assert page.rooms_left() == {"STD": 3, "DLX": 2}
    assert "book" not in page.buttons()


def test_an_offer_says_prices_policy_and_what_staff_may_pass(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12", adults="4")
    offer = page.offer("STD BAR")
    assert offer.prices == "2,500 + 2,500", "two more than the room price holds"
    assert offer.total == 500000
    assert offer.policy == "Free until 7 Dec 2026 14:00, then 50%, from 9 Dec 2026 14:00 100%"
    assert offer.warnings == ("This type holds at most 3 adults and 1 child.",)
    assert page.offer("STD NRF").prepayment == "Prepayment 100%"


def test_taxes_are_said_with_the_total(hotel):
    hotel.service_charge_percent, hotel.vat_percent = 10, 7
    hotel.save()
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12")
    assert page.offer("STD BAR").taxes == "Service charge 10% 254.89 · VAT 7% 196.26".replace(
        " ", "\u00a0"
    ).replace("\u00a0·\u00a0", " · ")
    assert "with Service charge 10% 254.89 · VAT 7% 196.26" in page.choose("STD BAR").words


def test_a_walk_in(page, hotel):
    page.choose("STD BAR")
    assert page.form.values["source"] == "walk_in"
    assert page.total == 1500
    assert "Book · 1,500 THB" in page.words
    booking = page.press("book", **MALEE, notes="Late").booked()
    assert (booking.booker.name, booking.booker.phone) == ("Malee Deesuk", "+66898765432")
    assert (booking.source, booking.language, booking.note.text) == ("walk_in", "th", "Late")
    assert (booking.value, booking.paid, booking.booked_by) == (150000, 0, "clerk@example.com")
    [stay] = stays_of(hotel, booking)
    assert (stay.room_type, stay.rate_plan, stay.room, stay.adults) == ("STD", "BAR", None, 2)
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []


def test_who_comes_later_has_called(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR")
    assert page.form.values["source"] == "phone"
    page.press("look", source="line").press("more")
    assert page.form.values["source"] == "line", "what was chosen by hand stays"


def test_two_rooms_of_different_dates_one_with_its_number_now(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12").choose("STD BAR")
    page.press("more").press("look", check_in="2026-12-11", check_out="2026-12-12", adults="1")
    page.choose("DLX BAR")
    assert page.total == 5500
    booking = page.press(
        "book", **MALEE, room_1="003", guest_name_1="Malee Deesuk", guest_name_2="Prasit"
    ).booked()
    first, second = stays_of(hotel, booking)
    assert (first.room, first.guest_name, first.check_in.day, first.adults) == ("003", "Malee Deesuk", 10, 2)
    assert (second.room, second.guest_name, second.check_in.day, second.adults) == (None, "Prasit", 11, 1)


def test_the_rooms_to_choose_from_are_free_on_all_nights(hotel):
    book_stays(hotel, {"check_in": "2026-12-11", "check_out": "2026-12-13", "room": "001"})
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12").choose("STD BAR")
    [room] = page.answer.context["rooms"]
    assert [each["number"] for each in room.rooms] == ["002", "003"]


def test_rooms_already_chosen_are_no_longer_left(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12").choose("DLX BAR", "DLX BAR")
    page.press("more")
    assert page.rooms_left() == {"STD": 3, "DLX": 0}
    assert "add:DLX BAR" not in page.buttons()
    assert "Sold out on these dates." in page.words
    page.press("remove:1").press("more")
    assert page.rooms_left() == {"STD": 3, "DLX": 1}


def test_the_room_chosen_for_one_is_not_offered_for_the_other(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR", "STD BAR")
    page.press("look", room_1="001")
    first, second = page.answer.context["rooms"]
    assert [each["number"] for each in first.rooms] == ["001", "002", "003"]
    assert [each["number"] for each in second.rooms] == ["002", "003"]
    page.press("book", **MALEE, room_1="001", room_2="001")
    assert page.status == 409
    assert page.error_of("room_2") == "Room 001 is chosen twice."
    assert page.form.values["room_2"] == "001"
    assert not Booking.objects.of(hotel).exists()


def test_own_prices_are_shown_as_such(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12").choose("STD BAR")
    page.press("own:1")
    assert page.form.values["price_1_2026-12-10"] == "1500.00", "filled with the plan's"
    page.press("look", **{"price_1_2026-12-11": "1,000"})
    assert page.total == 2500
    assert "Own price" in page.words
    assert "3,000" in page.words, "what the plan asks"
    booking = page.press("book", **MALEE).booked()
    [stay] = stays_of(hotel, booking)
    assert [night.room_price for night in stay.nights] == [150000, 100000]


def test_own_prices_typed_but_not_seen_in_the_total_are_shown_before_they_are_booked(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR").press("own:1")
    page.press("book", **MALEE, **{"price_1_2026-12-10": "900"})
    assert page.status == 409
    assert page.total == 900
    assert page.form.values["name"] == "Malee Deesuk"
    assert page.press("book").booked().value == 90000


def test_back_to_the_price_of_the_plan(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR").press("own:1")
    page.press("look", **{"price_1_2026-12-10": "900"}).press("plan_price:1")
    assert page.total == 1500
    assert "price_1_2026-12-10" not in page.form.values


def test_own_prices_are_net_where_the_hotel_enters_them_so(hotel):
    hotel.vat_percent, hotel.prices_include_taxes = 7, False
    hotel.save()
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD BAR")
    assert page.total == 1605
    page.press("own:1")
    assert page.form.values["price_1_2026-12-10"] == "1500.00"
    assert page.press("look", **{"price_1_2026-12-10": "1000"}).total == 1070


def test_a_long_stay_has_one_own_price_for_all_nights(hotel):
    page = (
        NewBookingPage(hotel, check_in="2026-12-01", check_out="2027-01-10").choose("STD BAR").press("own:1")
    )
    page.press("look", price_1_all="1000")
    assert page.total == 40 * 1000
    assert page.press("book", **MALEE).booked().value == 40 * 100000


def test_a_night_without_a_price_takes_an_own_one(hotel):
    page = NewBookingPage(hotel, check_in="2027-03-01", check_out="2027-03-03")
    assert page.offers()["STD BAR"] is None
    assert "add:STD BAR" not in page.buttons()
    page.press("add_own:STD BAR")
    assert page.error_of("price_1_2027-03-02")
    page.press("look", **{"price_1_2027-03-01": "1000", "price_1_2027-03-02": "1100"})
    assert page.press("book", **MALEE).booked().value == 210000


def test_types_without_any_price_are_named(hotel):
    page = NewBookingPage(hotel, check_in="2028-01-01")
    assert page.offers() == {}
    assert "No room type has a price on these dates." in page.words


def test_a_room_of_the_calendar_comes_first_and_gets_its_number(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10", check_out="2026-12-12", room="102")
    assert list(page.offers()) == ["DLX BAR", "STD BAR", "STD NRF"]
    page.choose("DLX BAR")
    assert page.form.values["room_1"] == "102"
    assert "wanted_room" not in page.form.values, "the next room of the type chooses anew"
    [stay] = stays_of(hotel, page.press("book", **MALEE).booked())
    assert stay.room == "102"


def test_money_now_is_recorded_with_the_booking(page, hotel):
    page.choose("STD BAR").press("look", method="cash")
    assert page.form.values["amount"] == "1500.00", "all of it from somebody who arrives today"
    assert "Left to pay 0" in page.words
    booking = page.press("book", **MALEE, reference="R-17").booked()
    payment = Payment.objects.of(hotel).get()
    assert (payment.method, payment.amount, payment.reference) == ("cash", 150000, "R-17")
    assert (booking.paid, payment.booking_id) == (150000, booking.id)
    assert [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []


def test_the_amount_follows_the_rooms_until_somebody_types_another(page):
    page.choose("STD BAR").press("look", method="cash")
    page.choose("STD BAR")
    assert page.form.values["amount"] == "3000.00"
    page.press("look", amount="500").press("more")
    assert page.form.values["amount"] == "500"


def test_the_deposit_by_one_press(hotel):
    page = NewBookingPage(hotel, check_in="2026-12-10").choose("STD NRF", "STD BAR")
    page.press("pay:deposit")
    assert page.form.values["amount"] == "1200.00"
    page.press("pay:full")
    assert page.form.values["amount"] == "2700.00"
    booking = page.press("book", **MALEE, method="bank_transfer", amount="1,200").booked()
    assert (booking.value, booking.paid) == (270000, 120000)


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("manager", 200), ("front_desk", 200), ("viewer", 403)]
)
def test_only_who_may_change_bookings_books(hotel, role, status):
    client = staff(hotel, role=role, email=f"{role}@example.com")
    address = f"/extranet/{hotel.slug}/bookings/new/"
    assert client.get(address).status_code == status
    assert client.post(address, {"do": "look"}).status_code == (status if status == 403 else 422)


def test_nobody_sees_another_hotels_rooms(hotel):
    from tests.hotel import make_hotel

    other = make_hotel(slug="other")
    client = staff(hotel)
    assert client.get(f"/extranet/{other.slug}/bookings/new/").status_code == 404


def test_the_page_in_thai(hotel):
    page = NewBookingPage(hotel, language="th", check_in="2026-12-10", check_out="2026-12-12").choose(
        "STD BAR"
    )
    assert "ห้องมาตรฐาน" in page.words
    assert "10–12 ธ.ค. 2569" in page.words
    assert "3,000 บาท" in page.words

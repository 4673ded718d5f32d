"""What happens while somebody types: rooms go, prices change, holds end, buttons are pressed twice."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from kunjae.bookings.models import Booking
from kunjae.changes.queries import load_change
from kunjae.checks.proof import prove
from kunjae.inventory.blocking import block_room, release_block
from kunjae.inventory.models import Block, RoomNight
from kunjae.kernel.stay_dates import StayDates
from kunjae.payments.models import Payment
from kunjae.properties.models import Room, RoomType
from kunjae.rates.models import RatePlan
from tests.api.caller import Api
from tests.extranet.new_booking.pressing import MALEE, NewBookingPage
from tests.hotel import FAR, book_stays, make_hotel, set_prices

DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


def fill(hotel, room_type="STD", rooms=3):
    """Others take so many rooms of the type."""
    book_stays(hotel, *[DATES | {"room_type": room_type}] * rooms)


def held(hotel, room="003"):
    return block_room(
        property=hotel,
        room=room,
        dates=StayDates(date(2026, 12, 10), date(2026, 12, 12)),
        reason="Khun Malee",
        now=FAR,
        held_until=FAR + timedelta(hours=2),
    )


def holds():
    return [proof.code for proof in prove(today=FAR.date()) if not proof.holds] == []


@pytest.mark.django_db
class TestMeanwhile:
    def test_the_last_room_is_sold_and_everything_typed_is_kept(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("DLX BAR")
        fill(hotel, "DLX", rooms=2)
        page.press("book", **MALEE, notes="By the sea", guest_name_1="Prasit", method="cash", amount="100")
        assert page.status == 409
        assert "Nothing was booked" in page.words
        assert "Type DLX is sold out on 10 Dec 2026, 11 Dec 2026." in page.words
        kept = {"name": "Malee Deesuk", "notes": "By the sea", "guest_name_1": "Prasit", "amount": "100"}
        assert {name: page.form.values[name] for name in kept} == kept
        assert page.form.values["method"] == "cash"
        assert Booking.objects.of(hotel).count() == 1
        page.press("remove:1").choose("STD BAR")
        assert page.press("book").booked().value == 300000

    def test_the_chosen_room_is_taken_and_the_others_are_offered(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("STD BAR").press("look", room_1="001")
        code = book_stays(hotel, DATES | {"room": "001"})
        page.press("book", **MALEE)
        assert page.status == 409
        assert page.error_of("room_1").startswith("Room 001 is taken on 10 Dec 2026, 11 Dec 2026")
        assert code in page.error_of("room_1")
        [room] = page.answer.context["rooms"]
        assert [each["number"] for each in room.rooms] == ["001", "002", "003"]
        assert page.press("book", room_1="002").booked().value == 300000

    def test_a_price_that_changed_is_shown_before_it_is_booked(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("STD BAR")
        plan, standard = (
            RatePlan.objects.of(hotel).get(code="BAR"),
            RoomType.objects.of(hotel).get(code="STD"),
        )
        set_prices(hotel, plan, standard, 1800)
        page.press("book", **MALEE)
        assert page.status == 409
        assert "Prices or terms are others than the page showed." in page.words
        assert "Price per night: 1,500 + 1,500 → 1,800 + 1,800" in page.words
        assert page.total == 3600
        assert not Booking.objects.of(hotel).exists()
        booking = page.press("book").booked()
        assert (booking.value, booking.booker.name) == (360000, "Malee Deesuk")

    def test_another_policy_is_shown_before_it_is_booked(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("STD BAR")
        RatePlan.objects.of(hotel).filter(code="BAR").update(policy_id=None)
        page.press("book", **MALEE)
        assert page.status == 409
        assert "Cancellation policy: Free until" in page.words
        assert page.press("book").status == 302

    def test_a_plan_that_is_no_longer_sold_is_named_beside_its_room(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("STD BAR", "DLX BAR")
        RoomType.objects.of(hotel).filter(code="DLX").update(retired=True)
        page.press("book", **MALEE)
        assert page.status == 422
        first, second = page.answer.context["rooms"]
        assert (first.refusals, second.refusals) == ([], ["there is no room type DLX"])
        assert page.press("remove:2").press("book").booked().value == 300000

    def test_a_form_books_once_however_often_it_is_pressed(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("STD BAR")
        before = page.form
        first = page.press("book", **MALEE, method="cash", amount="500").booked()
        page.form = before
        again = page.press("book", **MALEE, method="cash", amount="500").booked()
        assert first.code == again.code
        assert (Booking.objects.of(hotel).count(), Payment.objects.of(hotel).count()) == (1, 1)
        assert "nothing was booked a second time" in page.client.get(page.answer["Location"]).content.decode()

    def test_another_form_books_again(self, hotel):
        for _ in range(2):
            NewBookingPage(hotel, **DATES).choose("STD BAR").press("book", **MALEE).booked()
        assert Booking.objects.of(hotel).count() == 2

    def test_a_hold_becomes_a_booking(self, hotel):
        fill(hotel, rooms=2)
        page = NewBookingPage(hotel, hold=str(held(hotel).id))
        assert "Room 003 is held" in page.words
        assert (page.form.values["check_in"], page.form.values["check_out"]) == ("2026-12-10", "2026-12-12")
        assert page.rooms_left()["STD"] == 1, "for whom it is held, it is free"
        page.choose("STD BAR")
        assert page.form.values["room_1"] == "003"
        booking = page.press("book", **MALEE).booked()
        [stay] = load_change(hotel, booking.code).facts.booking.stays
        assert (stay.room, Block.objects.of(hotel).count()) == ("003", 0)
        assert holds()

    def test_another_room_may_be_taken_instead_of_the_one_that_is_held(self, hotel):
        page = NewBookingPage(hotel, hold=str(held(hotel).id)).choose("DLX BAR")
        page.press("book", **MALEE, room_1="101").booked()
        assert not Block.objects.of(hotel).exists()
        assert holds()

    def test_a_booking_that_fails_leaves_the_hold(self, hotel):
        page = NewBookingPage(hotel, hold=str(held(hotel).id)).choose("STD BAR", "DLX BAR")
        fill(hotel, "DLX", rooms=2)
        assert page.press("book", **MALEE).status == 409
        assert RoomNight.objects.of(hotel).filter(block_id__isnull=False).count() == 2
        assert page.press("remove:2").press("book").status == 302

    def test_a_hold_that_ended_keeps_nobody_from_booking_while_the_room_is_free(self, hotel):
        blocks = held(hotel, "002"), held(hotel, "003")
        free, taken = (NewBookingPage(hotel, hold=str(block.id)).choose("STD BAR") for block in blocks)
        for block in blocks:
            release_block(property=hotel, block=block.id, now=FAR)
        book_stays(hotel, DATES | {"room": "003"})
        booking = free.press("book", **MALEE).booked()
        assert load_change(hotel, booking.code).facts.booking.stays[0].room == "002"
        taken.press("book", **MALEE)
        assert taken.status == 409
        assert "The hold is gone." in taken.words
        assert taken.error_of("room_1").startswith("Room 003 is taken")

    def test_a_hold_whose_time_has_passed_keeps_nobody_waiting(self, hotel, clock):
        fill(hotel, rooms=2)
        held(hotel)
        clock.shift(timedelta(hours=3))
        assert NewBookingPage(hotel, **DATES).rooms_left()["STD"] == 1

    def test_what_fails_with_the_money_books_nothing(self, hotel):
        page = NewBookingPage(hotel, **DATES).choose("STD BAR")
        page.press("book", **MALEE, method="cash", amount="0")
        assert page.status == 422
        assert page.error_of("amount") == "The amount must be more than zero."
        assert not Booking.objects.of(hotel).exists()

    def test_an_unknown_hold_is_said(self, hotel):
        for text in ("0" * 32, "x", "0\x00"):
            page = NewBookingPage(hotel, hold=text)
            assert page.status == 200
            assert "The hold is gone." in page.words


def all_at_once(*works):
    """Run the works in threads that start together; what each returned."""
    outcomes = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(index, work):
        barrier.wait()
        try:
            outcomes[index] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_desk_and_the_api_want_the_last_room(self):
        hotel = make_hotel()
        fill(hotel, rooms=2)
        pages = [NewBookingPage(hotel, **DATES).choose("STD BAR") for _ in range(3)]
        api = Api(hotel)
        body = {"booker": {"name": "Api"}, "stays": [DATES | {"room_type": "STD", "rate_plan": "BAR"}]}
        outcomes = all_at_once(
            *[lambda page=page: page.press("book", **MALEE).status for page in pages],
            lambda: api.post("/bookings", body).status_code,
        )
        assert Booking.objects.of(hotel).count() == 2, outcomes
        assert sorted(outcomes) in ([302, 409, 409, 409], [201, 409, 409, 409])
        for page in pages:
            if page.status == 409:
                assert "Nothing was booked" in page.words
                assert page.form.values["name"] == "Malee Deesuk"
        assert holds()

    def test_pressed_twice_at_once_it_is_booked_once(self):
        hotel = make_hotel()
        page = NewBookingPage(hotel, **DATES).choose("STD BAR")
        posted = page.form.values | MALEE | {"do": "book", "method": "cash", "amount": "500"}
        outcomes = all_at_once(*[lambda: page.client.post(page.address, posted)] * 4)
        assert {answer.status_code for answer in outcomes} == {302}
        assert len({answer["Location"] for answer in outcomes}) == 1
        assert (Booking.objects.of(hotel).count(), Payment.objects.of(hotel).count()) == (1, 1)
        assert holds()

    def test_two_who_want_the_room_that_is_held(self):
        hotel = make_hotel()
        block = held(hotel)
        pages = [NewBookingPage(hotel, hold=str(block.id)).choose("STD BAR") for _ in range(2)]
        outcomes = all_at_once(*[lambda page=page: page.press("book", **MALEE).status for page in pages])
        assert sorted(outcomes) == [302, 409]
        assert not Block.objects.of(hotel).exists()
        assert holds()


@pytest.mark.django_db
def test_a_room_out_of_service_is_not_left(hotel):
    Room.objects.of(hotel).filter(number="102").update(retired=True)
    assert NewBookingPage(hotel, **DATES).rooms_left()["DLX"] == 1


@pytest.mark.django_db
def test_a_room_out_of_service_is_no_hold(hotel):
    nights = StayDates(date(2026, 12, 10), date(2026, 12, 12))
    block = block_room(property=hotel, room="003", dates=nights, reason="no water", now=FAR)
    page = NewBookingPage(hotel, hold=str(block.id))
    assert "The hold is gone" in page.html
    assert page.choose("STD BAR").press("book", **MALEE).status == 302
    assert Block.objects.of(hotel).filter(id=block.id).exists()

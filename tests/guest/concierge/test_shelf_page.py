"""The Concierge shows what fits the stay, marks what is bought, and reads the same number of times whatever it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.models import Stay
from kunjae.concierge.models import Invitation, Order
from tests.guest.concierge.shopper import shopper
from tests.guest.visitor import DETAILS
from tests.hotel import FAR, book_stays
from tests.ordering.the_counter import (
    SPA,
    add_offer,
    make_resort,
    massage,
    order,
    stayed,
    wants,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def test_it_shows_what_fits_and_nothing_else():
    guest = shopper().open()
    assert guest.offered() == ["to-deluxe", "spa", "taxi", "breakfast"]  # nobody set a price for the suite
    assert "Thai massage, 60 min" in guest.text
    assert "900 THB per person" in guest.text
    assert "+700 THB per night" in guest.text
    assert "late check-out" not in guest.text.lower()  # no room number yet


def test_with_a_room_number_it_sells_hours_and_each_room_has_its_own_shelf():
    hotel = make_resort(details=DETAILS)
    first = {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "001"}
    code = book_stays(hotel, first, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room_type": "DLX"})
    guest = shopper(hotel, code=code).open()
    assert "late" in guest.offered()
    assert "to-deluxe" in guest.offered()
    assert "Room 2/2" in guest.text
    guest.open("concierge/?stay=2")
    assert "to-deluxe" not in guest.offered()
    assert guest.open("concierge/?stay=3").status == 404
    assert guest.open("concierge/?stay=x%00").status == 404


def test_what_is_bought_is_marked():
    guest = shopper()
    taxi, _massage, _upgrade = order(guest.hotel, guest.code, wants("taxi"), massage(), wants("to-deluxe"))
    assert taxi.status == "confirmed"
    guest.open()
    assert "My orders 3" in guest.text
    assert "Airport taxi 1,200 THB Confirmed" in guest.text
    assert "Unconfirmed" in guest.text
    assert "to-deluxe" not in guest.offered()  # bought once, and shown without a way to buy it again
    assert "Upgrade to Deluxe" in guest.text


def test_a_stay_that_ended_has_nothing_to_order_and_the_page_is_still_there():
    guest = shopper()
    Stay.objects.of(guest.hotel).update(status="cancelled")
    guest.open()
    assert guest.status == 200
    assert "This stay has ended." in guest.text
    assert guest.offered() == []
    assert guest.open("concierge/spa/").status == 404


def test_in_thai_it_speaks_to_the_guest_in_thai():
    guest = shopper(language="th").open()
    assert "นวดไทย 60 นาที" in guest.text
    assert "900 บาท ต่อคน" in guest.text
    assert "อัพเกรดห้องพัก" in guest.text


def test_whoever_is_not_signed_in_signs_in_first():
    hotel = make_resort(offered=())
    guest = shopper(hotel)
    other = stayed(hotel)
    for path in ("concierge/", "concierge/spa/", "basket/", "orders/"):
        answer = guest.get(f"{other}/{path}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(f"/g/{hotel.slug}/?next=")


def test_the_first_look_after_the_mail_is_kept():
    guest = shopper()
    stay = Stay.objects.of(guest.hotel).get()
    invited = Invitation(property=guest.hotel, booking_id=stay.booking_id, stay_id=stay.id, invited_at=FAR)
    invited.save()
    guest.open()
    invited.refresh_from_db()
    assert invited.opened_at == FAR


def queries_of(hotel, code):
    guest = shopper(hotel, code=code)
    guest.choose("spa-0", day="2026-12-10", slot="2026-12-10 14:00", number="1")
    counts = {}
    for path in ("concierge/", "basket/", "orders/", "concierge/spa-0/"):
        with CaptureQueriesContext(connection) as queries:
            assert guest.open(path).status == 200
        counts[path] = len(queries)
    return counts


def test_its_queries_know_no_offers_stays_and_orders():
    small = make_resort("small", offered=(SPA | {"code": "spa-0"},), details=DETAILS)
    large = make_resort("large", details=DETAILS)
    for number in range(53):  # beside the seven of the resort
        add_offer(large, SPA | {"code": f"spa-{number}"})
    stays = [{"check_in": "2026-12-05", "check_out": "2026-12-20", "room": room} for room in ("001", "002")]
    code = book_stays(large, *stays)
    order(large, code, *[wants("taxi", stay) for stay in (1, 2, 1, 2)], wants("late", 1, hour="14:00"))
    few, many = queries_of(small, stayed(small)), queries_of(large, code)
    assert max(many.values()) <= MOST_QUERIES, many
    assert all(many[path] - few[path] <= 4 for path in few), (
        few,
        many,
    )  # kinds of offers ask for rooms and prices
    assert Order.objects.of(large).count() == 5

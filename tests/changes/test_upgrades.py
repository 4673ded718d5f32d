"""An order's upgrade moves its stay at the prices that it has, and the stay remembers what it was sold as."""

from datetime import date

import pytest
from django.db import transaction

from kunjae.bookings.models import Booking, Stay
from kunjae.changes.commands import change_at_once, preview_change
from kunjae.changes.commands.upgrades import move_back, move_up
from kunjae.changes.errors import TypeTaken
from kunjae.changes.operations_text import operations_from_json
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Option, RoomNight, TypeNight
from kunjae.inventory.options import Wanted, keep_option
from kunjae.properties.queries import house
from kunjae.tenancy.ids import new_id
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

NIGHTS = [date(2026, 12, 10), date(2026, 12, 11)]
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


@pytest.fixture
def hotel():
    return make_hotel()


def booked(hotel, **stay):
    return book_stays(hotel, DATES | {"room": "001"} | stay)


def keep(hotel, code, room_type="DLX"):
    """Keep a room of the type for an order; the order's id."""
    order, kinds = new_id(), house(hotel)
    wanted = Wanted()
    wanted.take(kinds.type_ids[room_type], None, NIGHTS)
    keep_option(
        property=hotel,
        option=order,
        booking=Booking.objects.of(hotel).get(code=code).id,
        wanted=wanted,
        capacities={kinds.type_ids[room_type]: kinds.capacities[room_type]},
        now=FAR,
    )
    return order


def up(hotel, code, order, room_type="DLX"):
    with transaction.atomic():
        return move_up(
            property=hotel, code=code, stay=1, room_type=room_type, order=order, actor=CLERK, now=FAR
        )


def back(hotel, code, order):
    with transaction.atomic():
        return move_back(property=hotel, code=code, stay=1, order=order, actor=CLERK, now=FAR)


def stay_of(hotel, code):
    return (
        Stay.objects.of(hotel)
        .select_related("room", "room_type", "sold_as")
        .get(booking__code=code, number=1)
    )


def asked(hotel, *operations):
    return operations_from_json([{"stay": 1} | each for each in operations], hotel.currency)


def previewed(hotel, code, *operations, **more):
    return preview_change(property=hotel, code=code, operations=asked(hotel, *operations), now=FAR, **more)


def changed(hotel, code, *operations):
    return change_at_once(
        property=hotel, code=code, operations=asked(hotel, *operations), actor=CLERK, now=FAR
    )


def test_it_moves_into_the_room_that_was_kept_though_the_type_is_full_by_now(hotel):
    code = booked(hotel)
    order = keep(hotel, code)
    book_stays(hotel, DATES | {"room_type": "DLX", "room": "101"})

    confirmed = up(hotel, code, order)

    stay = stay_of(hotel, code)
    assert (stay.room_type.code, stay.room.number, stay.sold_as.code) == ("DLX", "102", "STD")
    assert not Option.objects.of(hotel).exists()
    assert list(
        RoomNight.objects.of(hotel).filter(stay_id=stay.id).values_list("room__number", flat=True)
    ) == [
        "102",
        "102",
    ]
    assert (
        list(
            TypeNight.objects.of(hotel)
            .filter(night__in=NIGHTS)
            .order_by("room_type__rank", "night")
            .values_list("room_type__code", "sold", "kept")
        )
        == [("STD", 0, 0)] * 2 + [("DLX", 2, 0)] * 2
    )
    entry = confirmed.entry
    assert (entry.current, entry.new, entry.fee, entry.change) == (300000, 300000, 0, 0)
    assert not entry.recorded
    assert Booking.objects.of(hotel).get(code=code).changes_recorded == 0
    assert entry.operations == [
        {"op": "upgrade_room", "stay": 1, "room_type": "DLX", "order": order.hex, "back": False}
    ]
    assert entry.after["stays"][0]["sold_as"] == "STD"


def test_without_an_option_it_needs_a_free_room_of_the_type(hotel):
    code = booked(hotel)
    for room in ("101", "102"):
        book_stays(hotel, DATES | {"room_type": "DLX", "room": room})
    with pytest.raises(SoldOut):
        up(hotel, code, new_id())
    assert stay_of(hotel, code).room_type.code == "STD"


def test_a_stay_without_a_number_gets_none(hotel):
    code = booked(hotel, room=None)
    up(hotel, code, keep(hotel, code))
    assert stay_of(hotel, code).room is None


def test_it_moves_back_while_the_old_type_is_free(hotel):
    code = booked(hotel)
    order = keep(hotel, code)
    up(hotel, code, order)
    back(hotel, code, order)
    stay = stay_of(hotel, code)
    assert (stay.room_type.code, stay.room.number, stay.sold_as) == ("STD", "001", None)
    assert previewed(hotel, code).total.current == 300000


def test_it_stays_where_the_old_type_is_taken(hotel):
    code = booked(hotel)
    order = keep(hotel, code)
    up(hotel, code, order)
    for room in ("001", "002", "003"):
        book_stays(hotel, DATES | {"room": room})
    with pytest.raises(TypeTaken):
        back(hotel, code, order)
    assert stay_of(hotel, code).room_type.code == "DLX"


def test_later_nights_are_priced_as_the_type_that_was_sold(hotel):
    code = booked(hotel)
    up(hotel, code, keep(hotel, code))

    longer = previewed(hotel, code, {"op": "move_dates", "check_in": "2026-12-10", "check_out": "2026-12-13"})
    assert (longer.total.new, longer.total.fee) == (450000, 0)
    more = previewed(hotel, code, {"op": "change_guests", "adults": 3})
    assert more.total.new == 2 * 200000
    today = previewed(hotel, code, {"op": "set_prices", "nightly_prices": ["900", "900"]})
    assert today.total.fee == 0

    changed(hotel, code, {"op": "move_dates", "check_in": "2026-12-20", "check_out": "2026-12-22"})
    stay = stay_of(hotel, code)
    assert (stay.room_type.code, stay.sold_as.code) == ("DLX", "STD")
    assert [night.room_price for night in stay.nights.all()] == [150000, 150000]


def test_another_type_by_hand_forgets_the_upgrade(hotel):
    code = booked(hotel)
    up(hotel, code, keep(hotel, code))
    changed(hotel, code, {"op": "change_room_type", "room_type": "STD", "room": "002"})
    stay = stay_of(hotel, code)
    assert (stay.room_type.code, stay.sold_as) == ("STD", None)
    assert [night.room_price for night in stay.nights.all()] == [150000, 150000]


def test_cancelled_and_brought_back_it_is_what_it_was_sold_as(hotel):
    code = booked(hotel)
    up(hotel, code, keep(hotel, code))
    changed(hotel, code, {"op": "cancel"})
    assert stay_of(hotel, code).sold_as is None
    changed(hotel, code, {"op": "reinstate"})
    stay = stay_of(hotel, code)
    assert (stay.room_type.code, stay.sold_as) == ("STD", None)
    assert previewed(hotel, code).total.current == 300000


def test_nobody_can_ask_for_it(hotel):
    with pytest.raises(Exception, match="must be one of"):
        asked(hotel, {"op": "upgrade_room", "room_type": "DLX", "order": new_id().hex})

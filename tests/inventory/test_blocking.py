"""A room out of service: its nights are taken as by a stay, and counted apart from stays."""

from datetime import date, timedelta

import pytest

from kunjae.changes.commands import preview_change
from kunjae.changes.errors import PlanRefused
from kunjae.changes.operations_text import operations_from_json
from kunjae.checks.proof import prove
from kunjae.inventory.blocking import NoSuchBlock, RoomTaken, block_room, release_block
from kunjae.inventory.commands import SoldOut
from kunjae.inventory.models import Block, RoomNight, TypeNight
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Room
from kunjae.tenancy.ids import new_id
from tests.hotel import FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

TENTH, TWELFTH = date(2026, 12, 10), date(2026, 12, 12)
DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


def block(hotel, room="003", first=TENTH, until=TWELFTH, reason="Broken shower"):
    return block_room(property=hotel, room=room, dates=StayDates(first, until), reason=reason, now=FAR)


def blocked(hotel):
    """Nights on which rooms are blocked, as the counters say."""
    rows = TypeNight.objects.of(hotel).filter(blocked__gt=0).order_by("night")
    return [(night.day, count) for night, count in rows.values_list("night", "blocked")]


def broken():
    """What `kunjae check` would find."""
    return [proof.code for proof in prove(today=FAR.date()) if not proof.holds]


def test_a_blocked_room_is_taken_and_counted_apart_from_stays():
    hotel = make_hotel()
    book_stays(hotel, DATES | {"room": "001"})
    block(hotel)
    counts = TypeNight.objects.of(hotel).values_list("capacity", "sold", "blocked")
    assert set(counts) == {(3, 1, 1)}
    assert RoomNight.objects.of(hotel).filter(block_id__isnull=False).count() == 2
    assert broken() == []


def test_nobody_can_be_put_into_a_blocked_room_and_the_preview_says_why():
    hotel = make_hotel()
    code = book_stays(hotel, DATES | {"room": "001"})
    block(hotel, reason="Paint")
    with pytest.raises(PlanRefused, match=r"Room 003 is taken on .* \(blocked: Paint\)"):
        book_stays(hotel, DATES | {"room": "003"})
    assign = operations_from_json([{"op": "assign_room", "stay": 1, "room": "003"}], hotel.currency)
    [problem] = preview_change(property=hotel, code=code, operations=assign, now=FAR).stays[0].problems
    assert (problem.code, problem.room, problem.taken_by.reason) == ("room_taken", "003", "Paint")


def test_a_type_is_sold_out_one_room_earlier_while_a_room_is_blocked():
    hotel = make_hotel()
    block(hotel)
    book_stays(hotel, DATES, DATES)
    with pytest.raises(SoldOut):
        book_stays(hotel, DATES)
    book_stays(hotel, DATES | {"check_in": "2026-12-12", "check_out": "2026-12-13", "room": "003"})
    assert broken() == []


def test_a_room_that_a_stay_has_is_not_blocked_and_the_refusal_says_whose_it_is():
    hotel = make_hotel()
    code = book_stays(hotel, DATES | {"check_in": "2026-12-11", "room": "003"})
    with pytest.raises(RoomTaken) as refusal:
        block(hotel)
    assert refusal.value.text("en") == f"Room 003 is taken on 2026-12-11 (booking {code})"
    assert refusal.value.text("th") == f"ห้อง 003 ไม่ว่างในคืน 2026-12-11 (การจอง {code})"
    assert not Block.objects.of(hotel).exists()
    assert blocked(hotel) == []


def test_a_blocked_room_is_not_blocked_again():
    hotel = make_hotel()
    block(hotel, reason="Paint")
    with pytest.raises(RoomTaken) as refusal:
        block(hotel, first=date(2026, 12, 11), until=date(2026, 12, 14))
    assert refusal.value.text("en") == "Room 003 is taken on 2026-12-11 (blocked Paint)"
    assert refusal.value.text("th") == "ห้อง 003 ไม่ว่างในคืน 2026-12-11 (ปิดห้อง Paint)"
    assert blocked(hotel) == [(10, 1), (11, 1)]


def test_the_last_room_is_not_blocked_while_a_stay_without_a_number_needs_it():
    hotel = make_hotel()
    book_stays(hotel, *[{"check_in": "2026-12-11", "check_out": "2026-12-12"}] * 3)
    with pytest.raises(SoldOut, match=r"sold out: STD 2026-12-11$") as refusal:
        block(hotel)
    assert refusal.value.text("en") == "Room type STD is sold out on 2026-12-11"
    assert not Block.objects.of(hotel).exists()


@pytest.mark.parametrize("number", ["999", "002"])
def test_only_a_room_in_use_can_be_blocked(number):
    hotel = make_hotel()
    Room.objects.of(hotel).filter(number="002").update(retired=True)
    with pytest.raises(InvalidInput, match=f"room: there is no room {number} in use"):
        block(hotel, room=number)


def test_a_room_released_before_its_block_begins_is_free_on_all_nights():
    hotel = make_hotel()
    release_block(property=hotel, block=block(hotel).id, now=FAR)
    assert blocked(hotel) == []
    assert not Block.objects.of(hotel).exists()
    book_stays(hotel, DATES | {"room": "003"})
    assert broken() == []


def test_a_room_released_during_its_block_is_free_from_today_on():
    hotel = make_hotel()
    first, today = date(2026, 12, 8), date(2026, 12, 10)
    made = block(hotel, first=first, until=TWELFTH + timedelta(days=2))
    release_block(property=hotel, block=made.id, now=FAR + timedelta(days=15))
    [left] = Block.objects.of(hotel)
    assert (left.first_night, left.until) == (first, today)
    assert blocked(hotel) == [(8, 1), (9, 1)]
    release_block(property=hotel, block=made.id, now=FAR + timedelta(days=16))
    assert blocked(hotel) == [(8, 1), (9, 1)], "a block that is over stays as it was"
    assert broken() == []


def test_a_block_of_another_hotel_does_not_exist():
    hotel, other = make_hotel(), make_hotel("khao-yai")
    foreign = block(other)
    for unknown in (foreign.id, new_id()):
        with pytest.raises(NoSuchBlock):
            release_block(property=hotel, block=unknown, now=FAR)
    assert blocked(other) == [(10, 1), (11, 1)]

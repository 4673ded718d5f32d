"""A room held until a moment: its nights are taken, and given back by itself when the moment has come."""

from datetime import date, datetime, timedelta

import pytest

from kunjae.changes.errors import PlanRefused
from kunjae.checks.proof import prove
from kunjae.config.subscriptions import SUBSCRIPTIONS
from kunjae.inventory.blocking import RELEASE_HOLD, BlockChanged, NoSuchBlock, block_room, release_block
from kunjae.inventory.facts import block_version
from kunjae.inventory.models import Block, RoomNight, TypeNight
from kunjae.inventory.queries import block_facts, blocks_between
from kunjae.inventory.releasing import prolong_hold, release_ended_holds
from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.stay_dates import StayDates
from kunjae.outbox.dispatcher import Dispatcher
from kunjae.outbox.models import Message
from kunjae.properties.queries import house
from kunjae.tenancy.transactions import run_in_transaction
from tests.hotel import BANGKOK, FAR, book_stays, make_hotel
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db

TENTH, TWELFTH = date(2026, 12, 10), date(2026, 12, 12)
IN_TWO_HOURS = FAR + timedelta(hours=2)


def hold(hotel, room="003", first=TENTH, until=TWELFTH, held_until=IN_TWO_HOURS, now=FAR):
    return block_room(
        property=hotel,
        room=room,
        dates=StayDates(first, until),
        reason="Malee, by phone",
        held_until=held_until,
        now=now,
    )


def worker_at(moment):
    """What the worker does at that moment; how many messages it handled."""
    return Dispatcher(SUBSCRIPTIONS, clock=Clock(moment), spread=lambda: 0.0).run()


def blocked(hotel):
    """Nights on which rooms are blocked, as the counters say."""
    rows = TypeNight.objects.of(hotel).filter(blocked__gt=0).order_by("night")
    return [(night.day, count) for night, count in rows.values_list("night", "blocked")]


def broken():
    """What `kunjae check` would find."""
    return [proof.code for proof in prove(today=FAR.date()) if not proof.holds]


def test_a_hold_takes_the_room_and_is_released_when_its_time_has_come():
    hotel = make_hotel()
    hold(hotel)
    assert blocked(hotel) == [(10, 1), (11, 1)]
    assert worker_at(IN_TWO_HOURS - timedelta(seconds=1)) == 0
    assert blocked(hotel) == [(10, 1), (11, 1)]
    assert worker_at(IN_TWO_HOURS) == 1
    assert blocked(hotel) == []
    assert not Block.objects.of(hotel).exists()
    assert not RoomNight.objects.of(hotel).exists()
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "003"})
    assert broken() == []


def test_without_a_worker_the_room_is_released_by_whoever_looks():
    hotel = make_hotel()
    hold(hotel)
    hold(hotel, "002", held_until=IN_TWO_HOURS + timedelta(hours=1))
    assert release_ended_holds(property=hotel, now=FAR) == 0
    assert release_ended_holds(property=hotel, now=IN_TWO_HOURS) == 1
    assert [block.room.number for block in Block.objects.of(hotel)] == ["002"]
    assert release_ended_holds(property=hotel, now=IN_TWO_HOURS) == 0
    assert worker_at(IN_TWO_HOURS) == 1, "the message comes too late, and does nothing"
    assert Message.objects.of(hotel).filter(state="done").count() == 1
    assert broken() == []


def test_a_prolonged_hold_outlives_its_first_message():
    hotel = make_hotel()
    made = hold(hotel)
    later = FAR + timedelta(hours=5)
    prolong_hold(property=hotel, block=made.id, held_until=later, now=FAR)
    assert worker_at(IN_TWO_HOURS) == 1
    assert blocked(hotel) == [(10, 1), (11, 1)]
    assert worker_at(later) == 1
    assert blocked(hotel) == []


def test_a_hold_may_be_cut_shorter_and_longer_again():
    hotel = make_hotel()
    made = hold(hotel)
    for hours in (1, 4, 2):
        prolong_hold(property=hotel, block=made.id, held_until=FAR + timedelta(hours=hours), now=FAR)
    assert worker_at(FAR + timedelta(hours=1)) == 1
    assert blocked(hotel) == [(10, 1), (11, 1)]
    worker_at(IN_TWO_HOURS)
    assert blocked(hotel) == []


def test_a_hold_that_began_keeps_the_nights_that_have_passed():
    hotel = make_hotel()
    today = date(2026, 11, 25)
    made = hold(hotel, first=today, until=date(2026, 11, 28), held_until=FAR + timedelta(days=1, hours=1))
    worker_at(FAR + timedelta(days=1, hours=1))
    left = block_facts(hotel, house(hotel), made.id)
    assert (left.first_night, left.until) == (today, date(2026, 11, 26))
    assert left.is_over(date(2026, 11, 26))
    assert release_ended_holds(property=hotel, now=FAR + timedelta(days=2)) == 0, (
        "there is nothing left to release"
    )
    assert broken() == []


def test_a_block_without_a_time_is_never_released_by_itself():
    hotel = make_hotel()
    block_room(property=hotel, room="003", dates=StayDates(TENTH, TWELFTH), now=FAR)
    assert not Message.objects.of(hotel).exists()
    assert release_ended_holds(property=hotel, now=FAR + timedelta(days=30)) == 0
    assert blocked(hotel) == [(10, 1), (11, 1)]


def test_a_hold_released_by_hand_is_gone_and_its_message_harmless():
    hotel = make_hotel()
    made = hold(hotel)
    release_block(property=hotel, block=made.id, now=FAR)
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "003"})
    assert worker_at(IN_TWO_HOURS) >= 1
    assert RoomNight.objects.of(hotel).filter(stay_id__isnull=False).count() == 2
    assert Message.objects.of(hotel).get(topic=RELEASE_HOLD).state == "done"
    assert broken() == []


@pytest.mark.parametrize(
    ("held_until", "code"),
    [
        (FAR, "has_passed"),
        (FAR - timedelta(minutes=1), "has_passed"),
        (datetime(2026, 12, 13, 0, 0, tzinfo=BANGKOK), "after_the_nights"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(held_until, code):
    hotel = make_hotel()
    with pytest.raises(InvalidInput) as refusal:
        hold(hotel, held_until=held_until)
    [wrong] = refusal.value.errors
    assert (wrong.path, wrong.code) == ("held_until", code)
    made = hold(hotel, held_until=datetime(2026, 12, 12, 23, 59, tzinfo=BANGKOK))
    with pytest.raises(InvalidInput, match="held_until"):
        prolong_hold(property=hotel, block=made.id, held_until=held_until, now=FAR)
    assert Message.objects.of(hotel).count() == 1


def test_a_reason_that_cannot_be_kept_is_refused():
    hotel = make_hotel()
    for reason in ("x" * 201, "a\0b"):
        with pytest.raises(InvalidInput, match="reason: "):
            block_room(property=hotel, room="003", dates=StayDates(TENTH, TWELFTH), reason=reason, now=FAR)


def test_what_was_not_seen_is_not_released_and_not_prolonged():
    hotel = make_hotel()
    made = hold(hotel)
    seen = block_facts(hotel, house(hotel), made.id).version
    assert seen == block_version(TENTH, TWELFTH, IN_TWO_HOURS)
    prolong_hold(property=hotel, block=made.id, held_until=FAR + timedelta(hours=3), now=FAR, seen=seen)
    with pytest.raises(BlockChanged):
        release_block(property=hotel, block=made.id, now=FAR, seen=seen)
    with pytest.raises(BlockChanged):
        prolong_hold(property=hotel, block=made.id, held_until=FAR + timedelta(hours=4), now=FAR, seen=seen)
    release_block(
        property=hotel, block=made.id, now=FAR, seen=block_facts(hotel, house(hotel), made.id).version
    )
    with pytest.raises(NoSuchBlock):
        release_block(property=hotel, block=made.id, now=FAR)


def test_what_is_no_hold_any_more_is_not_prolonged():
    hotel = make_hotel()
    out_of_service = block_room(property=hotel, room="002", dates=StayDates(TENTH, TWELFTH), now=FAR)
    made = hold(hotel)
    for block, now in [(out_of_service, FAR), (made, IN_TWO_HOURS)]:
        with pytest.raises(BlockChanged) as refusal:
            prolong_hold(property=hotel, block=block.id, held_until=now + timedelta(hours=1), now=now)
    assert "nothing was saved" in refusal.value.text("en")
    assert "ยังไม่ได้บันทึก" in refusal.value.text("th")


def test_a_hold_is_released_and_its_room_booked_in_one_transaction():
    """As the new-booking page does it: a room that is held for somebody is never free for somebody else between."""
    hotel = make_hotel()
    made = hold(hotel)

    def book():
        release_block(property=hotel, block=made.id, now=FAR)
        return book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "003"})

    run_in_transaction(book)
    assert set(RoomNight.objects.of(hotel).values_list("block_id", flat=True)) == {None}
    assert blocked(hotel) == []
    assert broken() == []


def test_a_booking_that_fails_after_the_release_leaves_the_room_held():
    hotel = make_hotel()
    made = hold(hotel)
    book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "002"})

    def book():
        release_block(property=hotel, block=made.id, now=FAR)
        book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12", "room": "002"})

    with pytest.raises(PlanRefused, match="Room 002 is taken"):
        run_in_transaction(book)
    assert blocked(hotel) == [(10, 1), (11, 1)]
    assert broken() == []


def test_blocks_of_a_window_are_those_that_sleep_in_it():
    hotel = make_hotel()
    hold(hotel, "001", date(2026, 12, 8), TENTH)
    hold(hotel, "002", date(2026, 12, 9), date(2026, 12, 11))
    hold(hotel, "003", TWELFTH, date(2026, 12, 13))
    hold(hotel, "101", date(2026, 12, 11), date(2026, 12, 20))
    found = blocks_between(hotel, house(hotel), TENTH, TWELFTH)
    assert [(block.room, block.room_type) for block in found] == [("002", "STD"), ("101", "DLX")]
    assert {block.has_ended(FAR) for block in found} == {False}
    assert {block.has_ended(IN_TWO_HOURS) for block in found} == {True}

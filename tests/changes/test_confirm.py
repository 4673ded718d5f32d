"""Confirming a change in the database: what is saved, and what is not."""

import pytest

from kunjae.bookings.listing import Wanted, newest_rows
from kunjae.bookings.models import Booking, Stay, StayNight
from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.errors import PlanOutdated, PlanRefused
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import load_change
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.models import LedgerEntry
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

MANUAL_EXAMPLE = [
    {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22", "room": "003"},
    {"op": "cancel", "stay": 2},
]


def change(hotel, code, *operations, now=FAR, record=True, reason=""):
    read = operations_from_json(list(operations), hotel.currency)
    seen = preview_change(property=hotel, code=code, operations=read, now=now, record=record)
    return confirm_change(
        property=hotel,
        code=code,
        operations=read,
        digest=seen.digest,
        record=record,
        actor=CLERK,
        now=now,
        reason=reason,
    )


def test_the_manuals_example_is_saved_as_it_was_previewed():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    confirmed = change(hotel, code, *MANUAL_EXAMPLE)
    total = confirmed.plan.total
    assert (total.current, total.new, total.fee, total.change) == (600000, 300000, 0, -300000)
    loaded = load_change(hotel, code)
    first, second = loaded.facts.booking.stays
    assert (first.check_in.isoformat(), first.room, first.total) == ("2026-12-20", "003", 300000)
    assert second.status == "cancelled"
    row = Booking.objects.of(hotel).get(code=code)
    assert (row.value, row.version, row.changes_recorded, row.arrival.isoformat()) == (
        300000,
        2,
        1,
        "2026-12-20",
    )
    assert sum(LedgerEntry.objects.of(hotel).values_list("amount", flat=True)) == row.value
    nights = RoomNight.objects.of(hotel).order_by("night").values_list("room__number", "night")
    assert [(room, night.isoformat()) for room, night in nights] == [
        ("003", "2026-12-20"),
        ("003", "2026-12-21"),
    ]
    assert sum(TypeNight.objects.of(hotel).values_list("sold", flat=True)) == 2


def test_the_old_booking_is_kept_with_the_change():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    entry = change(hotel, code, *MANUAL_EXAMPLE, reason="asked by phone").entry
    kept = HistoryEntry.objects.of(hotel).get(number=entry.number)
    assert [stay["room"] for stay in kept.before["stays"]] == ["001", "002"]
    assert [stay["status"] for stay in kept.after["stays"]] == ["reserved", "cancelled"]
    assert (kept.reason, kept.actor_name, kept.recorded, kept.change) == (
        "asked by phone",
        "clerk@example.com",
        True,
        -300000,
    )
    assert "Somchai" not in str(kept.before) + str(kept.after) + str(kept.operations)


def test_near_arrival_the_fee_joins_the_value_only_when_recorded():
    for record, value in ((True, 450000), (False, 300000)):
        hotel = make_hotel(slug=f"hotel-{record}")
        code = book_two_rooms(hotel)
        change(hotel, code, {"op": "cancel", "stay": 2}, now=NEAR, record=record)
        row = Booking.objects.of(hotel).get(code=code)
        assert (row.value, row.changes_recorded) == (value, int(record))


def test_a_stale_digest_saves_nothing_and_brings_the_fresh_preview():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    operations = operations_from_json(MANUAL_EXAMPLE, "THB")
    seen = preview_change(property=hotel, code=code, operations=operations, now=FAR)
    change(hotel, code, {"op": "change_guests", "stay": 1, "adults": 3})
    with pytest.raises(PlanOutdated) as outdated:
        confirm_change(
            property=hotel,
            code=code,
            operations=operations,
            digest=seen.digest,
            record=True,
            actor=CLERK,
            now=FAR,
        )
    assert outdated.value.plan.digest != seen.digest
    assert HistoryEntry.objects.of(hotel).count() == 1


def test_a_room_taken_by_somebody_else_refuses_the_change():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-21", "room": "001"})
    with pytest.raises(PlanRefused):
        change(
            hotel, code, {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22"}
        )


def test_a_cancelled_stay_keeps_its_nights_and_is_reinstated_at_its_agreed_prices():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, {"op": "cancel", "stay": 2}, now=NEAR)
    assert StayNight.objects.of(hotel).count() == 4
    change(hotel, code, {"op": "reinstate", "stay": 2, "waive_fees": True})
    row = Booking.objects.of(hotel).get(code=code)
    assert (row.value, row.fees) == (600000, 0)
    assert sum(LedgerEntry.objects.of(hotel).values_list("amount", flat=True)) == row.value


def test_a_stay_moves_to_another_booking_and_its_fee_stays_behind():
    hotel = make_hotel()
    code, other = (
        book_two_rooms(hotel),
        book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"}),
    )
    change(
        hotel,
        code,
        {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-11"},
        now=NEAR,
    )
    change(hotel, code, {"op": "move_to_booking", "stay": 1, "booking": other}, now=NEAR)
    values = dict(Booking.objects.of(hotel).values_list("code", "value"))
    assert values == {code: 300000 + 75000, other: 300000}
    assert Stay.objects.of(hotel).filter(booking__code=other).count() == 2


def test_an_added_room_and_a_new_guest_are_saved():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(
        hotel,
        code,
        {
            "op": "add_stay",
            "room_type": "DLX",
            "rate_plan": "BAR",
            "check_in": "2026-12-10",
            "check_out": "2026-12-12",
            "adults": 3,
            "room": "101",
            "guest_name": "Anong",
        },
        {"op": "set_guest", "stay": 1, "guest_name": "Malee"},
    )
    stays = load_change(hotel, code).facts.booking.stays
    assert [(stay.number, stay.room, stay.guest_name, stay.total) for stay in stays] == [
        (1, "001", "Malee", 300000),
        (2, "002", "", 300000),
        (3, "101", "Anong", 600000),
    ]


def found(hotel, text):
    return {row.code for row in newest_rows(hotel, Wanted(text=text), most=100)}


def test_a_guest_named_in_a_change_is_found():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change(hotel, code, {"op": "set_guest", "stay": 1, "guest_name": "Malee Suksan"})
    assert found(hotel, "suks") == {code}
    change(hotel, code, {"op": "set_guest", "stay": 1, "guest_name": ""})
    assert found(hotel, "suks") == set()


def test_a_guest_is_found_where_the_stay_has_moved_to():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    other = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"})
    change(hotel, code, {"op": "set_guest", "stay": 2, "guest_name": "Malee"})
    change(hotel, code, {"op": "move_to_booking", "stay": 2, "booking": other})
    assert found(hotel, "malee") == {other}


def test_both_sides_of_a_move_name_their_history_entry_in_the_ledger():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    other = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"})
    change(hotel, code, {"op": "move_to_booking", "stay": 2, "booking": other})
    moved = (
        LedgerEntry.objects.of(hotel)
        .filter(change_number=1)
        .values_list("booking__code", "stay_number", "amount")
    )
    assert set(moved) == {(code, 2, -300000), (other, 2, 300000)}


def test_no_digest_is_not_any_digest():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    operations = operations_from_json([{"op": "cancel", "stay": 1}], "THB")
    with pytest.raises(PlanOutdated):
        confirm_change(
            property=hotel, code=code, operations=operations, digest="", record=True, actor=CLERK, now=FAR
        )


def test_what_somebody_else_ended_meanwhile_brings_the_preview_of_the_rest():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    operations = operations_from_json(
        [{"op": "cancel", "stay": 2}, {"op": "set_guest", "stay": 1, "guest_name": "A"}], "THB"
    )
    seen = preview_change(property=hotel, code=code, operations=operations, now=FAR)
    change(hotel, code, {"op": "cancel", "stay": 2})
    with pytest.raises(PlanOutdated) as outdated:
        confirm_change(
            property=hotel,
            code=code,
            operations=operations,
            digest=seen.digest,
            record=True,
            actor=CLERK,
            now=FAR,
        )
    assert [stay.number for stay in outdated.value.plan.touched] == [1]


def test_a_stay_that_moved_away_is_named_so():
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    other = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-11"})
    change(hotel, code, {"op": "move_to_booking", "stay": 2, "booking": other})
    with pytest.raises(InvalidInput) as gone:
        change(hotel, code, {"op": "cancel", "stay": 2})
    assert gone.value.errors[0].code == "stay_moved_away"

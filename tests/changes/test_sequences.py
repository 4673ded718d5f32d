"""Any sequence of changes, in the database: it does what the preview said, and money and nights always add up."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from kunjae.bookings.models import Booking
from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations_text import operations_from_json
from kunjae.changes.queries import load_change
from kunjae.inventory.models import RoomNight, TypeNight
from kunjae.kernel.errors import InvalidInput
from kunjae.payments.models import LedgerEntry
from tests.hostile.fuzzing import examples
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

FIRST = date(2026, 12, 5)
STAYS = st.integers(1, 3)
ROOMS = st.sampled_from(["001", "002", "003", "101", None])


@st.composite
def operations(draw):
    """One operation on one of the first stays; whether it makes sense is for the engine to say."""
    stay = draw(STAYS)
    check_in = FIRST + timedelta(days=draw(st.integers(0, 12)))
    dates = {
        "check_in": check_in.isoformat(),
        "check_out": (check_in + timedelta(days=draw(st.integers(1, 5)))).isoformat(),
    }
    pricing = draw(st.sampled_from(["keep", "today"]))
    return draw(
        st.sampled_from(
            [
                {"op": "move_dates", "stay": stay, "pricing": pricing, **dates, "room": draw(ROOMS)},
                {"op": "move_dates", "stay": stay, **dates},
                {
                    "op": "change_room_type",
                    "stay": stay,
                    "room_type": draw(st.sampled_from(["STD", "DLX"])),
                    "room": None,
                },
                {"op": "change_guests", "stay": stay, "adults": draw(st.integers(1, 4)), "pricing": pricing},
                {"op": "change_rate_plan", "stay": stay, "rate_plan": draw(st.sampled_from(["BAR", "NRF"]))},
                {"op": "assign_room", "stay": stay, "room": draw(ROOMS)},
                {"op": "set_guest", "stay": stay, "guest_name": "Malee"},
                {"op": "cancel", "stay": stay},
                {"op": "reinstate", "stay": stay, "waive_fees": draw(st.booleans())},
                {"op": "add_stay", "room_type": "STD", "rate_plan": "BAR", "adults": 2, **dates},
                {"op": "move_to_booking", "stay": stay, "booking": "OTHER"},
            ]
        )
    )


CHANGES = st.lists(
    st.tuples(st.lists(operations(), min_size=1, max_size=2), st.booleans(), st.sampled_from([FAR, NEAR])),
    min_size=1,
    max_size=6,
)


def confirmed(hotel, code, other, change, record, now):
    """Preview and confirm, if it can be; whether it was saved."""
    named = [
        operation | {"booking": other} if operation["op"] == "move_to_booking" else operation
        for operation in change
    ]
    try:
        read = operations_from_json(named, hotel.currency)
        seen = preview_change(property=hotel, code=code, operations=read, now=now, record=record)
    except InvalidInput:
        return False
    if not seen.can_confirm:
        return False
    done = confirm_change(
        property=hotel,
        code=code,
        operations=read,
        digest=seen.digest,
        record=record,
        actor=CLERK,
        now=now,
        reason="asked",
    )
    assert done.plan.total == seen.total
    same_as_previewed(hotel, code, seen)
    return True


def same_as_previewed(hotel, code, seen):
    stays = {stay.number: stay for stay in load_change(hotel, code).facts.booking.stays}
    for planned in seen.stays:
        if planned.after is None:
            assert planned.number not in stays
            continue
        saved, after = stays[planned.number], planned.after
        assert (saved.status, saved.room, saved.room_type, saved.dates) == (
            after.status,
            after.room,
            after.room_type,
            after.dates,
        )
        assert saved.nights == (after.nights if after.status.is_live else planned.before.nights)
    row = Booking.objects.of(hotel).get(code=code)
    assert (row.value, row.paid) == (seen.money.value, seen.money.paid)


def everything_adds_up(hotel):
    live, taken = Counter(), set()
    for row in Booking.objects.of(hotel):
        entries = LedgerEntry.objects.of(hotel).filter(booking=row, account="value")
        assert (entries.aggregate(sum=Sum("amount"))["sum"] or 0) == row.value
        for stay in load_change(hotel, row.code).facts.booking.stays:
            if stay.status.is_live:
                live.update((stay.room_type, night) for night in stay.dates.nights)
                taken.update((stay.room, night) for night in stay.dates.nights if stay.room)
    counted = TypeNight.objects.of(hotel).filter(sold__gt=0).values_list("room_type__code", "night", "sold")
    assert {(code, night): sold for code, night, sold in counted} == dict(live)
    assert set(RoomNight.objects.of(hotel).values_list("room__number", "night")) == taken


@examples(25)
@given(CHANGES)
def test_any_sequence_of_changes_does_what_was_previewed_and_adds_up(changes):
    with transaction.atomic():
        hotel = make_hotel()
        code, other = (
            book_two_rooms(hotel),
            book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-13"}),
        )
        saved = sum(confirmed(hotel, code, other, *change) for change in changes)
        assert HistoryEntry.objects.of(hotel).filter(booking__code=code).count() == saved
        everything_adds_up(hotel)
        transaction.set_rollback(True)

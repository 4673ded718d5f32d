"""The number of queries does not grow with stays or nights."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.changes.commands import confirm_change, preview_change
from kunjae.changes.operations_text import operations_from_json
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

MOST_FOR_A_PREVIEW = 12
MOST_FOR_A_CONFIRMATION = 25


def booking_of(hotel, stays, nights):
    last = f"2026-12-{1 + nights:02}" if nights <= 30 else "2027-01-30"
    return book_stays(
        hotel,
        *[
            {"check_in": "2026-12-01", "check_out": last, "room_type": room_type}
            for room_type in ("STD", "STD", "DLX")[:stays]
        ],
    )


def shortened(stays, nights):
    last = f"2026-12-{nights:02}" if nights <= 30 else "2027-01-29"
    return operations_from_json(
        [
            {"op": "move_dates", "stay": number, "check_in": "2026-12-01", "check_out": last}
            for number in range(1, stays + 1)
        ],
        "THB",
    )


def counted(work):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        result = work()
    return len(queries), result


def queries_of(stays, nights):
    """How many queries a preview and a confirmation of a change of all stays take."""
    hotel = make_hotel(slug=f"hotel-{stays}-{nights}")
    code, operations = booking_of(hotel, stays, nights), shortened(stays, nights)
    change = {"property": hotel, "code": code, "operations": operations, "now": FAR}
    preview, plan = counted(lambda: preview_change(**change))
    confirm, _ = counted(lambda: confirm_change(**change, digest=plan.digest, record=True, actor=CLERK))
    return preview, confirm


@pytest.fixture
def counts():
    return {size: queries_of(*size) for size in [(1, 2), (2, 2), (3, 2), (2, 20), (2, 60)]}


def test_preview_and_confirmation_take_the_same_queries_for_any_stays_and_nights(counts):
    assert len(set(counts.values())) == 1, counts


def test_a_preview_of_two_stays_takes_at_most_twelve_queries(counts):
    assert counts[2, 2][0] <= MOST_FOR_A_PREVIEW


def test_a_confirmation_of_two_stays_takes_at_most_twenty_five(counts):
    assert counts[2, 2][1] <= MOST_FOR_A_CONFIRMATION

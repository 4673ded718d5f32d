"""The public data set: 300 of its rows through the same engine."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from kunjae.bookings.facts import StayStatus
from kunjae.bookings.models import Booking, Stay, StayNight
from kunjae.changes.models import HistoryEntry
from kunjae.checks.proof import prove
from kunjae.config import cli
from kunjae.imports.bookings import Map, understand_mapped
from kunjae.imports.hotel_booking_demand import HotelBookingDemand
from kunjae.imports.replay import Kind, events_of, in_order, rooms_needed
from kunjae.imports.rows import BookingRow, RawRow
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.models import Property
from kunjae.properties.queries import house
from kunjae.rates.queries import rate_plans

NOW = datetime(2026, 11, 25, tzinfo=UTC)
DATA = Path(__file__).parent.parent / "data"
SAMPLE = DATA / "resort_hotel_sample.csv"
ROW = {
    "hotel": "Resort Hotel",
    "lead_time": "10",
    "arrival_date_year": "2015",
    "arrival_date_month": "July",
    "arrival_date_day_of_month": "11",
    "stays_in_weekend_nights": "2",
    "stays_in_week_nights": "1",
    "adults": "2",
    "children": "NA",
    "babies": "1",
    "meal": "BB",
    "country": "PRT",
    "market_segment": "Online TA",
    "reserved_room_type": "A",
    "assigned_room_type": "A",
    "adr": "107.42",
    "reservation_status": "Check-Out",
    "reservation_status_date": "7/14/2015",
}


def read(**values: str) -> BookingRow:
    return HotelBookingDemand().read(RawRow(2, 1, "key", ROW | values), NOW.date())


def events(**values: str) -> list[str]:
    return [f"{event.day:%m-%d} {event.kind.name.lower()}" for event in events_of(read(**values))]


def test_a_row_is_a_booking_of_one_stay():
    row = read()
    assert (row.booked_on.isoformat(), row.dates.check_in.isoformat(), len(row.dates)) == (
        "2015-07-01",
        "2015-07-11",
        3,
    )
    assert (row.adults, row.children, row.price, row.rate_plan, row.source) == (2, 1, 10742, "BB", "agency")


def test_a_stay_is_booked_checked_in_and_checked_out():
    assert events() == ["07-01 book", "07-11 check_in", "07-14 check_out"]


def test_the_type_changes_on_arrival_or_when_it_ended_before():
    other = {"assigned_room_type": "D"}
    assert events(**other) == ["07-01 book", "07-11 change_type", "07-11 check_in", "07-14 check_out"]
    cancelled = {"reservation_status": "Canceled", "reservation_status_date": "7/5/2015"}
    assert events(**other, **cancelled) == ["07-01 book", "07-05 change_type", "07-05 cancel"]


def test_a_no_show_dated_before_its_arrival_is_one_on_that_date():
    no_show = {"reservation_status": "No-Show", "reservation_status_date": "7/9/2015"}
    assert events(**no_show) == ["07-01 book", "07-09 no_show"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"stays_in_weekend_nights": "0", "stays_in_week_nights": "0"}, "0 nights"),
        ({"adults": "0", "babies": "0"}, "nobody staying"),
        ({"adr": "-6.38"}, "negative rate"),
        ({"reservation_status_date": "7/11/2015"}, "checked out on arrival day"),
    ],
)
def test_what_no_hotel_could_hold_is_rejected(values, reason):
    with pytest.raises(Exception, match=f"^{reason}$"):
        read(**values)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("arrival_date_month", "Juli"),
        ("arrival_date_day_of_month", "32"),
        ("lead_time", "x"),
        ("adr", "a lot"),
        ("meal", "XX"),
        ("reservation_status", "Gone"),
        ("reservation_status_date", "14.7.2015"),
        ("reservation_status_date", "7/14/2999"),
        ("reservation_status_date", "6/14/2015"),
        ("reserved_room_type", ""),
    ],
)
def test_an_unreadable_cell_names_its_column(column, value):
    with pytest.raises(InvalidInput) as wrong:
        read(**{column: value})
    assert {error.path for error in wrong.value.errors} == {column}


def test_the_day_goes_from_check_out_to_check_in():
    first = read(reservation_status_date="7/12/2015")
    second = read(arrival_date_day_of_month="12", lead_time="0", reservation_status_date="7/15/2015")
    third = read(lead_time="20", reservation_status="Canceled", reservation_status_date="7/12/2015")
    on_the_12th = [event.kind for event in in_order([third, second, first]) if event.day.day == 12]
    assert on_the_12th == [Kind.CHECK_OUT, Kind.BOOK, Kind.CANCEL, Kind.CHECK_IN]


def test_a_hotel_has_as_many_rooms_as_were_ever_needed_at_once():
    stays = [read(), read(arrival_date_day_of_month="14", reservation_status_date="7/17/2015")]
    assert rooms_needed(stays) == {"A": 1}
    assert rooms_needed(
        [*stays, read(reservation_status="Canceled", reservation_status_date="7/2/2015")]
    ) == {"A": 2}
    assert rooms_needed([read(assigned_room_type="D")]) == {"A": 1, "D": 1}


@pytest.mark.django_db
def test_the_sample_is_replayed_and_everything_agrees(tmp_path):
    """The whole on SQLite, a third of it on PostgreSQL, which takes five times as long."""
    rows, imported, no_shows = (300, 288, 14) if connection.vendor == "sqlite" else (100, 97, 3)
    path = tmp_path / "sample.csv"
    path.write_text("".join(SAMPLE.read_text().splitlines(keepends=True)[: rows + 1]))
    arguments = ["import-bookings", str(path), "--property", "resort", "--map", "hotel-booking-demand"]
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 0, result.output
    assert f"read {rows} = {imported} imported + {rows - imported} rejected" in result.output
    assert "did not reach" not in result.output

    hotel = Property.objects.get(slug="resort")
    assert (hotel.currency, hotel.timezone, hotel.name["en"]) == ("EUR", "Europe/Lisbon", "Resort Hotel")
    found = understand_mapped(path, Map.HOTEL_BOOKING_DEMAND, NOW)
    assert house(hotel).capacities == rooms_needed(found.rows)
    assert all(
        plan.policy is None and plan.prepay_percent == 0 for plan in rate_plans(hotel).by_code.values()
    )

    ended = Counter(Stay.objects.of(hotel).values_list("status", flat=True))
    assert ended == Counter(row.status.value for row in found.rows)
    assert ended[StayStatus.NO_SHOW] == no_shows
    prices = dict(Booking.objects.of(hotel).values_list("import_key", "id"))
    nights = {
        stay: set(
            StayNight.objects.of(hotel).filter(stay__booking_id=stay).values_list("room_price", "extra_price")
        )
        for stay in list(prices.values())[:20]
    }
    by_id = {prices[row.key]: row for row in found.rows}
    assert all(priced == {(by_id[booking].price, 0)} for booking, priced in nights.items())
    moved = [row for row in found.rows if row.moves_to]
    assert Stay.objects.of(hotel).filter(booking__import_key__in=[row.key for row in moved]).count() == len(
        moved
    )
    assert not Stay.objects.of(hotel).filter(status="checked_out", room_id__isnull=True).exists()
    assert [proof.code for proof in prove(today=NOW.date()) if not proof.holds] == []

    before = HistoryEntry.objects.of(hotel).count()
    again = CliRunner().invoke(cli.main, arguments)
    assert "nothing changed" in again.output
    assert (HistoryEntry.objects.of(hotel).count(), Booking.objects.of(hotel).count()) == (before, imported)


@pytest.mark.django_db
def test_a_file_without_a_usable_row_makes_no_hotel(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text(SAMPLE.read_text().splitlines()[0] + "\n")
    arguments = ["import-bookings", str(path), "--property", "resort", "--map", "hotel-booking-demand"]
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 1
    assert not Property.objects.exists()

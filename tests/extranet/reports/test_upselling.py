"""Reports > Upselling: the page and its file agree with the orders, and read alike in both languages."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.concierge.models import Invitation
from tests.extranet.desk import staff
from tests.hotel import CLERK, FAR
from tests.ordering.the_counter import booking, cancel, make_resort, massage, order, stayed, wants

pytestmark = pytest.mark.django_db
DAYS = {"first": "2026-12-01", "last": "2026-12-31"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.fixture
def hotel():
    """Two stays of two nights arrive in December: a massage for two and an upgrade; a taxi that was cancelled."""
    hotel = make_resort()
    first, second = stayed(hotel), stayed(hotel)
    order(hotel, first, massage(persons=2), wants("to-deluxe"))
    [taxi] = order(hotel, second, wants("taxi"))
    cancel(hotel, taxi)
    row = booking(hotel, first)
    stay = row.stays.filter(property=hotel).get()
    Invitation.objects.create(
        property=hotel, stay_id=stay.id, booking_id=row.id, invited_at=FAR, opened_at=FAR + timedelta(hours=1)
    )
    return hotel


def page(hotel, language="en", **query):
    return staff(hotel, language=language).get(f"/extranet/{hotel.slug}/reports/upselling/", query or DAYS)


def test_the_page_says_what_was_sold(hotel):
    answer = page(hotel)
    report = answer.context["report"]
    assert (report.total.orders, report.total.revenue, report.total.fallen) == (2, 3200_00, 1)
    assert (report.reached.arrivals, report.reached.room_nights, report.per_room_night) == (2, 4, 800_00)
    assert [number for _name, number, *_ in answer.context["funnel"]] == [2, 1, 1, 1]
    html = answer.content.decode()
    assert "Thai massage, 60 min" in html
    assert "3,200 THB" in html
    assert "December 2026" in html


def test_of_stays_that_do_not_arrive_nobody_counts_the_mail(hotel):
    row = Invitation.objects.of(hotel).get()
    booked = row.booking.code
    change_at_once(property=hotel, code=booked, operations=[Cancel(1)], actor=CLERK, now=FAR)
    assert [number for _name, number, *_ in page(hotel).context["funnel"]] == [1, 0, 0, 0]


def test_it_speaks_thai(hotel):
    html = page(hotel, "th").content.decode()
    assert "นวดไทย 60 นาที" in html
    assert "ธันวาคม 2569" in html


def test_without_days_it_shows_those_around_today_and_without_orders_it_says_so(hotel):
    assert staff(hotel).get(f"/extranet/{hotel.slug}/reports/upselling/").context["report"].total.orders == 2
    assert "Nothing was ordered" in page(hotel, first="2027-03-01", last="2027-03-31").content.decode()


@pytest.mark.parametrize(
    "days",
    [{"first": "x", "last": "2026-12-31"}, {"first": "2026-12-31", "last": "2026-12-01"}, {"first": "2020-01-01", "last": "2026-12-31"}, {"first": "0001-01-01", "last": "9999-12-31"}],
)  # fmt: skip
def test_days_that_cannot_be_used_are_named(hotel, days):
    answer = page(hotel, **days)
    assert answer.status_code == 422
    assert "These days can't be used" in answer.content.decode()
    assert staff(hotel).get(f"/extranet/{hotel.slug}/reports/upselling.csv", days).status_code == 404


def test_the_file_has_every_month_and_offer(hotel):
    answer = staff(hotel).get(f"/extranet/{hotel.slug}/reports/upselling.csv", DAYS)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1:] == [
        ["2026-12", "spa", "Thai massage, 60 min", "Offer", "1", "1800.00", "THB", "0"],
        ["2026-12", "to-deluxe", "Upgrade to Deluxe", "Room upgrade", "1", "1400.00", "THB", "0"],
        ["2026-12", "taxi", "Airport taxi", "Offer", "0", "0.00", "THB", "1"],
    ]


def test_another_hotels_report_does_not_exist(hotel):
    other = make_resort("other")
    assert (
        staff(other, email="other@example.com").get(f"/extranet/{hotel.slug}/reports/upselling/").status_code
        == 404
    )


def test_its_queries_do_not_grow(hotel):
    client = staff(hotel)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/extranet/{hotel.slug}/reports/upselling/", DAYS)
        return len(queries)

    few = count()
    order(hotel, stayed(hotel), massage("2026-12-11"), wants("breakfast"), wants("taxi"))
    assert count() == few

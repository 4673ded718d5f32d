"""The demo hotel: told the same for the same day, done by the house's own commands, and right in itself."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.hotel import FAR, make_hotel

from kunjae.accounts.commands import create_user
from kunjae.accounts.models import Membership
from kunjae.bookings.models import Booking
from kunjae.changes.commands import preview_change
from kunjae.changes.operations import Cancel, MoveDates, Operation
from kunjae.checks.proof import prove
from kunjae.config.demo.hotel import hotel_file_text
from kunjae.config.demo.make import NotADemo, existing_demo, make_demo, refuse_real_hotel
from kunjae.config.demo.stories import Author
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.kernel.stay_dates import StayDates
from kunjae.properties.models import Property

DAYS = [date(2026, 11, 22), date(2027, 2, 28), date(2028, 2, 29), date(2027, 4, 14)]


def told(today: date):
    return Author(today, "Asia/Bangkok").stories()


@pytest.mark.parametrize("today", DAYS)
def test_the_same_day_tells_the_same_stories(today):
    assert told(today) == told(today)


@pytest.mark.parametrize("today", DAYS)
def test_there_are_400_bookings_of_one_to_three_rooms_from_last_month_to_half_a_year_ahead(today):
    stories, _ = told(today)
    assert len(stories) == 400
    assert {len(story.stays) for story in stories} == {1, 2, 3}
    arrivals = [stay.dates.check_in for story in stories for stay in story.stays]
    assert min(arrivals) < today - timedelta(days=25)
    assert max(arrivals) > today + timedelta(days=150)
    assert all(step.at.date() <= today for story in stories for step in story.steps)


@pytest.mark.parametrize("today", DAYS)
def test_the_hotel_has_40_rooms_of_4_types_3_plans_and_prices_for_300_days(today):
    file = read_hotel_file(parse_toml(hotel_file_text(today).encode()))
    assert sum(len(kind.rooms) for kind in file.room_types) == 40
    assert (len(file.room_types), len(file.rate_plans)) == (4, 3)
    nightly = file.nightly()
    assert len(nightly) == 12
    wanted = {today + timedelta(days=day) for day in range(-35, 301)}
    assert all(wanted <= nights.keys() for nights in nightly.values())


@pytest.mark.django_db
def test_the_demo_can_be_tried():
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    refuse_real_hotel()
    ticks: list[int] = []
    demo = make_demo(now=now, start=ticks.append, tick=lambda: ticks.append(1), bookings=40)
    assert sum(ticks[1:]) == ticks[0]
    assert existing_demo() == demo
    refuse_real_hotel()  # the second start finds only staff of the demo
    assert [proof.code for proof in prove(today=now.date()) if not proof.holds] == []

    hotel = Property.objects.get(slug="baan-talay")
    assert Counter(Membership.objects.filter(property=hotel).values_list("role", flat=True)) == {
        "owner": 1,
        "manager": 1,
        "front_desk": 1,
        "viewer": 1,
    }
    statuses = set(Booking.objects.of(hotel).values_list("status", flat=True))
    assert {"reserved", "checked_out"} <= statuses

    dates = StayDates(demo.check_in, demo.check_out)
    operations: list[Operation] = [MoveDates(1, dates=dates), Cancel(2)]
    plan = preview_change(property=hotel, code=demo.example, operations=operations, now=now)
    (moved, _) = plan.stays
    assert moved.before is not None
    assert moved.before.room == "001"
    assert [problem.code for problem in moved.problems] == ["room_taken"]
    assert "003" in moved.rooms_free
    assert "001" not in moved.rooms_free


@pytest.mark.django_db
def test_a_real_hotels_folder_gets_no_demo():
    hotel = make_hotel(slug="real")
    create_user(
        email="real@example.com", password="a-good-password", property_id=hotel.id, role="owner", now=FAR
    )
    with pytest.raises(NotADemo):
        refuse_real_hotel()

"""The demo hotel: told the same for the same day, done by the house's own commands, and right in itself."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db.models import F
from tests.hotel import BANGKOK, FAR, make_hotel

from kunjae.accounts.commands import create_user
from kunjae.accounts.models import Membership
from kunjae.bookings import day as days
from kunjae.bookings.facts import Document, RegisteredGuest
from kunjae.bookings.models import Booking
from kunjae.bookings.registrations import registrations
from kunjae.bookings.rules import is_registered, registered_guest, thai_id_is_right
from kunjae.changes.commands import preview_change
from kunjae.changes.commands.guest import preview_guest_change
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import Cancel, MoveDates, Operation
from kunjae.changes.queries import open_booking
from kunjae.checks.proof import prove
from kunjae.concierge.models import Invitation, Order
from kunjae.concierge.pictures import offer_picture
from kunjae.concierge.queries import load_shelf
from kunjae.concierge.rules.shelf import shelf
from kunjae.config.demo.hotel import hotel_file_text, picture
from kunjae.config.demo.make import NotADemo, existing_demo, guest_entry, make_demo, refuse_real_hotel
from kunjae.config.demo.stories import Author
from kunjae.config.demo.story import HOUSE
from kunjae.config.demo.today import closed_rooms
from kunjae.imports.hotel_file import parse_toml, read_hotel_file
from kunjae.inventory.models import Block
from kunjae.kernel.stay_dates import StayDates
from kunjae.messages.pre_arrival.commands import campaign_of
from kunjae.properties.cleaning import rooms_to_clean
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


@pytest.mark.parametrize("today", DAYS)
def test_12_offers_and_3_upgrades_have_pictures_of_their_own(today):
    file = read_hotel_file(parse_toml(hotel_file_text(today).encode()))
    pictures = [entry.offer.picture for entry in file.offers]
    assert len(set(pictures)) == 15
    assert all(len(offer_picture(picture(name))) > 5_000 for name in pictures)
    assert [entry.offer.kind.type.value for entry in file.offers] == ["offer"] * 12 + ["room_upgrade"] * 3
    assert all(set(entry.offer.name) == set(entry.offer.description) == {"th", "en"} for entry in file.offers)


@pytest.mark.parametrize("today", DAYS)
def test_guests_order_60_things_that_end_in_every_way(today):
    stories, example = told(today)
    steps = [(story, step) for story in stories for step in story.steps if step.wish]
    ordered = Counter(step.wish.ends.value for _, step in steps if step.act == "order")
    assert ordered == {"waits": 12, "confirmed": 31, "cancelled": 7, "cancelled_by_guest": 3, "expired": 7}
    assert all(story.booked_at < step.at for story, step in steps)
    assert example.guest not in {story.code for story, _ in steps}  # the newcomer's Concierge is untouched


@pytest.mark.parametrize("today", DAYS)
def test_everybody_who_came_is_registered_as_the_law_wants_it(today):
    """Each as the desk's own form would take them; but for two stays, of which something is missing on purpose."""
    stories, _ = told(today)
    came = [(story, step) for story in stories for step in story.steps if step.act == "arrive"]
    assert len(came) > 100
    guests = [guest for _, step in came for guest in step.guests]
    for guest in guests:
        assert registered_guest(as_typed(guest), "guest", today) == guest
        if guest.document is Document.ID_CARD:
            assert thai_id_is_right(guest.document_number)
    assert {guest.nationality == "THA" for guest in guests} == {True, False}
    numbers = [guest.document_number for guest in guests if guest.document_number]
    assert len(set(numbers)) == len(numbers)
    incomplete = [
        story.booker.name
        for story, step in came
        if not is_registered(step.guests, story.stays[step.stay - 1].adults)
    ]
    assert sorted(incomplete) == ["Ethan Brown", "Priya Nair"]


def as_typed(guest: RegisteredGuest) -> dict[str, object]:
    birth = guest.birth_date
    return {
        "first_name": guest.first_name,
        "last_name": guest.last_name,
        "sex": guest.sex,
        "birth_date": birth and birth.isoformat(),
        "nationality": guest.nationality,
        "document_number": guest.document_number,
        "occupation": guest.occupation,
        "address": guest.address,
        "coming_from": guest.coming_from,
        "going_to": guest.going_to,
    }


@pytest.mark.parametrize("hour", range(24))
def test_a_hold_ends_this_evening_or_tomorrow_and_before_its_nights_are_over(hour):
    author = Author(DAYS[0], "Asia/Bangkok")
    now = author.at(0, time(hour, 30))
    block, hold = closed_rooms(author, now)
    assert block.held_until is None
    assert block.dates.check_in < author.today < block.dates.check_out
    assert hold.held_until is not None
    assert timedelta(0) < hold.held_until - now < timedelta(hours=20)
    assert hold.held_until.date() < hold.dates.check_in


def waits(hotel: Property, today: date) -> dict[str, list[str]]:
    """What the day's page finds waiting, by the names of the guests."""
    present = days.in_house(hotel)
    known = registrations(hotel, [stay.id for stay in present])
    leaving = [stay for stay in days.departures(hotel, today) if stay.status == "in_house"]
    soon = days.arrivals(hotel, today, until=today + timedelta(days=days.SOON_DAYS))
    found = {
        "no-show": days.overdue_arrivals(hotel, today),
        "overdue": [stay for stay in present if stay.check_out < today],
        "owing": [stay for stay in leaving if stay.balance > 0],
        "unregistered": [stay for stay in present if not is_registered(known.get(stay.id, []), stay.adults)],
        "unassigned": [stay for stay in soon if stay.status == "reserved" and not stay.room_number],
    }
    return {key: sorted(stay.name for stay in stays) for key, stays in found.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("clock", [time(0, 5), time(10), time(21)])
def test_something_of_each_kind_waits_at_the_desk(clock):
    """At any hour: what would be later today happens as the demo starts."""
    today = DAYS[0]
    now = datetime.combine(today, clock, tzinfo=BANGKOK).astimezone(UTC)
    make_demo(now=now, start=lambda _steps: None, tick=lambda: None, bookings=40)
    hotel = Property.objects.get(slug="baan-talay")
    assert waits(hotel, today) == {
        "no-show": ["Jonas Weber"],
        "overdue": [],
        "owing": ["Claire Dubois"],
        "unregistered": ["Ethan Brown", "Priya Nair"],
        "unassigned": ["Noah Müller", "ลลิตา เพชรดี"],
    }
    arrivals = Counter(stay.status.value for stay in days.arrivals(hotel, today))
    departures = Counter(stay.status.value for stay in days.departures(hotel, today))
    assert arrivals["reserved"] >= 2
    assert arrivals["in_house"] >= 1
    assert departures["in_house"] >= 2
    assert departures["checked_out"] >= 2
    blocks = {block.room.number: block for block in Block.objects.of(hotel).select_related("room")}
    assert set(blocks) == {"112", "208"}
    assert blocks["208"].held_until is None
    assert all(block.reason for block in blocks.values())
    written = HistoryEntry.objects.of(hotel).values_list("at", flat=True)
    assert max(written) <= now
    assert rooms_to_clean(hotel) == ["011", "203"]
    assert [proof.code for proof in prove(today=today) if not proof.holds] == []
    orders = Order.objects.of(hotel)
    assert set(orders.values_list("status", flat=True)) == {
        "unconfirmed",
        "confirmed",
        "cancelled",
        "expired",
    }
    assert not orders.filter(status="unconfirmed", had_at__lte=now).exists()
    assert not orders.filter(ordered_at__gt=now).exists()
    invited = Invitation.objects.of(hotel)
    assert invited.filter(opened_at__isnull=True).exists()
    assert invited.filter(opened_at__gte=F("invited_at"), opened_at__lte=now).exists()
    assert not invited.filter(invited_at__gt=now).exists()
    assert campaign_of(hotel).enabled


def test_the_rooms_of_the_stories_are_those_of_the_hotel():
    file = read_hotel_file(parse_toml(hotel_file_text(DAYS[0]).encode()))
    assert {kind.code: [room.number for room in kind.rooms] for kind in file.room_types} == HOUSE


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

    guest = guest_entry(demo, now)
    assert guest is not None
    assert guest.path.startswith("/g/baan-talay/open/")
    stay = open_booking(hotel, guest.code).booking.facts.stays[0]
    weekend = stay.check_in + timedelta(days=4)
    to_weekend = MoveDates(1, dates=StayDates(weekend, weekend + timedelta(days=2)))
    concierge = shelf(load_shelf(hotel, guest.code, now).facts, now)
    assert {"massage", "dinner", "to-sea"} <= {each.offer.code for each in concierge}
    assert guest.concierge.startswith("/g/baan-talay/open/")
    assert guest.concierge.endswith("?next=concierge")
    asked = preview_guest_change(property=hotel, code=guest.code, operations=[to_weekend], now=now)
    assert (asked.refusals, asked.to_pay > 0) == ((), True)


@pytest.mark.django_db
def test_a_real_hotels_folder_gets_no_demo():
    hotel = make_hotel(slug="real")
    create_user(
        email="real@example.com", password="a-good-password", property_id=hotel.id, role="owner", now=FAR
    )
    with pytest.raises(NotADemo):
        refuse_real_hotel()

"""The mail before arrival: who gets it, when, what it shows, how to leave it, and what came of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.changes.operations_text import add_stay_from_json
from kunjae.concierge.commands.catalogue import switch
from kunjae.concierge.models import Invitation, Offer
from kunjae.kernel.errors import InvalidInput
from kunjae.messages.models import Mail
from kunjae.messages.pre_arrival.commands import Campaign, save_campaign, unsubscribe
from kunjae.messages.pre_arrival.queries import Outcome, outcome_by_month
from kunjae.messages.pre_arrival.rules import may_send, next_sweep
from kunjae.outbox.models import Message
from tests.hotel import CLERK, FAR, book_stays
from tests.messages.desk import RESERVATIONS, mail_server
from tests.messages.orders_desk import BIKE, FAMILY, NIGHTS, book, campaign, happen, make_selling_hotel, value
from tests.messages.test_order_mails import body, subject
from tests.ordering.the_counter import SPA, TAXI, cancel, massage, order, wants

pytestmark = pytest.mark.django_db
BANGKOK = ZoneInfo("Asia/Bangkok")
IN_TIME = datetime(2026, 12, 3, 9, tzinfo=BANGKOK).astimezone(UTC)
"""A week before the stays of `book`."""


@pytest.fixture
def hotel():
    return make_selling_hotel()


@pytest.fixture
def server():
    with mail_server() as box:
        yield box


def invited(hotel):
    return [
        mail for mail in Mail.objects.of(hotel).order_by("written_at", "id") if mail.kind == "pre_arrival"
    ]


def stays(hotel, **fields):
    return list(Invitation.objects.of(hotel).filter(**fields).order_by("stay__number").values_list("stay__number", flat=True))  # fmt: skip


def test_it_goes_once_a_week_before_and_shows_the_three_offers_that_fit_best(server):
    spa, taxi = SPA | {"category": "wellness", "picture": ""}, TAXI | {"category": "wellness"}
    hotel = make_selling_hotel("baan-talay", spa, taxi, BIKE, FAMILY)
    code = book(hotel, {**NIGHTS, "children": 1})
    server.arrived.clear()
    campaign(hotel)
    assert [mail.kind for mail in happen(hotel, IN_TIME - timedelta(minutes=61))] == []
    happen(hotel, IN_TIME)
    happen(hotel, IN_TIME + timedelta(hours=1))
    happen(hotel, IN_TIME + timedelta(days=2))
    [mail] = server.arrived
    assert (mail["To"], mail["Reply-To"]) == ("somchai@example.com", RESERVATIONS)
    assert subject(mail) == f"เติมเต็มการเข้าพักที่ บ้านทะเล การจอง {code}"
    text = body(mail)
    places = [text.index(words) for words in ("ตะกร้าของเล่น\n100 บาท", "นวดไทย 60 นาที\n900 บาท ต่อท่าน", "เช่าจักรยาน\n250 บาท ต่อคืน")]  # fmt: skip
    assert places == sorted(places)
    assert "Airport taxi" not in text
    assert "?next=concierge" in text
    assert stays(hotel, invited_at=IN_TIME) == [1]
    kept = invited(hotel)[0]
    assert "/open/" not in kept.html
    assert "/no-more-offers/" not in kept.html + kept.text


def test_pictures_are_named_by_the_address_at_which_the_house_shows_them(hotel, server):
    name = f"{'ab' * 16}.jpg"
    Offer.objects.of(hotel).filter(code="spa").update(picture=f"{hotel.id}/offers/{name}")
    book(hotel)
    server.arrived.clear()
    campaign(hotel)
    happen(hotel, IN_TIME)
    assert f'<img src="http://127.0.0.1:8000/g/baan-talay/pictures/{name}"' in body(server.arrived[0], "html")


def test_late_bookers_get_it_at_once_and_who_has_nothing_to_buy_never(hotel):
    campaign(hotel, 7, 1)
    evening = datetime(2026, 12, 9, 22, 30, tzinfo=BANGKOK).astimezone(UTC)
    code = book_stays(hotel, NIGHTS, now=evening - timedelta(minutes=40))
    happen(hotel, evening)
    assert [mail.about["booking"] for mail in invited(hotel)] == [code]
    for offer in ("spa", "taxi", "late", "to-deluxe"):
        switch(property=hotel, code=offer, enabled=False)
    book_stays(hotel, {**NIGHTS, "room": "002"}, now=evening)
    happen(hotel, evening + timedelta(hours=1))
    assert len(invited(hotel)) == 1
    switch(property=hotel, code="taxi", enabled=True)
    happen(hotel, evening + timedelta(hours=1, minutes=59))  # midnight: the day of arrival is too late
    assert len(invited(hotel)) == 1


def test_only_stays_that_are_coming_with_an_address_are_written_to_and_each_booking_once(hotel, server):
    both = book(hotel, NIGHTS, {**NIGHTS, "room": "002"}, {**NIGHTS, "room": "003", "check_in": "2026-12-11"})
    gone = book(hotel, {**NIGHTS, "room": "101", "room_type": "DLX"})
    change_at_once(property=hotel, code=gone, operations=[Cancel(1)], actor=CLERK, now=FAR)
    book(hotel, {**NIGHTS, "room": "102", "room_type": "DLX"}, email="")
    happen(hotel)
    server.arrived.clear()
    campaign(hotel)
    happen(hotel, IN_TIME)
    assert [mail.about for mail in invited(hotel)] == [{"booking": both, "stays": [1, 2]}]
    happen(hotel, IN_TIME + timedelta(days=1))
    assert [mail.about["stays"] for mail in invited(hotel)] == [[1, 2], [3]]
    assert len(server.arrived) == 2


def test_a_guest_leaves_by_one_press_for_all_stays_of_the_booking(hotel, server):
    code = book(hotel, NIGHTS, {**NIGHTS, "room": "002", "check_in": "2026-12-11"})
    server.arrived.clear()
    campaign(hotel)
    happen(hotel, IN_TIME)
    [mail] = server.arrived
    link = mail["List-Unsubscribe"].strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f'href="{link}"' in body(mail, "html")
    assert link in body(mail)
    client, path = Client(enforce_csrf_checks=True), link.removeprefix("http://127.0.0.1:8000")
    client.cookies["django_language"] = "en"
    assert "No more mails of offers?" in client.get(path).content.decode()
    assert stays(hotel, unsubscribed_at__isnull=False) == []
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stays(hotel, unsubscribed_at__isnull=False) == [1, 2]
    added = {
        "room_type": "STD",
        "rate_plan": "BAR",
        "adults": 2,
        "check_in": "2026-12-11",
        "check_out": "2026-12-12",
    }
    later = IN_TIME + timedelta(hours=2)
    operations = [add_stay_from_json(added, "THB", "stay")]
    change_at_once(property=hotel, code=code, operations=operations, actor=CLERK, now=later)
    happen(hotel, IN_TIME + timedelta(days=1))
    assert len(invited(hotel)) == 1
    assert stays(hotel) == [1, 2]
    assert value(hotel, code) == 600000
    for wrong in (path[:-3] + "/", "/g/baan-talay/no-more-offers/x/", path.replace("baan-talay", "nobody")):
        assert client.post(wrong).status_code == 404
    other = make_selling_hotel("other")
    assert client.post(path.replace("baan-talay", "other")).status_code == 404
    assert not unsubscribe(property=other, booking=hotel.id, now=FAR)


def test_switched_off_it_is_sent_no_more_and_one_chain_of_sweeps_goes_on(hotel):
    book(hotel)
    campaign(hotel)
    campaign(hotel, now=FAR + timedelta(minutes=1))
    happen(hotel, FAR + timedelta(minutes=2))
    waiting = Message.objects.of(hotel).filter(topic="pre_arrival.sweep", state="waiting")
    assert [message.due_at for message in waiting] == [next_sweep(FAR)]
    campaign(hotel, enabled=False, now=FAR + timedelta(minutes=3))
    happen(hotel, IN_TIME)
    assert invited(hotel) == []
    assert not waiting.all().exists()
    with pytest.raises(InvalidInput) as wrong:
        save_campaign(property=hotel, campaign=Campaign(True, 1, 2), actor=CLERK, now=FAR)
    assert [error.path for error in wrong.value.errors] == ["latest_days"]
    with pytest.raises(InvalidInput) as wrong:
        save_campaign(property=hotel, campaign=Campaign(True, 91, -1), actor=CLERK, now=FAR)
    assert [error.path for error in wrong.value.errors] == ["earliest_days", "latest_days"]


def test_what_came_of_it_is_counted_by_month_without_cancelled_orders(hotel):
    code = book(hotel)
    book(hotel, {**NIGHTS, "room": "002"})
    order(hotel, code, wants("taxi"))  # before the mail
    campaign(hotel)
    happen(hotel, IN_TIME)
    month = date(2026, 12, 1)
    assert outcome_by_month(hotel, FAR) == [(month, Outcome(2, 0, 0, 0))]
    after = IN_TIME + timedelta(hours=2)
    spa, gone = order(hotel, code, massage(), massage(day="2026-12-11"), now=after)
    cancel(hotel, gone, now=after)
    order(hotel, code, wants("taxi"), actor=CLERK, now=after, by_staff=True)
    Invitation.objects.of(hotel).filter(booking__code=code).update(opened_at=after)
    assert outcome_by_month(hotel, FAR) == [(month, Outcome(2, 1, 1, spa.amount))]
    assert outcome_by_month(hotel, IN_TIME + timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("at", "sends"),
    [((8, 8, 59), False), ((8, 9, 0), True), ((8, 20, 59), True), ((8, 21, 0), False), ((9, 21, 0), True), ((9, 23, 59), True), ((9, 3, 0), False)],
)  # fmt: skip
def test_it_is_sent_by_day_unless_the_morning_would_be_too_late(at, sends):
    assert may_send(datetime(2026, 12, *at, tzinfo=BANGKOK), date(2026, 12, 10), 1) is sends

"""Increase sales > Mail before arrival: switched on and off, shown beforehand, and counted."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.concierge.models import Invitation, Offer, PreArrival
from kunjae.messages.pre_arrival.commands import campaign_of
from tests.extranet.desk import staff
from tests.hotel import FAR
from tests.messages.orders_desk import NIGHTS, book, campaign, happen, make_selling_hotel
from tests.ordering.the_counter import massage, order

pytestmark = pytest.mark.django_db
URL = "/extranet/baan-talay/pre-arrival/"
IN_TIME = datetime(2026, 12, 3, 2, tzinfo=UTC)


@pytest.fixture
def hotel():
    return make_selling_hotel()


def page(client, now=FAR, **query):
    with time_machine.travel(now, tick=False):
        return client.get(URL, query).content.decode()


def save(client, **given):
    with time_machine.travel(FAR, tick=False):
        return client.post(URL, given)


def test_a_manager_switches_it_on_and_others_only_look(hotel):
    manager = staff(hotel, role="manager")
    assert "Switch the mail on, and the figures stand here." in page(manager)
    for wrong, said in (
        ({"earliest_days": "x", "latest_days": "1"}, "Enter a whole number."),
        ({"earliest_days": "91", "latest_days": ""}, "less than or equal to 90"),
        ({"earliest_days": "2", "latest_days": "3"}, "must not be more days before arrival"),
    ):
        answer = save(manager, enabled="on", seen="", **wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not PreArrival.objects.of(hotel).exists()
    assert save(manager, enabled="on", earliest_days="10", latest_days="2", seen="").status_code == 302
    found = campaign_of(hotel)
    assert (found.enabled, found.earliest_days, found.latest_days) == (True, 10, 2)
    stale = save(manager, earliest_days="3", latest_days="1", seen="")
    assert stale.status_code == 409
    assert "Somebody else has changed this" in stale.content.decode()
    assert campaign_of(hotel) == found
    seen = stale.context["form"]["seen"].value()
    assert save(manager, earliest_days="3", latest_days="1", seen=seen).status_code == 302
    assert not campaign_of(hotel).enabled
    for role in ("front_desk", "viewer"):
        other = staff(hotel, role=role, email=f"{role}@example.com")
        assert "disabled" in page(other)
        assert save(other, earliest_days="3", latest_days="1").status_code == 403


def test_it_shows_the_mail_of_the_next_guest_with_pictures_from_here(hotel):
    client, name = staff(hotel, role="viewer"), f"{'ab' * 16}.jpg"
    assert "The mail is shown with a booking" in page(client)
    Offer.objects.of(hotel).filter(code="spa").update(picture=f"{hotel.id}/offers/{name}")
    later = book(hotel, {**NIGHTS, "check_in": "2026-12-20", "check_out": "2026-12-22"})
    code = book(hotel)
    shown = page(client, language="th")
    assert f"เติมเต็มการเข้าพักที่ บ้านทะเล การจอง {code}" in shown
    assert f"src=&quot;/g/baan-talay/pictures/{name}&quot;" in shown
    assert "/open/" not in shown
    assert f"booking {later}" in page(client, language="en", booking=later.lower())
    for odd in ({"booking": "x\0y"}, {"booking": "NOBODY99", "language": "xx"}):
        assert "There is no such booking." in page(client, **odd)
    Offer.objects.of(hotel).update(enabled=False)
    assert "Thai massage" in page(client)


def test_the_figures_cost_the_same_for_many(hotel):
    client = staff(hotel, role="viewer")
    campaign(hotel)
    counts, at = [], IN_TIME
    for rooms in (["001"], ["002", "003"]):
        for room in rooms:
            code = book(hotel, {**NIGHTS, "room": room})
            happen(hotel, at)
            order(hotel, code, massage(), now=at)
            at += timedelta(hours=1)
            Invitation.objects.of(hotel).filter(booking__code=code).update(opened_at=IN_TIME)
        with CaptureQueriesContext(connection) as asked:
            shown = page(client, IN_TIME + timedelta(days=1))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "December 2026" in shown
    assert '<span class="figure">2,700</span>' in shown
    assert shown.count('<span class="figure">3</span>') == 3

"""The settings' overview and the frame around every page of them."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.rates.models import NightPrice
from tests.extranet.desk import staff
from tests.hotel import FAR, make_hotel

pytestmark = pytest.mark.django_db

SETTINGS = "/extranet/baan-talay/settings/"


@pytest.fixture(autouse=True)
def _on_the_25th():
    with time_machine.travel(FAR, tick=False):
        yield


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("manager", 200), ("front_desk", 403), ("viewer", 403)]
)
def test_only_owner_and_manager_open_the_settings(role, status):
    assert staff(make_hotel(), role).get(SETTINGS).status_code == status


def test_the_overview_tells_what_is_set_and_what_is_missing():
    page = staff(make_hotel(), "owner").get(SETTINGS).content.decode()
    for words in (
        "5 rooms",
        "2 room types",
        "2 rate plans",
        "1 policy",
        "Set until 1 Mar 2027",
        "1 person",
        "The hotel has no phone number",
        "Non-refundable has no policy",
        "Breakfast included has no price on 268 nights of the coming year.",
    ):
        assert words in page, words


def test_a_plan_without_any_price_is_told_of():
    hotel = make_hotel()
    NightPrice.objects.of(hotel).filter(rate_plan__code="NRF").delete()
    page = staff(hotel, "manager").get(SETTINGS).content.decode()
    assert "Non-refundable has no prices for the coming year." in page


def test_the_overview_takes_as_many_queries_for_a_large_hotel_as_for_a_small_one():
    hotel = make_hotel()
    client = staff(hotel, "owner")
    client.get(SETTINGS)
    with CaptureQueriesContext(connection) as queries:
        client.get(SETTINGS)
    assert len(queries) <= 12

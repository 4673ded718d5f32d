"""Meal, conditions, policy copy and net prices on the change page."""

import pytest

from kunjae.properties.models import Property
from kunjae.rates.models import RatePlan
from tests.extranet.change.pressing import ChangePage
from tests.extranet.change.reading import stays_of
from tests.hotel import book_two_rooms

pytestmark = pytest.mark.django_db


def test_meal_conditions_and_the_policy_copy(page, hotel):
    page.press("edit:1")
    assert page.form.values["policy-days_0"] in ("1", "3")
    page.press(
        "stage",
        change_meal="on", meal="half_board",
        change_conditions="on", conditions_th="ไม่รับสัตว์เลี้ยง", conditions_en="No pets",
        change_policy="on",
        **{
            "policy-when_0": "days", "policy-days_0": "7", "policy-kind_0": "nights", "policy-value_0": "1",
            "policy-when_1": "", "policy-max_changes": "2",
        },
    )  # fmt: skip
    assert "Half board" in page.words
    assert "No pets" in page.words
    assert page.total == (6000, 6000, 0, 0)
    page.press("edit:1")
    assert (page.form.values["change_meal"], page.form.values["policy-days_0"]) == ("on", "7")
    page.press("stage").press("confirm").press("save")
    stay = stays_of(page, hotel)[0]
    assert (stay.meal, stay.conditions) == ("half_board", {"th": "ไม่รับสัตว์เลี้ยง", "en": "No pets"})
    assert stay.policy is not None
    assert [(tier.days_before, tier.nights) for tier in stay.policy.tiers] == [(7, 1)]
    assert stay.policy.max_changes == 2


def test_the_policy_copy_can_be_taken_away(page, hotel):
    page.press("edit:1").press("stage", change_policy="on", **{"policy-none": "on"})
    page.press("confirm").press("save")
    assert stays_of(page, hotel)[0].policy is None


def test_terms_without_their_tick_change_nothing(page):
    page.press("edit:1").press("stage", meal="half_board", conditions_en="No pets", **{"policy-none": "on"})
    assert page.staged == []


def test_a_property_with_net_prices_enters_them_net(hotel):
    Property.objects.filter(pk=hotel.pk).update(
        prices_include_taxes=False, service_charge_percent=10, vat_percent=7
    )
    page = ChangePage(hotel, book_two_rooms(Property.objects.get(pk=hotel.pk)))
    assert page.total == (7062, 7062, 0, 0), "4 × 1,500 × 1.1 × 1.07"
    page.press("edit:1").press("look", pricing="manual")
    assert "Without taxes, as this hotel enters its prices." in page.words
    assert page.form.values["price_2026-12-10"] == "1500.00"
    page.press("stage", **{"price_2026-12-10": "1000", "price_2026-12-11": "1000"})
    assert page.plan.stays[0].new == 235400
    assert "Service charge 10%" in page.words
    page.press("edit:1")
    assert page.form.values["price_2026-12-10"] == "1000.00"


@pytest.mark.parametrize("net", ["1000.01", "999.99", "1333.33", "0.01"])
def test_a_net_price_comes_back_as_it_was_typed(hotel, net):
    Property.objects.filter(pk=hotel.pk).update(
        prices_include_taxes=False, service_charge_percent=10, vat_percent=7
    )
    page = ChangePage(hotel, book_two_rooms(Property.objects.get(pk=hotel.pk)))
    page.press("edit:1").press("look", pricing="manual").press("stage", **{"price_2026-12-10": net})
    before = page.plan.stays[0].after.nights[0].room_price
    page.press("edit:1")
    assert page.form.values["price_2026-12-10"] == net
    page.press("stage")
    assert page.plan.stays[0].after.nights[0].room_price == before


def test_a_retired_plan_of_the_stay_can_be_kept(page, hotel):
    RatePlan.objects.of(hotel).filter(code="BAR").update(retired=True)
    again = ChangePage(hotel, page.code).press("edit:1")
    assert again.form.values["rate_plan"] == "BAR"
    again.press("stage", adults="1")
    assert again.staged

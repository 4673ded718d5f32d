"""Setting prices: the calendar, the preview, what is saved and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.rates.models import NightPrice, Policy, RatePlan
from tests.extranet.desk import staff
from tests.extranet.settings.rates.filling import error_at, filled, text_of
from tests.hotel import book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)

PRICES = "/extranet/baan-talay/settings/prices/"
DECEMBER = f"{PRICES}?plan=BAR&type=STD&month=2026-12&months=1"


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def manager(hotel):
    return staff(hotel, "manager")


def form_of(client, address=DECEMBER):
    return filled(client.get(address), "price-form")


def preview(client, **typed):
    return client.post(DECEMBER, form_of(client) | typed | {"do": "preview"})


def save(client, **typed):
    """Preview, and save what the preview shows."""
    shown = preview(client, **typed)
    assert shown.status_code == 200, text_of(shown)
    return client.post(DECEMBER, filled(shown, "price-form") | {"do": "save"})


def night(hotel, day, plan="BAR", kind="STD"):
    found = NightPrice.objects.of(hotel).filter(
        night=date.fromisoformat(day), rate_plan__code=plan, room_type__code=kind
    )
    return found.first()


def test_the_calendar_shows_prices_restrictions_and_rooms_left(hotel, manager):
    book_two_rooms(hotel)
    NightPrice.objects.of(hotel).filter(night=date(2026, 12, 24), rate_plan__code="BAR").update(
        min_stay=3, closed_to_arrival=True, closed_to_departure=True, closed=True, price=300_050
    )
    NightPrice.objects.of(hotel).filter(night=date(2026, 12, 25)).delete()
    words = text_of(manager.get(DECEMBER))
    assert "10 1,500 1 left" in words
    assert "13 1,500 3 left" in words
    assert "24 3 3,000.50 3 left" in words
    assert "25 No price 3 left" in words
    page = manager.get(DECEMBER).content.decode()
    for sign in ("Closed, not for sale", "At least 3 nights", "No arrivals", "No departures"):
        assert f'title="{sign}"' in page
    assert "taxes and service charge included" in words


def test_a_hotel_with_net_prices_is_told_so():
    net = make_hotel(slug="net", prices_include_taxes=False, vat_percent="7", service_charge_percent="10")
    words = text_of(staff(net, "owner").get("/extranet/net/settings/prices/?plan=BAR&type=STD&month=2026-12"))
    assert "without taxes and service charge, as this hotel enters them" in words
    assert "10 1,500 3 left" in words


def test_weekend_nights_get_a_price_and_the_others_stay(hotel, manager):
    shown = preview(manager, weekdays=["fri", "sat"], value="2,000")
    assert "9 nights change" not in text_of(shown)
    assert "8 nights change" in text_of(shown)
    assert "Before 1,500 After 2,000" in text_of(shown)
    assert night(hotel, "2026-12-11").price == 150_000
    saved = manager.post(DECEMBER, filled(shown, "price-form") | {"do": "save"})
    assert saved.status_code == 302
    assert "8 nights are saved." in text_of(manager.get(saved["Location"]))
    fridays_and_saturdays = {date(2026, 12, 4) + timedelta(days=7 * week) for week in range(4)}
    fridays_and_saturdays |= {day + timedelta(days=1) for day in fridays_and_saturdays}
    rows = NightPrice.objects.of(hotel).filter(rate_plan__code="BAR", room_type__code="STD", price=200_000)
    assert set(rows.values_list("night", flat=True)) == fridays_and_saturdays
    assert night(hotel, "2026-12-04", kind="DLX").price == 250_000


def test_several_plans_and_types_at_once_and_nights_without_a_price(hotel, manager):
    """NRF is not sold in DLX: raising leaves that as it is, setting begins it."""
    both = {"plans": ["BAR", "NRF"], "types": ["STD", "DLX"], "first": "2026-12-01", "last": "2026-12-02"}
    assert save(manager, **both, step="raise_percent", value="10").status_code == 302
    assert [
        night(hotel, "2026-12-02", *each).price for each in [("BAR", "STD"), ("BAR", "DLX"), ("NRF", "STD")]
    ] == [165_000, 275_000, 132_000]
    assert night(hotel, "2026-12-02", "NRF", "DLX") is None
    words = text_of(preview(manager, **both, step="raise_percent", value="10"))
    assert "2 nights have no price and stay without one" in words
    assert save(manager, **both, step="set", value="999.99").status_code == 302
    assert night(hotel, "2026-12-02", "NRF", "DLX").price == 99_999


def test_restrictions_without_a_price_leave_prices_alone(hotel, manager):
    typed = {"first": "2026-12-24", "last": "2026-12-25", "min_stay": "3", "closed_to_arrival": "yes"}
    assert save(manager, **typed, extra_child="0").status_code == 302
    row = night(hotel, "2026-12-24")
    assert (row.price, row.min_stay, row.closed_to_arrival, row.closed) == (150_000, 3, True, False)
    assert (row.extra_adult, row.extra_child) == (50_000, 0)
    assert save(manager, **typed | {"min_stay": "", "closed_to_arrival": "no"}).status_code == 302
    row = night(hotel, "2026-12-24")
    assert (row.min_stay, row.closed_to_arrival) == (3, False)


def test_prices_changed_between_preview_and_save_are_not_overwritten_unseen(hotel, manager):
    shown = preview(manager, step="raise_percent", value="10")
    NightPrice.objects.of(hotel).filter(night=date(2026, 12, 24)).update(price=500_000)
    late = manager.post(DECEMBER, filled(shown, "price-form") | {"do": "save"})
    assert late.status_code == 409
    assert "nothing was saved" in text_of(late)
    assert night(hotel, "2026-12-24").price == 500_000
    assert night(hotel, "2026-12-23").price == 150_000
    assert manager.post(DECEMBER, filled(late, "price-form") | {"do": "save"}).status_code == 302
    assert night(hotel, "2026-12-24").price == 550_000


def test_what_is_saved_is_what_was_previewed(hotel, manager):
    """A form that was typed on after its preview is previewed again; one without a preview, too."""
    shown = filled(preview(manager, value="2000"), "price-form")
    late = manager.post(DECEMBER, shown | {"value": "20", "do": "save"})
    assert late.status_code == 409
    assert "Before 1,500 After 20 31 nights change" in text_of(late)
    assert manager.post(DECEMBER, form_of(manager) | {"value": "20", "do": "save"}).status_code == 409
    assert night(hotel, "2026-12-24").price == 150_000


def test_a_change_that_changes_nothing_cannot_be_saved(manager):
    shown = preview(manager, value="1500")
    assert "Nothing would change." in text_of(shown)
    assert 'value="save"' not in shown.content.decode()


@pytest.mark.parametrize(
    ("typed", "control"),
    [
        ({"first": ""}, "id_first"),
        ({"first": "2026-13-01"}, "id_first"),
        ({"first": "0001-01-01"}, "id_first"),
        ({"last": "2026-11-01", "first": "2026-12-01"}, "id_last"),
        ({"last": "9999-12-31"}, "id_last"),
        ({"first": "2026-12-01", "last": "2029-12-01"}, "id_last"),
        ({"weekdays": ["fri"], "first": "2026-12-01", "last": "2026-12-01"}, "id_weekdays"),
        ({"weekdays": ["someday"]}, "id_weekdays"),
        ({"weekdays": []}, "id_weekdays"),
        ({"plans": []}, "id_plans"),
        ({"plans": ["XXX"]}, "id_plans"),
        ({"types": ["' OR 1=1"]}, "id_types"),
        ({"step": "double"}, "id_step"),
        ({"value": "-5"}, "id_value"),
        ({"value": "1500.005"}, "id_value"),
        ({"value": "lots"}, "id_value"),
        ({"value": "1" * 30}, "id_value"),
        ({"step": "lower_percent", "value": "101"}, "id_value"),
        ({"step": "raise_percent", "value": "1000"}, "id_value"),
        ({"step": "lower_amount", "value": "1500.01"}, "id_value"),
        ({"extra_adult": "x"}, "id_extra_adult"),
        ({"extra_child": "-1"}, "id_extra_child"),
        ({"min_stay": "0"}, "id_min_stay"),
        ({"min_stay": "366"}, "id_min_stay"),
        ({"closed": "maybe"}, "id_closed"),
        ({"closed_to_arrival": "1"}, "id_closed_to_arrival"),
    ],
)
def test_bad_input_is_named_at_its_field_and_what_was_typed_stays(hotel, manager, typed, control):
    answer = preview(manager, **{"value": "2000"} | typed)
    assert answer.status_code == 422
    assert error_at(answer, control)
    if "value" in typed:
        assert filled(answer, "price-form")["value"] == typed["value"]
    assert night(hotel, "2026-12-24").price == 150_000


def test_nothing_filled_in_is_said(manager):
    answer = preview(manager)
    assert answer.status_code == 422
    assert "Fill in a price or a restriction" in text_of(answer)


@pytest.mark.parametrize(
    "query",
    [
        "plan=XXX&type=YYY&month=2026-99&months=7",
        "month=0001-01",
        "month=9999-12&months=3",
        "plan=%00&type=%F0%9F%A6%86",
        "month=&months=",
    ],
)
def test_an_odd_address_shows_what_there_is(manager, query):
    assert manager.get(f"{PRICES}?{query}").status_code == 200


def test_three_months_are_shown_and_stepped_through(manager):
    page = manager.get(f"{PRICES}?plan=NRF&type=STD&month=2026-12&months=3")
    words = text_of(page)
    for caption in ("December 2026", "January 2027", "February 2027"):
        assert caption in words
    for address in ("month=2026-11&amp;months=3", "month=2027-01&amp;months=3"):
        assert f"plan=NRF&amp;type=STD&amp;{address}" in page.content.decode()


def test_a_retired_plan_keeps_its_prices_but_is_not_offered(hotel, manager):
    RatePlan.objects.of(hotel).filter(code="NRF").update(retired=True)
    page = manager.get(DECEMBER).content.decode()
    assert 'value="NRF"' not in page
    assert "1,200" in text_of(manager.get(f"{PRICES}?plan=NRF&type=STD&month=2026-12"))


def test_a_hotel_without_plans_is_shown_the_way(hotel, manager):
    RatePlan.objects.of(hotel).update(retired=True)
    assert "Nothing to price yet" in text_of(manager.get(PRICES))
    assert "Nothing to price yet" in text_of(manager.post(PRICES, {"do": "save"}))


def queries(work):
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def test_the_number_of_queries_does_not_grow(hotel, manager):
    manager.get(DECEMBER)
    small = queries(lambda: manager.get(DECEMBER))
    assert queries(lambda: manager.get(f"{PRICES}?plan=BAR&type=STD&month=2026-12&months=3")) == small
    assert small <= 9
    few = {"plans": ["BAR"], "types": ["STD"], "first": "2026-12-01", "last": "2026-12-02", "value": "10"}
    many = {
        "plans": ["BAR", "NRF"], "types": ["STD", "DLX"], "first": "2026-12-01", "last": "2027-11-30", "value": "11",
    }  # fmt: skip
    typed = form_of(manager)
    seen_few = filled(manager.post(DECEMBER, typed | few), "price-form") | {"do": "save"}
    count_few = queries(lambda: manager.post(DECEMBER, seen_few))
    seen_many = filled(manager.post(DECEMBER, typed | many), "price-form") | {"do": "save"}
    count_many = queries(lambda: manager.post(DECEMBER, seen_many))
    assert NightPrice.objects.of(hotel).filter(price=1100).count() == 4 * 365
    assert count_many == count_few
    assert Policy.objects.of(hotel).count() == 1


@pytest.mark.parametrize("odd", ["", "\x00", "９", "-1", "1e9", "9999-12-31", "x" * 9000, "\u202e", "<b>"])
def test_whatever_is_sent_is_answered(manager, odd):
    typed = form_of(manager) | {"value": "1"}
    for name in [*typed, "do", "seen"]:
        for verb in ("preview", "save"):
            answer = manager.post(DECEMBER, typed | {"do": verb} | {name: odd})
            assert answer.status_code in (200, 409, 422), name
    assert manager.post(PRICES, {}).status_code == 422


def test_of_two_who_save_at_once_one_is_shown_what_the_other_did(hotel):
    """Both raise by 10 percent what they saw: nobody raises twice."""
    clients = [staff(hotel, "manager"), staff(hotel, "owner", email="other@example.com")]
    sent = [
        filled(preview(each, step="raise_percent", value="10"), "price-form") | {"do": "save"}
        for each in clients
    ]
    together = Barrier(2)

    def press(client, typed):
        together.wait()
        try:
            return client.post(DECEMBER, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, clients, sent))
    assert answers == [302, 409]
    assert night(hotel, "2026-12-24").price == 165_000

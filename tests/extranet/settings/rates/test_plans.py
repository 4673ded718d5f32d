"""The pages of rate plans: what is shown, saved, put in order, refused."""

from decimal import Decimal

import pytest

from kunjae.extranet.settings.rates.plan_form import prepay_words
from kunjae.imports.exported import hotel_tables
from kunjae.properties.models import Property
from kunjae.rates.models import Policy, RatePlan
from tests.extranet.desk import staff
from tests.extranet.settings.rates.filling import error_at, filled, text_of
from tests.hotel import book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/extranet/baan-talay/settings/rate-plans/"
BAR = f"{LIST}BAR/"
NEW = f"{LIST}plan/new/"


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def manager(hotel):
    return staff(hotel, "manager")


def form_of(client, address=BAR):
    return filled(client.get(address), "plan-form")


def plan(hotel, code="BAR"):
    return RatePlan.objects.of(hotel).select_related("policy").get(code=code)


def test_the_list_says_what_each_plan_sells(manager):
    words = text_of(manager.get(LIST))
    assert "Breakfast included BAR Breakfast included Flexible Within 3 days 50%" in words
    assert "No policy: no fee" in words
    assert "The whole stay is due when booked." in words


@pytest.mark.parametrize("code", ["BAR", "NRF"])
def test_a_plan_saved_untouched_stays_as_it_is(hotel, manager, code):
    RatePlan.objects.of(hotel).filter(code="BAR").update(
        conditions={"th": "บรรทัดแรก\nบรรทัดที่สอง", "en": "First line\nsecond line"},
        prepay_percent=Decimal("33.3333"),
    )
    before = hotel_tables(Property.objects.get())
    typed = form_of(manager, f"{LIST}{code}/")
    as_browsers_do = {name: value.replace("\n", "\r\n") for name, value in typed.items()}
    answer = manager.post(f"{LIST}{code}/", as_browsers_do)
    assert answer.status_code == 302, text_of(answer)
    assert hotel_tables(Property.objects.get()) == before


def test_a_plan_is_changed(hotel, manager):
    typed = form_of(manager) | {
        "name__en": "Half board",
        "meal": "half_board",
        "policy": "",
        "prepay_percent": "30",
        "conditions__en": "Dinner at seven",
    }
    assert manager.post(BAR, typed).status_code == 302
    row = plan(hotel)
    assert (row.name["en"], row.meal, row.policy, row.prepay_percent) == (
        "Half board",
        "half_board",
        None,
        30,
    )
    assert row.conditions == {"en": "Dinner at seven"}


def test_a_booking_keeps_the_terms_it_was_sold_with(hotel, manager):
    code = book_two_rooms(hotel)
    manager.post(BAR, form_of(manager) | {"policy": "", "meal": "none"})
    words = text_of(manager.get(f"/extranet/baan-talay/bookings/{code}/"))
    assert "50%" in words
    assert "coming bookings only" in text_of(manager.get(BAR))


def test_a_new_plan_comes_last(hotel, manager):
    typed = form_of(manager, NEW)
    answer = manager.post(
        NEW, typed | {"code": "LONG", "name__th": "พักยาว", "policy": "F", "meal": "breakfast"}
    )
    assert answer.status_code == 302, text_of(answer)
    assert plan(hotel, "LONG").policy.code == "F"
    codes = [row.code for row in RatePlan.objects.of(hotel).order_by("position", "code")]
    assert codes[-1] == "LONG"
    again = manager.post(NEW, typed | {"code": "LONG", "name__th": "พักยาว"})
    assert (again.status_code, error_at(again, "id_code")) == (422, "there is one with this code already")


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("name__th", ""),
        ("name__en", "a\u202eb"),
        ("meal", "brunch"),
        ("policy", "NONE"),
        ("prepay_percent", "101"),
        ("prepay_percent", "-1"),
        ("prepay_percent", ""),
        ("prepay_percent", "a third"),
        ("conditions__en", "x" * 5001),
    ],
)
def test_bad_input_is_named_at_its_field_and_what_was_typed_stays(hotel, manager, control, value):
    answer = manager.post(BAR, form_of(manager) | {"conditions__th": "พิมพ์ไว้"} | {control: value})
    assert answer.status_code == 422
    assert error_at(answer, f"id_{control}")
    assert filled(answer, "plan-form")["conditions__th"] == "พิมพ์ไว้"
    assert plan(hotel).conditions == {}


def test_what_somebody_else_saved_meanwhile_is_not_saved_over(hotel, manager):
    seen = form_of(manager)
    manager.post(BAR, form_of(manager) | {"meal": "full_board"})
    late = manager.post(BAR, seen | {"prepay_percent": "50"})
    assert late.status_code == 409
    assert (plan(hotel).meal, plan(hotel).prepay_percent) == ("full_board", 0)


def test_a_plan_in_use_is_retired_not_deleted(hotel, manager):
    book_two_rooms(hotel)
    seen = form_of(manager)["seen"]
    assert manager.post(BAR, {"do": "retire", "seen": seen}).status_code == 302
    assert plan(hotel).retired
    assert manager.post(BAR, {"do": "retire", "seen": seen}).status_code == 409
    assert manager.post(BAR, {"do": "restore", "seen": form_of(manager)["seen"]}).status_code == 302
    assert not plan(hotel).retired


def test_a_retired_policy_stays_with_its_plan_and_is_not_offered_to_others(hotel, manager):
    Policy.objects.of(hotel).update(retired=True)
    assert 'value="F"' in manager.get(BAR).content.decode()
    assert 'value="F"' not in manager.get(f"{LIST}NRF/").content.decode()
    assert manager.post(BAR, form_of(manager) | {"prepay_percent": "10"}).status_code == 302
    assert plan(hotel).policy.code == "F"


def test_plans_are_moved_up_and_down(hotel, manager):
    def order():
        return [row.code for row in RatePlan.objects.of(hotel).order_by("position", "code")]

    assert manager.post(LIST, {"order": "BAR NRF", "do": "up:NRF"}).status_code == 302
    assert order() == ["NRF", "BAR"]
    late = manager.post(LIST, {"order": "BAR NRF", "do": "up:NRF"})
    assert late.status_code == 409
    assert order() == ["NRF", "BAR"]
    for odd in ("up:NRF", "down:BAR", "up:XXX", "", "sideways:BAR"):
        assert manager.post(LIST, {"order": "NRF BAR", "do": odd}).status_code == 302
        assert order() == ["NRF", "BAR"]


def test_a_plan_that_is_not_there_is_not_found(manager):
    assert manager.get(f"{LIST}XXX/").status_code == 404


@pytest.mark.parametrize(
    ("percent", "currency", "words"),
    [
        ("0", "THB", "Nothing is due when booked; all is paid later."),
        ("100", "THB", "The whole stay is due when booked."),
        ("30", "THB", "Of a stay of 3,000 THB, 900 are due when booked (30%) and 2,100 later."),
        ("33.33", "JPY", "Of a stay of 3,000 JPY, 1,000 are due when booked (33.33%) and 2,000 later."),
        ("a third", "THB", ""),
        ("", "THB", ""),
    ],
)
def test_a_prepayment_is_said_in_words(percent, currency, words):
    from django.utils import translation

    with translation.override("en"):
        assert prepay_words(percent, currency, "en") == words


def test_the_words_follow_while_typing(manager):
    words = text_of(manager.post(f"{LIST}plan/prepay/", {"prepay_percent": "50"}))
    assert words == "Of a stay of 3,000 THB, 1,500 are due when booked (50%) and 1,500 later."

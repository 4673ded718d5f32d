"""The pages of policies: what is shown, saved, refused."""

import pytest

from kunjae.imports.exported import hotel_tables
from kunjae.properties.models import Property
from kunjae.rates.models import Policy
from kunjae.rates.policy_text import policy_from_json
from tests.extranet.desk import staff
from tests.extranet.settings.rates.filling import error_at, filled, text_of
from tests.hotel import book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/extranet/baan-talay/settings/policies/"
F = f"{LIST}F/"
NEW = f"{LIST}policy/new/"


@pytest.fixture
def hotel():
    return make_hotel()


@pytest.fixture
def manager(hotel):
    return staff(hotel, "manager")


def form_of(client, address):
    return filled(client.get(address), "policy-form")


def stored(hotel, code):
    row = Policy.objects.of(hotel).get(code=code)
    return policy_from_json(row.terms, hotel.currency, "")


def test_the_list_says_each_policy_in_words_and_where_it_is_used(manager):
    words = text_of(manager.get(LIST))
    assert "Flexible" in words
    assert "Within 3 days 50%, within 1 day 100%" in words
    assert "Breakfast included" in words


def test_a_policy_saved_untouched_stays_as_it_is(hotel, manager):
    before = stored(hotel, "F")
    answer = manager.post(F, form_of(manager, F))
    assert answer.status_code == 302, text_of(answer)
    assert stored(hotel, "F") == before
    once = hotel_tables(Property.objects.get())["policies"]
    manager.post(F, form_of(manager, F))
    assert hotel_tables(Property.objects.get())["policies"] == once


def test_a_step_is_changed(hotel, manager):
    typed = form_of(manager, F) | {"tiers-0-value": "33.33", "no_show_percent": "80"}
    assert manager.post(F, typed).status_code == 302
    saved = stored(hotel, "F")
    assert [str(tier.percent) for tier in saved.tiers] == ["33.33", "100"]
    assert str(saved.no_show_percent) == "80"


def test_a_booking_keeps_the_policy_it_was_sold_with(hotel, manager):
    code = book_two_rooms(hotel)
    manager.post(F, form_of(manager, F) | {"tiers-0-value": "99"})
    assert "50%" in text_of(manager.get(f"/extranet/baan-talay/bookings/{code}/"))
    assert "99%" not in text_of(manager.get(f"/extranet/baan-talay/bookings/{code}/"))
    assert "coming bookings only" in text_of(manager.get(F))


def test_steps_are_added_and_removed_without_saving(hotel, manager):
    typed = form_of(manager, F) | {"name__en": "Half typed"}
    added = manager.post(F, typed | {"rows": "tiers:add"})
    assert added.status_code == 200
    again = filled(added, "policy-form")
    assert (again["tiers-count"], again["tiers-2-days_before"], again["name__en"]) == ("3", "", "Half typed")
    removed = manager.post(F, again | {"rows": "tiers:remove:0"})
    again = filled(removed, "policy-form")
    assert [again[f"tiers-{index}-days_before"] for index in range(2)] == ["1", ""]
    assert "Within 1 day 100%" in text_of(removed)
    assert len(stored(hotel, "F").tiers) == 2


def test_an_empty_step_is_none(hotel, manager):
    typed = filled(manager.post(F, form_of(manager, F) | {"rows": "tiers:add"}), "policy-form")
    assert manager.post(F, typed).status_code == 302
    assert len(stored(hotel, "F").tiers) == 2


def test_a_new_policy_with_every_kind_of_step(hotel, manager):
    typed = form_of(manager, NEW) | {
        "code": "MIX",
        "name__en": "Mixed",
        "name__th": "ผสม",
        "max_changes": "2",
        "charge_on": "whole_stay",
        "clock": "earliest_arrival",
        "tiers-count": "3",
        "tiers-0-when": "always", "tiers-0-days_before": "", "tiers-0-kind": "amount", "tiers-0-value": "1,500.50",
        "tiers-1-when": "days", "tiers-1-days_before": "14", "tiers-1-kind": "nights", "tiers-1-value": "1",
        "tiers-2-when": "days", "tiers-2-days_before": "0", "tiers-2-kind": "percent", "tiers-2-value": "100",
    }  # fmt: skip
    del typed["guest_can_change"]
    answer = manager.post(NEW, typed)
    assert answer.status_code == 302, text_of(answer)
    saved = stored(hotel, "MIX")
    assert [(tier.days_before, tier.percent, tier.nights, tier.amount) for tier in saved.tiers] == [
        (None, None, None, 150_050),
        (14, None, 1, None),
        (0, 100, None, None),
    ]
    assert (saved.guest_can_change, saved.guest_can_cancel, saved.max_changes) == (False, True, 2)
    assert (saved.charge_on, saved.clock, dict(saved.name)) == (
        "whole_stay",
        "earliest_arrival",
        {"th": "ผสม", "en": "Mixed"},
    )
    assert Policy.objects.of(hotel).get(code="MIX").name == {"th": "ผสม", "en": "Mixed"}


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("tiers-0-value", "101"),
        ("tiers-0-value", "-1"),
        ("tiers-0-value", ""),
        ("tiers-0-value", "half"),
        ("tiers-0-days_before", ""),
        ("tiers-0-days_before", "-3"),
        ("tiers-0-days_before", "1001"),
        ("tiers-0-days_before", "three"),
        ("tiers-0-kind", "chickens"),
        ("tiers-0-when", "never"),
        ("max_changes", "-1"),
        ("max_changes", "many"),
        ("charge_on", "everything"),
        ("clock", "moon"),
        ("no_show_percent", "100.1"),
        ("no_show_percent", ""),
        ("no_show_percent", "NaN"),
        ("name__en", "a\u202eb"),
        ("name__th", "x" * 201),
    ],
)
def test_bad_input_is_named_at_its_field_and_what_was_typed_stays(hotel, manager, control, value):
    before = stored(hotel, "F")
    answer = manager.post(F, form_of(manager, F) | {control: value, "name__en": "Typed"} | {control: value})
    assert answer.status_code == 422
    assert error_at(answer, f"id_{control}")
    again = filled(answer, "policy-form")
    if control not in ("tiers-0-kind", "tiers-0-when", "charge_on", "clock"):
        assert again[control] == value
    if control != "name__en":
        assert again["name__en"] == "Typed"
    assert stored(hotel, "F") == before


def test_two_steps_for_the_same_day_are_refused_above_the_steps(manager):
    answer = manager.post(F, form_of(manager, F) | {"tiers-1-days_before": "3"})
    assert answer.status_code == 422
    assert "two tiers for the same moment" in text_of(answer)


def test_a_code_that_is_taken_is_refused(hotel, manager):
    answer = manager.post(NEW, form_of(manager, NEW) | {"code": "F"})
    assert answer.status_code == 422
    assert error_at(answer, "id_code") == "there is one with this code already"
    assert len(stored(hotel, "F").tiers) == 2


@pytest.mark.parametrize("code", ["", "with space", "a/b", "x" * 21])
def test_a_code_that_is_none_is_refused(manager, code):
    answer = manager.post(NEW, form_of(manager, NEW) | {"code": code})
    assert answer.status_code == 422
    assert error_at(answer, "id_code")


def test_what_somebody_else_saved_meanwhile_is_not_saved_over(hotel, manager):
    seen = form_of(manager, F)
    manager.post(F, form_of(manager, F) | {"no_show_percent": "70"})
    late = manager.post(F, seen | {"max_changes": "5"})
    assert late.status_code == 409
    assert "Somebody else changed this meanwhile" in text_of(late)
    assert (str(stored(hotel, "F").no_show_percent), stored(hotel, "F").max_changes) == ("70", None)
    assert filled(late, "policy-form")["max_changes"] == "5"


def test_a_policy_in_use_is_retired_not_deleted_and_taken_back(hotel, manager):
    seen = form_of(manager, F)["seen"]
    assert manager.post(F, {"do": "retire", "seen": seen}).status_code == 302
    row = Policy.objects.of(hotel).get(code="F")
    assert row.retired
    assert "retired" in text_of(manager.get(LIST))
    late = manager.post(F, {"do": "restore", "seen": seen})
    assert late.status_code == 409
    seen = form_of(manager, F)["seen"]
    assert manager.post(F, {"do": "restore", "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert not row.retired


def test_a_policy_that_is_not_there_is_not_found(manager):
    assert manager.get(f"{LIST}NONE/").status_code == 404
    assert manager.post(f"{LIST}NONE/", {"do": "retire"}).status_code == 404


TRY = f"{LIST}policy/try/"


def test_the_example_is_worked_out_by_the_engine(manager):
    typed = form_of(manager, F) | {
        "example-check_in": "2026-12-10",
        "example-nights": "2",
        "example-price": "1,500",
        "example-cancelled_on": "2026-12-08",
        "example-cancelled_at": "09:00",
    }
    words = text_of(manager.post(TRY, typed))
    assert "Cancelled on 8 Dec 2026 09:00: fee 1,500 THB of 3,000 (50%)" in words
    assert "If nobody comes: 3,000 THB" in words
    assert "4 or more – 0 free" in words
    assert "3–2 7 Dec 2026 14:00 1,500 50%" in words
    assert "Within 3 days 50%, within 1 day 100%" in words
    assert "ภายใน 3 วันก่อนเข้าพัก ชาร์จ 50%" in words


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("check_in", "1000-01-01"),
        ("check_in", "soon"),
        ("nights", "0"),
        ("nights", "366"),
        ("price", "-1"),
        ("price", "1.001"),
        ("cancelled_on", "9999-12-31"),
        ("cancelled_at", "25:00"),
        ("cancelled_at", ""),
    ],
)
def test_an_example_that_cannot_be_is_said_and_keeps_nothing_from_being_saved(manager, control, value):
    typed = form_of(manager, F) | {f"example-{control}": value}
    answer = manager.post(TRY, typed)
    assert answer.status_code == 200
    assert "Not complete yet" in text_of(answer)
    assert "day-chart" not in answer.content.decode()
    assert manager.post(F, typed).status_code == 302


@pytest.mark.parametrize(
    "odd", ["", "\x00", "９", "-1", "1e9", "tiers:remove:9", "tiers:remove:-1", "x" * 9000, "\u202e", "<b>"]
)
def test_whatever_is_sent_is_answered(manager, odd):
    typed = form_of(manager, F)
    for index, name in enumerate([*typed, "do", "rows"]):
        address = (F, TRY, NEW)[
            (index + len(odd)) % 3
        ]  # each field at each address, with one value or another
        assert manager.post(address, typed | {name: odd}).status_code in (200, 302, 409, 422), name
    assert manager.post(TRY, {}).status_code == 200
    assert manager.post(F, {}).status_code == 422

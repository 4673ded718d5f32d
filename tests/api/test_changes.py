"""Preview, confirm and history through the API: the manual's example, and everything that is in the way."""

import pytest
import time_machine

from kunjae.bookings.models import Booking
from kunjae.changes.models import HistoryEntry
from tests.api.caller import Api, read, wrong_paths
from tests.hotel import NEAR, book_stays, book_two_rooms

DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}
MOVE = {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-22"}
CANCEL = {"op": "cancel", "stay": 2}


@pytest.fixture
def code(hotel):
    """Rooms 001 and 002, 10 to 12 December; room 001 is taken on the new dates."""
    code = book_two_rooms(hotel)
    book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22", "room": "001"})
    return code


# The Preview of the contract


def test_the_preview_is_the_contracts(api, code):
    preview = api.preview(code, MOVE, CANCEL)
    assert set(preview) >= {
        "currency",
        "record",
        "digest",
        "stays",
        "total",
        "orders",
        "money",
        "can_confirm",
    }
    assert (preview["currency"], preview["record"], preview["can_confirm"]) == ("THB", True, False)
    first, second = preview["stays"]
    figures = {name: first[name] for name in ("stay", "current", "new", "fee", "change")}
    assert figures == {"stay": 1, "current": "3000.00", "new": "3000.00", "fee": "0.00", "change": "0.00"}
    assert (first["before"]["check_in"], first["after"]["check_in"]) == ("2026-12-10", "2026-12-20")
    assert (first["before"]["room"], first["after"]["room"]) == ("001", None)
    assert first["tier"] is None
    (problem,) = first["problems"]
    assert problem["message"].startswith("Room 001 is taken on 20 Dec 2026, 21 Dec 2026")
    assert {name: problem[name] for name in ("code", "severity", "room", "nights")} == {
        "code": "room_taken",
        "severity": "choose",
        "room": "001",
        "nights": ["2026-12-20", "2026-12-21"],
    }
    assert Booking.objects.filter(property_id=_property(api), code=problem["taken_by"]).exists()
    assert first["rooms_free"] == ["002", "003"]
    assert (second["stay"], second["after"], second["new"], second["change"]) == (2, None, "0.00", "-3000.00")
    total = {name: preview["total"][name] for name in ("current", "new", "fee", "change")}
    assert total == {"current": "6000.00", "new": "3000.00", "fee": "0.00", "change": "-3000.00"}
    assert preview["orders"] == {"before": "0.00", "after": "0.00"}
    money = {name: preview["money"][name] for name in ("collect_now", "return", "later")}
    assert money == {"collect_now": "0.00", "return": "0.00", "later": "3000.00"}


def _property(api):
    from kunjae.accounts.models import ApiToken

    return ApiToken.objects.get().property_id


def test_choosing_a_free_room_lets_it_be_confirmed(api, code):
    assert api.preview(code, MOVE | {"room": "003"}, CANCEL)["can_confirm"] is True
    assert api.preview(code, MOVE | {"room": None}, CANCEL)["can_confirm"] is True


def test_the_tier_in_force_and_its_fee(api, code):
    with time_machine.travel(NEAR, tick=False):
        (first, second) = api.preview(code, CANCEL)["stays"]
    assert second["tier"] == {"days_before": 3, "percent": "50", "reached_at": "2026-12-07T07:00:00Z"}
    assert (second["fee"], second["change"], second["given_back"]) == ("1500.00", "-1500.00", "3000.00")
    assert (first["touched"], first["new"], first["current"]) == (False, "3000.00", "3000.00")


def test_without_record_every_fee_is_nothing_and_the_waived_one_is_shown(api, code):
    with time_machine.travel(NEAR, tick=False):
        preview = api.preview(code, CANCEL, record=False)
        recorded = api.preview(code, CANCEL)
    assert [stay["fee"] for stay in preview["stays"]] == ["0.00", "0.00"]
    assert [stay["waived_fee"] for stay in preview["stays"]] == ["0.00", "1500.00"]
    assert (preview["total"]["fee"], preview["total"]["waived_fee"]) == ("0.00", "1500.00")
    assert preview["record"] is False
    assert preview["digest"] == recorded["digest"]


def test_a_preview_saves_nothing(hotel, api, code):
    before = read(api.get(f"/bookings/{code}"))
    api.preview(code, MOVE | {"room": "003"}, CANCEL)
    assert read(api.get(f"/bookings/{code}")) == before
    assert not HistoryEntry.objects.of(hotel).exists()


def test_problems_are_told_in_the_callers_language(hotel, code):
    preview = Api(hotel, language="th").preview(code, MOVE)
    assert preview["stays"][0]["problems"][0]["message"].startswith("ห้อง 001 ไม่ว่าง")
    assert preview["digest"] == Api(hotel).preview(code, MOVE)["digest"]


def test_no_operations_show_the_booking_as_it_is(api, code):
    preview = api.preview(code)
    assert (preview["total"]["change"], preview["can_confirm"]) == ("0.00", False)


@pytest.mark.parametrize(
    ("operations", "wrong"),
    [
        ({}, {"operations": "invalid_type"}),
        ([1], {"operations.0": "invalid_type"}),
        ([{}], {"operations.0.op": "required"}),
        ([{"op": "fly"}], {"operations.0.op": "unknown_operation"}),
        ([{"op": "cancel"}], {"operations.0.stay": "required"}),
        ([{"op": "cancel", "stay": 9}], {"operations.0.stay": "unknown_stay"}),
        ([{"op": "cancel", "stay": 1, "now": True}], {"operations.0.now": "unknown_field"}),
        ([CANCEL, MOVE | {"check_in": "2026-12-22"}], {"operations.1.check_out": "no_nights"}),
        ([MOVE | {"check_in": "2026-12-32"}], {"operations.0.check_in": "invalid_date"}),
        ([MOVE | {"check_out": "2028-01-31"}], {"operations.0.check_out": "too_many_nights"}),
        ([MOVE | {"room": "999"}], {"operations.0.room": "unknown_room"}),
        ([MOVE | {"pricing": "cheap"}], {"operations.0.pricing": "invalid_choice"}),
        ([MOVE | {"pricing": "manual"}], {"operations.0.nightly_prices": "wrong_number_of_prices"}),
        ([MOVE | {"nightly_prices": ["1.00"]}], {"operations.0.nightly_prices": "wrong_number_of_prices"}),
        ([MOVE | {"nightly_prices": ["-1", "1.001"]}], {"operations.0.nightly_prices.0": "negative_amount", "operations.0.nightly_prices.1": "too_many_decimals"}),
        ([{"op": "change_room_type", "stay": 1, "room_type": "XXX"}], {"operations.0.room_type": "unknown_room_type"}),
        ([{"op": "change_rate_plan", "stay": 1, "rate_plan": "XXX"}], {"operations.0.rate_plan": "unknown_rate_plan"}),
        ([{"op": "move_to_booking", "stay": 1, "booking": "KJ234567"}], {"operations.0.booking": "unknown_booking"}),
        ([{"op": "reinstate", "stay": 1}], {"operations.0.stay": "stay_is_live"}),
        ([{"op": "cancel", "stay": 1}, MOVE], {"operations.1": "operations_conflict"}),
        ([CANCEL] * 201, {"operations": "too_many"}),
    ],
)  # fmt: skip
def test_a_wrong_operation_is_named(api, code, operations, wrong):
    assert wrong_paths(api.post(f"/bookings/{code}/changes/preview", {"operations": operations})) == wrong


def test_two_pricings_of_one_stay_are_refused(api, code):
    response = api.post(
        f"/bookings/{code}/changes/preview",
        {
            "operations": [
                MOVE | {"pricing": "keep"},
                {"op": "change_guests", "stay": 1, "adults": 1, "pricing": "today"},
            ]
        },
    )
    assert response.status_code == 422
    assert read(response)["errors"][0]["path"].startswith("operations.1")


# Confirming


def test_the_manuals_example_from_preview_to_history(api, code):
    response = api.confirm(code, MOVE | {"room": "003"}, CANCEL, reason="asked by phone")
    assert response.status_code == 201, response.content.decode()
    entry = read(response)
    assert response["Location"] == f"/api/v1/bookings/{code}/changes/1"
    assert (entry["number"], entry["kind"], entry["recorded"], entry["reason"]) == (
        1,
        "change",
        True,
        "asked by phone",
    )
    assert (entry["current"], entry["new"], entry["fee"], entry["change"]) == (
        "6000.00",
        "3000.00",
        "0.00",
        "-3000.00",
    )
    assert (entry["at"], entry["by"]) == ("2026-11-25T02:00:00Z", {"kind": "token", "name": "channel"})
    assert entry["operations"] == [MOVE | {"room": "003"}, CANCEL]
    assert [(stay["check_in"], stay["room"], stay["status"]) for stay in entry["before"]["stays"]] == [
        ("2026-12-10", "001", "reserved"),
        ("2026-12-10", "002", "reserved"),
    ]
    assert [(stay["check_in"], stay["room"], stay["status"]) for stay in entry["after"]["stays"]] == [
        ("2026-12-20", "003", "reserved"),
        ("2026-12-10", "002", "cancelled"),
    ]
    booking = read(api.get(f"/bookings/{code}"))
    assert (booking["value"], booking["changes_recorded"], booking["version"]) == ("3000.00", 1, 2)
    assert read(api.get(f"/bookings/{code}/changes/1")) == entry
    assert read(api.get(f"/bookings/{code}/changes")) == {"items": [entry], "next_cursor": None}


def test_what_is_confirmed_is_what_was_previewed(api, code):
    operations = (
        MOVE | {"room": "003", "pricing": "today"},
        {"op": "change_guests", "stay": 2, "adults": 3, "children": 1},
        {"op": "set_guest", "stay": 2, "guest_name": "Ada Lovelace"},
        {"op": "set_terms", "stay": 2, "meal": "half_board", "conditions": {"en": "Quiet room"}, "policy": None},
        {"op": "add_stay", "room_type": "DLX", "rate_plan": "BAR", "check_in": "2026-12-20", "check_out": "2026-12-21", "adults": 1, "guest_name": "Grace"},
    )  # fmt: skip
    preview = api.preview(code, *operations)
    entry = read(api.confirm(code, *operations))
    assert {name: entry[name] for name in ("current", "new", "fee", "change")} == {
        name: preview["total"][name] for name in ("current", "new", "fee", "change")
    }
    booking = read(api.get(f"/bookings/{code}"))
    shown = [
        {name: value for name, value in stay["after"].items() if name != "taxes"} for stay in preview["stays"]
    ]
    assert booking["stays"] == shown
    assert [stay["guest_name"] for stay in entry["after"]["stays"]] == ["", "Ada Lovelace", "Grace"]
    assert entry["operations"][2]["guest_name"] == "Ada Lovelace"
    assert "guest_id" not in str(entry)


def test_an_outdated_digest_saves_nothing_and_answers_the_fresh_preview(api, code):
    digest = api.preview(code, CANCEL)["digest"]
    api.patch(f"/bookings/{code}", {"notes": "moved meanwhile"})
    response = api.post(f"/bookings/{code}/changes", {"operations": [CANCEL], "digest": digest})
    assert response.status_code == 409
    problem = read(response)
    assert problem["code"] == "plan_outdated"
    assert problem["preview"]["digest"] != digest
    retried = api.post(
        f"/bookings/{code}/changes", {"operations": [CANCEL], "digest": problem["preview"]["digest"]}
    )
    assert retried.status_code == 201


def test_a_plan_with_something_to_choose_is_refused_with_its_problems(hotel, api, code):
    response = api.confirm(code, MOVE)
    assert response.status_code == 422
    problem = read(response)
    assert problem["code"] == "plan_refused"
    assert [(each["code"], each["severity"]) for each in problem["problems"]] == [("room_taken", "choose")]
    assert problem["preview"]["stays"][0]["rooms_free"] == ["002", "003"]
    assert not HistoryEntry.objects.of(hotel).exists()


def test_nothing_to_change_is_refused(api, code):
    assert read(api.confirm(code))["code"] == "plan_refused"


def test_sold_out_nights_are_refused(hotel, api, code):
    dates = {"check_in": "2026-12-24", "check_out": "2026-12-25"}
    book_stays(hotel, dates, dates, dates)
    response = api.confirm(code, MOVE | dates | {"room": None})
    assert [each["code"] for each in read(response)["problems"]] == ["sold_out"]


def test_nights_gone_by_need_a_reason(api, code):
    with time_machine.travel("2026-12-15T02:00:00Z", tick=False):
        assert read(api.confirm(code, CANCEL))["code"] == "reason_required"
        assert api.confirm(code, CANCEL, reason="never arrived").status_code == 201


def test_unrecorded_changes_count_nothing_and_charge_nothing(api, code):
    with time_machine.travel(NEAR, tick=False):
        entry = read(api.confirm(code, CANCEL, record=False))
    assert (entry["recorded"], entry["fee"], entry["waived_fee"]) == (False, "0.00", "1500.00")
    booking = read(api.get(f"/bookings/{code}"))
    assert (booking["changes_recorded"], booking["fees"], booking["value"]) == (0, "0.00", "3000.00")


def test_a_stay_that_moves_is_in_both_histories(hotel, api, code):
    target = book_stays(hotel, {"check_in": "2026-12-10", "check_out": "2026-12-12"})
    entry = read(api.confirm(code, {"op": "move_to_booking", "stay": 2, "booking": target}))
    assert [stay["number"] for stay in entry["after"]["stays"]] == [1]
    received = read(api.get(f"/bookings/{target}/changes/1"))
    assert received["operations"] == [{"op": "receive_stay", "stay": 2, "booking": code}]
    assert received["change"] == "3000.00"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"operations": "required", "digest": "required"}),
        ({"operations": []}, {"digest": "required"}),
        ({"operations": [], "digest": ""}, {"digest": "required"}),
        ({"operations": [], "digest": 5}, {"digest": "invalid_type"}),
        ({"operations": [], "digest": "x", "record": "yes"}, {"record": "invalid_boolean"}),
        ({"operations": [], "digest": "x", "reason": "x" * 1001}, {"reason": "too_long"}),
        ({"operations": [{"op": "cancel"}], "digest": "x"}, {"operations.0.stay": "required"}),
        ({"operations": [], "digest": "x", "pin": "1"}, {"pin": "unknown_field"}),
    ],
)
def test_a_wrong_body_of_a_change_is_named(api, code, body, wrong):
    assert wrong_paths(api.post(f"/bookings/{code}/changes", body)) == wrong


# History


def test_a_history_is_walked_page_by_page_newest_first(api, code):
    for notes in "abcde":
        api.patch(f"/bookings/{code}", {"notes": notes})
    found, cursor = [], None
    for _ in range(5):
        page = read(api.get(f"/bookings/{code}/changes", limit=2, **({"cursor": cursor} if cursor else {})))
        found += [(entry["number"], entry["after"]["notes"]) for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [(5, "e"), (4, "d"), (3, "c"), (2, "b"), (1, "a")]


@pytest.mark.parametrize("number", ["1", "0", "99", "9" * 30, "9" * 6000])
def test_an_entry_that_is_not_there_is_not_found(api, code, number):
    response = api.get(f"/bookings/{code}/changes/{number}")
    assert response.status_code == 404


@pytest.mark.parametrize("cursor", ["x", "MA", "LTE", "MWUx", "OTk5OTk5OTk5OTk5OQ", "dHJ1ZQ"])
def test_a_broken_cursor_of_a_history_is_named(api, code, cursor):
    assert wrong_paths(api.get(f"/bookings/{code}/changes", cursor=cursor)) == {"cursor": "invalid_cursor"}


# Payments


# How many queries

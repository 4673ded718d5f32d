"""Check-in, check-out and no-show through the API."""

from datetime import timedelta

import pytest
import time_machine

from kunjae.bookings.registrations import registrations_of
from kunjae.properties.models import Room
from tests.api.caller import Api, read, wrong_paths
from tests.changes.the_desk import ANNA, ARRIVAL, LAST_DAY, SECOND_DAY, SOMCHAI, AtDesk

ALL = 450000
GUESTS = [
    {
        "first_name": "Somchai",
        "last_name": "Jaidee",
        "nationality": "THA",
        "document_number": "1-1017-00230-70-8",
    },
    {
        "first_name": "Anna",
        "last_name": "Berg",
        "nationality": "swe",
        "document": "passport",
        "document_number": "aa 1234567",
    },
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(ARRIVAL, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(hotel):
    return AtDesk(hotel)


def post(api, desk, verb, number=1, key=None, **body):
    return api.post(f"/bookings/{desk.code}/stays/{number}/{verb}", body, key=key)


def code_of(answer):
    return answer.status_code, read(answer)["code"]


def test_guests_are_checked_in_and_registered(api, desk):
    answer = post(api, desk, "check-in", registrations=GUESTS, reason="early bus")
    entry = read(answer)
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/bookings/{desk.code}/changes/1"
    assert (entry["kind"], entry["reason"], entry["after"]["status"]) == ("check_in", "early bus", "in_house")
    assert registrations_of(desk.hotel, desk.row.id) == [SOMCHAI, ANNA]
    assert read(api.get(f"/bookings/{desk.code}"))["stays"][0]["status"] == "in_house"


def test_a_key_checks_in_once(api, desk):
    first = post(api, desk, "check-in", key="k")
    again = post(api, desk, "check-in", key="k")
    assert (again.status_code, again["Idempotency-Replayed"], read(again)) == (201, "true", read(first))
    assert code_of(post(api, desk, "check-in")) == (409, "wrong_status")
    assert desk.told() == ["check_in"]


def test_a_room_is_given_at_check_in(api, hotel):
    desk = AtDesk(hotel, more={"room": None})
    Room.objects.of(hotel).update(to_clean=True)
    assert code_of(post(api, desk, "check-in")) == (422, "room_required")
    assert wrong_paths(post(api, desk, "check-in", room="999")) == {"operations.0.room": "unknown_room"}
    assert post(api, desk, "check-in", room="003", room_ready=True).status_code == 201
    assert (desk.stay.room, desk.to_clean("003")) == ("003", False)
    other = AtDesk(hotel, more={"room": None})
    assert code_of(post(api, other, "check-in", room="003")) == (422, "plan_refused")


def test_nobody_checks_in_or_fails_to_come_too_early(api, desk, clock):
    clock.move_to(ARRIVAL - timedelta(days=1))
    assert code_of(post(api, desk, "check-in")) == (409, "too_early")
    assert code_of(post(api, desk, "no-show")) == (409, "too_early")


def test_wrong_fields_are_named_each(api, desk):
    wrong = [
        {"nationality": "XXX", "birth_date": "2030-01-01", "sex": "male"},
        {"nationality": "THA", "document_number": "1101700230709", "shoe_size": 42},
        {"document": "passport", "document_number": "A"},
    ]
    answer = post(api, desk, "check-in", registrations=wrong, room_ready="yes", later=True)
    assert wrong_paths(answer) == {
        "registrations.0.nationality": "unknown_country",
        "registrations.0.birth_date": "no_birth_date",
        "registrations.0.sex": "invalid_choice",
        "registrations.1.document_number": "no_thai_id",
        "registrations.1.shoe_size": "unknown_field",
        "registrations.2.document_number": "no_passport_number",
        "room_ready": "invalid_boolean",
        "later": "unknown_field",
    }
    assert desk.stay.status.value == "reserved"


def test_registrations_left_out_stay_and_an_empty_list_takes_them_away(api, desk):
    desk.arrive(registered=None)
    desk.do("undo_arrival", ARRIVAL)
    post(api, desk, "check-in", registrations=GUESTS)
    desk.do("undo_arrival", ARRIVAL)
    post(api, desk, "check-in", registrations=None)
    assert len(registrations_of(desk.hotel, desk.row.id)) == 2
    desk.do("undo_arrival", ARRIVAL)
    post(api, desk, "check-in", registrations=[])
    assert registrations_of(desk.hotel, desk.row.id) == []


def test_a_stay_or_booking_that_is_not_there(api, desk):
    for verb in ("check-in", "check-out", "no-show"):
        assert code_of(post(api, desk, verb, number=2)) == (404, "no_such_stay")
        assert code_of(api.post(f"/bookings/NOPE/stays/1/{verb}", {})) == (404, "no_such_booking")


def test_a_viewer_may_do_none_of_it(hotel, desk):
    viewer = Api(hotel, role="viewer")
    for verb in ("check-in", "check-out", "no-show"):
        assert code_of(post(viewer, desk, verb)) == (403, "forbidden")


def test_check_out_wants_the_money_or_a_reason(api, desk, clock):
    desk.arrive()
    clock.move_to(LAST_DAY)
    refused = post(api, desk, "check-out")
    assert (code_of(refused), read(refused)["balance"]) == ((422, "balance_open"), "4500.00")
    entry = read(post(api, desk, "check-out", reason="the company pays"))
    assert (entry["kind"], entry["reason"]) == ("check_out", "the company pays")
    assert desk.to_clean()
    assert code_of(post(api, desk, "check-out")) == (409, "wrong_status")


def test_leaving_early_is_shown_first_and_confirmed_by_its_digest(api, desk, clock):
    desk.arrive()
    desk.pay(ALL)
    clock.move_to(SECOND_DAY)
    refused = post(api, desk, "check-out", key="early")
    preview = read(refused)["preview"]
    assert code_of(refused) == (409, "early_departure")
    assert (preview["total"]["new"], preview["total"]["fee"]) == ("1500.00", "3000.00")
    same = api.preview(
        desk.code, {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-11"}
    )
    assert same["digest"] == preview["digest"]
    entry = read(post(api, desk, "check-out", key="early", digest=preview["digest"]))
    assert (entry["number"], entry["kind"]) == (3, "check_out")
    assert entry["operations"] == [{"op": "leave_early", "stay": 1, "entry": 2}]
    assert read(api.get(f"/bookings/{desk.code}/changes/2"))["fee"] == "3000.00"
    assert desk.booking.fees == 300000


def test_a_digest_that_no_longer_holds_is_refused_with_the_fresh_preview(api, desk, clock):
    desk.arrive()
    clock.move_to(SECOND_DAY)
    old = read(post(api, desk, "check-out"))["preview"]["digest"]
    desk.pay(ALL, SECOND_DAY)
    refused = post(api, desk, "check-out", digest=old)
    fresh = read(refused)["preview"]["digest"]
    assert (code_of(refused), fresh != old) == ((409, "plan_outdated"), True)
    assert post(api, desk, "check-out", digest=fresh, record=False).status_code == 201
    assert desk.booking.fees == 0


def test_a_no_show_costs_what_a_preview_shows(api, desk, clock):
    clock.move_to(SECOND_DAY)
    preview = api.preview(desk.code, {"op": "no_show", "stay": 1})
    assert code_of(post(api, desk, "no-show", digest="x")) == (409, "plan_outdated")
    entry = read(post(api, desk, "no-show", digest=preview["digest"], reason="no answer"))
    assert (entry["kind"], entry["fee"], entry["recorded"]) == ("change", "4500.00", True)
    assert code_of(post(api, desk, "no-show")) == (409, "wrong_status")
    desk.agrees()


def test_a_no_show_needs_no_preview_and_no_fee(api, desk):
    entry = read(post(api, desk, "no-show", record=False))
    assert (entry["fee"], entry["waived_fee"], entry["recorded"]) == ("0.00", "4500.00", False)


def test_refusals_are_in_thai_too(hotel, desk, clock):
    thai = Api(hotel, language="th")
    clock.move_to(ARRIVAL - timedelta(days=1))
    assert read(post(thai, desk, "check-in"))["detail"].startswith("ยังไม่ถึงวันเช็คอิน")
    clock.move_to(ARRIVAL)
    desk.arrive()
    clock.move_to(SECOND_DAY)
    assert "ยังเหลือคืนที่จองไว้" in read(post(thai, desk, "check-out"))["detail"]
    clock.move_to(LAST_DAY)
    assert "ยังค้างชำระ 4,500 บาท" in read(post(thai, desk, "check-out"))["detail"]
    assert read(post(thai, desk, "check-in", number=5))["detail"] == "การจองนี้ไม่มีรายการที่ 5"

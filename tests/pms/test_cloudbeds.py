"""The adapter against the fake: every question that is asked here is checked by Cloudbeds' description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.pms.adapters.cloudbeds.adapter import Cloudbeds
from kunjae.pms.adapters.cloudbeds.charges import own_sku
from kunjae.pms.facts import Booked, Charge, Choice, HouseThere, Line, ReservationThere
from kunjae.pms.ports import Forged, NotLetIn, PmsBusy, PmsDown, PmsRefused
from tests.hotel import FAR
from tests.pms.fakes.cloudbeds import API_KEY, HOTEL, CloudbedsServer, open_cloudbeds, room
from tests.pms.fakes.server import LOST, SILENT, Answer, busy

PMS = Cloudbeds()
CHECKS = "POST /folio/v1/checks"
SPA = Charge(
    key="0196-0001-1",
    reservation="1001",
    room="1001",
    name="Aroma massage",
    amount=180000,
    currency="THB",
    quantity=2,
    day=date(2026, 12, 11),
    booking="KJ-2F4A",
)


@pytest.fixture(scope="module")
def _server() -> Iterator[CloudbedsServer]:
    with open_cloudbeds() as server:
        yield server


@pytest.fixture
def server(_server: CloudbedsServer) -> Iterator[CloudbedsServer]:
    _server.start_afresh()
    yield _server
    assert not _server.complaints


@pytest.fixture
def line(server: CloudbedsServer) -> Line:
    return Line(
        property_id=uuid4(),
        address=server.url,
        currency="THB",
        timezone="Asia/Bangkok",
        secrets={"api_key": API_KEY},
        details={"property_id": HOTEL},
    )


def test_the_hotel_and_what_it_can_choose_from(server: CloudbedsServer, line: Line) -> None:
    assert PMS.house(line) == HouseThere(HOTEL, "Baan Talay", "THB")
    assert PMS.choices(line) == {
        "product": [Choice("SPA-1", "Spa (SPA-1)")],
        "category": [Choice("Wellness", "Wellness")],
    }
    assert PMS.room_types(line) == [Choice("72", "Deluxe"), Choice("71", "Standard")]
    assert [each.value for each in PMS.rates(line)] == ["Flexible", "Half board"]
    assert {each.name for each in PMS.map_fields} == PMS.choices(line).keys()


def test_what_is_wrong_with_what_was_entered() -> None:
    assert not PMS.check({"api_key": "cbat_x", "property_id": "31842"})
    wrong = PMS.check({"api_key": "cbat\nx", "property_id": "Baan Talay"})
    assert [each.path for each in wrong] == ["api_key", "property_id"]
    assert [each.path for each in PMS.check({})] == ["api_key", "property_id"]


# Charges


@pytest.mark.parametrize(
    ("currency", "decimals", "amount"), [("THB", 2, 180050), ("JPY", 0, 1800), ("KWD", 3, 12345)]
)
def test_a_charge_stands_on_the_folio_as_it_is_here(
    server: CloudbedsServer, line: Line, currency: str, decimals: int, amount: int
) -> None:
    server.furnish(currency, decimals)
    server.book()
    charge = replace(SPA, amount=amount, currency=currency, mapping={"category": "Wellness"})
    assert PMS.post(charge, line) == Booked(SPA.key)
    (row,) = server.house.folio("1001")
    assert (row["name"], row["amount"], row["quantity"]) == ("Aroma massage", amount, 2)
    assert (row["note"], row["room"]) == ("2026-12-11 · KJ-2F4A", "1001")
    assert row["sku"] == own_sku("Aroma massage")
    asked = server.questions(CHECKS)[-1]
    assert PMS.shown(charge, line).url == f"{server.url}{asked.path}"
    assert json.loads(PMS.shown(charge, line).body) == asked.json()
    assert API_KEY not in PMS.shown(charge, line).body


@pytest.mark.parametrize("trouble", [LOST, SILENT, Answer(500, {"message": "no"}), Answer(201, b"<html>")])
def test_whatever_was_heard_of_it_sent_again_it_stands_there_once(
    server: CloudbedsServer, line: Line, trouble: Any
) -> None:
    server.book()
    server.then(trouble, trouble, trouble, on=CHECKS)
    for _ in range(3):
        with pytest.raises(PmsDown) as down:
            PMS.post(SPA, line)
        assert down.value.sent
    assert PMS.post(SPA, line) == Booked(SPA.key)
    assert server.standing("1001") == [("Aroma massage", 180000)]


def test_its_own_number_protects_it_when_its_key_is_forgotten(server: CloudbedsServer, line: Line) -> None:
    server.book()
    server.then(LOST, on=CHECKS)
    with pytest.raises(PmsDown):
        PMS.post(SPA, line)
    server.forget_keys()
    assert PMS.post(SPA, line) == Booked(SPA.key)
    assert server.standing("1001") == [("Aroma massage", 180000)]


def test_what_was_never_heard_of_is_taken_back_by_its_key(server: CloudbedsServer, line: Line) -> None:
    server.book()
    server.then(LOST, on=CHECKS)
    with pytest.raises(PmsDown):
        PMS.post(SPA, line)
    server.then(LOST, Answer(500, {"message": "payments"}), on="DELETE")
    for _ in range(2):
        with pytest.raises(PmsDown):
            PMS.reverse(SPA, Booked(SPA.key), line)
    for _ in range(2):
        PMS.reverse(SPA, Booked(SPA.key), line)
    assert server.standing("1001") == []
    PMS.reverse(SPA, Booked("never-was"), line)


def test_a_page_on_the_way_that_knows_nothing_does_not_mean_taken_back(
    server: CloudbedsServer, line: Line
) -> None:
    server.book()
    PMS.post(SPA, line)
    server.then(Answer(404, b"<h1>Not found</h1>"), on="DELETE")
    with pytest.raises(PmsDown):
        PMS.reverse(SPA, Booked(SPA.key), line)
    server.then(Answer(409, {"message": "no target", "code": "CHECK_VOID_UNAVAILABLE"}), on="DELETE")
    with pytest.raises(PmsRefused, match="refused"):
        PMS.reverse(SPA, Booked(SPA.key), line)


def test_why_a_charge_is_refused(server: CloudbedsServer, line: Line) -> None:
    def why(charge: Charge) -> tuple[str, bool]:
        with pytest.raises(PmsRefused) as refused:
            PMS.post(charge, line)
        return refused.value.code, refused.value.passing

    server.book()
    assert why(replace(SPA, reservation="9999")) == ("no_reservation", False)
    assert why(replace(SPA, currency="USD")) == ("wrong_currency", False)
    assert why(replace(SPA, name="Spa")) == ("name_taken", False)
    server.lock("1001")
    assert why(SPA) == ("folio_locked", True)
    server.lock("1001", locked=False)
    PMS.post(SPA, line)
    with pytest.raises(PmsDown, match="other_content") as down:
        PMS.post(replace(SPA, amount=1), line)
    assert down.value.sent
    server.house.set_status("1001", "checked_out")
    assert why(replace(SPA, key="another")) == ("checked_out", False)
    server.then(Answer(400, {"message": "bad", "errors": [{"field": "items", "message": "bad"}]}), on=CHECKS)
    assert why(SPA) == ("refused", False)
    assert server.standing("1001") == [("Aroma massage", 180000)]
    mapped = replace(SPA, key="mapped", name="Spa", mapping={"product": "SPA-1"})
    server.house.set_status("1001", "checked_in")
    assert PMS.post(mapped, line) == Booked("mapped")


def test_keys_that_are_not_accepted_and_too_many_questions(server: CloudbedsServer, line: Line) -> None:
    server.book()
    for status in (401, 403):
        server.then(Answer(status, {"message": "no"}))
        with pytest.raises(NotLetIn):
            PMS.post(SPA, line)
    with pytest.raises(NotLetIn):
        PMS.house(replace(line, secrets={"api_key": "old"}))
    with pytest.raises(NotLetIn):  # v1.3 says it in a 200
        PMS.house(replace(line, details={"property_id": "1"}))
    server.then(busy(30))
    with pytest.raises(PmsBusy) as refused:
        PMS.post(SPA, line)
    assert refused.value.after == timedelta(seconds=30)
    assert server.standing("1001") == []


# Reservations


def test_a_reservation_in_full(server: CloudbedsServer, line: Line) -> None:
    server.book(code="KJ-2F4A", rooms=[room(room="204"), room(room_type="72", adults=1, children=2, rate="")])
    found = PMS.reservation("1001", line)
    assert found is not None
    assert (found.number, found.code, found.name, found.email) == (
        "1001",
        "KJ-2F4A",
        "Anna Berg",
        "anna@example.com",
    )
    assert (found.phone, found.country, found.currency) == ("+46 8 123", "SE", "THB")
    assert found.booked_at == FAR.astimezone(UTC)
    first, second = found.rooms
    assert (first.id, first.room_type, first.room, first.rate) == ("1001-1", "71", "204", "Flexible")
    assert (first.check_in, first.check_out) == (date(2026, 12, 10), date(2026, 12, 12))
    assert (first.nightly, first.total) == ((150000, 160000), 310000)
    assert (second.id, second.room_type, second.adults, second.children) == ("1001-2", "72", 1, 2)
    assert PMS.reservation_by_code("KJ-2F4A", line) == found
    assert PMS.reservation("9999", line) is None
    assert PMS.reservation_by_code("KJ-0000", line) is None


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("confirmed", StayStatus.RESERVED),
        ("not_confirmed", StayStatus.RESERVED),
        ("checked_in", StayStatus.IN_HOUSE),
        ("checked_out", StayStatus.CHECKED_OUT),
        ("canceled", StayStatus.CANCELLED),
        ("no_show", StayStatus.NO_SHOW),
    ],
)
def test_how_its_rooms_stand(server: CloudbedsServer, line: Line, status: str, meant: StayStatus) -> None:
    server.book(rooms=[room(), room()])
    server.house.set_status("1001", status)
    server.house.data["reservations"]["1001"]["rooms"][1]["status"] = "cancelled"
    found = _of(PMS.reservation("1001", line))
    gone = StayStatus.NO_SHOW if status == "no_show" else StayStatus.CANCELLED
    assert [each.status for each in found.rooms] == [meant, gone]
    server.house.data["reservations"]["1001"]["deleted"] = True
    assert {each.status for each in _of(PMS.reservation("1001", line)).rooms} == {StayStatus.CANCELLED}


def test_a_guest_who_changes_rooms_in_the_middle_has_one_stay(server: CloudbedsServer, line: Line) -> None:
    server.book(
        rooms=[
            room(prices=[1, 2]),
            room(**{"from": "2026-12-12", "to": "2026-12-13"}, room_type="72", prices=[3]),
        ]
    )
    for each in server.house.data["reservations"]["1001"]["rooms"]:
        each["sub"] = "1001"
    (only,) = _of(PMS.reservation("1001", line)).rooms
    assert (only.check_in, only.check_out) == (date(2026, 12, 10), date(2026, 12, 13))
    assert (only.room_type, only.nightly, only.total) == ("72", (1, 2, 3), 6)


def test_what_cloudbeds_writes_oddly(server: CloudbedsServer, line: Line) -> None:
    """An empty list for an empty object, numbers as texts, prices with more decimals than the currency."""
    row = {
        "reservationID": 1001,
        "status": "confirmed",
        "guestList": [],
        "sourceReservationID": None,
        "dateCreatedUTC": "0000-00-00 00:00:00",
        "rooms": [
            {
                "subReservationID": "1001",
                "roomTypeID": 71,
                "roomCheckIn": "2026-12-10 00:00:00",
                "roomCheckOut": "2026-12-11",
                "adults": "2",
                "children": None,
                "guestName": "Anna Berg",
                "detailedRoomRates": {"2026-12-10": 833.335},
            }
        ],
    }
    server.then(Answer(200, {"success": True, "data": [row]}))
    found = _of(PMS.reservation("1001", line))
    assert (found.name, found.email, found.code, found.currency) == ("Anna Berg", "", "", "THB")
    assert found.booked_at is None
    assert (found.rooms[0].nightly, found.rooms[0].adults, found.rooms[0].room_type) == ((83334,), 2, "71")


@pytest.mark.parametrize(
    "body",
    [
        {"success": True},
        {"success": True, "data": [{"guestName": "who"}]},
        {"success": True, "data": [{"reservationID": "1001", "rooms": [{"subReservationID": "1"}]}]},
        {"success": False},
        {},
        b"<html>",
    ],
)
def test_a_broken_answer_never_means_that_there_is_nothing(
    server: CloudbedsServer, line: Line, body: Any
) -> None:
    server.then(Answer(200, body))
    with pytest.raises(PmsDown) as down:
        PMS.reservation("1001", line)
    assert not down.value.sent


def test_every_arrival_once_page_by_page(server: CloudbedsServer, line: Line) -> None:
    for place in range(205):
        day = date(2026, 12, 1) + timedelta(days=place % 20)
        dates = {"from": day.isoformat(), "to": (day + timedelta(days=1)).isoformat()}
        server.book(str(5000 + place), rooms=[room(**dates, prices=[100])])
    server.book("1", rooms=[room(**{"from": "2026-11-30"})])
    server.book("2", rooms=[room(**{"from": "2026-12-21", "to": "2026-12-22"})])
    server.house.set_status("5007", "canceled")
    found = [each.number for each in PMS.arrivals(date(2026, 12, 1), date(2026, 12, 20), line)]
    assert sorted(found) == [str(5000 + place) for place in range(205)]
    assert len(server.asked) == 6


def test_what_was_changed_since(server: CloudbedsServer, line: Line) -> None:
    server.book("1001")
    server.now = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    server.book("1002")
    server.now += timedelta(hours=3)
    assert [each.number for each in PMS.changed(server.now, line)] == []
    server.house.set_status("1001", "canceled")
    assert [each.number for each in PMS.changed(server.now - timedelta(hours=1), line)] == ["1001"]
    found = PMS.changed(server.now - timedelta(hours=3), line)
    assert sorted(each.number for each in found) == ["1001", "1002"]


def test_of_two_reservations_with_one_code_none_is_guessed(server: CloudbedsServer, line: Line) -> None:
    server.book("1001", code="KJ-2F4A")
    server.book("1002", code="KJ-2F4A")
    assert PMS.reservation_by_code("KJ-2F4A", line) is None
    server.house.set_status("1001", "canceled")
    assert _of(PMS.reservation_by_code("KJ-2F4A", line)).number == "1002"


# Room types


def test_a_room_gets_another_type_at_its_price_and_the_others_stay(
    server: CloudbedsServer, line: Line
) -> None:
    server.book(rooms=[room(), room(), room()])
    server.house.data["reservations"]["1001"]["rooms"][2]["status"] = "cancelled"
    server.then(LOST, on="PUT")
    with pytest.raises(PmsDown):
        PMS.set_room_type("1001", "1001-2", "72", "key", line)
    for _ in range(2):
        PMS.set_room_type("1001", "1001-2", "72", "key", line)
    assert len(server.questions("PUT")) == 1
    found = _of(PMS.reservation("1001", line))
    assert [(each.room_type, each.status.is_live, each.total) for each in found.rooms] == [
        ("71", True, 310000),
        ("72", True, 310000),
        ("71", False, 310000),
    ]


def test_a_room_type_that_cannot_be_given(server: CloudbedsServer, line: Line) -> None:
    server.book()
    for number, id, type in (("9999", "1001", "72"), ("1001", "other", "72"), ("1001", "1001", "99")):
        with pytest.raises(PmsRefused) as refused:
            PMS.set_room_type(number, id, type, "key", line)
        assert not refused.value.passing
    server.lock("1001")
    with pytest.raises(PmsRefused) as refused:
        PMS.set_room_type("1001", "1001", "72", "key", line)
    assert refused.value.passing
    server.then(Answer(200, {"success": False, "message": "Scope write:reservation is missing"}), on="PUT")
    with pytest.raises(PmsRefused, match="may_not_upgrade"):
        PMS.set_room_type("1001", "1001", "72", "key", line)


def test_calls_of_cloudbeds_say_which_reservation_and_nothing_else(line: Line) -> None:
    def touched(told: Any) -> list[str]:
        return list(PMS.touched({}, json.dumps(told).encode(), line))

    assert touched({"event": "reservation/created", "propertyID": 31842, "reservationID": "1001"}) == ["1001"]
    assert touched({"event": "reservation/dates_changed", "propertyId": "31842", "reservationId": 1001}) == [
        "1001"
    ]
    assert touched({"event": "guest/created", "propertyID": 31842}) == []
    for told in ({"propertyID": 99, "reservationID": "1001"}, ["1001"], "x", None):
        with pytest.raises(Forged):
            touched(told)
    with pytest.raises(Forged):
        PMS.touched({}, b"\xff", line)


def _of(found: ReservationThere | None) -> ReservationThere:
    assert found is not None
    return found

"""Orders and offers through the API: staff's and guests'. Every answer is held against the document."""

from __future__ import annotations

import pytest
import time_machine

from kunjae.concierge.facts import Posting
from tests.api.caller import Api, read, wrong_paths
from tests.api.test_guest import signed_in
from tests.hotel import FAR
from tests.ordering.the_counter import SPA, booking, broken, make_resort, stayed

pytestmark = pytest.mark.django_db
MASSAGE = {"stay": 1, "offer": "spa", "answers": {"day": "2026-12-10", "slot": "14:00", "number": 2}}
TAXI = {"stay": 1, "offer": "taxi"}
DELUXE = {"stay": 1, "offer": "to-deluxe"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FAR, tick=False) as clock:
        yield clock


@pytest.fixture
def hotel():
    return make_resort()


@pytest.fixture
def code(hotel):
    return stayed(hotel)


@pytest.fixture
def api(hotel):
    return Api(hotel)


def place(api, code, *items, key=None):
    answer = api.post(f"/bookings/{code}/orders", {"items": list(items)}, key=key)
    assert answer.status_code == 201, answer.content.decode()
    return read(answer)["items"]


def test_staff_order_for_a_guest_confirm_and_cancel(hotel, api, code):
    shelf = read(api.get(f"/bookings/{code}/offers"))["items"]
    assert {each["offer"]: each["reasons"] for each in shelf}["late"] == ["no_room"]
    spa = next(each for each in shelf if each["offer"] == "spa")
    assert [question["kind"] for question in spa["questions"]] == ["day", "slot", "number", "text"]
    assert spa["days"][0] == {"day": "2026-12-10", "slots": ["10:00", "14:00"], "left": 8}

    massage, taxi = place(api, code, MASSAGE | {"expected": "1800.00"}, TAXI)
    assert (massage["status"], massage["revenue"], massage["offer_type"]) == (
        "unconfirmed",
        "1800.00",
        "offer",
    )
    assert massage["answers"] == {"day": "2026-12-10", "at": "14:00", "number": 2, "texts": {}}
    assert (taxi["status"], taxi["auto_confirmed"], taxi["by_guest"]) == ("confirmed", True, False)

    confirmed = read(api.post(f"/orders/{massage['id']}/confirm", {}))
    assert (confirmed["status"], confirmed["posting_status"]) == ("confirmed", Posting.NOT_NEEDED.value)
    assert read(api.post(f"/orders/{massage['id']}/confirm", {})) == confirmed
    assert booking(hotel, code).orders == 3000_00
    cancelled = read(api.post(f"/orders/{massage['id']}/cancel", {"reason": "The therapist is ill"}))
    assert (cancelled["status"], cancelled["reason"]) == ("cancelled", "The therapist is ill")
    refused = api.post(f"/orders/{massage['id']}/confirm", {})
    assert (refused.status_code, read(refused)["code"]) == (409, "order_ended")
    assert broken() == []


def test_the_list_is_newest_first_and_narrowed_by_status_type_days_and_words(api, code):
    place(api, code, MASSAGE)
    place(api, code, TAXI, DELUXE)

    def listed(**query):
        return [each["offer"] for each in read(api.get("/orders", **query))["items"]]

    assert listed() == ["to-deluxe", "taxi", "spa"]
    assert listed(status="unconfirmed") == ["to-deluxe", "spa"]
    assert listed(type="room_upgrade") == ["to-deluxe"]
    assert listed(offer="taxi") == ["taxi"]
    assert listed(q=code) == listed()
    assert listed(q="massage") == ["spa"]
    assert listed(**{"from": "2026-11-26"}) == []
    assert listed(**{"from": "2026-11-25", "to": "2026-11-25"}) == listed()
    first = read(api.get("/orders", limit=2))
    second = read(api.get("/orders", limit=2, cursor=first["next_cursor"]))
    assert [each["offer"] for each in second["items"]] == ["spa"]
    assert second["next_cursor"] is None
    one = read(api.get(f"/orders/{second['items'][0]['id']}"))
    assert one == second["items"][0]


def test_a_key_orders_once(api, code):
    assert place(api, code, MASSAGE, key="k") == place(api, code, MASSAGE, key="k")
    assert len(read(api.get("/orders"))["items"]) == 1


def test_what_cannot_be_ordered_says_why(hotel, api, code):
    address = f"/bookings/{code}/orders"
    late = api.post(address, {"items": [{"stay": 1, "offer": "late", "answers": {"hour": "14:00"}}]})
    assert (late.status_code, read(late)["code"], read(late)["reasons"]) == (
        409,
        "offer_refused",
        ["no_room"],
    )
    dearer = api.post(address, {"items": [MASSAGE | {"expected": "900"}]})
    assert (read(dearer)["code"], read(dearer)["amounts"]) == ("price_changed", ["1800.00"])
    wrong = api.post(address, {"items": [MASSAGE | {"answers": {"day": "2026-12-24", "slot": "14:00"}}]})
    assert wrong_paths(wrong) == {
        "items.0.answers.day": "day_not_offered",
        "items.0.answers.number": "required",
    }
    assert api.post("/bookings/KJAAAAAA/orders", {"items": [TAXI]}).status_code == 404
    assert api.get("/orders/00000000-0000-4000-8000-000000000000").status_code == 404
    assert not read(api.get("/orders"))["items"]


def test_roles(hotel, code):
    viewer, desk = Api(hotel, "viewer"), Api(hotel, "front_desk")
    (massage,) = place(desk, code, MASSAGE)
    assert viewer.get("/orders").status_code == 200
    assert viewer.post(f"/orders/{massage['id']}/confirm", {}).status_code == 403
    assert viewer.post(f"/bookings/{code}/orders", {"items": [TAXI]}).status_code == 403
    assert desk.put("/offers/yoga", {"name": {"en": "Yoga"}, "price": "300"}).status_code == 403


def test_what_another_property_owns_does_not_exist(hotel, api, code):
    (massage,) = place(api, code, MASSAGE)
    other = Api(make_resort("other"))
    assert other.get(f"/orders/{massage['id']}").status_code == 404
    assert other.post(f"/orders/{massage['id']}/cancel", {}).status_code == 404
    assert read(other.get("/orders"))["items"] == []


def test_managers_write_offers_and_upgrades(hotel, api):
    yoga = {"name": {"th": "โยคะ", "en": "Yoga"}, "price": "300.00", "price_per": "person", "stock": 6}
    made = read(api.put("/offers/yoga", yoga))
    assert (made["code"], made["price"], made["stock"], made["version"]) == ("yoga", "300.00", 6, 1)
    assert [each["code"] for each in read(api.get("/offers"))["items"]][-1] == "yoga"
    assert wrong_paths(api.put("/offers/yoga", yoga)) == {"code": "code_taken"}
    dearer = read(api.put("/offers/yoga", yoga | {"price": "350", "version": 1}))
    assert (dearer["price"], dearer["version"]) == ("350.00", 2)
    stale = api.put("/offers/yoga", yoga | {"version": 1})
    assert (stale.status_code, read(stale)["code"]) == (409, "stale_offer")
    assert wrong_paths(api.put("/offers/new-one", {"name": {"en": "X"}, "price": "1", "to_type": "DLX"})) == {
        "to_type": "unknown_field"
    }
    assert wrong_paths(api.put("/offers/new-one", yoga | {"kind": "upgrade"})) == {"kind": "wrong_list"}
    assert read(api.post("/offers/yoga/retire", {}))["retired"]
    assert "yoga" not in [each["code"] for each in read(api.get("/offers"))["items"]]
    up = read(
        api.put("/upgrades/up", {"name": {"en": "Up"}, "to_type": "SUI", "percent": "50", "least": "200"})
    )
    assert (up["to_type"], up["percent"], up["least"]) == ("SUI", "50", "200.00")
    assert read(api.get("/upgrades/up")) == up
    assert api.get("/offers/up").status_code == 404
    spa = read(api.get("/offers/spa"))
    assert spa["questions"][1]["times"] == SPA["questions"][1]["times"]
    assert read(api.put("/offers/spa", {n: v for n, v in spa.items() if n != "code"}))["version"] == 2


def test_a_guest_looks_orders_and_cancels_alone(hotel, code):
    guest, other = signed_in(hotel, code), signed_in(hotel, stayed(hotel))
    base = f"/guest/{hotel.slug}"
    offered = read(guest.get(f"{base}/offers"))["items"]
    assert [each["offer"] for each in offered] == ["spa", "taxi", "breakfast", "to-deluxe"]
    wanted = {"items": [MASSAGE, DELUXE]}
    quoted = read(guest.post(f"{base}/orders/quote", wanted))
    assert (quoted["total"], [each["amount"] for each in quoted["items"]]) == (
        "3200.00",
        ["1800.00", "1400.00"],
    )
    massage, upgrade = read(guest.post(f"{base}/orders", wanted))["items"]
    assert (massage["by_guest"], upgrade["offer_type"]) == (True, "room_upgrade")
    assert [each["offer"] for each in read(guest.get(f"{base}/orders"))["items"]] == ["to-deluxe", "spa"]
    assert read(other.get(f"{base}/orders"))["items"] == []
    assert other.post(f"{base}/orders/{massage['id']}/cancel", {}).status_code == 404
    gone = read(guest.post(f"{base}/orders/{massage['id']}/cancel", {}))
    assert gone["status"] == "cancelled"
    (taxi,) = read(guest.post(f"{base}/orders", {"items": [TAXI]}))["items"]
    kept = guest.post(f"{base}/orders/{taxi['id']}/cancel", {})
    assert (kept.status_code, read(kept)["code"]) == (409, "order_not_free")
    refused = guest.post(f"{base}/orders", {"items": [DELUXE]})
    assert (read(refused)["code"], read(refused)["reasons"]) == ("offer_refused", ["already_ordered"])
    assert broken() == []

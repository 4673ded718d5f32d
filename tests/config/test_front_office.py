"""The demo's front office over HTTP, as people and the house meet it."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.pms.fakes.server import Answer, Asked, FakePms, running

from kunjae.config.demo.front_office.house import House
from kunjae.config.demo.front_office.server import FrontOffice, open_front_office

pytestmark = pytest.mark.once
PATIENCE = 60
ROOM = {"room_type": "STD", "from": "2026-12-10", "to": "2026-12-12", "adults": 2, "prices": [180000, 180000]}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "office.json")
    hotel = {
        "id": "31842",
        "name": "Baan Talay",
        "currency": "THB",
        "decimals": 2,
        "timezone": "Asia/Bangkok",
        "api_key": "key",
    }
    house.furnish(hotel, [{"id": "STD", "name": "Standard"}], [{"id": "BAR", "name": "Flexible"}])
    house.book({"first": "Anna", "last": "<b>Berg"}, [ROOM], number="1001")
    return house


@pytest.fixture
def office(house: House) -> Iterator[FrontOffice]:
    with open_front_office(house) as office:
        yield office


def ask(
    office: FrontOffice, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(office.address).netloc, timeout=PATIENCE)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): each for name, each in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode(errors="replace")
    finally:
        connection.close()


def check(house: House, id: str = "c1", **more: Any) -> None:
    line = {
        "reservation": "1001",
        "number": "KJ",
        "room": "",
        "name": "Massage",
        "quantity": 2,
        "amount": 180050,
    }
    house.add_check(id, {**line, "note": "2026-12-11 · KJ-1", "sku": "s", **more})


def test_its_pages_show_folios_and_renew_themselves(house: House, office: FrontOffice) -> None:
    status, headers, page = ask(office, "/")
    assert (status, "Nothing on any folio yet" in page) == (200, True)
    assert "&lt;b&gt;Berg" in page
    assert "<b>Berg" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    seen = str(house.version)
    assert ask(office, "/", X_Version=seen)[0] == 204
    check(house)
    status, _, page = ask(office, "/", X_Version=seen)
    assert (status, page.count('class="check"')) == (200, 1)
    _, _, folio = ask(office, "/guests/1001")
    assert "1,800.50 THB" in folio
    assert "5,400.50 THB" in folio
    house.void("c1")
    _, _, folio = ask(office, "/guests/1001")
    assert "taken off" in folio
    assert "3,600.00 THB" in folio
    assert "ผู้เข้าพัก" in ask(office, "/", Accept_Language="th-TH,th;q=0.9")[2]
    for path in ("/front-office.css", "/front-office.js", "/sarabun-regular.woff2"):
        assert ask(office, path)[0] == 200
    for path in ("/guests/9999", "/guests/1001/x", "/../house.py", "/guests"):
        assert ask(office, path)[0] == 404


def test_what_a_clerk_presses_happens_once_it_is_possible(house: House, office: FrontOffice) -> None:
    def press(what: str) -> dict[str, Any]:
        status, headers, _ = ask(office, f"/guests/1001/{what}", "POST")
        assert (status, headers["Location"]) == (303, "/guests/1001")
        row = house.reservation("1001")
        assert row is not None
        return row

    assert press("later")["rooms"][0]["from"] == "2026-12-11"
    assert press("lock")["locked"]
    assert not press("unlock")["locked"]
    assert press("check_out")["status"] == "confirmed"  # nobody leaves who has not come
    assert press("check_in")["status"] == "checked_in"
    assert press("cancel")["status"] == "checked_in"
    assert press("check_out")["status"] == "checked_out"
    assert press("delete_all")["status"] == "checked_out"
    assert ask(office, "/guests/9999/check_in", "POST")[1]["Location"] == "/"


def test_pages_of_the_web_can_neither_read_it_nor_press_anything(house: House, office: FrontOffice) -> None:
    assert ask(office, "/", Host="evil.example")[0] == 403
    assert ask(office, "/guests/1001/cancel", "POST", Origin="http://evil.example")[0] == 403
    row = house.reservation("1001")
    assert row is not None
    assert row["status"] == "confirmed"


def test_while_it_does_not_answer_people_can_still_bring_it_back(office: FrontOffice) -> None:
    machine = "/api/v1.3/getHotelDetails"
    assert ask(office, machine)[0] == 401
    assert ask(office, machine, x_api_key="key")[0] == 200
    assert ask(office, "/away", "POST")[0] == 303
    assert ask(office, machine, x_api_key="key")[0] == 503
    assert "does not answer" in ask(office, "/")[2]
    ask(office, "/away", "POST")
    assert ask(office, machine, x_api_key="key")[0] == 200


def test_what_it_was_told_it_knows_after_a_restart(house: House, tmp_path: Path) -> None:
    check(house)
    again = House(tmp_path / "office.json")
    assert again.data == house.data
    assert [each["amount"] for each in again.folio("1001")] == [180050]


class Listener(FakePms):
    def forget(self) -> None:
        self.heard = threading.Event()

    def answer(self, asked: Asked) -> Answer:
        self.heard.set()
        return Answer(200, {})


def test_whoever_wants_to_hear_of_changes_is_called(house: House, office: FrontOffice) -> None:
    with running(Listener) as listener:
        addresses = ["http://127.0.0.1:9/nobody", f"{listener.url}/hook"]
        house.data["webhooks"] = [
            {"event": {}, "subscriptionData": {"endpointUrl": each}} for each in addresses
        ]
        house.set_status("1001", "canceled")
        assert listener.heard.wait(PATIENCE)
        told = json.loads(listener.asked[0].body)
        assert told == {"event": "reservation/status_changed", "propertyID": "31842", "reservationID": "1001"}

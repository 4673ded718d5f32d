"""The connection with a PMS: tested before it is kept, never shown again, paused and resumed, in the hotel's currency only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.pms.connections import connection_of, hook_address, line_of
from kunjae.pms.models import Connection
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.orders.reading import words
from tests.hotel import FAR
from tests.ordering.the_counter import make_resort
from tests.pms.fakes.cloudbeds import API_KEY, HOTEL, CloudbedsServer
from tests.pms.fakes.server import SILENT, Answer, busy

pytestmark = pytest.mark.django_db
PMS = "/extranet/baan-talay/settings/pms/"
CLOUDBEDS = f"{PMS}connection/cloudbeds/"
GOOD = {"api_key": API_KEY, "property_id": HOTEL, "enabled": "on", "seen": ""}


def read(client: Client, path: str = PMS) -> str:
    return words(client.get(path))


def press(client: Client, path: str = PMS, **sent: str) -> tuple[int, str]:
    """The status of the answer, and the page that follows it."""
    answer = client.post(path, sent)
    return answer.status_code, words(client.get(answer["Location"]) if answer.status_code == 302 else answer)


def kept(hotel: Property) -> Connection:
    return Connection.objects.of(hotel).get()


def test_only_who_manages_the_hotel_opens_the_pages(hotel: Property) -> None:
    other = staff(make_resort("other"), "manager", "other@example.com")
    clerk = staff(hotel)
    for path in (PMS, CLOUDBEDS, f"{PMS}offers/", f"{PMS}dry-run/"):
        assert clerk.get(path).status_code == 403
        assert other.get(path).status_code == 404
    assert staff(hotel, "manager", "m@example.com").get(f"{PMS}connection/nothing/").status_code == 404


def test_what_was_entered_is_tested_kept_encrypted_and_never_shown_again(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    assert "Not connected" in read(manager, CLOUDBEDS)
    status, page = press(manager, CLOUDBEDS, do="test", **GOOD)
    assert (status, Connection.objects.of(hotel).count()) == (200, 0), "a test keeps nothing"
    assert "Cloudbeds answers: Baan Talay · THB" in page
    status, page = press(manager, CLOUDBEDS, do="save", **GOOD)
    assert status == 302
    assert "Cloudbeds answers: Baan Talay · THB" in page
    assert "Cloudbeds Connected" in page
    assert "Hotel in the PMS Baan Talay · THB Tested 25 Nov 2026 09:00" in page
    hotel.refresh_from_db()
    assert (hotel.details["pms"], line_of(hotel).secrets) == ("two_way", {"api_key": API_KEY})
    row = kept(hotel)
    assert API_KEY not in f"{row.secrets}{row.details}{row.house}"
    answer = manager.get(CLOUDBEDS)
    assert "no-store" in answer["Cache-Control"]
    assert "Kept since 25 Nov 2026 09:00; leave it empty to keep it." in words(answer)
    for path in (PMS, CLOUDBEDS, f"{PMS}offers/", f"{PMS}dry-run/"):
        assert API_KEY not in manager.get(path).content.decode()
    seen = connection_of(hotel).seen
    status, _page = press(manager, CLOUDBEDS, do="save", **(GOOD | {"api_key": "", "seen": seen}))
    assert (status, line_of(hotel).secrets) == (302, {"api_key": API_KEY}), "left empty, it stays"


def test_what_the_pms_says_no_to_is_not_kept_and_what_was_typed_stays(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    for behaviour, expected in [
        (None, "The PMS does not accept the credentials. Nothing is saved."),
        (SILENT, "Nothing is saved."),
        (Answer(500, {}), "The PMS had trouble of its own. Nothing is saved."),
        (busy(90), "The PMS asks for patience: try again in 2 min. Nothing is saved."),
        (Answer(200, b"<html>"), "The answer of the PMS could not be understood. Nothing is saved."),
    ]:
        if behaviour is not None:
            server.then(behaviour)
        key = "cbat_wrong" if behaviour is None else API_KEY
        status, page = press(manager, CLOUDBEDS, do="save", **(GOOD | {"api_key": key}))
        assert status == 422
        assert expected in page
    answer = manager.post(CLOUDBEDS, GOOD | {"property_id": "Baan Talay"})
    assert answer.status_code == 422
    assert 'value="Baan Talay"' in answer.content.decode()
    assert "has digits only" in words(answer)
    assert press(manager, CLOUDBEDS, do="explode", **GOOD)[0] == 422
    assert Connection.objects.of(hotel).count() == 0


def test_another_currency_is_refused(hotel: Property, manager: Client, server: CloudbedsServer) -> None:
    server.furnish("EUR")
    assert press(manager, CLOUDBEDS, do="test", **GOOD)[0] == 422
    status, page = press(manager, CLOUDBEDS, do="save", **GOOD)
    assert (status, Connection.objects.of(hotel).count()) == (422, 0)
    assert "the PMS bills in EUR, this hotel in THB: orders cannot be posted" in page
    off = {name: value for name, value in GOOD.items() if name != "enabled"}
    assert press(manager, CLOUDBEDS, do="save", **off)[0] == 302
    assert "The PMS bills in EUR, this hotel in THB: orders can't be posted." in read(manager)
    seen = connection_of(hotel).seen
    status, page = press(manager, CLOUDBEDS, do="keep", **(GOOD | {"seen": seen}))
    assert (status, kept(hotel).enabled) == (422, False)


def test_untested_it_can_be_kept_but_not_switched_on(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    status, page = press(manager, CLOUDBEDS, do="keep", **GOOD)
    assert status == 422
    assert "test the connection first" in page
    off = {name: value for name, value in GOOD.items() if name != "enabled"}
    assert press(manager, CLOUDBEDS, do="keep", **off)[0] == 302
    assert server.asked == []
    page = read(manager)
    assert "Cloudbeds Off" in page
    assert "Tested Not yet" in page
    status, page = press(manager, do="test")
    assert (status, "Cloudbeds answers: Baan Talay · THB" in page) == (302, True)
    server.api_key = "another"
    status, page = press(manager, do="test")
    assert (status, "The PMS does not accept the credentials." in page) == (422, True)


def test_a_stale_form_overwrites_nothing(hotel: Property, manager: Client, server: CloudbedsServer) -> None:
    press(manager, CLOUDBEDS, do="save", **GOOD)
    server.house.hotel["id"] = "777"
    status, page = press(manager, CLOUDBEDS, do="keep", **(GOOD | {"property_id": "777", "enabled": ""}))
    assert (status, kept(hotel).details["property_id"]) == (409, HOTEL)
    assert "Somebody else changed this meanwhile" in page
    assert f"Stored meanwhile: {HOTEL}" in page
    again = manager.post(CLOUDBEDS, GOOD | {"property_id": "777", "enabled": "", "do": "keep"})
    seen = again.context["form"]["seen"].value()
    off = {"api_key": "", "property_id": "777", "seen": seen, "do": "keep"}
    assert manager.post(CLOUDBEDS, off).status_code == 302
    assert kept(hotel).details["property_id"] == "777"
    assert press(manager, CLOUDBEDS, do="remove", seen="long ago")[0] == 302
    assert Connection.objects.of(hotel).exists()


def test_a_pause_says_why_and_ends_when_the_pms_lets_the_house_in_again(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    press(manager, CLOUDBEDS, do="save", **GOOD)
    Connection.objects.of(hotel).update(paused_at=FAR, paused_reason="not_let_in")
    page = read(manager)
    assert "Cloudbeds no longer lets Kunjae in" in page
    assert "Cloudbeds Paused" in page
    server.api_key = "another"
    status, page = press(manager, do="resume")
    assert (status, kept(hotel).paused_reason) == (422, "not_let_in")
    server.api_key = API_KEY
    status, page = press(manager, do="resume")
    assert (status, kept(hotel).paused_at) == (302, None)
    assert "The connection works again; what waited is being posted." in page
    Connection.objects.of(hotel).update(quiet_until=FAR + timedelta(minutes=10))
    assert "Cloudbeds asked for patience: it is tried again after 25 Nov 2026 09:10." in read(manager)


def test_what_came_out_of_a_backup_is_silent_and_what_cannot_be_read_is_asked_for_again(
    hotel: Property, manager: Client, server: CloudbedsServer
) -> None:
    press(manager, CLOUDBEDS, do="save", **GOOD)
    Connection.objects.of(hotel).update(held=True)
    assert "Held back since a backup was restored" in read(manager)
    before = len(server.asked)
    assert press(manager, do="test")[0] == 422
    assert press(manager, f"{PMS}offers/", do="fetch")[0] == 422
    assert len(server.asked) == before, "nobody was asked"
    Connection.objects.of(hotel).update(held=False, secrets="encrypted elsewhere")
    page = read(manager)
    assert "The credentials can't be read" in page
    assert press(manager, do="test")[0] == 422
    status, page = press(
        manager, CLOUDBEDS, do="save", **(GOOD | {"api_key": "", "seen": connection_of(hotel).seen})
    )
    assert (status, kept(hotel).secrets) == (422, "encrypted elsewhere")


def test_it_is_removed_after_a_question_and_a_clerk_adds_orders_from_then_on(
    hotel: Property, manager: Client
) -> None:
    press(manager, CLOUDBEDS, do="save", **GOOD)
    seen = connection_of(hotel).seen
    status, page = press(manager, CLOUDBEDS, do="ask", seen=seen)
    assert (status, "Remove Cloudbeds?" in page) == (200, True)
    status, page = press(manager, CLOUDBEDS, do="remove", seen=seen)
    assert "Cloudbeds is removed, its credentials too." in page
    hotel.refresh_from_db()
    assert (Connection.objects.of(hotel).count(), hotel.details["pms"]) == (0, "one_way")


def test_how_orders_get_there_is_chosen(hotel: Property, manager: Client) -> None:
    for way, said in [("one_way", "One-way"), ("none", "No PMS")]:
        status, page = press(manager, do=f"way:{way}")
        hotel.refresh_from_db()
        assert (status, hotel.details["pms"], said in page) == (302, way, True)
    for odd in ("way:two_way", "way:gold", "explode", ""):
        status, _page = press(manager, do=odd)
        assert status == 422
    hotel.refresh_from_db()
    assert hotel.details["pms"] == "none"
    press(manager, CLOUDBEDS, do="save", **GOOD)
    press(manager, do="way:one_way")
    assert press(manager, do="way:two_way")[0] == 302
    hotel.refresh_from_db()
    assert hotel.details["pms"] == "two_way"


def test_an_address_for_the_pms_to_call_is_shown_once(hotel: Property, manager: Client) -> None:
    status, page = press(manager, do="hook")
    assert (status, "not connected to this PMS" in page) == (422, True)
    press(manager, CLOUDBEDS, do="save", **GOOD)
    answer = manager.post(PMS, {"do": "hook"})
    made = hook_address(hotel)
    assert made.startswith("http")
    assert made in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert made not in manager.get(PMS).content.decode()
    assert "Make another address" in read(manager)
    assert manager.post(PMS, {"do": "hook"}).status_code == 200
    assert hook_address(hotel) != made


def test_the_page_speaks_thai_and_takes_few_queries(hotel: Property, manager: Client) -> None:
    press(manager, CLOUDBEDS, do="save", **GOOD)
    thai = staff(hotel, "manager", "thai@example.com", language="th")
    assert "Cloudbeds" in read(thai)
    with CaptureQueriesContext(connection) as asked:
        manager.get(PMS)
    assert len(asked) <= 9

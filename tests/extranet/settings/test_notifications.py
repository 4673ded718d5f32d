"""Settings > E-mail > Notifications: the addresses at which the hotel hears of orders."""

import pytest
import time_machine

from kunjae.messages.models import Mail
from kunjae.messages.recipients import offer_confirmation
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.hotel import FAR
from tests.messages.desk import RESERVATIONS, mail_server, make_talkative_hotel, worker
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db
URL = "/extranet/baan-talay/settings/mails/notifications/"


@pytest.fixture
def hotel():
    return make_talkative_hotel()


def text(answer):
    return answer.content.decode()


def addresses(hotel):
    return offer_confirmation(Property.objects.get(id=hotel.id))


def test_addresses_are_added_and_removed_and_said_where_orders_go_without_any(hotel):
    manager = staff(hotel, role="manager")
    page = text(manager.get(URL))
    assert "Offer confirmation" in page
    assert "No address of its own yet" in page
    assert RESERVATIONS in page
    for _ in range(2):  # the second is there already
        answer = manager.post(URL, {"do": "add", "address": " Spa@baan-talay.example "})
    assert answer.status_code == 422
    assert "This address is on the list already." in text(answer)
    assert manager.post(URL, {"do": "add", "address": "front@baan-talay.example"}).status_code == 302
    assert addresses(hotel) == ["Spa@baan-talay.example", "front@baan-talay.example"]
    answer = manager.post(URL, {"do": "add", "address": "no address <b>"})
    assert answer.status_code == 422
    assert "must be an e-mail address" in text(answer)
    assert 'value="no address &lt;b&gt;"' in text(answer)
    page = text(manager.get(URL))
    assert "No address of its own yet" not in page
    assert 'value="remove:front@baan-talay.example"' in page
    for _ in range(2):  # pressed twice
        assert manager.post(URL, {"do": "remove:Spa@baan-talay.example"}).status_code == 302
    assert addresses(hotel) == ["front@baan-talay.example"]
    hotel.refresh_from_db()
    assert hotel.details["email"]["reservations"] == [RESERVATIONS, "manager@baan-talay.example"]
    for number in range(19):
        manager.post(URL, {"do": "add", "address": f"a{number}@example.com"})
    full = manager.post(URL, {"do": "add", "address": "one-more@example.com"})
    assert (full.status_code, len(addresses(hotel))) == (422, 20)
    for odd in ({}, {"do": "add"}, {"do": "a\0b:c"}, {"do": "test:x@example.com"}, {"do": "remove:\0"}):
        assert manager.post(URL, odd).status_code in (302, 422)
    assert len(addresses(hotel)) == 20
    assert not Mail.objects.of(hotel).exists()


def test_a_test_arrives_and_the_page_says_what_became_of_it(hotel):
    hotel.details["email"]["offer_confirmation"] = ["upsell@baan-talay.example", "gone@baan-talay.example"]
    hotel.save()
    manager, clock = staff(hotel, role="manager"), Clock()
    with mail_server() as server, time_machine.travel(FAR, tick=False):
        server.refuses = {"gone@baan-talay.example": "550 nobody here"}
        for address in ("upsell@baan-talay.example", "upsell@baan-talay.example", "gone@baan-talay.example"):
            assert manager.post(URL, {"do": f"test:{address}"}).status_code == 302  # pressed twice: one
        assert "Waiting" in text(manager.get(URL))
        worker(clock).run()
        page = text(manager.get(URL))
    [mail] = server.arrived
    assert mail["To"] == "upsell@baan-talay.example"
    assert str(mail["Subject"]).replace("\u00a0", " ") == "ทดสอบ: อีเมลคำสั่งซื้อส่งถึงที่อยู่นี้"
    assert (mail["From"], mail["Reply-To"]) == ("Kunjae <no-reply@127.0.0.1>", None)
    assert "บ้านทะเล" in mail.get_body(("plain",)).get_content()
    assert "Sent" in page
    assert "refused it for good (550)" in page
    listed = text(manager.get("/extranet/baan-talay/mails/"))
    assert listed.count("Test of an address") == 2
    row = Mail.objects.of(hotel).get(state="sent")
    assert manager.get(f"/extranet/baan-talay/mails/{row.id}/").status_code == 200
    assert manager.post(f"/extranet/baan-talay/mails/{row.id}/", {"times": "0"}).status_code == 302
    assert Mail.objects.of(hotel).count() == 2


def test_only_who_manages_the_hotel_sees_it(hotel):
    assert staff(hotel, role="front_desk").get(URL).status_code == 403
    other = staff(make_talkative_hotel("other"), role="owner", email="x@example.com")
    assert other.get(URL).status_code == 404

"""What the hotel hears of its own machinery: the PMS, orders that do not reach it, webhooks that were stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kunjae.kernel.errors import KunjaeError
from kunjae.messages.commands import resend
from kunjae.messages.facts import Kind
from kunjae.messages.models import Mail
from kunjae.outbox.commands import put
from kunjae.outbox.topics import ORDER_NOT_POSTED, PMS_PAUSED, WEBHOOK_STOPPED
from kunjae.properties.models import Property
from kunjae.tenancy.transactions import one_transaction
from tests.hotel import FAR
from tests.messages.desk import RESERVATIONS, mail_server, mails_of, worker
from tests.ordering.the_counter import make_resort, massage, order, stayed
from tests.outbox.desk import Clock

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "reservations": [RESERVATIONS, "manager@baan-talay.example"],
    "offer_confirmation": ["spa@baan-talay.example", RESERVATIONS],
}


@pytest.fixture
def hotel() -> Property:
    return make_resort(details={"email": ADDRESSES}, languages=["en", "th"])


@one_transaction
def told(hotel: Property, topic: str, **payload: Any) -> None:
    put(hotel, topic, f"{topic}:1", payload, FAR)


def notices(hotel: Property) -> list[Mail]:
    kinds = (Kind.PMS_PAUSED, Kind.ORDER_NOT_POSTED, Kind.WEBHOOK_STOPPED)
    return [mail for mail in mails_of(hotel) if mail.kind in kinds]


def test_each_is_told_once_at_every_address_and_leads_to_the_page_that_helps(hotel: Property) -> None:
    (spa,) = order(hotel, stayed(hotel), massage())
    code = spa.booking.code
    told(hotel, PMS_PAUSED, reason="not_let_in")
    told(hotel, ORDER_NOT_POSTED, booking=code, order=spa.id.hex, error="no_reservation")
    told(hotel, WEBHOOK_STOPPED, endpoint="0" * 32, reason="gone")
    with mail_server() as box:
        worker(Clock(FAR)).run()
        worker(Clock(FAR + timedelta(hours=1))).run()
    expected = {
        "The PMS no longer lets Kunjae in": ("the connection is paused", "settings/pms/"),
        "An order is not on the guest's account in the PMS: Thai massage, 60 min": (
            "No reservation of this booking was found in the PMS.",
            "orders/not-posted/",
        ),
        "A webhook was stopped": ("has not answered for long", "settings/webhooks/"),
    }
    arrived = {str(mail["Subject"]).replace("\u00a0", " ").strip(): mail for mail in box.arrived}
    assert set(expected) <= set(arrived), list(arrived)
    assert len(notices(hotel)) == 3
    for subject, (words, page) in expected.items():
        mail = arrived[subject]
        assert str(mail["To"]) == f"{RESERVATIONS}, manager@baan-talay.example, spa@baan-talay.example"
        assert mail["Reply-To"] is None, "no guest is meant"
        text = " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
        assert words in text
        assert f"/extranet/baan-talay/{page}" in text
    kept = {mail.kind: mail for mail in notices(hotel)}
    assert kept["order_not_posted"].booking_id == spa.booking_id, "it stands with the booking and the order"
    assert kept["order_not_posted"].about["order"] == spa.id.hex
    assert "/extranet/baan-talay/" not in kept["pms_paused"].text
    again = resend(property=hotel, mail=kept["order_not_posted"].id, times=0, now=FAR)
    assert Mail.objects.of(hotel).get(id=again).reply_to == ""
    with pytest.raises(KunjaeError):
        resend(property=hotel, mail=kept["pms_paused"].id, times=0, now=FAR)


def test_a_thai_hotel_reads_thai_and_one_without_an_address_hears_nothing() -> None:
    hotel = make_resort("thai", details={"email": {"reservations": [RESERVATIONS]}}, languages=["th", "en"])
    silent = make_resort("silent", details={})
    for each in (hotel, silent):
        told(each, PMS_PAUSED, reason="not_let_in")
    worker(Clock(FAR)).run()
    (mail,) = notices(hotel)
    assert (mail.language, mail.subject) == ("th", "PMS ไม่อนุญาตให้ Kunjae เชื่อมต่อแล้ว")
    assert notices(silent) == []

"""The PMS calls an address with a secret in it, and whatever it says is only a reason to look."""

import pytest

from kunjae.bookings.models import Booking
from kunjae.pms.connections import hold_back_connections, new_hook
from kunjae.pms.reservations.asking import LOOK_AT
from tests.pms.reservations.connected import Connected

pytestmark = pytest.mark.django_db
THEM = {"x-from": "them"}


@pytest.fixture
def house(hotel):
    with Connected(hotel) as house:
        yield house


def call(client, address, body="5001", headers=THEM):
    path = "/" + address.partition("//")[2].partition("/")[2]
    return client.post(path, data=body.encode(), content_type="text/plain", headers=headers).status_code


def told(house):
    return sorted(each.payload["number"] for each in house.waiting(LOOK_AT))


def test_what_it_names_is_read_back(house, client):
    house.work()
    address = new_hook(property=house.hotel, now=house.now)
    house.pms.has()

    assert call(client, address) == 200
    assert call(client, address, "5001 5002") == 200
    house.now = max(each.due_at for each in house.waiting(LOOK_AT))
    house.work()

    assert Booking.objects.of(house.hotel).get().import_key == "pms:theirs:5001"


def test_only_who_knows_the_secret_is_heard(house, client):
    assert call(client, f"http://x/hooks/pms/{house.hotel.slug}/nothing") == 404, "there is none yet"
    old = new_hook(property=house.hotel, now=house.now)
    address = new_hook(property=house.hotel, now=house.now)

    assert call(client, old) == 404
    assert call(client, address + "x") == 404
    assert call(client, address.replace(house.hotel.slug, "nowhere")) == 404
    assert call(client, address, headers={}) == 400
    assert call(client, address, "x" * 300_000) == 413
    assert client.get("/" + address.partition("//")[2].partition("/")[2]).status_code == 405
    assert told(house) == []


def test_what_cannot_be_a_number_and_what_is_too_much_is_left_to_the_next_look(house, client):
    address = new_hook(property=house.hotel, now=house.now)

    assert call(client, address, " ".join(["y" * 81, "n\0l", *(str(each) for each in range(150))])) == 200

    assert len(told(house)) == 98


def test_a_house_out_of_a_backup_hears_nothing(house, client):
    address = new_hook(property=house.hotel, now=house.now)
    hold_back_connections(property_id=house.hotel.id)

    assert call(client, address) == 503
    assert told(house) == []

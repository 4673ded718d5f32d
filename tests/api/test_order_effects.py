"""Orders in previews, bookings and histories, as programs read them."""

import pytest

from tests.api.caller import Api, read
from tests.ordering.the_counter import confirm, make_resort, massage, order, stayed, wants

pytestmark = pytest.mark.django_db

CANCEL = {"op": "cancel", "stay": 1}


def test_a_preview_says_what_becomes_of_orders_and_bookings_what_they_count():
    hotel = make_resort()
    api, code = Api(hotel), stayed(hotel)
    spa, upgrade = order(hotel, code, massage(), wants("to-deluxe"))
    confirm(hotel, spa)
    confirm(hotel, upgrade)
    booking = read(api.get(f"/bookings/{code}"))
    assert (booking["value"], booking["orders"]) == ("5300.00", "2300.00")
    assert (booking["stays"][0]["room_type"], booking["stays"][0]["sold_as"]) == ("DLX", "STD")

    preview = api.preview(code, CANCEL)
    assert preview["orders"] == {"before": "2300.00", "after": "0.00"}
    assert [(each["offer"], each["does"], each["because"]) for each in preview["order_effects"]] == [
        ("spa", "cancelled", "stay_cancelled"),
        ("to-deluxe", "cancelled", "stay_cancelled"),
    ]
    assert api.confirm(code, CANCEL).status_code == 201
    cancelled, upgraded = read(api.get(f"/bookings/{code}/changes"))["items"]
    assert (cancelled["before"]["orders"], cancelled["after"]["orders"]) == ("2300.00", "0.00")
    assert upgraded["operations"][0]["op"] == "upgrade_room"

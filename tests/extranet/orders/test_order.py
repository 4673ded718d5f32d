"""One order on its page, what is added in the PMS by hand, and ordering for a guest at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.concierge.models import Offer, Order, OrderEvent
from kunjae.messages.models import Mail
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.orders.reading import HERE, look, press
from tests.hotel import FAR, book_stays
from tests.ordering.the_counter import (
    NIGHTS,
    add_offer,
    again,
    booking,
    cancel,
    confirm,
    events,
    massage,
    order,
    stayed,
    wants,
)

pytestmark = pytest.mark.django_db


def page_of(order: Order) -> str:
    return f"{HERE}{order.id}/"


# One order


def test_the_page_says_what_was_ordered_by_whom_for_how_much_and_what_became_of_it(
    hotel: Property, clerk: Client
) -> None:
    hotel.service_charge_percent, hotel.vat_percent = 10, 7
    hotel.save()
    code = stayed(hotel, room="001", guest_name="Anna Somsri")
    (spa,) = order(
        hotel,
        code,
        wants("spa", day="2026-12-10", slot="14:00", number=2, wishes="No oil, please\n<b>quiet</b>"),
    )
    page = look(clerk, page_of(spa))
    for expected in (
        "Thai massage, 60 min Unconfirmed Offer Anna Somsri " + code,
        "Unanswered, it expires on 10 Dec 2026 14:00.",
        "Day and time 10 Dec 2026 14:00 How many 2 Ordered on 25 Nov 2026 09:00",
        "Ordered by Guest, through the Concierge The guest may cancel until 9 Dec 2026 14:00",
        "Wishes No oil, please <b>quiet</b>",
        "+66 81 234 5678",
        "Standard 001",
        "2 × 900 per person 1,800 Net price 1,529.31 Service charge 10% 152.93 VAT 7% 117.76 Total 1,800 THB",
        "Payment On the booking Counts in the booking's value 0",
        "Ordered 1,800 THB 25 Nov 2026 09:00 · Guest",
    ):
        assert expected in page, expected
    assert "The order is confirmed." in press(clerk, page_of(spa), do="confirm")
    page = look(clerk, page_of(spa))
    assert "Confirmed 25 Nov 2026 09:00 · clerk@example.com" in page
    assert "Counts in the booking's value 1,800" in page
    assert "The order is cancelled." in press(clerk, page_of(spa), do="cancel", reason="Closed that day")
    page = look(clerk, page_of(spa))
    assert "Reason of the cancellation Closed that day" in page
    assert "Cancelled “Closed that day” 25 Nov 2026 09:00 · clerk@example.com" in page
    assert (again(spa).reason, booking(hotel, code).orders) == ("Closed that day", 0)
    assert "The order was cancelled already." in press(clerk, page_of(spa), do="confirm")


def test_the_steps_of_its_money_and_of_its_price_are_said_in_words(hotel: Property, clerk: Client) -> None:
    (breakfast,) = order(hotel, stayed(hotel), wants("breakfast"))
    for step, values in (
        ("on_booking", {}),
        ("returned", {}),
        ("opened", {}),
        ("repriced", {"amount": 120000, "amount_after": 180000}),
    ):
        OrderEvent.objects.create(
            property=hotel, order=breakfast, step=step, at=FAR, actor_kind="system", values=values
        )
    page = look(clerk, page_of(breakfast))
    assert "On the booking 25 Nov 2026 09:00 · by itself" in page
    assert "Refunded 25 Nov 2026 09:00 · by itself" in page
    assert "Priced anew with the stay 1,800 THB" in page
    assert "opened" not in page


def test_an_order_that_waits_for_its_money_does_not_wait_for_an_answer(
    hotel: Property, clerk: Client
) -> None:
    (taxi,) = order(hotel, stayed(hotel), wants("breakfast"))
    assert "Unanswered, it expires" in look(clerk, page_of(taxi))
    Order.objects.of(hotel).filter(id=taxi.id).update(payment="to_pay")
    page = look(clerk, page_of(taxi))
    assert "the money has not come yet" in page
    assert "Unanswered, it expires" not in page


def test_its_mails_stand_there(hotel: Property, clerk: Client) -> None:
    code = stayed(hotel)
    spa, taxi = order(hotel, code, massage(), wants("taxi"))
    shared: dict[str, Any] = {
        "property": hotel,
        "booking_id": spa.booking_id,
        "reader": "guest",
        "language": "th",
        "state": "sent",
        "written_at": FAR,
    }
    Mail.objects.create(
        key="1", kind="order_received", about={"order": spa.id.hex}, to=["somchai@example.com"], **shared
    )
    Mail.objects.create(
        key="2", kind="order_received", about={"order": taxi.id.hex}, to=["else@example.com"], **shared
    )
    page = look(clerk, page_of(spa))
    assert "Order received To the guest · somchai@example.com" in page
    assert "else@example.com" not in page


def test_a_reason_that_is_too_long_keeps_what_was_typed(hotel: Property, clerk: Client) -> None:
    (spa,) = order(hotel, stayed(hotel), massage())
    for reason in ("x" * 501, "a\0b"):
        answer = clerk.post(page_of(spa), {"do": "cancel", "reason": reason})
        assert (answer.status_code, "The reason has at most 500 letters." in answer.content.decode()) == (
            422,
            True,
        )
    assert "x" * 501 in clerk.post(page_of(spa), {"do": "cancel", "reason": "x" * 501}).content.decode()
    assert again(spa).status == "unconfirmed"
    assert "This button is not known." in press(clerk, page_of(spa), do="explode")
    nowhere = f"{HERE}{UUID(int=7)}/"
    assert (clerk.get(nowhere).status_code, clerk.post(nowhere, {"do": "confirm"}).status_code) == (404, 404)


def test_an_upgrade_that_cannot_go_back_says_so(hotel: Property, clerk: Client) -> None:
    (up,) = order(hotel, stayed(hotel), wants("to-deluxe"))
    page = look(clerk, page_of(up))
    assert "Moves to Deluxe" in page
    confirm(hotel, up)
    assert "The stay moves back to the room type it was sold as" in look(clerk, page_of(up))
    for _ in range(3):
        book_stays(hotel, NIGHTS)
    page = press(clerk, page_of(up), do="cancel")
    assert again(up).status == "confirmed"
    assert "Upgrade to Deluxe, Somchai Jaidee:" in page


# To add in the PMS


def test_what_the_clerk_types_is_ticked_with_name_and_time_and_the_tick_can_be_taken_back(
    hotel: Property, clerk: Client
) -> None:
    hotel.details = {"pms": "one_way"}
    hotel.save()
    Offer.objects.of(hotel).filter(code="spa").update(
        terms=Offer.objects.of(hotel).get(code="spa").terms | {"pms_product": "SPA60"}
    )
    (spa,) = order(hotel, stayed(hotel, room="001"), massage(persons=2))
    to_add = f"{HERE}to-add/"
    assert "Nothing to add" in look(clerk, to_add)
    confirm(hotel, spa)
    answer = clerk.get(to_add)
    page = look(clerk, to_add)
    assert "Somchai Jaidee · Room 001" in page
    assert "Product in the PMS SPA60" in page
    assert "How many 2 × 900 per person Total 1,800 THB" in page
    copied = "\t".join(
        ["Somchai Jaidee", "001", booking_code(spa), "10–12 Dec 2026", "SPA60", "Thai massage, 60 min",
         "10 Dec 2026 14:00", "2 × 900 per person", "1,800 THB"]
    )  # fmt: skip
    assert f'data-copy="{copied}"' in answer.content.decode()
    assert "Ticked: the order stands in the PMS." in press(clerk, to_add, one=f"tick:{spa.id}")
    assert (again(spa).posting, again(spa).posted_by) == ("by_hand", "clerk@example.com")
    assert "Added by clerk@example.com, 25 Nov 2026 09:00." in look(clerk, to_add)
    assert "It stood so already." in press(clerk, to_add, one=f"tick:{spa.id}")
    assert "The tick is taken back." in press(clerk, to_add, one=f"untick:{spa.id}")
    assert "Ticked: the order stands in the PMS." in press(clerk, page_of(spa), do="tick")
    cancel(hotel, spa)
    assert "To take off again 1" in look(clerk, to_add)
    assert "take it off the guest's account" in look(clerk, page_of(spa))
    press(clerk, to_add, one=f"untick:{spa.id}")
    assert "These stand in the PMS, and were cancelled since." not in look(clerk, to_add)
    assert events(spa)[-2:] == ["cancelled", "unticked"]


def booking_code(order: Order) -> str:
    return str(Order.objects.of(order.property_id).values_list("booking__code", flat=True).get(id=order.id))


@pytest.mark.parametrize("one", ["", "tick:", "tick:nonsense", "explode:x", f"tick:{UUID(int=7)}"])
def test_odd_ticks_are_answered_in_words(hotel: Property, clerk: Client, one: str) -> None:
    page = press(clerk, f"{HERE}to-add/", one=one)
    assert ("This button is not known." in page) or ("There is no such order." in page)
    (taxi,) = order(hotel, stayed(hotel), wants("taxi"))
    assert "There is nothing to add in the PMS for this order." in press(
        clerk, f"{HERE}to-add/", one=f"tick:{taxi.id}"
    )


# At the desk


def shop(code: str, asked: str = "") -> str:
    return f"/extranet/baan-talay/bookings/{code}/order/{asked}"


def sent_by(clerk: Client, path: str) -> dict[str, Any]:
    """What the page's form would send as it stands."""
    content = clerk.get(path).context
    form, price = content["form"], content["price"]
    found = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return found | {"basket": content["basket"], "expected": price["amount"] if price else ""}


def test_staff_order_for_the_guest_for_the_price_that_was_shown(hotel: Property, clerk: Client) -> None:
    code = stayed(hotel, room="001")
    assert "Order for the guest" in look(clerk, f"/extranet/baan-talay/bookings/{code}/")
    path = shop(code, "?stay=1&offer=spa")
    page = look(clerk, path)
    assert "2 × 900 per person 1,800 Total 1,800 THB" in page, (
        "for all guests of the stay, as it stands at first"
    )
    sent = sent_by(clerk, path) | {"number": "3"}
    looked = clerk.post(path, sent | {"do": "look"})
    assert "Order for 2,700 THB" in looked.content.decode()
    asked_anew = clerk.post(path, sent | {"do": "order"})
    assert (asked_anew.status_code, Order.objects.of(hotel).count()) == (409, 0), "1,800 was shown"
    assert "Order for 2,700 THB" in asked_anew.content.decode()
    sent |= {"do": "order", "expected": "270000", "text-wishes": "No oil"}
    page = press(clerk, path, **sent)
    assert "Ordered. It waits to be confirmed; the guest gets a mail." in page
    assert "Ordered by clerk@example.com" in page
    (made,) = Order.objects.of(hotel)
    assert (made.status, made.amount, made.by_guest, made.number) == ("unconfirmed", 270000, False, 3)
    assert made.texts["wishes"]["text"] == "No oil"
    press(clerk, path, **sent)
    assert Order.objects.of(hotel).count() == 1, "pressed twice"
    press(clerk, path, **sent | {"slot": "14:00"})
    assert Order.objects.of(hotel).count() == 2, "gone back, and another one ordered"
    cancel(hotel, Order.objects.of(hotel).get(at="14:00"))
    assert "Thai massage, 60 min 10 Dec 2026 10:00 On the booking 2,700 THB Unconfirmed" in look(
        clerk, f"/extranet/baan-talay/bookings/{code}/"
    )


def test_an_offer_that_confirms_itself_an_hour_and_an_upgrade(hotel: Property, clerk: Client) -> None:
    code = stayed(hotel, room="001")
    for offer, shown, said in [
        ("taxi", "Order for 1,200 THB", "Ordered and confirmed."),
        ("late", "Order for 500 THB", "Ordered. It waits"),
        ("to-deluxe", "Thu 10 Dec 700 Fri 11 Dec 700 Total 1,400 THB", "Ordered. It waits"),
    ]:
        path = shop(code, f"?stay=1&offer={offer}")
        assert shown in look(clerk, path)
        assert said in press(clerk, path, do="order", **sent_by(clerk, path))
    assert sorted(Order.objects.of(hotel).values_list("status", flat=True)) == [
        "confirmed", "unconfirmed", "unconfirmed",
    ]  # fmt: skip
    page = look(clerk, shop(code))
    assert "It has been ordered already." in page


def test_what_binds_guests_is_said_and_passed_what_is_not_there_is_not(
    hotel: Property, clerk: Client
) -> None:
    segment = {"least_nights": 5}
    add_offer(hotel, {"code": "week", "name": {"en": "Weekly deal"}, "price": "100", "segment": segment})
    code = stayed(hotel)
    page = look(clerk, shop(code))
    assert "Weekly deal 100 THB per order Guests: It does not fit the number of nights." in page
    assert "Late check-out 500 THB The stay has no room number yet." in page
    path = shop(code, "?offer=week")
    assert "Guests do not see this offer for this stay:" in look(clerk, path)
    assert "Ordered." in press(clerk, path, do="order", **sent_by(clerk, path))
    refused = clerk.post(shop(code, "?offer=late"), {"do": "order", "expected": "50000", "hour": "14:00"})
    assert (refused.status_code, "The stay has no room number yet." in refused.content.decode()) == (
        409,
        True,
    )
    assert Order.objects.of(hotel).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-12-24"},
        {"day": "soon"},
        {"slot": "25:99"},
        {"slot": "03:00"},
        {"number": "many"},
        {"number": "0"},
        {"number": "9" * 30},
        {"number": "-1"},
        {"text-wishes": "a\0b"},
        {"text-wishes": "x" * 5000},
        {"expected": "x"},
        {"expected": ""},
    ],
)
def test_odd_answers_are_said_beside_their_field_and_order_nothing(
    hotel: Property, clerk: Client, wrong: dict[str, str]
) -> None:
    code = stayed(hotel)
    path = shop(code, "?stay=1&offer=spa")
    answer = clerk.post(path, sent_by(clerk, path) | {"do": "order"} | wrong)
    assert answer.status_code in (409, 422)
    (name,) = wrong
    if name != "expected":
        assert answer.context["form"].errors[name]
    assert Order.objects.of(hotel).count() == 0


def test_a_stay_or_an_offer_that_is_not_there_shows_the_shelf(hotel: Property, clerk: Client) -> None:
    code = stayed(hotel)
    for asked in ("?stay=7&offer=gone", "?stay=x", "?offer=%00"):
        page = look(clerk, shop(code, asked))
        assert "Airport taxi" in page
        assert "Work out the price" not in page
    assert clerk.post(shop(code, "?offer=gone"), {"do": "order"}).status_code == 200
    assert clerk.get(shop("KJNOTHING")).status_code == 404
    viewer = staff(hotel, role="viewer", email="viewer@example.com")
    assert viewer.get(shop(code)).status_code == 403


def test_the_pages_take_as_many_queries_for_ten_as_for_one(hotel: Property, clerk: Client) -> None:
    code, counts = stayed(hotel, room="001"), []
    (spa,) = order(hotel, code, massage())
    paths = (
        page_of(spa),
        f"{HERE}to-add/",
        f"/extranet/baan-talay/bookings/{code}/",
        shop(code, "?offer=spa"),
    )
    for more in (0, 10):
        for index in range(more):
            order(hotel, code, wants("breakfast"), now=FAR + timedelta(seconds=index))
        for path in paths:
            with CaptureQueriesContext(connection) as found:
                clerk.get(path)
            counts.append(len(found))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 17

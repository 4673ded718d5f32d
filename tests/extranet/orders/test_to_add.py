"""Guest activity > To add in the PMS: both ways, narrowed, a page at a time, and as a file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.bookings.commands import Booker
from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import MoveDates
from kunjae.concierge.models import Order
from kunjae.extranet.orders import to_add
from kunjae.kernel.stay_dates import StayDates
from kunjae.ordering.commands import tick_order
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.extranet.orders.reading import HERE, look
from tests.hotel import CLERK, FAR, book_stays
from tests.ordering.the_counter import NIGHTS, cancel, confirm, make_resort, massage, order, wants

pytestmark = pytest.mark.django_db
TO_ADD = f"{HERE}to-add/"
MALEE = Booker(name="Malee Deesuk", email="malee@example.com", phone="+66898765432", language="th")


def tick(hotel: Property, row: Order, now: Any = FAR) -> None:
    tick_order(property=hotel, order=row.id, actor=CLERK, now=now)


@pytest.fixture
def orders(hotel: Property) -> dict[str, Order]:
    """One to be added, one to be taken off, one that stands there; two guests, two days."""
    hotel.details = {"pms": "one_way"}
    hotel.save()
    before = FAR - timedelta(days=1)
    malees = book_stays(hotel, NIGHTS, booker=MALEE, now=before)
    somchais = book_stays(hotel, NIGHTS | {"room": "002"}, now=before)
    (taxi,) = order(hotel, malees, wants("taxi"), now=before)
    spa, breakfast = order(hotel, somchais, massage(), wants("breakfast"), now=before)
    for row in (spa, breakfast):
        confirm(hotel, row, before)
        tick(hotel, row, before)
    cancel(hotel, spa)
    return {"taxi": taxi, "spa": spa, "breakfast": breakfast}


def shown(client: Client, asked: str) -> dict[str, list[str]]:
    """The lists of the page, each with its offers."""
    answer = client.get(TO_ADD + asked)
    assert answer.status_code == 200
    return {each["side"]: [line.offer for line in each["lines"]] for each in answer.context["sections"]}


def test_both_ways_stand_there_and_each_can_be_looked_at_alone(
    clerk: Client, orders: dict[str, Order]
) -> None:
    every = {
        "to_add": ["Airport taxi"],
        "to_take_off": ["Thai massage, 60 min"],
        "added": ["Breakfast"],
    }
    assert shown(clerk, "") == every
    for side, offers in every.items():
        assert shown(clerk, f"?side={side}") == {side: offers}
    page = look(clerk, TO_ADD)
    assert "To take off again 1 These stand in the PMS, and were cancelled since." in page


@pytest.mark.parametrize(
    ("asked", "offers"),
    [
        ("?q=malee", ["Airport taxi"]),
        ("?q=massage", ["Thai massage, 60 min"]),
        ("?q=somchai", ["Thai massage, 60 min", "Breakfast"]),
        ("?q=somchai&offer=breakfast", ["Breakfast"]),
        ("?q=nobody", []),
        ("?offer=taxi", ["Airport taxi"]),
        ("?first=2026-11-25", ["Thai massage, 60 min"]),
        ("?last=2026-11-24", ["Airport taxi", "Breakfast"]),
        ("?side=to_add&q=somchai", []),
    ],
)
def test_words_an_offer_and_days_narrow_all_of_it(
    clerk: Client, orders: dict[str, Order], asked: str, offers: list[str]
) -> None:
    assert [each for found in shown(clerk, asked).values() for each in found] == offers
    if not offers:
        assert "Nothing found No order fits the search and filters." in look(clerk, TO_ADD + asked)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?first=soon", "From: must be a date such as 2026-12-10"),
        ("?first=2026-11-25&last=2026-11-24", "To: is before the first day"),
        ("?side=gold", "List: "),
        ("?offer=gold", "Offer: "),
        (f"?q={'a' * 101}", "Search: "),
    ],
)
def test_what_cannot_be_asked_is_said(clerk: Client, asked: str, expected: str) -> None:
    assert expected in look(clerk, TO_ADD + asked, status=422)
    assert clerk.get(f"{TO_ADD}list.csv{asked}").status_code == 422


def test_a_tick_comes_back_to_what_was_looked_at(clerk: Client, orders: dict[str, Order]) -> None:
    answer = clerk.post(f"{TO_ADD}?q=malee", {"one": f"tick:{orders['taxi'].id}"})
    assert answer["Location"] == f"{TO_ADD}?q=malee"
    assert shown(clerk, "?q=malee")["added"] == ["Airport taxi"]


def test_pages_follow_each_other_the_longest_waiting_first(hotel: Property, clerk: Client) -> None:
    hotel.details = {"pms": "one_way"}
    hotel.save()
    code = book_stays(hotel, NIGHTS)
    rows = [
        order(hotel, code, wants("taxi"), now=FAR - timedelta(minutes=9 - index))[0]
        if index == 0
        else order(hotel, code, wants("breakfast"), now=FAR - timedelta(minutes=9 - index))[0]
        for index in range(5)
    ]
    for index, row in enumerate(rows):
        confirm(hotel, row, FAR - timedelta(minutes=4 - index))
    size, to_add.PAGE_SIZE = to_add.PAGE_SIZE, 2
    try:
        asked, seen, counts = "?side=to_add", [], []
        while asked:
            (section,) = clerk.get(TO_ADD + asked).context["sections"]
            seen += [line.id for line in section["lines"]]
            counts.append(section["count"])
            asked = section["next_url"]
        first = clerk.get(TO_ADD).context["sections"][0]
    finally:
        to_add.PAGE_SIZE = size
    assert seen == [row.id for row in sorted(rows, key=lambda row: (acted(row), row.id))]
    assert counts == [5, 5, 5]
    assert (len(first["lines"]), first["count"]) == (2, 5), (
        "of all lists the first page, and where it goes on"
    )
    assert first["next_url"].startswith("?side=to_add&after=")


def acted(row: Order) -> Any:
    return Order.objects.of(row.property_id).get(id=row.id).acted_at


def test_what_changed_after_it_was_typed_says_so(hotel: Property, clerk: Client) -> None:
    hotel.details = {"pms": "one_way"}
    hotel.save()
    code = book_stays(hotel, NIGHTS)
    (breakfast,) = order(hotel, code, wants("breakfast"))
    confirm(hotel, breakfast)
    assert "correct it in the PMS" not in look(clerk, TO_ADD)
    tick(hotel, breakfast)
    shorter = MoveDates(1, dates=StayDates(date(2026, 12, 10), date(2026, 12, 11)))
    change_at_once(property=hotel, code=code, operations=[shorter], actor=CLERK, now=FAR)
    said = f"{CLERK.name} added it on 25 Nov 2026 09:00, and it has changed since: correct it in the PMS."
    assert f"Other amount {said}" in look(clerk, TO_ADD)
    assert said in look(clerk, f"{HERE}{breakfast.id}/")
    tick(hotel, breakfast)
    assert "correct it in the PMS" not in look(clerk, TO_ADD)


def test_the_file_has_what_is_to_be_done_as_plain_decimals(clerk: Client, orders: dict[str, Order]) -> None:
    answer = clerk.get(f"{TO_ADD}list.csv")
    assert "baan-talay-to-add-in-the-pms-2026-11-25.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["To do"], row["Offer"], row["Amount"], row["Since"]) for row in rows] == [
        ("To add", "Airport taxi", "1200.00", "2026-11-24 09:00:00"),
        ("To take off again", "Thai massage, 60 min", "900.00", "2026-11-25 09:00:00"),
    ]
    assert (rows[1]["Day"], rows[1]["Time"], rows[1]["How many"], rows[1]["Room"]) == (
        "2026-12-10", "14:00", "1", "002",
    )  # fmt: skip
    added = clerk.get(f"{TO_ADD}list.csv?side=added&q=somchai").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(added))
    assert (row["To do"], row["Offer"], row["By"]) == ("Added", "Breakfast", CLERK.name)


def test_another_hotels_lists_are_not_seen_and_the_page_takes_as_many_queries_for_many(
    hotel: Property, clerk: Client, orders: dict[str, Order]
) -> None:
    other = staff(make_resort("other"), email="other@example.com")
    assert other.get(f"{TO_ADD}list.csv").status_code == 404
    assert (
        "Airport taxi" not in look(other, "/extranet/other/orders/to-add/?side=to_add").split("To add 0")[1]
    )
    counts = []
    for more in (0, 10):
        for index in range(more):
            order(hotel, book_stays(hotel, NIGHTS | {"check_in": "2026-12-12", "check_out": "2026-12-13"})
                  if index == 0 else code_of(orders["taxi"]), wants("breakfast"), now=FAR)  # fmt: skip
        for asked in ("", "?q=somchai", "?side=added"):
            with CaptureQueriesContext(connection) as found:
                clerk.get(TO_ADD + asked)
            counts.append(len(found))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 13


def code_of(row: Order) -> str:
    return str(Order.objects.of(row.property_id).values_list("booking__code", flat=True).get(id=row.id))

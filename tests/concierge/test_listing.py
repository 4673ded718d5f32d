"""The list of orders: newest first, narrowed, a page at a time, summed; what waits; what is to be added in the PMS."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.bookings import search
from kunjae.bookings.commands import Booker
from kunjae.concierge import totals
from kunjae.concierge.asked import OrdersWanted, offer_names
from kunjae.concierge.facts import OfferType, OrderStatus
from kunjae.concierge.listing import order_list, orders_named
from kunjae.concierge.rules.pricing import Wanted
from kunjae.concierge.to_add import Side, ToAdd, ToAddLists
from kunjae.concierge.totals import Waiting, order_totals, waiting
from kunjae.ordering.commands import tick_order, untick_order
from kunjae.properties.models import Property
from tests.hotel import CLERK, FAR, book_stays
from tests.ordering.the_counter import (
    BREAKFAST,
    DELUXE,
    SPA,
    TAXI,
    cancel,
    confirm,
    make_resort,
    massage,
    order,
    wants,
)
from tests.payments.till import open_till

pytestmark = pytest.mark.django_db
MALEE = Booker(name="Malee Deesuk", email="malee@example.com", phone="+66898765432", language="th")
STAYS = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


def later(minutes: int):
    return FAR + timedelta(minutes=minutes)


@pytest.fixture
def hotel() -> Property:
    """Somchai ordered a massage for two (confirmed) and, two minutes later, an upgrade (cancelled) and a taxi, which
    confirms itself; a day later Malee ordered breakfast."""
    hotel = make_resort(offered=(SPA, TAXI, BREAKFAST, DELUXE))
    somchai = book_stays(hotel, STAYS | {"guest_name": "Anna Somsri"})
    malee = book_stays(hotel, STAYS, booker=MALEE)
    (spa,) = order(hotel, somchai, massage(persons=2))
    (upgrade,) = order(hotel, somchai, wants("to-deluxe"), now=later(2))
    order(hotel, somchai, wants("taxi"), now=later(3))
    order(hotel, malee, wants("breakfast"), now=later(60 * 24))
    confirm(hotel, spa, later(5))
    cancel(hotel, upgrade, later(6), reason="no suite left")
    return hotel


def found(hotel: Property, **wanted) -> list[str]:
    return [row.offer for row in order_list(hotel, OrdersWanted(**wanted), most=50)]


def test_the_newest_stand_first_with_the_names_of_guest_and_offer(hotel: Property) -> None:
    rows = order_list(hotel, OrdersWanted(), most=50)
    assert [(row.guest, row.offer, row.status, row.amount) for row in rows] == [
        ("Malee Deesuk", "breakfast", OrderStatus.UNCONFIRMED, 120000),
        ("Anna Somsri", "taxi", OrderStatus.CONFIRMED, 120000),
        ("Anna Somsri", "to-deluxe", OrderStatus.CANCELLED, 140000),
        ("Anna Somsri", "spa", OrderStatus.CONFIRMED, 180000),
    ]
    assert rows[1].auto_confirmed
    assert not rows[3].auto_confirmed
    assert (rows[2].reason, rows[2].acted_by, rows[3].day) == (
        "no suite left",
        CLERK.name,
        date(2026, 12, 10),
    )
    assert orders_named(hotel, [rows[3].id, rows[0].id]) == [rows[0], rows[3]]


def test_it_is_narrowed_by_status_type_offer_day_and_words(hotel: Property) -> None:
    code = order_list(hotel, OrdersWanted(), most=1)[0].booking
    questions: list[tuple[dict[str, Any], list[str]]] = [
        ({"status": OrderStatus.CONFIRMED}, ["taxi", "spa"]),
        ({"status": OrderStatus.EXPIRED}, []),
        ({"type": OfferType.OFFER}, ["breakfast", "taxi", "spa"]),
        ({"type": OfferType.ROOM_UPGRADE}, ["to-deluxe"]),
        ({"type": OfferType.ROOM_UPGRADE, "status": OrderStatus.CONFIRMED}, []),
        ({"type": OfferType.ROOM_UPGRADE, "offer": "spa"}, []),
        ({"offer": "spa"}, ["spa"]),
        ({"offer": "nothing-of-ours"}, []),
        ({"first": date(2026, 11, 26)}, ["breakfast"]),
        ({"last": date(2026, 11, 25)}, ["taxi", "to-deluxe", "spa"]),
        ({"text": "malee"}, ["breakfast"]),
        ({"text": code.lower()}, ["breakfast"]),
        ({"text": "Somsri anna"}, ["taxi", "to-deluxe", "spa"]),  # of the stay's guest, in any order
        ({"text": "นวดไทย"}, ["spa"]),
        ({"text": "massage"}, ["spa"]),
        ({"text": "somchai", "type": OfferType.OFFER}, ["taxi", "spa"]),
        ({"text": "somchai", "offer": "taxi", "status": OrderStatus.CONFIRMED}, ["taxi"]),
        ({"text": "nobody"}, []),
        ({"text": "  "}, ["breakfast", "taxi", "to-deluxe", "spa"]),
    ]
    for wanted, expected in questions:
        assert found(hotel, **wanted) == expected, wanted


def test_words_that_very_many_bookings_have_are_looked_for_among_the_orders(hotel: Property) -> None:
    code = book_stays(
        hotel, {"check_in": "2027-01-10", "check_out": "2027-01-11", "guest_name": "Taxi Driver"}
    )
    order(hotel, code, wants("breakfast"), now=later(3000))
    few, search.FEW = search.FEW, 0
    try:
        assert found(hotel, text="taxi") == ["breakfast", "taxi"]  # who is called so, and what is
        assert found(hotel, text="somchai", type=OfferType.OFFER) == ["breakfast", "taxi", "spa"]
        assert order_totals(hotel, OrdersWanted(text="somchai")) is None
    finally:
        search.FEW = few


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    hotel = make_resort(offered=(BREAKFAST, TAXI))
    code = book_stays(hotel, STAYS)
    made = [order(hotel, code, wants("breakfast"), now=later(index // 3))[0].id for index in range(7)]
    for wanted in (OrdersWanted(), OrdersWanted(text="somchai"), OrdersWanted(offer="breakfast")):
        seen, below = [], None
        while rows := order_list(hotel, wanted, most=3, below=below):
            seen += [row.id for row in rows]
            below = rows[-1].place
        assert seen == sorted(made, reverse=True)


def test_totals_count_each_status_and_leave_out_of_the_revenue_what_ended(hotel: Property) -> None:
    found = order_totals(hotel, OrdersWanted())
    assert found is not None
    assert dict(found.counts) == {
        OrderStatus.UNCONFIRMED: 1,
        OrderStatus.CONFIRMED: 2,
        OrderStatus.CANCELLED: 1,
        OrderStatus.EXPIRED: 0,
    }
    assert (found.revenue, found.lost, found.count) == (420000, 140000, 4)
    narrowed = order_totals(hotel, OrdersWanted(status=OrderStatus.CONFIRMED, text="somchai"))
    assert narrowed is not None
    assert (narrowed.revenue, narrowed.lost, narrowed.count) == (300000, 0, 3)
    none = order_totals(hotel, OrdersWanted(offer="gone"))
    assert none is not None
    assert (none.revenue, none.count) == (0, 0)


def test_too_many_are_not_added_up(hotel: Property) -> None:
    most, totals.MOST_SUMMED = totals.MOST_SUMMED, 3
    try:
        assert order_totals(hotel, OrdersWanted()) is None
        assert order_totals(hotel, OrdersWanted(last=date(2026, 11, 25))) is not None
    finally:
        totals.MOST_SUMMED = most


def test_another_hotels_orders_are_not_seen(hotel: Property) -> None:
    other = make_resort("other", offered=(TAXI,))
    assert order_list(other, OrdersWanted(), most=50) == []
    assert orders_named(other, [row.id for row in order_list(hotel, OrdersWanted(), most=50)]) == []
    assert waiting(other) == Waiting(0, 0)
    assert [each.code for each in offer_names(other)] == ["taxi"]


def test_a_list_takes_one_query_and_its_parts_one_or_two_more(hotel: Property) -> None:
    for wanted, expected in [
        (OrdersWanted(), 1),
        (OrdersWanted(status=OrderStatus.CONFIRMED, first=FAR.date()), 1),
        (OrdersWanted(offer="spa"), 2),
        (OrdersWanted(text="somchai"), 3),
    ]:
        with CaptureQueriesContext(connection) as asked:
            order_list(hotel, wanted, most=50)
        assert len(asked) == expected, wanted
    with CaptureQueriesContext(connection) as asked:
        waiting(hotel)
    assert len(asked) == 1


def typed(hotel: Property, side: Side) -> list[ToAdd]:
    return ToAddLists(hotel).rows(side, most=50)


def test_what_waits_is_read_from_indexes_of_the_few_that_do(hotel: Property) -> None:
    waiting(hotel)
    read = next(each for (vendor, _), each in totals._WAITING._reads.items() if vendor == connection.vendor)
    assert read is not None
    plan = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(plan + read.sql, read.filled([hotel.id], connection))
        found = str(cursor.fetchall())
    assert all(index in found for index in ("order_to_do", "order_to_take_off", "order_not_posted")), found


def test_what_is_to_be_added_is_ticked_with_name_and_time_and_taken_off_when_cancelled() -> None:
    hotel = make_resort(offered=(SPA | {"pms_product": "SPA60"}, TAXI), details={"pms": "one_way"})
    code = book_stays(hotel, STAYS | {"room": "001"})
    spa, taxi = order(hotel, code, massage(persons=2), wants("taxi"))
    assert waiting(hotel) == Waiting(1, 1)
    confirm(hotel, spa, later(1))
    assert waiting(hotel) == Waiting(0, 2)
    first, second = typed(hotel, Side.TO_ADD)
    assert (first.name, second.product, second.guest, second.room) == (
        {"en": "Airport taxi"},
        "SPA60",
        "Somchai Jaidee",
        "001",
    )
    assert (second.unit, second.quantity, second.amount, second.answers.number) == (90000, 2, 180000, 2)
    for each in (spa, taxi):
        tick_order(property=hotel, order=each.id, actor=CLERK, now=later(2))
    assert typed(hotel, Side.TO_ADD) == []
    assert {(each.id, each.added_by, each.added_at) for each in typed(hotel, Side.ADDED)} == {
        (spa.id, CLERK.name, later(2)),
        (taxi.id, CLERK.name, later(2)),
    }
    cancel(hotel, spa, later(3))
    assert [each.id for each in typed(hotel, Side.TO_TAKE_OFF)] == [spa.id]
    assert [each.id for each in typed(hotel, Side.ADDED)] == [taxi.id]
    assert waiting(hotel) == Waiting(0, 1)
    untick_order(property=hotel, order=spa.id, actor=CLERK, now=later(4))
    assert (typed(hotel, Side.TO_TAKE_OFF), waiting(hotel)) == ([], Waiting(0, 0))


def test_what_waits_for_the_guests_money_does_not_wait_for_the_hotel_yet() -> None:
    hotel = make_resort(offered=(TAXI | {"auto_confirm": False, "pay": "either"}, BREAKFAST))
    code = book_stays(hotel, STAYS)
    with open_till(hotel):
        order(hotel, code, Wanted(1, "taxi", {}, pay_now=True), wants("breakfast"))
    assert waiting(hotel) == Waiting(1, 0)

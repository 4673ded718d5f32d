"""All money that moved, newest first, a page at a time."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunjae.payments.commands.receiving import record_payment
from kunjae.payments.commands.refunds import mark_refund_done, request_refund
from kunjae.payments.facts import Method, RefundState
from kunjae.payments.queries import MoneyKind, MoneyWanted, count_money_tasks, money_list, money_tasks
from tests.hotel import CLERK, FAR, book_stays, book_two_rooms, make_hotel
from tests.payments.till import begin, bring, open_till

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel():
    """Cash, a card payment two hours later of another booking, a refund of the cash after three, done; of the card
    after four, queued; and a whole day later 5 baht by transfer."""
    hotel = make_hotel()
    hotel.first = book_two_rooms(hotel)
    hotel.second = book_stays(hotel, {"check_in": "2026-12-20", "check_out": "2026-12-22"})
    with open_till(hotel):
        cash = record(hotel, Method.CASH, 100000, 0)
        card = bring(hotel, begin(hotel, hotel.second), 200000, at(2))
        done = back(hotel, cash, 30000, 3)
        mark_refund_done(property=hotel, refund=done.id, actor=CLERK, now=at(9), reference="Till 1")
        back(hotel, card, 40000, 4)
        record(hotel, Method.BANK_TRANSFER, 500, 24)
        yield hotel


def at(hours):
    return FAR + timedelta(hours=hours)


def record(hotel, method, amount, hours):
    return record_payment(
        property=hotel,
        code=hotel.first,
        method=method,
        amount=amount,
        actor=CLERK,
        now=at(hours),
        reference=f"R{hours}",
    )


def back(hotel, payment, amount, hours):
    return request_refund(
        property=hotel, payment=payment.id, amount=amount, reason="", actor=CLERK, now=at(hours)
    )


def amounts(hotel, most=50, below=None, **wanted):
    return [row.amount for row in money_list(hotel, MoneyWanted(**wanted), most=most, below=below)]


ALL = [500, -40000, -30000, 200000, 100000]


def test_payments_and_refunds_stand_in_one_list(hotel):
    newest, queued, done, card, cash = money_list(hotel, MoneyWanted(), most=50)
    assert [newest.amount, queued.amount, done.amount, card.amount, cash.amount] == ALL
    assert (done.kind, done.state, done.method, done.reference) == ("refund", "done", "cash", "Till 1")
    assert (queued.state, queued.provider, queued.booking) == ("queued", "till", hotel.second)
    assert (card.kind, card.method, card.refunded, card.by) == ("payment", "card", 40000, "Kunjae")
    assert (cash.booker, cash.reference, cash.at) == ("Somchai Jaidee", "R0", FAR)
    assert card.reference.startswith("p-")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"kind": MoneyKind.PAYMENT}, [500, 200000, 100000]),
        ({"kind": MoneyKind.REFUND}, [-40000, -30000]),
        ({"method": Method.CASH}, [-30000, 100000]),
        ({"provider": "till"}, [-40000, 200000]),
        ({"state": RefundState.QUEUED}, [-40000]),
        ({"state": RefundState.QUEUED, "kind": MoneyKind.PAYMENT}, []),
        ({"first": date(2026, 11, 26)}, [500]),
        ({"last": date(2026, 11, 25)}, ALL[1:]),
        ({"first": date(2026, 11, 24), "last": date(2026, 11, 24)}, []),
        ({"method": Method.CASH, "kind": MoneyKind.REFUND, "last": date(2026, 11, 25)}, [-30000]),
    ],
)
def test_the_list_is_narrowed(hotel, wanted, expected):
    assert amounts(hotel, **wanted) == expected


def test_the_list_is_narrowed_to_one_booking(hotel):
    assert amounts(hotel, booking=hotel.second.lower()) == [-40000, 200000]


def test_days_are_those_of_the_hotel(hotel):
    late = FAR.replace(hour=16, minute=59)  # one minute to midnight in Bangkok
    for minutes in (0, 1):
        record(hotel, Method.AGENCY, 700 + minutes, (late - FAR).total_seconds() / 3600 + minutes / 60)
    assert amounts(hotel, method=Method.AGENCY, last=date(2026, 11, 25)) == [700]
    assert amounts(hotel, method=Method.AGENCY, first=date(2026, 11, 26)) == [701]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_list_is_walked_page_by_page_and_misses_none(hotel, size):
    for hours in (30, 30, 30):  # in the same moment
        record(hotel, Method.CASH, 1000, hours)
    found, below = [], None
    while page := money_list(hotel, MoneyWanted(), most=size, below=below):
        found += page
        below = page[-1].place
    assert [row.amount for row in found] == [1000, 1000, 1000, *ALL]
    assert len({row.id for row in found}) == 8


def test_lists_take_the_same_queries_however_long(hotel):
    few = [queries_of(each, hotel) for each in (everything, money_tasks, count_money_tasks)]
    for hours in range(30, 36):
        back(hotel, record(hotel, Method.CASH, 1000, hours), 10, hours)
    assert (
        [queries_of(each, hotel) for each in (everything, money_tasks, count_money_tasks)] == few == [2, 2, 1]
    )
    assert len(money_tasks(hotel)) == count_money_tasks(hotel) == 6


def everything(hotel):
    return money_list(hotel, MoneyWanted(), most=50)


def queries_of(read, hotel):
    with CaptureQueriesContext(connection) as queries:
        read(hotel)
    return len(queries)


def test_another_hotels_money_is_not_listed(hotel):
    other = make_hotel(slug="other")
    assert amounts(other) == []
    assert money_tasks(other) == []

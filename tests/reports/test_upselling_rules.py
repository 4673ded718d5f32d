"""What the Concierge sold: sums that add up, whichever way they are cut."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.concierge.facts import OfferType
from kunjae.reports.facts import Reached, Sale, Sold
from kunjae.reports.rules import upselling

FIRST, LAST = date(2026, 11, 15), date(2027, 1, 10)
NOBODY = Reached(0, 0, 0, 0)


def sale(
    stay=1, offer="spa", amount=900_00, counts=True, arrival=date(2026, 12, 10), lead=3, type=OfferType.OFFER
):
    return Sale(stay, offer, {"en": offer}, type, amount, counts, arrival - timedelta(days=lead), arrival)


def test_cancelled_and_expired_orders_are_no_revenue():
    report = upselling([sale(), sale(stay=2), sale(counts=False)], Reached(4, 10, 3, 2), FIRST, LAST)
    assert report.total == Sold(orders=2, revenue=1800_00, fallen=1)
    assert (report.ordered, report.per_room_night) == (2, 180_00)


def test_every_month_of_the_days_is_there():
    report = upselling([sale(), sale(type=OfferType.ROOM_UPGRADE, amount=500_00)], NOBODY, FIRST, LAST)
    assert [(month.first.isoformat(), month.revenue) for month in report.by_month] == [
        ("2026-11-01", 0),
        ("2026-12-01", 1400_00),
        ("2027-01-01", 0),
    ]
    assert report.per_room_night == 0


def test_the_best_offer_stands_first():
    report = upselling(
        [sale(offer="taxi", amount=100), sale(offer="spa"), sale(offer="spa")], NOBODY, FIRST, LAST
    )
    assert [(each.code, each.sold.orders) for each in report.by_offer] == [("spa", 2), ("taxi", 1)]


@pytest.mark.parametrize(
    ("lead", "place"),
    [(-2, 0), (-1, 0), (0, 1), (1, 2), (2, 2), (3, 3), (6, 3), (7, 4), (14, 5), (29, 5), (30, 6), (200, 6)],
)
def test_lead_times(lead, place):
    report = upselling([sale(lead=lead)], NOBODY, FIRST, LAST)
    assert [each.sold.orders for each in report.by_lead] == [int(index == place) for index in range(7)]


SALES = st.lists(
    st.builds(
        sale,
        stay=st.integers(1, 5),
        offer=st.sampled_from(["spa", "taxi", "up"]),
        amount=st.integers(0, 10**9),
        counts=st.booleans(),
        arrival=st.dates(FIRST, LAST),
        lead=st.integers(-5, 60),
        type=st.sampled_from(OfferType),
    ),
    max_size=20,
)


@given(SALES)
def test_however_it_is_cut_it_adds_up(sales):
    report = upselling(sales, NOBODY, FIRST, LAST)
    cuts = [
        [each.sold for each in report.by_offer],
        [sold for _type, sold in report.by_type],
        [sold for month in report.by_month for sold in (month.offers, month.upgrades)],
        [each.sold for each in report.by_lead],
        [each.sold for _month, each in report.by_month_and_offer],
    ]
    for parts in cuts:
        assert sum(part.revenue for part in parts) == report.total.revenue
        assert sum(part.orders for part in parts) == report.total.orders
        assert sum(part.fallen for part in parts) == report.total.fallen

"""Orders paid at once through Kunjae in a hotel with a two-way PMS: a clerk adds them with their payment, as the PMS would ask for
the money again; and they go onto the folio when their money is not to be had after all."""

from __future__ import annotations

import pytest

from kunjae.bookings.queries import booking_row
from kunjae.concierge.commands.baskets import basket_let_go
from kunjae.ordering.commands import tick_order
from kunjae.payments.models import Checkout
from kunjae.payments.ports import EventKind
from kunjae.pms.registry import registered
from kunjae.tenancy.transactions import run_in_transaction
from tests.hotel import CLERK, FAR
from tests.ordering.test_paying import SHOW, begin, buy, tell, work
from tests.ordering.the_counter import add_offer, again, booking, broken, confirm, stayed
from tests.payments.till import open_till
from tests.pms.front_desk import FrontDesk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    desk = FrontDesk()
    add_offer(desk.hotel, SHOW)
    can = {"cards": True, "webhook": True, "proves": True, "refund": True, "partial_refund": True}
    with registered(desk.pms), open_till(desk.hotel, **can, holds=True):
        desk.opens()
        yield desk


def kept(desk):
    """An order whose amount the guest's bank keeps, confirmed."""
    code = stayed(desk.hotel)
    number = desk.pms.knows(code)
    (row,) = buy(desk.hotel, code, "show")
    checkout = begin(desk.hotel, code, [row])
    tell(desk.hotel, checkout, EventKind.AUTHORISED)
    confirm(desk.hotel, row)
    desk.works()
    assert (again(row).posting, desk.postings(row)) == ("to_do", [])
    return code, number, row, checkout


def lets_go(desk, code, checkout):
    """The bank keeps the amount no longer."""

    def let_go():
        row = Checkout.objects.of(desk.hotel).get(id=checkout.id)
        basket_let_go(desk.hotel, booking_row(desk.hotel, code, lock=True), row, FAR)

    run_in_transaction(let_go)


def test_what_was_paid_here_a_clerk_adds_and_it_keeps_counting(desk):
    code, _number, row, checkout = kept(desk)
    work()
    tell(desk.hotel, checkout, EventKind.PAID)
    tick_order(property=desk.hotel, order=row.id, actor=CLERK, now=FAR)
    desk.works()
    assert desk.pms.standing() == []
    assert (again(row).posting, again(row).counted, booking(desk.hotel, code).orders) == (
        "by_hand",
        70000,
        70000,
    )
    assert broken() == []


def test_what_is_billed_with_the_room_after_all_goes_onto_the_folio(desk):
    code, number, row, checkout = kept(desk)
    lets_go(desk, code, checkout)
    assert (again(row).payment, again(row).posting) == ("on_booking", "to_do")
    desk.works()
    assert desk.pms.standing() == [(number, 70000)]
    assert (again(row).posting, again(row).counted) == ("posted", 0)


def test_what_a_clerk_has_added_stays_so_when_its_money_is_not_to_be_had(desk):
    code, _number, row, checkout = kept(desk)
    tick_order(property=desk.hotel, order=row.id, actor=CLERK, now=FAR)
    assert booking(desk.hotel, code).orders == 70000
    lets_go(desk, code, checkout)
    desk.works()
    assert desk.pms.standing() == []
    assert (again(row).posting, again(row).counted, booking(desk.hotel, code).orders) == ("by_hand", 0, 0)

"""The hotel's own list: saved on what was read, put in order, switched, retired; its stock moves with what is ordered."""

from dataclasses import replace
from datetime import date

import pytest

from kunjae.concierge.commands.catalogue import put_in_order, retire, save_offer, switch
from kunjae.concierge.errors import NoSuchOffer, OfferRefused, StaleOffer
from kunjae.concierge.facts import OfferKind
from kunjae.concierge.models import Offer, OfferDay
from kunjae.concierge.queries import offer_facts, offer_row, offers
from kunjae.kernel.errors import InvalidInput
from kunjae.properties.queries import house
from kunjae.tenancy.ids import new_id
from tests.hotel import CLERK, FAR
from tests.ordering.the_counter import (
    DELUXE,
    SPA,
    TAXI,
    add_offer,
    broken,
    cancel,
    make_resort,
    massage,
    offer,
    order,
    read_offer,
    stayed,
    wants,
)

pytestmark = pytest.mark.django_db
ARRIVAL, NEXT = date(2026, 12, 10), date(2026, 12, 11)


@pytest.fixture
def hotel():
    return make_resort(offered=(SPA, TAXI, DELUXE))


def save(hotel, code, /, version=None, **changes):
    row = offer_row(hotel, code)
    facts = replace(offer(hotel, code), **changes)
    return save_offer(property=hotel, offer=facts, version=version or row.version, actor=CLERK, now=FAR)


def codes(hotel):
    return [each.code for each in offers(hotel)]


def days(hotel):
    rows = OfferDay.objects.of(hotel).order_by("day").values_list("day", "ordered", "most")
    return list(rows)


def test_an_offer_is_kept_as_it_was_said(hotel):
    facts = offer(hotel, "spa")
    assert facts == replace(read_offer(hotel, SPA), id=facts.id, position=1)
    row = offer_row(hotel, "to-deluxe")
    assert offer_facts(row, house(hotel), "THB") == offer(hotel, "to-deluxe")
    assert (row.kind, row.to_type.code, row.version) == ("upgrade", "DLX", 1)
    assert codes(hotel) == ["spa", "taxi", "to-deluxe"]
    for unknown in ("massage", "sp\0a"):
        with pytest.raises(NoSuchOffer):
            offer_row(hotel, unknown)


def test_a_stale_form_overwrites_nothing(hotel):
    changed = save(hotel, "taxi", price=150000)
    assert (changed.version, offer(hotel, "taxi").price) == (2, 150000)
    with pytest.raises(StaleOffer):
        save(hotel, "taxi", version=1, price=1)
    switch(property=hotel, code="taxi", enabled=False)
    with pytest.raises(StaleOffer):
        save(hotel, "taxi", version=2, price=1)
    assert (offer(hotel, "taxi").price, offer(hotel, "taxi").enabled) == (150000, False)


def test_a_code_is_given_once_and_a_kind_stays(hotel):
    with pytest.raises(InvalidInput) as wrong:
        add_offer(hotel, TAXI)
    assert wrong.value.errors[0].path == "code"
    with pytest.raises(InvalidInput):
        save(hotel, "spa", code="taxi")
    with pytest.raises(InvalidInput) as wrong:
        save(hotel, "spa", kind=OfferKind.LATE_CHECK_OUT)
    assert wrong.value.errors[0].path == "kind"
    with pytest.raises(NoSuchOffer):
        save(hotel, "spa", id=new_id())
    assert save(hotel, "spa", code="massage").code == "massage"


def test_the_list_is_put_in_order_each_on_its_own(hotel):
    add_offer(hotel, TAXI, code="boat")
    add_offer(hotel, DELUXE, code="to-suite", to_type="SUI")
    put_in_order(property=hotel, codes=["boat", "spa"], upgrades=False)
    put_in_order(property=hotel, codes=["to-suite"], upgrades=True)
    assert [code for code in codes(hotel) if not code.startswith("to-")] == ["boat", "spa", "taxi"]
    assert [code for code in codes(hotel) if code.startswith("to-")] == ["to-suite", "to-deluxe"]
    assert offer_row(hotel, "boat").version == 1
    with pytest.raises(NoSuchOffer):
        put_in_order(property=hotel, codes=["to-suite"], upgrades=False)


def test_what_is_switched_off_or_retired_is_not_sold(hotel):
    code = stayed(hotel)
    [taxi] = order(hotel, code, wants("taxi"))
    switch(property=hotel, code="taxi", enabled=False)
    with pytest.raises(OfferRefused):
        order(hotel, code, wants("taxi"))
    switch(property=hotel, code="taxi", enabled=True)
    order(hotel, code, wants("taxi"))
    retire(property=hotel, code="taxi")
    retire(property=hotel, code="taxi")
    assert codes(hotel) == ["spa", "to-deluxe"]
    with pytest.raises(InvalidInput):
        order(hotel, code, wants("taxi"))
    assert cancel(hotel, taxi).changed
    with pytest.raises(NoSuchOffer):
        switch(property=hotel, code="none", enabled=True)


def test_less_stock_keeps_what_is_ordered_and_sells_no_more(hotel):
    code = stayed(hotel)
    [many] = order(hotel, code, massage(persons=6))
    save(hotel, "spa", stock=4)
    assert days(hotel) == [(ARRIVAL, 6, 6)]
    with pytest.raises(InvalidInput):
        order(hotel, code, massage())
    order(hotel, code, massage("2026-12-11", persons=4))
    cancel(hotel, many)
    assert days(hotel) == [(ARRIVAL, 0, 4), (NEXT, 4, 4)]
    order(hotel, code, massage(persons=3))
    save(hotel, "spa", stock=9)
    assert days(hotel) == [(ARRIVAL, 3, 9), (NEXT, 4, 9)]
    assert broken() == []


def test_a_stock_that_comes_later_counts_what_was_ordered_without_one(hotel):
    code = stayed(hotel)
    save(hotel, "spa", stock=None)
    order(hotel, code, massage(persons=5))
    gone = order(hotel, code, massage(persons=15))[0]
    cancel(hotel, gone)
    assert days(hotel) == []
    save(hotel, "spa", stock=6)
    assert days(hotel) == [(ARRIVAL, 5, 6)]
    with pytest.raises(OfferRefused):
        order(hotel, code, massage(persons=2))
    order(hotel, code, massage(persons=1))
    assert broken() == []
    save(hotel, "spa", stock=None)
    assert not OfferDay.objects.of(hotel).exists()
    assert Offer.objects.of(hotel).get(code="spa").stock is None
    assert broken() == []

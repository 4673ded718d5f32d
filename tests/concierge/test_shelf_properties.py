"""Whatever offers, stays and clocks: what the shelf shows can be ordered, what it does not show is refused, and every
amount adds up."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from kunjae.concierge.errors import OfferRefused, SoldOut
from kunjae.concierge.facts import OfferKind
from kunjae.concierge.rules.pricing import Wanted, as_order, quote
from kunjae.concierge.rules.shelf import PASSED_BY_STAFF, shelf
from kunjae.concierge.words import REASONS
from tests.concierge import sketches


@settings(deadline=None, max_examples=150)
@given(sketches.DICE)
def test_what_is_shown_can_be_ordered_and_adds_up(dice):
    facts, now = sketches.place(dice)
    by_staff = dice.random() < 0.5
    for on in shelf(facts, now, everything=by_staff):
        if set(on.reasons) - (PASSED_BY_STAFF if by_staff else set()):
            continue
        wanted = Wanted(on.stay, on.offer.code, sketches.answers(dice, on))
        try:
            (quoted,) = quote(facts, [wanted], now, by_staff=by_staff)
        except SoldOut:  # more pieces or persons than are left, and nothing else
            assert on.offer.stock
            continue
        adds_up(facts, on, quoted, now)


def adds_up(facts, on, quoted, now):
    assert quoted.split.gross == quoted.amount >= 0
    assert quoted.quantity >= 1
    if on.offer.kind is OfferKind.UPGRADE:
        assert quoted.amount == sum(quoted.night_amounts)
        assert len(quoted.night_amounts) == len(quoted.nights) == quoted.quantity
        assert 0 <= quoted.unit * quoted.quantity - quoted.amount < quoted.quantity
    else:
        assert quoted.amount == quoted.unit * quoted.quantity
    assert quoted.had_at > now
    assert quoted.pieces >= 1
    if on.offer.stock is not None:
        taken = facts.ordered.get((on.offer.code, quoted.stock_day), 0)
        assert quoted.pieces <= on.offer.stock - taken


@settings(deadline=None, max_examples=150)
@given(sketches.DICE)
def test_what_is_not_shown_is_refused_for_the_reasons_that_staff_read(dice):
    facts, now = sketches.place(dice)
    shown = {each.offer.code for each in shelf(facts, now)}
    for each in shelf(facts, now, everything=True):
        assert set(each.reasons) <= REASONS.keys()
        assert bool(each.reasons) == (each.offer.code not in shown)
        if each.reasons:
            with pytest.raises(OfferRefused) as caught:
                quote(facts, [Wanted(1, each.offer.code)], now)
            assert caught.value.reasons


@settings(deadline=None, max_examples=150)
@given(sketches.DICE)
def test_a_basket_never_takes_more_than_a_day_has_nor_an_hour_twice(dice):
    facts, now = sketches.place(dice)
    shown = shelf(facts, now)
    if not shown:
        return
    wanted = []
    for _ in range(dice.randint(1, 5)):
        on = dice.choice(shown)
        wanted.append(Wanted(on.stay, on.offer.code, sketches.answers(dice, on)))
    try:
        found = quote(facts, wanted, now)
    except OfferRefused:
        return
    ordered = dict(facts.ordered)
    for each in found:
        if each.on.offer.stock is not None:
            key = each.on.offer.code, each.stock_day
            ordered[key] = ordered.get(key, 0) + each.pieces
            assert ordered[key] <= each.on.offer.stock
    kinds = [each.on.offer.kind for each in found if each.on.offer.kind is not OfferKind.OFFER]
    assert len(set(kinds)) == len(kinds)
    orders = tuple(as_order(each, now) for each in found)
    for each in shelf(replace(facts, orders=orders), now):
        assert not (each.bought and each.offer.kind is not OfferKind.OFFER and not each.reasons)

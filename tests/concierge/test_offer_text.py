"""Offers written as JSON and read back."""

import json
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunjae.concierge.facts import OfferKind, PricePer, QuestionKind
from kunjae.concierge.offer_text import Known, facts_of, offer_from_json, offer_to_json, terms_to_json
from kunjae.kernel.errors import InvalidInput
from tests.concierge import sketches
from tests.concierge.the_shelf import TYPES

KNOWN = Known(TYPES, ("BAR", "NRF"), ("th", "en"))
SPA = {"code": "spa", "name": "Massage", "price": "900"}
LATE = {"code": "late", "kind": "late_check_out", "name": "Late", "steps": [{"at": "14:00", "amount": "500"}]}
UP = {"code": "up", "kind": "upgrade", "name": "Up", "to_type": "DLX", "amount": "300"}


def read(data, currency="THB"):
    return offer_from_json(data, currency, "offers.0", known=KNOWN)


def wrong(data):
    """Path and code of everything that is wrong."""
    with pytest.raises(InvalidInput) as caught:
        read(data)
    return {(error.path.removeprefix("offers.0."), error.code) for error in caught.value.errors}


@settings(deadline=None)
@given(sketches.DICE, st.sampled_from(["THB", "JPY", "KWD"]))
def test_an_offer_written_is_read_back_through_real_json(dice, currency):
    offer = sketches.offer(dice)
    written = json.loads(json.dumps(offer_to_json(offer, currency)))
    again = offer_from_json(written, currency, "", known=KNOWN, id=offer.id)
    assert again == offer
    assert offer_to_json(again, currency) == written


@settings(deadline=None)
@given(sketches.DICE, st.sampled_from(["THB", "JPY", "KWD"]), st.integers(0, 9))
def test_a_row_gives_the_offer_that_it_keeps(dice, currency, position):
    offer = sketches.offer(dice)
    kept = facts_of(
        id=offer.id,
        code=offer.code,
        kind=offer.kind.value,
        name=offer.name,
        position=position,
        enabled=offer.enabled,
        retired=offer.retired,
        stock=offer.stock,
        picture=offer.picture,
        terms=json.loads(json.dumps(terms_to_json(offer, currency))),
        to_type=offer.upgrade.to_type if offer.upgrade else "",
        currency=currency,
    )
    assert kept.position == position
    assert offer_to_json(kept, currency) == offer_to_json(offer, currency)


def test_what_is_left_out_is_as_usual():
    offer = read(SPA)
    assert (offer.price, offer.price_per, offer.kind) == (90000, PricePer.ORDER, OfferKind.OFFER)
    assert offer.enabled
    assert not offer.auto_confirm
    assert offer.name == {"th": "Massage", "en": "Massage"}
    assert offer_to_json(offer, "THB") == {
        "code": "spa",
        "kind": "offer",
        "name": {"th": "Massage", "en": "Massage"},
        "price": "900.00",
        "price_per": "order",
    }
    assert read(UP).price_per is PricePer.NIGHT


def test_times_are_a_list_or_from_to_every_so_many_minutes():
    def slots(**question):
        return read(SPA | {"questions": [{"kind": "slot", **question}]}).question(QuestionKind.SLOT).times

    assert slots(times=["18:00", "09:30"]) == (time(9, 30), time(18))
    assert slots(**{"from": "10:00", "to": "12:10", "every_minutes": 45}) == (
        time(10),
        time(10, 45),
        time(11, 30),
    )
    assert slots(**{"from": "10:00", "to": "10:00", "every_minutes": 60}) == (time(10),)


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"code": "new"}, "code", "invalid_code"),
        ({"code": "spa 60"}, "code", "invalid_code"),
        ({"code": "../x"}, "code", "invalid_code"),
        ({"name": {}}, "name", "required"),
        ({"price": None}, "price", "invalid_amount"),
        ({"price": "-1"}, "price", "negative_amount"),
        ({"price": "1.005"}, "price", "too_many_decimals"),
        ({"old_price": "900"}, "old_price", "not_above_price"),
        ({"price_per": "week"}, "price_per", "invalid_choice"),
        ({"stock": -1}, "stock", "invalid_integer"),
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"steps": []}, "steps", "unknown_field"),
        ({"to_type": "DLX"}, "to_type", "unknown_field"),
        ({"notify": ["spa"]}, "notify.0", "invalid_email"),
        ({"questions": [{"kind": "mood"}]}, "questions.0.kind", "invalid_choice"),
        ({"questions": [{"kind": "text", "label": "Why"}]}, "questions.0.code", "required"),
        ({"questions": [{"kind": "text", "code": "why"}]}, "questions.0.label", "required"),
        (
            {"questions": [{"kind": "text", "code": "day", "label": "Day"}]},
            "questions.0.code",
            "code_reserved",
        ),
        ({"questions": [{"kind": "day"}, {"kind": "day", "code": "second"}]}, "questions", "kind_twice"),
        ({"questions": [{"kind": "number", "least": 3, "most": 2}]}, "questions.0.most", "below_least"),
        ({"questions": [{"kind": "slot"}]}, "questions.0.times", "slot_times"),
        ({"questions": [{"kind": "slot", "from": "10:00"}]}, "questions.0.times", "slot_times"),
        ({"questions": [{"kind": "slot", "times": ["10:00", "10:00"]}]}, "questions.0.times", "given_twice"),
        (
            {"questions": [{"kind": "slot", "from": "11:00", "to": "10:00", "every_minutes": 30}]},
            "questions.0.to",
            "before_from",
        ),
        ({"price_per": "night", "questions": [{"kind": "day"}]}, "questions", "day_of_nights"),
        (
            {"segment": {"valid_from": "2026-12-02", "valid_to": "2026-12-01"}},
            "segment.valid_to",
            "before_from",
        ),
        ({"segment": {"weekdays": ["someday"]}}, "segment.weekdays.0", "invalid_choice"),
        ({"segment": {"before_arrival": False, "during_stay": False}}, "segment.during_stay", "never_seen"),
        ({"segment": {"least_nights": 3, "most_nights": 2}}, "segment.most_nights", "below_least"),
        (
            {"segment": {"order_from_days": 3, "order_until_days": 4}},
            "segment.order_until_days",
            "after_first_day",
        ),
        ({"segment": {"room_types": ["TENT"]}}, "segment.room_types", "unknown_code"),
        ({"segment": {"rate_plans": ["GONE"]}}, "segment.rate_plans", "unknown_code"),
        ({"segment": {"sources": ["fax"]}}, "segment.sources", "unknown_code"),
        ({"segment": {"languages": ["de"]}}, "segment.languages", "unknown_code"),
    ],
)
def test_every_wrong_field_is_named(change, path, code):
    assert wrong(SPA | change) == {(path, code)}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        (LATE | {"steps": []}, "steps", "required"),
        (LATE | {"steps": [{"at": "14:00", "amount": "500"}] * 2}, "steps", "given_twice"),
        (LATE | {"steps": [{"at": "25:00", "amount": "1"}]}, "steps.0.at", "invalid_time"),
        (LATE | {"price": "900"}, "price", "unknown_field"),
        (LATE | {"questions": [{"kind": "day"}]}, "questions", "only_words"),
        (UP | {"percent": "50"}, "amount", "upgrade_price"),
        (UP | {"least": "50"}, "least", "upgrade_least"),
        (UP | {"to_type": "TENT"}, "to_type", "unknown_code"),
        (UP | {"from_types": ["SUI"]}, "from_types", "not_lower"),
        (UP | {"price": "900"}, "price", "unknown_field"),
        ({key: value for key, value in UP.items() if key != "to_type"}, "to_type", "required"),
    ],
)
def test_each_kind_has_its_own_price(data, path, code):
    found = wrong(data)
    assert (path, code) in found
    assert {where.split(".")[0] for where, _code in found} == {path.split(".")[0]}


def test_all_that_is_wrong_is_said_at_once():
    data = {"code": "a b", "price": "x", "questions": [{"kind": "day", "days": "never"}], "pay": "later"}
    paths = {path for path, _code in wrong(data)}
    assert paths == {"code", "name", "price", "questions.0.days", "pay"}
    assert wrong([]) == {("offers.0", "invalid_type")}

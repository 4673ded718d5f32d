"""Policies written as JSON and read back."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.kernel.errors import InvalidInput
from kunjae.rates.facts import ChargeOn, Clock, Policy, Tier
from kunjae.rates.policy_text import policy_from_json, policy_to_json

FULL = {
    "name": {"th": "ยืดหยุ่น", "en": "Flexible"},
    "guest_can_change": False,
    "guest_can_cancel": True,
    "max_changes": 2,
    "charge_on": "whole_stay",
    "clock": "earliest_arrival",
    "no_show_percent": "33.33",
    "tiers": [
        {"days_before": 3, "percent": "50"},
        {"always": True, "amount": "500.00"},
        {"days_before": 7, "nights": 1},
    ],
}

PERCENTS = st.integers(0, 1_000_000).map(lambda number: Decimal(number) / 10000)
CHARGES = st.one_of(
    st.fixed_dictionaries({"percent": PERCENTS}),
    st.fixed_dictionaries({"nights": st.integers(1, 1000)}),
    st.fixed_dictionaries({"amount": st.integers(0, 10**13)}),
)
TIERS = st.builds(lambda days, charge: Tier(days, **charge), st.none() | st.integers(0, 1000), CHARGES)
NAMES = st.dictionaries(
    st.sampled_from(["th", "en"]), st.sampled_from(["Flexible", "ยืดหยุ่น", "No refund; no change"])
)
POLICIES = st.builds(
    Policy,
    name=NAMES,
    guest_can_change=st.booleans(),
    guest_can_cancel=st.booleans(),
    max_changes=st.none() | st.integers(0, 1000),
    charge_on=st.sampled_from(ChargeOn),
    clock=st.sampled_from(Clock),
    no_show_percent=PERCENTS,
    tiers=st.lists(TIERS, max_size=20, unique_by=lambda tier: tier.days_before).map(tuple),
)


def read(data, currency="THB"):
    return policy_from_json(data, currency, "policy")


@given(POLICIES, st.sampled_from(["THB", "JPY", "KWD"]))
def test_a_policy_written_is_read_back_through_real_json(policy, currency):
    written = json.loads(json.dumps(policy_to_json(policy, currency)))
    assert read(written, currency) == policy
    assert policy_to_json(read(written, currency), currency) == written


def test_every_field_is_read():
    assert read(FULL) == Policy(
        name={"th": "ยืดหยุ่น", "en": "Flexible"},
        guest_can_change=False,
        guest_can_cancel=True,
        max_changes=2,
        charge_on=ChargeOn.WHOLE_STAY,
        clock=Clock.EARLIEST_ARRIVAL,
        no_show_percent=Decimal("33.33"),
        tiers=(Tier(3, percent=Decimal(50)), Tier(None, amount=50000), Tier(7, nights=1)),
    )
    assert policy_to_json(read(FULL), "THB") == FULL


def test_what_is_left_out_is_the_usual():
    assert read({}) == Policy(name={})
    assert read({"name": "Plain"}) == Policy(name={"th": "Plain", "en": "Plain"})
    assert read({"max_changes": None}).max_changes is None


@pytest.mark.parametrize(("currency", "amount"), [("THB", 50000), ("JPY", 500), ("KWD", 500000)])
def test_amounts_have_the_decimals_of_the_currency(currency, amount):
    policy = read({"tiers": [{"always": True, "amount": "500"}]}, currency)
    assert policy.tiers[0].amount == amount


def one_tier(**fields):
    return {"tiers": [fields]}


WRONG = [
    (None, "policy", "invalid_type"),
    ([], "policy", "invalid_type"),
    ("F", "policy", "invalid_type"),
    ({"name": 5}, "policy.name", "invalid_text"),
    ({"name": {"de": "Flexibel"}}, "policy.name", "invalid_text"),
    ({"name": {"th": 5}}, "policy.name.th", "invalid_type"),
    ({"guest_can_change": "yes"}, "policy.guest_can_change", "invalid_boolean"),
    ({"guest_can_change": 1}, "policy.guest_can_change", "invalid_boolean"),
    ({"guest_can_change": None}, "policy.guest_can_change", "invalid_boolean"),
    ({"guest_can_cancel": 0}, "policy.guest_can_cancel", "invalid_boolean"),
    ({"max_changes": -1}, "policy.max_changes", "invalid_integer"),
    ({"max_changes": 1.5}, "policy.max_changes", "invalid_integer"),
    ({"max_changes": "many"}, "policy.max_changes", "invalid_integer"),
    ({"max_changes": True}, "policy.max_changes", "invalid_integer"),
    ({"charge_on": "everything"}, "policy.charge_on", "invalid_choice"),
    ({"charge_on": None}, "policy.charge_on", "invalid_choice"),
    ({"clock": "cuckoo"}, "policy.clock", "invalid_choice"),
    ({"clock": []}, "policy.clock", "invalid_choice"),
    ({"no_show_percent": "101"}, "policy.no_show_percent", "invalid_percent"),
    ({"no_show_percent": -1}, "policy.no_show_percent", "invalid_percent"),
    ({"no_show_percent": 50.0}, "policy.no_show_percent", "invalid_percent"),
    ({"no_show_percent": None}, "policy.no_show_percent", "invalid_percent"),
    ({"tiers": {}}, "policy.tiers", "invalid_type"),
    ({"tiers": None}, "policy.tiers", "invalid_type"),
    ({"tiers": [{"days_before": day, "nights": 1} for day in range(21)]}, "policy.tiers", "too_many"),
    ({"tiers": [5]}, "policy.tiers.0", "invalid_type"),
    ({"tiers": [None]}, "policy.tiers.0", "invalid_type"),
    (one_tier(), "policy.tiers.0", "tier_when"),
    (one_tier(percent="50"), "policy.tiers.0", "tier_when"),
    (one_tier(always=False, percent="50"), "policy.tiers.0", "tier_when"),
    (one_tier(always=True, days_before=3, percent="50"), "policy.tiers.0", "tier_when"),
    (one_tier(always="yes", percent="50"), "policy.tiers.0.always", "invalid_boolean"),
    (one_tier(days_before=-1, percent="50"), "policy.tiers.0.days_before", "invalid_integer"),
    (one_tier(days_before=1001, percent="50"), "policy.tiers.0.days_before", "invalid_integer"),
    (one_tier(days_before="soon", percent="50"), "policy.tiers.0.days_before", "invalid_integer"),
    (one_tier(days_before=3), "policy.tiers.0", "tier_charge"),
    (one_tier(days_before=3, percent=None), "policy.tiers.0", "tier_charge"),
    (one_tier(days_before=3, percent="50", nights=1), "policy.tiers.0", "tier_charge"),
    (one_tier(days_before=3, nights=1, amount="1"), "policy.tiers.0", "tier_charge"),
    (one_tier(days_before=3, percent="100.01"), "policy.tiers.0.percent", "invalid_percent"),
    (one_tier(days_before=3, percent="-50"), "policy.tiers.0.percent", "invalid_percent"),
    (one_tier(days_before=3, nights=0), "policy.tiers.0.nights", "invalid_integer"),
    (one_tier(days_before=3, nights=-1), "policy.tiers.0.nights", "invalid_integer"),
    (one_tier(days_before=3, amount="-1"), "policy.tiers.0.amount", "negative_amount"),
    (one_tier(days_before=3, amount=500.0), "policy.tiers.0.amount", "invalid_amount"),
    (one_tier(days_before=3, amount="500.005"), "policy.tiers.0.amount", "too_many_decimals"),
    (one_tier(days_before=3, percent="50", colour="red"), "policy.tiers.0.colour", "unknown_field"),
    ({"guest_can_chnage": True}, "policy.guest_can_chnage", "unknown_field"),
    (
        {"tiers": [{"days_before": 3, "nights": 1}, {"days_before": 3, "percent": "5"}]},
        "policy.tiers",
        "tier_twice",
    ),
    (
        {"tiers": [{"always": True, "nights": 1}, {"always": True, "percent": "5"}]},
        "policy.tiers",
        "tier_twice",
    ),
]


@pytest.mark.parametrize(("data", "path", "code"), WRONG)
def test_a_wrong_policy_names_its_field(data, path, code):
    with pytest.raises(InvalidInput) as caught:
        read(data)
    assert [(error.path, error.code) for error in caught.value.errors] == [(path, code)]


def test_all_wrong_fields_of_a_policy_are_named_at_once():
    wrong = {
        "clock": "cuckoo",
        "max_changes": "x",
        "tiers": [{"days_before": -1, "percent": "200"}, {"days_before": 3, "percent": "50"}, 7],
        "colour": "red",
    }
    with pytest.raises(InvalidInput) as caught:
        read(wrong)
    assert sorted(error.path for error in caught.value.errors) == [
        "policy.clock",
        "policy.colour",
        "policy.max_changes",
        "policy.tiers.0.days_before",
        "policy.tiers.0.percent",
        "policy.tiers.2",
    ]

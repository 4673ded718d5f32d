"""What changes the fingerprint of a plan, and what does not (rules.md 5)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from kunjae.changes.facts import TargetBooking
from kunjae.inventory.facts import Taker, TypeCount

from .sketches import (
    FAR,
    NEAR,
    change_facts,
    move,
    planned,
    policy,
    rates,
    stay,
    within,
)

OTHER, BLOCK = Taker("KJOTHER1", 1), Taker(None, reason="Paint")
TARGET = TargetBooking(UUID(int=9), "KJTARGET", 1, 0)
MOVE = move("12-11", "12-13")
TODAY = rates("STD", "12-11", 1300, 1600, 1800)


def facts_of(**more):
    defaults = {"rates": TODAY}
    return change_facts(stay("12-10", 1000, 1200, 1500), **(defaults | more))


BASIS = planned(facts_of(), MOVE, now=NEAR).digest


@pytest.mark.parametrize(
    ("facts", "operation", "now"),
    [
        (facts_of(), MOVE, NEAR + timedelta(hours=3)),
        (facts_of(taken={("002", "12-11"): OTHER, ("003", "12-12"): BLOCK}), MOVE, NEAR),
        (facts_of(rates=TODAY | rates("DLX", "12-11", 9000)), MOVE, NEAR),
        (facts_of(counts={("STD", "12-12"): TypeCount(3, 2)}), MOVE, NEAR),
    ],
    ids=["clock", "other_rooms", "other_prices", "other_stays"],
)
def test_the_digest_ignores_what_the_plan_does_not_depend_on(facts, operation, now):
    assert planned(facts, operation, now=now).digest == BASIS


def test_the_clock_alone_changes_the_digest_only_when_the_tier_does():
    moments = [
        FAR,
        FAR + timedelta(days=5),
        NEAR,
        NEAR + timedelta(days=1),
        NEAR + timedelta(days=1, hours=6),
    ]
    digests = [planned(facts_of(), MOVE, now=now).digest for now in moments]
    assert digests[0] == digests[1] != digests[2] == digests[3] != digests[4]


def test_another_tier_is_another_digest_even_for_the_same_fee():
    steps = policy(within(3, "50"), within(2, nights=1), within(1, "50"))
    facts = change_facts(stay("12-10", 1000, 1000, policy=steps))
    results = [
        planned(facts, {"op": "cancel", "stay": 1}, now=NEAR + timedelta(days=days)) for days in (0, 1, 2)
    ]
    assert {result.fees for result in results} == {100000}
    assert len({result.digest for result in results}) == 3


DIFFERENT_POLICY = policy(within(3, "40"), within(1, "100"))
SAME_FEE_OTHER_TIER = policy(within(4, "50"))


@pytest.mark.parametrize(
    ("facts", "operation"),
    [
        (facts_of(version=2), MOVE),
        (facts_of(rates=rates("STD", "12-11", 1300, 1601, 1800)), MOVE | {"pricing": "today"}),
        (change_facts(stay("12-10", 1000, 1200, 1501), rates=TODAY), MOVE),
        (change_facts(stay("12-10", 1000, 1200, 1500, policy=DIFFERENT_POLICY), rates=TODAY), MOVE),
        (change_facts(stay("12-10", 1000, 1200, 1500, policy=SAME_FEE_OTHER_TIER), rates=TODAY), MOVE),
        (facts_of(), MOVE | {"room": "002"}),
        (facts_of(), MOVE | {"room": None}),
        (facts_of(), move("12-11", "12-14")),
        (facts_of(taken={("001", "12-12"): OTHER}), MOVE),
        (facts_of(counts={("STD", "12-12"): TypeCount(3, 3)}), move("12-12", "12-14")),
        (facts_of(rates=rates("STD", "12-11", 1300, 1600, closed_to_arrival=True)), MOVE),
        (change_facts(stay("12-10", 1000, 1200, 1500), stay("12-10", 900, number=2, room="002"), rates=TODAY), MOVE),
    ],
    ids=[
        "version", "todays_price", "agreed_price", "fee", "tier", "room", "no_room", "dates", "room_taken", "sold_out",
        "warning", "another_stay",
    ],
)  # fmt: skip
def test_the_digest_changes_with_all_that_the_plan_depends_on(facts, operation):
    assert planned(facts, operation, now=NEAR).digest != BASIS


def test_two_prices_of_the_night_swapped_are_another_digest():
    there = move("12-20", "12-22", room=None)
    one, other = (
        planned(facts_of(rates=rates("STD", "12-20", *prices)), there).digest for prices in ((1, 2), (2, 1))
    )
    assert one != other


def test_the_version_of_the_booking_that_a_stay_moves_to_is_in_the_digest():
    away = {"op": "move_to_booking", "stay": 1, "booking": "KJTARGET"}
    one, other = (
        planned(facts_of(targets=[replace(TARGET, version=version)]), away).digest for version in (1, 2)
    )
    assert one != other


def test_the_policy_copy_after_the_change_is_in_the_digest():
    def terms(a_policy):
        return planned(facts_of(), {"op": "set_terms", "stay": 1, "policy": a_policy}).digest

    assert len({terms(None), terms({}), terms({"no_show_percent": "50"})}) == 3

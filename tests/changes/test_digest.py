"""What the fingerprint of a plan is made of. Two releases may run side by side: what one previews the other confirms,
so it must not change by accident."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from kunjae.bookings.facts import StayStatus
from kunjae.changes.facts import TargetBooking

from .sketches import NEAR, amount, cancel, change_facts, move, planned, policy, rates, stay, within

POLICY = policy(within(3, "50"), within(1, nights=1), within(0, amount=50000))
POLICY_JSON = {
    "name": {"en": "P"},
    "guest_can_change": True,
    "guest_can_cancel": True,
    "max_changes": None,
    "charge_on": "value_given_back",
    "clock": "current_arrival",
    "no_show_percent": "100",
    "tiers": [
        {"days_before": 3, "percent": "50"},
        {"days_before": 1, "nights": 1},
        {"days_before": 0, "amount": "500.00"},
    ],
}
TARGETS = [TargetBooking(UUID(int=8), "KJZ", 7, 2), TargetBooking(UUID(int=9), "KJA", 4, 0)]


def booking_of_five():
    """Stays to move, to cancel, to leave alone, to reinstate and to give away."""
    facts = change_facts(
        stay("12-10", 1000, 1200, policy=POLICY, prepay="30.50", children=1),
        stay("12-10", 900, number=2, room="002", policy=POLICY),
        stay("12-10", 800, number=3, room="003", policy=None),
        stay("12-20", 700, number=4, room=None, policy=None, recorded_fee=9900, status=StayStatus.CANCELLED),
        stay("12-24", 600, number=5, room=None, policy=None),
        rates=rates("STD", "12-10", 1, 1, 1, 1, closed_to_departure=True),
        targets=TARGETS,
        version=6,
    )
    first, *others = facts.booking.stays
    first = replace(first, conditions={"th": "ไม่คืนเงิน", "en": "No refund"}, guest_name="Ann")
    return replace(facts, booking=replace(facts.booking, stays=(first, *others), orders=amount(250)))


OPERATIONS = [
    move("12-10", "12-11", room="001"),
    cancel(2),
    {"op": "reinstate", "stay": 4, "waive_fees": True},
    {"op": "move_to_booking", "stay": 5, "booking": "KJZ"},
]
FIFTY = {"days_before": 3, "percent": "50"}


def state(status, room, check_in, check_out, nights, children=0, **more):
    """A stay after the change, as the fingerprint sees it."""
    terms = {"conditions": {}, "policy": None, "prepay": "0", "guest": ""} | more
    return [
        status, "STD", room, "BAR", "breakfast", terms["conditions"], terms["policy"], terms["prepay"],
        check_in, check_out, 2, children, terms["guest"], nights,
    ]  # fmt: skip


def listed(number, after, fee=0, tier=None, waived=0, moved_to=None, problems=()):
    return {
        "number": number,
        "after": after,
        "fee": fee,
        "tier": tier,
        "fees_waived": waived,
        "moved_to": moved_to,
        "problems": list(problems),
    }


MOVED = state(
    "reserved", "001", "2026-12-10", "2026-12-11", [["2026-12-10", 100000, 0]], 1,
    conditions={"th": "ไม่คืนเงิน", "en": "No refund"}, policy=POLICY_JSON, prepay="30.5", guest="Ann",
)  # fmt: skip
CANCELLED = state(
    "cancelled", "002", "2026-12-10", "2026-12-11", [["2026-12-10", 90000, 0]], policy=POLICY_JSON
)
LEFT_ALONE = state("reserved", "003", "2026-12-10", "2026-12-11", [["2026-12-10", 80000, 0]])
REINSTATED = state("reserved", None, "2026-12-20", "2026-12-21", [["2026-12-20", 70000, 0]])
CONTENT = {
    "booking": "00000000-0000-0000-0000-000000000002",
    "version": 6,
    "operations": [
        {"op": "move_dates", "stay": 1, "check_in": "2026-12-10", "check_out": "2026-12-11", "room": "001"},
        {"op": "cancel", "stay": 2},
        {"op": "reinstate", "stay": 4, "waive_fees": True},
        {"op": "move_to_booking", "stay": 5, "booking": "KJZ"},
    ],
    "stays": [
        listed(1, MOVED, 60000, FIFTY, problems=["closed_to_departure"]),
        listed(2, CANCELLED, 45000, FIFTY),
        listed(3, LEFT_ALONE),
        listed(4, REINSTATED, waived=9900),
        listed(5, None, moved_to=["KJZ", 3]),
    ],
    "orders": 25000,
    "targets": {"KJA": 4, "KJZ": 7},
}


def fingerprint(content):
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_is_made_of_all_that_staff_saw():
    assert planned(booking_of_five(), *OPERATIONS, now=NEAR).digest == fingerprint(CONTENT)


def test_the_order_in_which_problems_are_found_is_not_in_the_digest():
    broken = rates("STD", "12-20", 1, closed=True, closed_to_arrival=True, min_stay=2)
    result = planned(change_facts(stay("12-10", 1000), rates=broken), move("12-20", "12-21"))
    after = state("reserved", "001", "2026-12-20", "2026-12-21", [["2026-12-20", 100, 0]])
    after[6] = {**POLICY_JSON, "tiers": [FIFTY, {"days_before": 1, "percent": "100"}]}
    assert [problem.code for problem in result.problems] == ["min_stay", "closed_to_arrival", "closed"]
    assert result.digest == fingerprint(
        CONTENT
        | {
            "version": 1,
            "orders": 0,
            "targets": {},
            "operations": [
                {"op": "move_dates", "stay": 1, "check_in": "2026-12-20", "check_out": "2026-12-21"}
            ],
            "stays": [listed(1, after, problems=["closed", "closed_to_arrival", "min_stay"])],
        }
    )


@pytest.mark.parametrize("percent", ["30", "30.0", "30.0000"])
def test_a_percentage_written_otherwise_is_no_other_plan(percent):
    facts = change_facts(stay("12-10", 1000, prepay="30"))
    same = change_facts(stay("12-10", 1000, prepay=percent))
    assert planned(same, cancel()).digest == planned(facts, cancel()).digest
    assert same.booking.stays[0].prepay_percent == Decimal(30)

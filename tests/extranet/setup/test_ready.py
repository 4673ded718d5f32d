"""What the set-up has ready."""

from __future__ import annotations

import pytest

from kunjae.extranet.setup.ready import plan_name, type_code


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("Standard", [], "STD"),
        ("Superior Deluxe", [], "SUP"),
        ("Standard twin", ["STD"], "STD2"),
        ("Sea view", [], "SEA"),
        ("", [], "R1"),
        ("", ["R1"], "R2"),
        ("ห้อง", ["STD"], "R1"),
    ],
)
def test_codes_follow_from_names_and_are_not_taken(name, taken, code) -> None:
    assert type_code(name, taken) == code


def test_a_plan_is_called_after_its_policy_and_meal() -> None:
    name = {"th": "ยืดหยุ่น", "en": "Flexible"}
    assert plan_name(name, "breakfast") == {
        "th": "ยืดหยุ่น รวมอาหารเช้า",
        "en": "Flexible, breakfast included",
    }
    assert plan_name({"en": "Flexible"}, "full_board") == {"en": "Flexible"}

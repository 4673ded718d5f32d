"""Values that nobody would type, and a few that somebody might."""

from __future__ import annotations

import json

from hypothesis import strategies as st

MEGABYTE = 1_000_000
DEEP = 100_000

ODD_TEXTS: list[str | bytes] = [
    "",
    " ",
    "\x00",
    "Ma\x00lee",
    "\x07\x1b[31m",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"caf\xe9",
    b"%",
    "\u202eback",
    "a\u200b\u200d\ufeffb",
    "e" + "\u0301" * 300,
    "ก" * 300,
    "👩\u200d👩\u200d👧" * 40,
    "๑๒๓",
    "２０２６-１２-１０",
    "²",
    "<script>alert(1)</script>",
    "\"'><svg onload=alert(1)>",
    "{{ 7|add:7 }}{% debug %}",
    "' OR 1=1 --",
    "../../../../etc/passwd",
    "https://evil.example/",
    "//evil.example/",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: x=y",
    "x" * 5_000,
]
ODD_NUMBERS: list[str | bytes] = [
    "0",
    "-0",
    "-1",
    "1.5",
    "1e3",
    "1e400",
    "1_000",
    "0x10",
    "NaN",
    "Infinity",
    "-Infinity",
    "9" * 10,
    "9" * 19,
    "9" * 400,
    "-" + "9" * 20,
    "0.001",
    "1,0,0",
    "100000000000.01",
]
ODD_DATES: list[str | bytes] = [
    "0000-00-00",
    "0001-01-01",
    "1990-01-01",
    "2026-02-30",
    "2026-12-10T00:00",
    "2199-12-31",
    "2200-01-01",
    "9999-12-31",
    "10000-01-01",
    "10/12/2569",
]
ODD_JSON: list[str | bytes] = [
    "null",
    "[]",
    "{}",
    "[[[]]]",
    '[{"op": "cancel", "stay": 1e400}]',
    '[{"op": "cancel", "stay": 1}, {"op": "cancel", "stay": 1}]',
    '[{"op": "set_guest", "stay": 1, "guest_name": "\\ud800"}]',
    "[" * DEEP,
    "[" * DEEP + "]" * DEEP,
    '{"a":' * DEEP + "1" + "}" * DEEP,
    "[" + "9" * 5_000 + "]",
]
HUGE: list[str | bytes] = ["A" * MEGABYTE, "ก" * (MEGABYTE // 3), "1" * MEGABYTE]


def values(known: list[str], *, most: int = 2 * MEGABYTE) -> st.SearchStrategy[str | bytes]:
    """Any of all these that is no longer than `most`; `known`: what stands elsewhere, as codes of others."""
    found = _values(known)
    return found if most >= MEGABYTE else found.filter(lambda value: len(value) <= most)


def _values(known: list[str]) -> st.SearchStrategy[str | bytes]:
    return st.one_of(
        st.sampled_from(ODD_TEXTS),
        st.sampled_from(ODD_NUMBERS),
        st.sampled_from(ODD_DATES),
        st.sampled_from(ODD_JSON),
        st.sampled_from(known),
        st.text(st.characters(codec="utf-8"), max_size=30),
        st.binary(max_size=12),
        st.sampled_from(HUGE),
    )


def operations(known: list[str]) -> st.SearchStrategy[str]:
    """Operations of a change as JSON, nearly right: what the change page carries as staged."""
    scalar = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 4),
        st.sampled_from([2**31, 10**400, 0.5, "2026-12-20", "2026-12-22", "STD", "DLX", "BAR", "NRF", "001", "101", "keep", "manual", "1500.00"]),
        st.sampled_from(known),
        st.text(max_size=4),
    )  # fmt: skip
    names = ["check_in", "check_out", "room", "room_type", "rate_plan", "adults", "children", "pricing", "meal", "booking", "guest_name", "waive_fees", "nightly_prices", "policy", "conditions"]  # fmt: skip
    kinds = ["move_dates", "change_room_type", "change_guests", "change_rate_plan", "set_prices", "assign_room", "set_terms", "set_guest", "cancel", "no_show", "reinstate", "move_to_booking", "add_stay"]  # fmt: skip
    operation = st.fixed_dictionaries(
        {"op": st.sampled_from(kinds), "stay": st.integers(1, 3) | scalar},
        optional=dict.fromkeys(names, scalar | st.lists(scalar, max_size=3) | st.dictionaries(st.text(max_size=3), scalar, max_size=2)),
    )  # fmt: skip
    return st.lists(operation, max_size=3).map(json.dumps)

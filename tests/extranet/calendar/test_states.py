"""What state a bar is in, and that the stylesheet knows a sign and the words for it."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

import kunjae.extranet
from kunjae.extranet.calendar.layout import Window
from kunjae.extranet.calendar.legend import DUE, WORDS
from kunjae.extranet.calendar.states import BarState, is_due, state_of_stay

TODAY = date(2026, 11, 25)
STYLES = (Path(kunjae.extranet.__file__).parent / "static" / "kunjae" / "css" / "calendar.css").read_text(
    encoding="utf-8"
)


@pytest.mark.parametrize(
    ("status", "leaves_in", "value", "paid", "state", "due"),
    [
        ("reserved", 3, 300, 0, "new", False),
        ("reserved", 3, 300, 1, "owes", False),
        ("reserved", 3, 300, 300, "paid", False),
        ("reserved", 3, 300, 400, "paid", False),
        ("reserved", 3, 0, 0, "paid", False),
        ("reserved", 0, 300, 0, "new", False),
        ("in_house", 1, 300, 300, "inhouse", False),
        ("in_house", 1, 300, 299, "inhouse", True),
        ("in_house", 0, 300, 300, "leaves", False),
        ("in_house", 0, 300, 0, "leaves", True),
        ("in_house", -1, 300, 300, "leaves", False),
        ("checked_out", 0, 300, 300, "left", False),
        ("checked_out", -3, 300, 100, "left", True),
    ],
)
def test_the_state_of_a_stay(status, leaves_in, value, paid, state, due):
    found = state_of_stay(status, TODAY + timedelta(days=leaves_in), TODAY, value=value, paid=paid)
    assert found == state
    assert is_due(found, value=value, paid=paid) is due


def test_every_state_has_a_word_a_sign_and_a_look():
    assert set(WORDS) == set(BarState)
    for state in BarState:
        assert f"--sign-{state}: url(" in STYLES
        assert f".bar-sign.{state}" in STYLES
        assert re.search(
            rf"\.{state} {{\s+--sign: var\(--sign-{state}\);\s+--word: var\(--word-{state}\);", STYLES
        )


@pytest.mark.parametrize(("language", "place"), [("en", 0), ("th", 1)])
def test_the_stylesheet_reads_out_the_words_of_the_legend(language, place):
    with override(language):
        for state, word in [*((str(state), word) for state, word in WORDS.items()), ("due", DUE)]:
            said = re.findall(rf'--word-{state}: "([^"]+)";', STYLES)
            assert said[place] == str(word)


@pytest.mark.parametrize("days", [14, 30])
def test_the_stylesheet_knows_every_width_of_a_bar(days):
    for width in range(2, Window(TODAY, days).days + 1):
        assert f'td[colspan="{width}"] {{ --k: {width}; --n: "{width}"; }}' in STYLES

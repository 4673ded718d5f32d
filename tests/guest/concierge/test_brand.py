"""Whatever colour a hotel has, its guests can read the page."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kunjae.guest.concierge.brand import DARK_SURFACE, LIGHT_SURFACE, READABLE, brand_css, contrast

COLOURS = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06X}")


def themes(colour):
    """The tokens of the light and of the dark theme."""
    light, dark = brand_css(colour).split("prefers-color-scheme: dark")
    return [dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", theme)) for theme in (light, dark)]


@given(COLOURS)
def test_words_in_and_on_the_hotels_colour_are_read_in_both_themes(colour):
    for tokens, surface in zip(themes(colour), (LIGHT_SURFACE, DARK_SURFACE), strict=True):
        for key in (tokens["--key"], tokens["--key-strong"]):
            assert contrast(key, surface) >= READABLE
            assert contrast(key, tokens["--key-wash"]) >= READABLE
            assert contrast(key, tokens["--on-key"]) >= READABLE


def test_a_colour_that_is_read_stays_what_it_is():
    light, dark = themes("#7A1F5C")
    assert light["--key"] == light["--brand"] == "#7a1f5c"
    assert dark["--key"] != "#7a1f5c"
    assert contrast("#000000", "#FFFFFF") == 21

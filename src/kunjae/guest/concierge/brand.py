"""The hotel's colour on the guest's pages: the house's tokens in that hue, light and dark, always readable. Pure."""

from __future__ import annotations

import colorsys

type Rgb = tuple[float, float, float]
"""Red, green, blue from 0 to 1."""

READABLE = 4.5
"""Contrast of text, WCAG AA."""
_AIM = 4.6
"""A little more, for what is lost in eight bits a colour."""
LIGHT_SURFACE = "#f5f3ee"
"""The darkest surface of the light theme: what is read there is read on paper and cards, too."""
DARK_SURFACE = "#1c2326"
"""The lightest surface of the dark theme."""
_WHITE: Rgb = (1.0, 1.0, 1.0)
_DARK_INK = "#0c1416"
_STEP = 0.02


def brand_css(colour: str) -> str:
    """The tokens of a hotel's colour (`#0E5A5A`) as a style sheet. Whatever the colour, words in it and on it keep the
    contrast of text; the colour itself stands in the line above the page (`--brand`)."""
    light, dark = _light(colour), _dark(colour)
    return (
        "@layer tokens {\n@media screen {\n"
        f":root {{ --brand: {_hex(_rgb(colour))}; {_tokens(light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_tokens(dark)} }} }}\n"
        "}\n}\n"
    )


def contrast(one: str, other: str) -> float:
    """How well one colour is read on another, 1 to 21 (WCAG 2)."""
    return _contrast(_rgb(one), _rgb(other))


def _light(colour: str) -> dict[str, str]:
    """The colour, darkened until it is read on every light surface and on its own wash."""
    own = _rgb(colour)
    surface = _rgb(LIGHT_SURFACE)
    key, wash = own, _mixed(own, _WHITE, 0.08)
    while min(_contrast(key, surface), _contrast(key, wash)) < _AIM:
        key = _lighter(key, -_STEP)
    return {
        "--key": _hex(key),
        "--key-strong": _hex(_lighter(key, -0.08)),
        "--key-wash": _hex(wash),
        "--on-key": _hex(_WHITE),
    }


def _dark(colour: str) -> dict[str, str]:
    """The colour, lightened until it is read on every dark surface and on its own wash."""
    own = _rgb(colour)
    surface = _rgb(DARK_SURFACE)
    wash = _mixed(own, surface, 0.12)
    key = own
    while min(_contrast(key, surface), _contrast(key, wash)) < _AIM:
        key = _lighter(key, _STEP)
    return {
        "--key": _hex(key),
        "--key-strong": _hex(_lighter(key, 0.08)),
        "--key-wash": _hex(wash),
        "--on-key": _DARK_INK,
    }


def _tokens(values: dict[str, str]) -> str:
    return " ".join(f"{name}: {value};" for name, value in values.items())


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _lighter(colour: Rgb, by: float) -> Rgb:
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, min(max(lightness + by, 0.0), 1.0), saturation)


def _contrast(one: Rgb, other: Rgb) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

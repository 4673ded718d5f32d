"""Countries by their three letters (ISO 3166-1), as passports name nationalities."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

HOME = "THA"
"""Whose people come first in lists."""
_NO_COUNTRIES = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR", "AAA", "ZZZ"})
"""Withdrawn codes, and those that stand for nothing; so do all that begin with Q or X."""
_LEADING_VOWELS = "เแโใไ"


@cache
def two_letters() -> dict[str, str]:
    """Three letters -> two, of every country there is today."""
    known = Locale.parse("en").territories
    found = {}
    for code, places in get_global("territory_aliases").items():
        if len(code) != 3 or not code.isalpha() or code[0] in "QX" or code in _NO_COUNTRIES:
            continue
        if len(places) == 1 and len(places[0]) == 2 and places[0] in known:
            found[code] = places[0]
    return found


def country_name(code: str, language: str) -> str:
    """The country's name in Thai or English; the code itself when there is none."""
    place = two_letters().get(code)
    return str(Locale.parse(language).territories.get(place, code)) if place else code


@cache
def country_names(language: str) -> tuple[tuple[str, str], ...]:
    """Every country with its name, Thailand first, the others as a reader of that language looks them up."""
    named = [(code, country_name(code, language)) for code in two_letters()]
    return tuple(sorted(named, key=lambda each: (each[0] != HOME, _order(each[1]))))


def three_letters(code: str) -> str:
    """The three letters of a country given by two or three; empty for anything else."""
    if code in two_letters():
        return code
    return next((three for three, two in two_letters().items() if two == code), "")


def _order(name: str) -> str:
    """A Thai word is looked up under its consonant, though a vowel may be written before it."""
    if name[:1] in _LEADING_VOWELS:
        name = name[1:2] + name[0] + name[2:]
    return name.casefold().translate(_PLAIN)


_PLAIN = str.maketrans("åöôÅÉ", "aooae")

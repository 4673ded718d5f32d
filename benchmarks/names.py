"""Invented names, as many as there are: some given names are frequent, nearly every family has a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from random import Random

THAI = "สม ชัย วิ พร ศรี สุ นภา กิต ธน รัตน์ ปรี ชา มา ลี อนงค์ บุญ วงศ์ ทอง จันทร์ แก้ว สิน ดา ณัฐ พงษ์ ภัท รา".split()  # noqa: SIM905
LATIN = "so ma ri an da ka li no ve ra to mi el sa jo ne be lu ha vi ko pe ti wa cha su ro ge bo fe".split()  # noqa: SIM905
GIVEN = 800
FREQUENT = list(accumulate(1 / (place + 10) for place in range(GIVEN)))


def made(random: Random, syllables: Sequence[str], count: int) -> str:
    """A name of so many syllables."""
    return "".join(random.choices(syllables, k=count)).capitalize()


def _given(syllables: Sequence[str]) -> list[str]:
    random = Random("given names")
    return [made(random, syllables, 2) for _ in range(GIVEN)]


_GIVEN = {"th": _given(THAI), "en": _given(LATIN)}
_SYLLABLES = {"th": THAI, "en": LATIN}


def some_name(random: Random, language: str) -> str:
    """Given name and family name, Thai or Latin."""
    given = random.choices(_GIVEN[language], cum_weights=FREQUENT)[0]
    return f"{given} {made(random, _SYLLABLES[language], random.choice((3, 3, 4)))}"

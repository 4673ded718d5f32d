"""Who sleeps at the demo hotel, as its front desk registers them: invented people with numbers that nobody has."""

# ruff: noqa: SIM905 - lists of names read best as lines of text

from __future__ import annotations

from datetime import date
from random import Random

from kunjae.bookings.facts import Document, RegisteredGuest, Sex
from kunjae.config.demo.people import FOREIGN, THAI_FIRST
from kunjae.kernel.countries import HOME, country_name

WOMEN = frozenset(
    (
        "สมหญิง อนงค์ มาลี นภา กานดา ศิริพร รัตนา พรทิพย์ จิราพร สุดา วรรณา พิมพ์ชนก ชนิดา ลลิตา "
        "Emma Claire Olivia Yuki Priya Anna Sophie Grace Ingrid Giulia Siti"
    ).split()
)
_COUNTRY = {first: country for first, _, country, _ in FOREIGN}
_THAI_WORK = "พนักงานบริษัท ค้าขาย ข้าราชการ ครู วิศวกร พยาบาล".split()
_FOREIGN_WORK = "Engineer Teacher Nurse Designer Student Retired".split()
_THAI_PLACES = "กรุงเทพมหานคร ภูเก็ต กระบี่ สุราษฎร์ธานี พังงา ตรัง เชียงใหม่".split()
_FOREIGN_PLACES = "Bangkok Phuket Krabi Khao Lak".split()


def guests_of(random: Random, name: str, adults: int, today: date) -> tuple[RegisteredGuest, ...]:
    """All adults of a stay, everything known of each: who it is booked for, and others of the same family name."""
    first, _, last = name.partition(" ")
    country = _COUNTRY.get(first, HOME)
    names = [each for each in (THAI_FIRST if country == HOME else _COUNTRY) if each != first]
    return tuple(
        _guest(random, one, last, country, today) for one in (first, *random.sample(names, adults - 1))
    )


def _guest(random: Random, first: str, last: str, country: str, today: date) -> RegisteredGuest:
    thai = country == HOME
    places = _THAI_PLACES if thai else _FOREIGN_PLACES
    return RegisteredGuest(
        first_name=first,
        last_name=last,
        sex=Sex.FEMALE if first in WOMEN else Sex.MALE,
        birth_date=date(
            today.year - random.randrange(21, 70), random.randrange(1, 13), random.randrange(1, 29)
        ),
        nationality=country,
        document=Document.ID_CARD if thai else Document.PASSPORT,
        document_number=thai_id(random) if thai else _passport(random),
        occupation=random.choice(_THAI_WORK if thai else _FOREIGN_WORK),
        address=random.choice(_THAI_PLACES) if thai else country_name(country, "en"),
        coming_from=random.choice(places),
        going_to=random.choice(places),
    )


def thai_id(random: Random) -> str:
    """13 digits that check out. No card begins with a 9, so it is nobody's."""
    digits = [9, *(random.randrange(10) for _ in range(11))]
    weighed = sum(digit * (13 - place) for place, digit in enumerate(digits))
    return "".join(map(str, [*digits, (11 - weighed % 11) % 10]))


def _passport(random: Random) -> str:
    return f"{random.choice('CEGKLPX')}{random.choice('ABHNT')}{random.randrange(10**7):07}"

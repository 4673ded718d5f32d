"""What the law wants to know of a guest, and what a document's number can be. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kunjae.bookings.facts import Document, RegisteredGuest, Sex
from kunjae.kernel.countries import HOME, two_letters
from kunjae.kernel.errors import invalid
from kunjae.kernel.parsing import Reader, parse_choice, parse_text
from kunjae.kernel.stay_dates import parse_date

EARLIEST_BIRTH = date(1900, 1, 1)
MOST_GUESTS = 100
LONGEST = {
    "first_name": 100,
    "middle_name": 100,
    "last_name": 100,
    "document_number": 40,
    "occupation": 100,
    "address": 300,
    "phone": 40,
    "coming_from": 100,
    "going_to": 100,
}
"""Texts of a registered guest -> how many characters they may have."""
NOBODY = RegisteredGuest()
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}", re.ASCII)


def thai_id_is_right(number: str) -> bool:
    """Whether these are the 13 digits of a Thai identity card, the last of which checks the others."""
    if len(number) != 13 or not (number.isascii() and number.isdigit()):
        return False
    weighed = sum(int(digit) * (13 - place) for place, digit in enumerate(number[:12]))
    return (11 - weighed % 11) % 10 == int(number[12])


def missing_details(guest: RegisteredGuest) -> tuple[str, ...]:
    """The fields that the law asks for and that are empty: name, nationality, number of ID card or passport."""
    needed = {
        "first_name": guest.name,
        "nationality": guest.nationality,
        "document_number": guest.document_number,
    }
    return tuple(name for name, value in needed.items() if not value)


def is_registered(guests: Iterable[RegisteredGuest], adults: int) -> bool:
    """Whether nothing is missing: of every adult, and of every child that was begun. Somebody always is registered."""
    guests = tuple(guests)
    return len(guests) >= max(adults, 1) and not any(missing_details(guest) for guest in guests)


def registered_guest(data: object, path: str, today: date) -> RegisteredGuest:
    """A guest read from JSON or from a form; what is left out or null is not known yet.

    A document that is not named is the ID card of a Thai and the passport of everybody else. Raises InvalidInput
    naming every wrong field under `path`.
    """
    reader = Reader(data, path)
    texts = {name: _text(reader, name, most) for name, most in LONGEST.items()}
    nationality = reader.take_optional("nationality", _nationality) or ""
    document = reader.take_optional("document", lambda value, at: parse_choice(value, at, Document))
    sex = reader.take_optional("sex", lambda value, at: parse_choice(value, at, Sex))
    birth_date = reader.take_optional("birth_date", lambda value, at: _birth_date(value, at, today))
    number = texts.pop("document_number")
    if number and document is None and nationality:
        document = Document.ID_CARD if nationality == HOME else Document.PASSPORT
    if number:
        number = reader.attempt(
            lambda: _document_number(number, nationality, document, reader.at("document_number")), number
        )
    reader.finish()
    return RegisteredGuest(
        **texts,
        sex=sex,
        birth_date=birth_date,
        nationality=nationality,
        document=document if number else None,
        document_number=number,
    )


def _text(reader: Reader, name: str, most: int) -> str:
    return "" if reader.is_null(name) else reader.take(name, lambda value, at: _line(value, at, most))


def _line(value: object, path: str, most: int) -> str:
    return " ".join(parse_text(value, path, most=most, blank=True).split())


def _nationality(value: object, path: str) -> str:
    code = parse_text(value, path, most=3).upper()
    if code not in two_letters():
        raise invalid(
            path,
            "unknown_country",
            "must be a country's three letters such as THA",
            "ต้องเป็นรหัสประเทศ 3 ตัวอักษร เช่น THA",
        )
    return code


def _birth_date(value: object, path: str, today: date) -> date:
    day = parse_date(value, path)
    if not EARLIEST_BIRTH <= day <= today:
        raise invalid(path, "no_birth_date", "is no date of birth", "ไม่ใช่วันเกิดที่เป็นไปได้")
    return day


def _document_number(number: str, nationality: str, document: Document | None, path: str) -> str:
    """The number as it is kept: without the blanks and dashes that it is printed with."""
    plain = number.replace(" ", "").replace("-", "")
    if document is Document.ID_CARD and nationality == HOME:
        if not thai_id_is_right(plain):
            raise invalid(
                path,
                "no_thai_id",
                "is not a Thai ID card number; please check the 13 digits",
                "ไม่ใช่เลขประจำตัวประชาชนที่ถูกต้อง กรุณาตรวจสอบทั้ง 13 หลัก",
            )
        return plain
    if document is Document.PASSPORT:
        plain = plain.upper()
        if not _PASSPORT.fullmatch(plain):
            raise invalid(
                path,
                "no_passport_number",
                "is not a passport number: 5 to 20 letters A-Z and digits",
                "ไม่ใช่เลขหนังสือเดินทาง ต้องเป็นตัวอักษร A-Z และตัวเลข 5 ถึง 20 ตัว",
            )
        return plain
    return number

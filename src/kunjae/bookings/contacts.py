"""Reading how people can be reached: e-mail addresses, phone numbers, languages, countries."""

from __future__ import annotations

import re

import phonenumbers
from babel.core import get_global
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kunjae.kernel.errors import invalid
from kunjae.kernel.parsing import parse_text

MOST_EMAIL = 254
MOST_PHONE = 40
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4})?", re.ASCII)
_COUNTRY = re.compile(r"[A-Za-z]{2,3}", re.ASCII)


def parse_email(value: object, path: str) -> str:
    """An e-mail address; an empty text is none. Raises InvalidInput naming `path`."""
    words = parse_text(value, path, most=MOST_EMAIL, blank=True)
    if words:
        try:
            validate_email(words)
        except ValidationError:
            raise invalid(path, "invalid_email", "is not an e-mail address", "ไม่ใช่ที่อยู่อีเมล") from None
    return words


def parse_phone(value: object, path: str, region: str | None = None) -> str:
    """A phone number, in international form (+66812345678) where it can be understood and as given otherwise.

    `region`: the country that a number without a prefix is of. Raises InvalidInput naming `path`.
    """
    words = parse_text(value, path, most=MOST_PHONE, blank=True)
    try:
        number = phonenumbers.parse(words, region)
    except phonenumbers.NumberParseException:
        return words
    if number.extension or not phonenumbers.is_possible_number(number):
        return words
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_language(value: object, path: str) -> str:
    """A language code such as `th`, `en`, `zh-TW`. Raises InvalidInput naming `path`."""
    words = parse_text(value, path, most=10)
    if not _LANGUAGE.fullmatch(words):
        raise invalid(
            path, "invalid_language", "must be a code such as th or en", "ต้องเป็นรหัสภาษา เช่น th หรือ en"
        )
    return words


def parse_country(value: object, path: str) -> str:
    """A country code of two or three letters, in capitals; an empty text is none. Raises InvalidInput."""
    words = parse_text(value, path, most=3, blank=True)
    if words and not _COUNTRY.fullmatch(words):
        raise invalid(path, "invalid_country", "must be a code such as TH", "ต้องเป็นรหัสประเทศ เช่น TH")
    return words.upper()


def region_of(timezone: str) -> str | None:
    """The country of a time zone, as phone numbers need it: Asia/Bangkok is TH."""
    region = get_global("zone_territories").get(timezone)
    return region if isinstance(region, str) and len(region) == 2 and region.isalpha() else None

"""Money: whole minor units of a currency, never floats (rules.md 3.1, design.md 5.11)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.numbers import get_currency_precision, list_currencies

from kunjae.kernel.errors import invalid

LARGEST_AMOUNT = 10**13
"""Minor units. Room for any hotel; a hundred stays of a year at this price still fit a 64-bit column."""

_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,18})(\.\d{1,9})?", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?", re.ASCII)


@cache
def decimals_of(currency: str) -> int:
    """How many decimals the currency has: THB 2, JPY 0, KWD 3.

    Raises InvalidInput (`currency`, `unknown_currency`) for a code that is not one.
    """
    if currency not in list_currencies():
        raise invalid(
            "currency", "unknown_currency", "{c} is not a currency code", "{c} ไม่ใช่รหัสสกุลเงิน", c=currency
        )
    return get_currency_precision(currency)


def parse_amount(text: object, currency: str, path: str, *, negative: bool = False) -> int:
    """A decimal text such as `"1500.50"` as minor units.

    Raises InvalidInput naming `path` when it is no number, negative (unless allowed), too large, or has more
    decimals than the currency. Commas are only taken between groups of three digits. Floats are refused: their digits are not what was written.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise invalid(
            path, "invalid_amount", 'must be an amount such as "1500.00"', 'ต้องเป็นจำนวนเงิน เช่น "1500.00"'
        )
    words = _written(text)
    if not _AMOUNT.fullmatch(words):
        raise invalid(
            path, "invalid_amount", 'must be an amount such as "1500.00"', 'ต้องเป็นจำนวนเงิน เช่น "1500.00"'
        )
    decimals = decimals_of(currency)
    scaled = Decimal(words.replace(",", "")).scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise invalid(
            path,
            "too_many_decimals",
            "{currency} has {decimals} decimals",
            "{currency} มีทศนิยม {decimals} ตำแหน่ง",
            currency=currency,
            decimals=decimals,
        )
    amount = int(scaled)
    if amount < 0 and not negative:
        raise invalid(path, "negative_amount", "must not be negative", "ต้องไม่ติดลบ")
    if abs(amount) > LARGEST_AMOUNT:
        raise invalid(path, "amount_too_large", "is too large", "มากเกินไป")
    return amount


def amount_text(amount: int, currency: str) -> str:
    """Minor units as the decimal text of the API: 300000 THB -> `"3000.00"`."""
    decimals = decimals_of(currency)
    if not decimals:
        return str(amount)
    whole, part = divmod(abs(amount), 10**decimals)
    return f"{'-' if amount < 0 else ''}{whole}.{part:0{decimals}}"


def parse_percent(text: object, path: str, *, most: int = 100) -> Decimal:
    """A percentage from 0 to `most` with at most four decimals. Raises InvalidInput naming `path`."""
    words = "" if isinstance(text, bool | float) else _written(text)
    if not _PERCENT.fullmatch(words) or Decimal(words) > most:
        raise invalid(
            path,
            "invalid_percent",
            "must be a percentage from 0 to {most}",
            "ต้องเป็นร้อยละ 0 ถึง {most}",
            most=most,
        )
    return Decimal(words)


def _written(value: object) -> str:
    """The value as a text; nothing for a number of thousands of digits, which Python writes out for nobody."""
    return "" if isinstance(value, int) and value.bit_length() > 200 else str(value).strip()


def percent_text(percent: Decimal) -> str:
    """A percentage as short as it can be written: `50`, `33.33`."""
    return format(percent.normalize(), "f") if percent else "0"


def round_half_up(exact: Fraction | Decimal) -> int:
    """The nearest whole minor unit, halves away from zero."""
    fraction = Fraction(exact)
    doubled = 2 * abs(fraction.numerator) + fraction.denominator
    rounded = doubled // (2 * fraction.denominator)
    return rounded if fraction >= 0 else -rounded


def percent_of(amount: int, percent: Decimal) -> int:
    """`percent` of an amount, rounded half up to the minor unit (rules.md 4.5)."""
    return int((Decimal(amount) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))

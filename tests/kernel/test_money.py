"""Money is whole minor units; people write decimals."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import (
    LARGEST_AMOUNT,
    amount_text,
    decimals_of,
    parse_amount,
    parse_percent,
    percent_of,
    percent_text,
    round_half_up,
)


def refusal(call, *args, **more):
    """Path and code of the one thing that is wrong."""
    with pytest.raises(InvalidInput) as caught:
        call(*args, **more)
    (error,) = caught.value.errors
    assert error.message["en"]
    assert error.message["th"]
    return error.path, error.code


@pytest.mark.parametrize(
    ("currency", "decimals"), [("THB", 2), ("JPY", 0), ("KWD", 3), ("EUR", 2), ("VND", 0)]
)
def test_a_currency_has_its_own_number_of_decimals(currency, decimals):
    assert decimals_of(currency) == decimals


@pytest.mark.parametrize("currency", ["", "thb", "THBX", "ZZZ", "฿"])
def test_an_unknown_currency_is_refused(currency):
    assert refusal(decimals_of, currency) == ("currency", "unknown_currency")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1500.50", "THB", 150050),
        ("1500.5", "THB", 150050),
        ("1500", "THB", 150000),
        (1500, "THB", 150000),
        (Decimal("1500.50"), "THB", 150050),
        (" 1500.50 ", "THB", 150050),
        ("1,234,500.50", "THB", 123450050),
        ("0", "THB", 0),
        ("0.00", "THB", 0),
        ("-0.00", "THB", 0),
        ("0.01", "THB", 1),
        ("007", "THB", 700),
        ("12345", "JPY", 12345),
        ("100.001", "KWD", 100001),
        ("100", "KWD", 100000),
        ("100000000000.00", "THB", LARGEST_AMOUNT),
        ("10000000000000", "JPY", LARGEST_AMOUNT),
    ],
)
def test_an_amount_is_read_as_minor_units(text, currency, amount):
    assert parse_amount(text, currency, "price") == amount


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("1500.505", "THB", "too_many_decimals"),
        ("0.001", "THB", "too_many_decimals"),
        ("12345.5", "JPY", "too_many_decimals"),
        ("100.0001", "KWD", "too_many_decimals"),
        ("-0.01", "THB", "negative_amount"),
        (-5, "THB", "negative_amount"),
        ("10000000000000.01", "THB", "amount_too_large"),
        ("1000000000000001", "JPY", "amount_too_large"),
        ("999999999999999999", "KWD", "amount_too_large"),
        ("9" * 19, "JPY", "invalid_amount"),
        ("9" * 5000, "JPY", "invalid_amount"),
        ("1." + "0" * 30 + "1", "THB", "invalid_amount"),
        (1500.5, "THB", "invalid_amount"),
        (1500.0, "THB", "invalid_amount"),
        (float("nan"), "THB", "invalid_amount"),
        (float("inf"), "THB", "invalid_amount"),
        (Decimal("NaN"), "THB", "invalid_amount"),
        (Decimal("Infinity"), "THB", "invalid_amount"),
        (True, "THB", "invalid_amount"),
        (None, "THB", "invalid_amount"),
        ([], "THB", "invalid_amount"),
        ({}, "THB", "invalid_amount"),
        (b"1500", "THB", "invalid_amount"),
        ("", "THB", "invalid_amount"),
        (" ", "THB", "invalid_amount"),
        ("-", "THB", "invalid_amount"),
        (".5", "THB", "invalid_amount"),
        ("5.", "THB", "invalid_amount"),
        ("+5", "THB", "invalid_amount"),
        ("--5", "THB", "invalid_amount"),
        ("1e3", "THB", "invalid_amount"),
        ("0x10", "THB", "invalid_amount"),
        ("1_000", "THB", "invalid_amount"),
        ("1 000", "THB", "invalid_amount"),
        ("1.000.000", "THB", "invalid_amount"),
        ("NaN", "THB", "invalid_amount"),
        ("Infinity", "THB", "invalid_amount"),
        ("๑๕๐๐", "THB", "invalid_amount"),
        ("١٥٠٠", "THB", "invalid_amount"),
        ("１５００", "THB", "invalid_amount"),
        ("1５00", "THB", "invalid_amount"),
        ("²", "THB", "invalid_amount"),
        ("½", "THB", "invalid_amount"),
        ("−5", "THB", "invalid_amount"),
        ("1500\n00", "THB", "invalid_amount"),
        ("1500\x00", "THB", "invalid_amount"),
        ("฿1500", "THB", "invalid_amount"),
    ],
)
def test_what_is_no_amount_is_refused_by_name(text, currency, code):
    assert refusal(parse_amount, text, currency, "prices.0") == ("prices.0", code)


def test_a_negative_amount_is_read_where_it_may_be():
    assert parse_amount("-12.34", "THB", "amount", negative=True) == -1234
    assert (
        refusal(parse_amount, "-10000000000000.01", "THB", "amount", negative=True)[1] == "amount_too_large"
    )


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (300000, "THB", "3000.00"),
        (1, "THB", "0.01"),
        (0, "THB", "0.00"),
        (-271, "THB", "-2.71"),
        (12345, "JPY", "12345"),
        (0, "JPY", "0"),
        (100001, "KWD", "100.001"),
        (-1, "KWD", "-0.001"),
        (LARGEST_AMOUNT * 1000, "THB", "100000000000000.00"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(amount, currency, text):
    assert amount_text(amount, currency) == text


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT), st.sampled_from(["THB", "JPY", "KWD"]))
def test_an_amount_written_is_read_back(amount, currency):
    assert parse_amount(amount_text(amount, currency), currency, "p", negative=True) == amount


@pytest.mark.parametrize(
    ("amount", "percent", "expected"),
    [
        (100001, "33.33", 33330),
        (12345, "10", 1235),
        (1, "50", 1),
        (1, "49.9999", 0),
        (3, "50", 2),
        (5, "50", 3),
        (0, "100", 0),
        (100001, "0", 0),
        (100001, "100", 100001),
        (LARGEST_AMOUNT, "99.9999", 9999990000000),
        (LARGEST_AMOUNT + 1, "50", LARGEST_AMOUNT // 2 + 1),
    ],
)
def test_a_percentage_of_an_amount_is_rounded_half_up(amount, percent, expected):
    assert percent_of(amount, Decimal(percent)) == expected


@given(
    st.integers(0, 365 * LARGEST_AMOUNT),
    st.decimals(min_value=0, max_value=100, places=4, allow_nan=False, allow_infinity=False),
)
def test_a_percentage_is_exact_and_never_above_the_amount(amount, percent):
    part = percent_of(amount, percent)
    assert 0 <= part <= amount
    assert part == round_half_up(Fraction(amount) * Fraction(percent) / 100)


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        (Fraction(1, 2), 1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Fraction(-1, 2), -1),
        (Fraction(-5, 2), -3),
        (Fraction(49, 100), 0),
        (Fraction(-49, 100), 0),
        (Fraction(7), 7),
        (Fraction(0), 0),
        (Decimal("2.5"), 3),
        (Decimal("2.4999999999999999999999999999999"), 2),
        (Fraction(10**30 + 1, 2), (10**30 + 2) // 2),
    ],
)
def test_halves_are_rounded_away_from_zero(exact, expected):
    assert round_half_up(exact) == expected


@given(st.fractions())
def test_rounding_moves_by_half_a_unit_at_most(exact):
    rounded = round_half_up(exact)
    assert abs(rounded - exact) <= Fraction(1, 2)
    assert round_half_up(-exact) == -rounded


@pytest.mark.parametrize(
    ("given_percent", "expected"),
    [
        ("50", "50"),
        ("33.33", "33.33"),
        (50, "50"),
        ("0", "0"),
        ("100.0000", "100"),
        (" 7 ", "7"),
        ("0.0001", "0.0001"),
    ],
)
def test_a_percentage_is_read_and_written_short(given_percent, expected):
    assert percent_text(parse_percent(given_percent, "percent")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "100.0001", "101", "-1", "1000", "5.00001", "", "%", "50%", "fifty", None, True, False, 50.0, [], {},
        "๕๐", "５０", "5,0", "NaN", "1e1", "+5", "5.", ".5",
    ],
)  # fmt: skip
def test_what_is_no_percentage_is_refused(text):
    assert refusal(parse_percent, text, "vat_percent") == ("vat_percent", "invalid_percent")


def test_a_percentage_may_have_another_limit():
    assert parse_percent("150", "p", most=200) == 150
    assert refusal(parse_percent, "201", "p", most=200) == ("p", "invalid_percent")

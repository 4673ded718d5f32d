"""What somebody is told whose amount, percentage or date cannot be taken, in both languages."""

from datetime import date, timedelta

import pytest

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.money import decimals_of, parse_amount, parse_percent
from kunjae.kernel.stay_dates import StayDates, parse_date

ARRIVAL = date(2026, 12, 10)
NO_AMOUNT = ("invalid_amount", 'must be an amount such as "1500.00"', 'ต้องเป็นจำนวนเงิน เช่น "1500.00"')
NO_STAY_DATE = ("date_out_of_range", "is not a date a stay can have", "ไม่ใช่วันที่ที่เข้าพักได้")


def stay_for(days):
    return lambda path: StayDates.of(ARRIVAL, ARRIVAL + timedelta(days=days), path)


@pytest.mark.parametrize(
    ("read", "code", "english", "thai"),
    [
        (lambda path: parse_amount(None, "THB", path), *NO_AMOUNT),
        (lambda path: parse_amount(True, "THB", path), *NO_AMOUNT),
        (lambda path: parse_amount("1,5", "THB", path), *NO_AMOUNT),
        (lambda path: parse_amount(10**5000, "THB", path), *NO_AMOUNT),
        (lambda path: parse_percent(10**5000, path), "invalid_percent",
         "must be a percentage from 0 to 100", "ต้องเป็นร้อยละ 0 ถึง 100"),
        (lambda path: parse_amount("1.005", "THB", path), "too_many_decimals",
         "THB has 2 decimals", "THB มีทศนิยม 2 ตำแหน่ง"),
        (lambda path: parse_amount("1.5", "JPY", path), "too_many_decimals",
         "JPY has 0 decimals", "JPY มีทศนิยม 0 ตำแหน่ง"),
        (lambda path: parse_amount("-0.01", "THB", path), "negative_amount", "must not be negative", "ต้องไม่ติดลบ"),
        (lambda path: parse_amount("100000000000.01", "THB", path), "amount_too_large",
         "is too large", "มากเกินไป"),
        (lambda path: parse_percent("many", path), "invalid_percent",
         "must be a percentage from 0 to 100", "ต้องเป็นร้อยละ 0 ถึง 100"),
        (lambda path: parse_percent("31", path, most=30), "invalid_percent",
         "must be a percentage from 0 to 30", "ต้องเป็นร้อยละ 0 ถึง 30"),
        (lambda path: parse_date("soon", path), "invalid_date",
         "must be a date such as 2026-12-10", "ต้องเป็นวันที่ เช่น 2026-12-10"),
        (stay_for(0), "no_nights", "check-out must be after check-in", "วันเช็คเอาท์ต้องอยู่หลังวันเช็คอิน"),
        (stay_for(366), "too_many_nights", "a stay is at most 365 nights, these dates are 366",
         "เข้าพักได้ไม่เกิน 365 คืน แต่วันที่เลือกรวม 366 คืน"),
        (lambda path: StayDates.of(date(1989, 12, 31), ARRIVAL, path), *NO_STAY_DATE),
        (lambda path: StayDates.of(ARRIVAL, date(2200, 1, 2), path), *NO_STAY_DATE),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_and_says_what_is_wrong_in_both_languages(read, code, english, thai):
    with pytest.raises(InvalidInput) as caught:
        read("stays.0.field")
    (error,) = caught.value.errors
    assert (error.path, error.code, error.message) == ("stays.0.field", code, {"en": english, "th": thai})


def test_an_unknown_currency_is_named():
    with pytest.raises(InvalidInput) as caught:
        decimals_of("BTC")
    (error,) = caught.value.errors
    assert (error.path, error.code) == ("currency", "unknown_currency")
    assert error.message == {"en": "BTC is not a currency code", "th": "BTC ไม่ใช่รหัสสกุลเงิน"}


def test_dates_without_a_path_are_named_by_their_end():
    with pytest.raises(InvalidInput) as caught:
        StayDates.of(ARRIVAL, ARRIVAL)
    assert [error.path for error in caught.value.errors] == ["check_out"]


@pytest.mark.parametrize(
    ("check_in", "check_out"),
    [
        (date(1990, 1, 1), date(1990, 1, 2)),
        (date(2199, 12, 31), date(2200, 1, 1)),
    ],
)
def test_the_first_and_the_last_day_that_a_stay_can_have(check_in, check_out):
    assert StayDates.of(check_in, check_out).nights == (check_in,)


@pytest.mark.parametrize("only", [date(1990, 1, 1), date(2200, 1, 1)])
def test_the_outermost_days_are_days_but_a_stay_needs_a_night(only):
    with pytest.raises(InvalidInput) as caught:
        StayDates.of(only, only)
    assert [error.code for error in caught.value.errors] == ["no_nights"]

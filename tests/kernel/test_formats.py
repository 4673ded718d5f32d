"""Money and dates as Thai and English readers expect them."""

from datetime import UTC, date, datetime

import pytest

from kunjae.kernel.formats import format_date, format_date_range, format_moment, format_money

THAI_MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (360000, "THB", "3,600"),
        (360050, "THB", "3,600.50"),
        (360005, "THB", "3,600.05"),
        (100000000, "THB", "1,000,000"),
        (-240000, "THB", "−2,400"),
        (-1, "THB", "−0.01"),
        (0, "THB", "0"),
        (12345, "JPY", "12,345"),
        (1234567, "KWD", "1,234.567"),
        (1000, "KWD", "1"),
    ],
)
def test_a_figure_is_grouped_and_whole_amounts_have_no_decimals(amount, currency, words):
    assert format_money(amount, currency, "en") == format_money(amount, currency, "th") == words


@pytest.mark.parametrize(("amount", "words"), [(60000, "+600"), (-60000, "−600"), (0, "0")])
def test_a_signed_figure_shows_its_direction(amount, words):
    assert format_money(amount, "THB", "th", signed=True) == words


@pytest.mark.parametrize(
    ("currency", "language", "words"),
    [("THB", "th", "12 บาท"), ("THB", "en", "12 THB"), ("USD", "th", "12 USD")],
)
def test_the_unit_stands_behind_the_figure(currency, language, words):
    assert format_money(1200, currency, language, unit=True) == words


@pytest.mark.parametrize(("month", "name"), list(enumerate(THAI_MONTHS, 1)))
def test_a_thai_date_has_a_short_month_and_the_buddhist_year(month, name):
    assert format_date(date(2026, month, 1), "th") == f"1 {name} 2569"


@pytest.mark.parametrize(
    ("language", "more", "words"),
    [
        ("th", {}, "12 ธ.ค. 2569"),
        ("th", {"era": "gregorian"}, "12 ธ.ค. 2026"),
        ("th", {"year": False}, "12 ธ.ค."),
        ("th", {"pattern": "EEE d MMM"}, "ส. 12 ธ.ค. 2569"),
        ("en", {}, "12 Dec 2026"),
        ("en", {"era": "buddhist"}, "12 Dec 2026"),
        ("en", {"year": False}, "12 Dec"),
    ],
)
def test_a_date_in_words(language, more, words):
    assert format_date(date(2026, 12, 12), language, **more) == words


@pytest.mark.parametrize(
    ("first", "last", "thai", "english"),
    [
        (date(2026, 12, 10), date(2026, 12, 12), "10–12 ธ.ค. 2569", "10–12 Dec 2026"),
        (date(2026, 11, 30), date(2026, 12, 2), "30 พ.ย. – 2 ธ.ค. 2569", "30 Nov – 2 Dec 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 ธ.ค. 2569 – 2 ม.ค. 2570", "30 Dec 2026 – 2 Jan 2027"),
        (date(2026, 12, 10), date(2027, 12, 10), "10 ธ.ค. 2569 – 10 ธ.ค. 2570", "10 Dec 2026 – 10 Dec 2027"),
    ],
)
def test_a_range_says_once_what_both_dates_share(first, last, thai, english):
    assert format_date_range(first, last, "th") == thai
    assert format_date_range(first, last, "en") == english


def test_a_range_may_be_written_in_the_gregorian_era():
    assert (
        format_date_range(date(2026, 12, 10), date(2026, 12, 12), "th", era="gregorian") == "10–12 ธ.ค. 2026"
    )


@pytest.mark.parametrize(
    ("moment", "timezone", "language", "words"),
    [
        (datetime(2026, 12, 7, 7, tzinfo=UTC), "Asia/Bangkok", "th", "7 ธ.ค. 2569 14:00 น."),
        (datetime(2026, 12, 7, 7, tzinfo=UTC), "Asia/Bangkok", "en", "7 Dec 2026 14:00"),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), "Asia/Bangkok", "th", "1 ม.ค. 2570 00:00 น."),
        (datetime(2027, 1, 1, 4, 5, 59, tzinfo=UTC), "America/New_York", "en", "31 Dec 2026 23:05"),
    ],
)
def test_a_moment_is_told_by_the_hotels_clock(moment, timezone, language, words):
    assert format_moment(moment, timezone, language) == words

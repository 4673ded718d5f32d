"""Single values that people write."""

from datetime import UTC, date, time

import pytest

from kunjae.kernel.errors import InvalidInput
from kunjae.kernel.values import parse_code, parse_day, parse_email, parse_name, parse_time


@pytest.mark.parametrize(
    ("parse", "written", "read"),
    [
        (parse_code, " STD ", "STD"),
        (parse_code, "ห้อง-1", "ห้อง-1"),
        (parse_email, "spa@example.com", "spa@example.com"),
        (parse_name, "Spa", {"th": "Spa", "en": "Spa"}),
        (parse_name, {"th": "สปา"}, {"th": "สปา"}),
        (parse_time, "9:05", time(9, 5)),
        (parse_time, time(14, 0, 30), time(14)),
        (parse_day, "2026-12-10", date(2026, 12, 10)),
    ],
)
def test_what_is_written_right_is_read(parse, written, read):
    assert parse(written, "x") == read


@pytest.mark.parametrize(
    ("parse", "written", "code"),
    [
        (parse_code, "A B", "invalid_code"),
        (parse_code, "a/b", "invalid_code"),
        (parse_code, "x" * 21, "too_long"),
        (parse_email, "spa@example", "invalid_email"),
        (parse_name, "", "required"),
        (parse_name, {}, "required"),
        (parse_time, "24:00", "invalid_time"),
        (parse_time, "١٤:00", "invalid_time"),
        (parse_time, time(14, tzinfo=UTC), "invalid_time"),
        (parse_time, 14, "invalid_time"),
        (parse_day, "1989-12-31", "date_out_of_range"),
        (parse_day, "10.12.2026", "invalid_date"),
    ],
)
def test_what_is_written_wrong_is_refused_where_it_stands(parse, written, code):
    with pytest.raises(InvalidInput) as refused:
        parse(written, "here")
    assert [(error.path, error.code) for error in refused.value.errors] == [("here", code)]

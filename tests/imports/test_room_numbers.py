"""Room numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunjae.imports.room_numbers import MOST, numbers_text, room_numbers
from kunjae.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("101-104", ["101", "102", "103", "104"]),
        ("101 – 102, 201", ["101", "102", "201"]),
        ("V1-V3", ["V1", "V2", "V3"]),
        ("V8-10", ["V8", "V9", "V10"]),
        ("008-011", ["008", "009", "010", "011"]),
        ("101 102\n103;104", ["101", "102", "103", "104"]),
        ("Villa 1, Villa 2", ["Villa 1", "Villa 2"]),
        ("Garden House", ["Garden House"]),
        ("A-1, A-2", ["A-1", "A-2"]),
        ("๑๐๑-๑๐๓", ["101", "102", "103"]),
        ("7-7", ["7"]),
        (" , 5 ,", ["5"]),
        ("101-103, 201", ["101", "102", "103", "201"]),
        ("008–011", ["008", "009", "010", "011"]),
        ("A1-3", ["A1", "A2", "A3"]),
        ("Villa 1;Villa 2\n3", ["Villa 1", "Villa 2", "3"]),
        ("A1-B3", ["A1-B3"]),
        (" , ", []),
        ("", []),
    ],
)
def test_lists_and_ranges_are_understood(text, numbers) -> None:
    assert room_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110-101", "backwards"),
        ("1-501", "too_many"),
        ("1-400, 401-600", "too_many"),
        ("101, 100-102", "given_twice"),
        ("1-999999999", "too_many"),
    ],
)
def test_what_is_no_list_of_rooms_is_refused(text, code) -> None:
    with pytest.raises(InvalidInput) as error:
        room_numbers(text, "rooms")
    assert [(each.path, each.code) for each in error.value.errors] == [("rooms", code)]


def test_as_many_as_there_may_be() -> None:
    assert len(room_numbers(f"1-{MOST}")) == MOST


@given(st.lists(st.from_regex(r"[A-Z]?[0-9]{1,5}", fullmatch=True), min_size=1, max_size=30, unique=True))
def test_numbers_are_written_as_they_are_read(numbers) -> None:
    assert room_numbers(numbers_text(numbers)) == numbers


@given(st.text(max_size=60))
def test_whatever_is_written_is_a_list_or_refused(text) -> None:
    try:
        numbers = room_numbers(text)
    except InvalidInput:
        return
    assert len(numbers) == len(set(numbers)) <= MOST
    assert all(number == number.strip() != "" for number in numbers)

"""Reading what people wrote names every wrong field at once."""

from decimal import Decimal
from enum import StrEnum

import pytest

from kunjae.kernel.errors import FieldError, InvalidInput, invalid
from kunjae.kernel.parsing import MOST_TEXT, Reader, parse_choice, parse_integer, parse_local_text, parse_text
from kunjae.kernel.texts import filled, in_language


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def wrongs(call):
    """Path and code of all that is wrong."""
    with pytest.raises(InvalidInput) as caught:
        call()
    return [(error.path, error.code) for error in caught.value.errors]


def test_every_wrong_field_is_named_at_once():
    reader = Reader(
        {"name": 5, "size": "big", "colour": "green", "on": "yes", "extra": 1, "other": None}, "a.0"
    )
    reader.text("name")
    reader.integer("size", 1, 9)
    reader.choice("colour", Colour)
    reader.boolean("on", False)
    reader.text("missing")
    assert wrongs(reader.finish) == [
        ("a.0.name", "invalid_type"),
        ("a.0.size", "invalid_integer"),
        ("a.0.colour", "invalid_choice"),
        ("a.0.on", "invalid_boolean"),
        ("a.0.missing", "required"),
        ("a.0.extra", "unknown_field"),
        ("a.0.other", "unknown_field"),
    ]


def test_what_is_right_is_taken():
    reader = Reader({"name": " Ann ", "size": "7", "colour": "red", "on": True, "list": ["1", 2]}, "")
    assert reader.text("name") == "Ann"
    assert reader.integer("size", 1, 9) == 7
    assert reader.choice("colour", Colour) is Colour.RED
    assert reader.boolean("on", False) is True
    assert reader.items("list", lambda value, path: parse_integer(value, path, 0, 9)) == [1, 2]
    reader.finish()


def test_fields_of_the_outermost_object_have_no_prefix():
    reader = Reader({"nmae": "Ann"}, "")
    reader.text("name")
    assert wrongs(reader.finish) == [("name", "required"), ("nmae", "unknown_field")]


def test_what_is_left_out_takes_its_default():
    reader = Reader({"null": None}, "p")
    assert reader.boolean("on", True) is True
    assert reader.integer("size", 1, 9, 3) == 3
    assert reader.choice("colour", Colour, Colour.BLUE) is Colour.BLUE
    assert reader.take_optional("date", parse_text) is None
    assert reader.optional_integer("null", 0, 1) is None
    assert reader.items("list", parse_text) == []
    reader.finish()


def test_left_out_and_null_are_told_apart():
    reader = Reader({"null": None, "text": "x", "also_null": None}, "p")
    assert reader.take_or_null("absent", parse_text, "default") == "default"
    assert reader.take_or_null("null", parse_text, "default") is None
    assert reader.take_or_null("text", parse_text, "default") == "x"
    assert not reader.has("absent")
    assert reader.has("also_null")
    assert reader.is_null("absent")
    assert reader.is_null("also_null")
    reader.finish()


@pytest.mark.parametrize("data", [None, [], "text", 5, True])
def test_only_an_object_has_fields(data):
    assert wrongs(lambda: Reader(data, "stays.3")) == [("stays.3", "invalid_type")]


def test_the_items_of_a_list_are_named_by_their_place():
    reader = Reader({"sizes": [1, "x", 99, 2], "names": "no list", "many": [1, 2, 3]}, "p")

    def number(value, path):
        return parse_integer(value, path, 0, 9)

    assert reader.items("sizes", number) == [1, 2]
    reader.items("names", number)
    reader.items("many", number, most=2)
    assert wrongs(reader.finish) == [
        ("p.sizes.1", "invalid_integer"),
        ("p.sizes.2", "invalid_integer"),
        ("p.names", "invalid_type"),
        ("p.many", "too_many"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 0), (9, 9), ("7", 7), (" 7 ", 7), ("007", 7), (Decimal("2.0"), 2), (Decimal("2e0"), 2)],
)
def test_a_whole_number_is_read(value, expected):
    assert parse_integer(value, "n", 0, 9) == expected


@pytest.mark.parametrize(
    "value",
    [
        -1,
        10,
        "10",
        "-1",
        1.0,
        "1.0",
        "",
        " ",
        "x",
        "๗",
        "７",
        "²",
        True,
        False,
        None,
        [],
        {},
        "1" * 30,
        "1" * 9999,
        Decimal("2.5"),
        Decimal("1e999999"),
        Decimal("-1e999999"),
    ],
)
def test_what_is_no_whole_number_within_bounds_is_refused(value):
    assert wrongs(lambda: parse_integer(value, "n", 0, 9)) == [("n", "invalid_integer")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ann", "Ann"),
        ("  Ann \n", "Ann"),
        ("สมหญิง ใจดี", "สมหญิง ใจดี"),
        ("กำ", "กำ"),
        ("José 😀 李", "José 😀 李"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("<script>alert('x')</script>", "<script>alert('x')</script>"),
        ("{curly} %s", "{curly} %s"),
        ("a" * 200, "a" * 200),
    ],
)
def test_a_text_is_trimmed_and_otherwise_kept(value, expected):
    assert parse_text(value, "name") == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "required"),
        (" \t\n ", "required"),
        ("\u3000", "required"),
        ("a" * 201, "too_long"),
        ("a\x00b", "invalid_characters"),
        ("a\x1bb", "invalid_characters"),
        ("a\x7fb", "invalid_characters"),
        ("\ud800", "invalid_characters"),
        ("a\udfffb", "invalid_characters"),
        (5, "invalid_type"),
        (None, "invalid_type"),
        (True, "invalid_type"),
        (b"bytes", "invalid_type"),
        (["a"], "invalid_type"),
    ],
)
def test_what_cannot_be_stored_as_a_text_is_refused(value, code):
    assert wrongs(lambda: parse_text(value, "name")) == [("name", code)]


def test_a_text_may_be_blank_where_that_is_allowed():
    assert parse_text("  ", "notes", blank=True) == ""


@pytest.mark.parametrize("value", ["green", "RED", "", None, 1, True, [], {}, ["red"]])
def test_what_is_not_offered_cannot_be_chosen(value):
    assert wrongs(lambda: parse_choice(value, "colour", Colour)) == [("colour", "invalid_choice")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Spa", {"th": "Spa", "en": "Spa"}),
        ({"th": "สปา", "en": "Spa"}, {"th": "สปา", "en": "Spa"}),
        ({"en": "Spa"}, {"en": "Spa"}),
        ({"th": " ", "en": "Spa"}, {"en": "Spa"}),
        ("", {}),
        ({}, {}),
    ],
)
def test_a_text_is_for_all_languages_or_one_per_language(value, expected):
    assert parse_local_text(value, "name") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, ("name", "invalid_text")),
        (None, ("name", "invalid_text")),
        (["Spa"], ("name", "invalid_text")),
        ({"de": "Spa"}, ("name", "invalid_text")),
        ({"en": 5}, ("name.en", "invalid_type")),
        ({"th": "a\x00"}, ("name.th", "invalid_characters")),
        ("a" * (MOST_TEXT + 1), ("name", "too_long")),
    ],
)
def test_a_wrong_text_of_many_languages_is_refused(value, expected):
    assert wrongs(lambda: parse_local_text(value, "name")) == [expected]


def test_a_text_is_shown_in_the_language_asked_for_else_english_else_any():
    text = {"th": "สปา", "en": "Spa"}
    assert [in_language(text, language) for language in ("th", "en", "de")] == ["สปา", "Spa", "Spa"]
    assert in_language({"th": "สปา"}, "en") == "สปา"
    assert in_language({}, "en") == ""
    assert filled({"en": "{n} nights", "th": "{n} คืน"}, n=3) == {"en": "3 nights", "th": "3 คืน"}


def test_errors_can_be_moved_below_a_prefix():
    inner = InvalidInput(
        FieldError("name", "required", {"en": "is required", "th": "ต้องระบุ"}),
        FieldError("", "nobody", {"en": "nobody", "th": "ไม่มีใคร"}),
    )
    assert [error.path for error in inner.under("stays.0").errors] == ["stays.0.name", "stays.0"]
    assert inner.text("th") == "ต้องระบุ; ไม่มีใคร"


def test_an_error_says_what_is_wrong_in_both_languages():
    error = invalid("n", "too_many", "more than {n}", "เกิน {n}", n=3)
    assert (error.text("en"), error.text("th"), str(error)) == ("more than 3", "เกิน 3", "n: more than 3")

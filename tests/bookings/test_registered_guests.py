"""What a registered guest's details can be."""

from datetime import date

import pytest

from kunjae.bookings.facts import Document, RegisteredGuest, Sex
from kunjae.bookings.rules import is_registered, missing_details, registered_guest, thai_id_is_right
from kunjae.kernel.countries import country_name, country_names, three_letters
from kunjae.kernel.errors import InvalidInput
from tests.changes.the_desk import ANNA, SOMCHAI

TODAY = date(2026, 12, 10)


def read(**given):
    return registered_guest(given, "guest", TODAY)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("1101700230708", True),
        ("1101700230709", False),
        ("1101700230707", False),
        ("1011700230708", False),  # two digits changed places
        ("3100600445635", True),  # the check digit is 5
        (
            "0000000000001",
            True,
        ),  # nobody has it, but its check digit is right: 11 - 0 is 11, its last digit 1
        ("0000000000000", False),
        ("110170023070", False),
        ("11017002307081", False),
        ("110170023070x", False),
        ("๑๑๐๑๗๐๐๒๓๐๗๐๘", False),
        ("", False),
    ],
)
def test_the_last_digit_of_a_thai_id_card_checks_the_others(number, right):
    assert thai_id_is_right(number) is right


@pytest.mark.parametrize(
    ("given", "document", "number"),
    [
        ({"nationality": "THA", "document_number": "1-1017-00230-70-8"}, Document.ID_CARD, "1101700230708"),
        ({"nationality": "THA", "document": "passport", "document_number": "aa 12345"}, Document.PASSPORT, "AA12345"),
        ({"nationality": "swe", "document_number": "aa-1234567"}, Document.PASSPORT, "AA1234567"),
        ({"nationality": "SWE", "document": "id_card", "document_number": "19900203-1234"}, Document.ID_CARD, "19900203-1234"),
        ({"nationality": "LAO", "document": "other", "document_number": "บ. 12/2569"}, Document.OTHER, "บ. 12/2569"),
        ({"document_number": "whatever"}, None, "whatever"),
        ({"nationality": "THA"}, None, ""),
    ],
)  # fmt: skip
def test_a_document_is_read_as_what_it_is(given, document, number):
    guest = read(**given)
    assert (guest.document, guest.document_number) == (document, number)


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"nationality": "THA", "document_number": "1101700230709"}, "document_number", "no_thai_id"),
        ({"nationality": "SWE", "document_number": "AA12"}, "document_number", "no_passport_number"),
        ({"nationality": "SWE", "document_number": "A" * 21}, "document_number", "no_passport_number"),
        ({"nationality": "SWE", "document_number": "ÅA123456"}, "document_number", "no_passport_number"),
        ({"nationality": "TH"}, "nationality", "unknown_country"),
        ({"nationality": "XXX"}, "nationality", "unknown_country"),
        ({"nationality": "DDR"}, "nationality", "unknown_country"),
        ({"birth_date": "2026-12-11"}, "birth_date", "no_birth_date"),
        ({"birth_date": "1899-12-31"}, "birth_date", "no_birth_date"),
        ({"birth_date": "3 Feb 1990"}, "birth_date", "invalid_date"),
        ({"sex": "male"}, "sex", "invalid_choice"),
        ({"document": "visa"}, "document", "invalid_choice"),
        ({"first_name": "x" * 101}, "first_name", "too_long"),
        ({"last_name": "\x07"}, "last_name", "invalid_characters"),
        ({"shoe_size": 42}, "shoe_size", "unknown_field"),
    ],
)
def test_a_wrong_field_is_named(given, path, code):
    with pytest.raises(InvalidInput) as refused:
        read(**given)
    assert [(wrong.path, wrong.code) for wrong in refused.value.errors] == [(f"guest.{path}", code)]


def test_everything_that_is_known_is_kept():
    guest = read(
        first_name=" Anna  Maria ",
        last_name="Berg",
        sex="f",
        birth_date="1990-02-03",
        nationality="SWE",
        occupation="Nurse",
        address="Storgatan 1",
        phone="+46 70 123",
        coming_from="Phuket",
        going_to="Bangkok",
        middle_name=None,
    )
    assert (guest.name, guest.sex, guest.birth_date) == ("Anna Maria Berg", Sex.FEMALE, date(1990, 2, 3))
    assert (guest.occupation, guest.coming_from, guest.going_to) == ("Nurse", "Phuket", "Bangkok")


def test_the_law_wants_name_nationality_and_document():
    assert missing_details(RegisteredGuest()) == ("first_name", "nationality", "document_number")
    assert missing_details(RegisteredGuest(last_name="Suk", nationality="THA")) == ("document_number",)
    assert missing_details(SOMCHAI) == ()


@pytest.mark.parametrize(
    ("guests", "adults", "enough"),
    [
        ([SOMCHAI, ANNA], 2, True),
        ([SOMCHAI], 2, False),
        ([SOMCHAI, ANNA, RegisteredGuest(first_name="Lek")], 2, False),  # a child that was begun
        ([SOMCHAI], 0, True),
        ([], 0, False),  # children alone: somebody always is registered
    ],
)
def test_a_stay_is_registered_when_every_adult_is(guests, adults, enough):
    assert is_registered(guests, adults) is enough


def test_countries_have_names_in_both_languages_thailand_first():
    assert country_names("th")[0] == ("THA", "ไทย")
    assert country_names("en")[:2] == (("THA", "Thailand"), ("AFG", "Afghanistan"))
    assert (country_name("SWE", "th"), country_name("SWE", "en"), country_name("??", "en")) == (
        "สวีเดน",
        "Sweden",
        "??",
    )
    assert (three_letters("TH"), three_letters("SWE"), three_letters("??")) == ("THA", "SWE", "")
    thai = [name for _, name in country_names("th")]
    assert thai.index("กรีซ") < thai.index("เกาหลีใต้") < thai.index("จีน"), "under its consonant"
    assert 240 < len(thai) < 260

"""Booker, notes, source and language are edited, for programs."""

import pytest

from tests.api.caller import read, wrong_paths
from tests.hotel import book_two_rooms


def codes(response):
    assert response.status_code == 200, response.content.decode()
    return [item["code"] for item in read(response)["items"]]


def test_details_are_edited_kept_in_the_history_and_are_no_change(hotel, api):
    code = book_two_rooms(hotel)
    response = api.patch(
        f"/bookings/{code}",
        {
            "booker": {"name": "Malee Suk", "phone": "02 123 4567"},
            "notes": "Sea view",
            "source": "line",
            "language": "en",
        },
    )
    assert response.status_code == 200
    edited = read(response)
    assert edited["booker"] == {
        "name": "Malee Suk",
        "email": "somchai@example.com",
        "phone": "+6621234567",
        "language": "en",
        "country": "",
    }
    assert (edited["notes"], edited["source"], edited["language"], edited["version"]) == (
        "Sea view",
        "line",
        "en",
        2,
    )
    assert edited["changes_recorded"] == 0
    (entry,) = read(api.get(f"/bookings/{code}/changes"))["items"]
    assert (entry["kind"], entry["current"], entry["recorded"]) == ("details", None, False)
    assert (entry["before"]["booker"]["name"], entry["after"]["booker"]["name"]) == (
        "Somchai Jaidee",
        "Malee Suk",
    )
    assert (entry["before"]["notes"], entry["after"]["notes"]) == ("", "Sea view")
    assert codes(api.get("/bookings", q="malee")) == [code]


def test_null_empties_and_what_is_left_out_stays(hotel, api):
    code = book_two_rooms(hotel)
    api.patch(f"/bookings/{code}", {"notes": "Sea view"})
    edited = read(api.patch(f"/bookings/{code}", {"booker": {"email": None}, "notes": None}))
    assert (edited["booker"]["email"], edited["booker"]["name"], edited["notes"]) == (
        "",
        "Somchai Jaidee",
        "",
    )


def test_an_edit_of_an_old_version_is_a_conflict(hotel, api):
    code = book_two_rooms(hotel)
    assert api.patch(f"/bookings/{code}", {"notes": "one", "version": 1}).status_code == 200
    stale = api.patch(f"/bookings/{code}", {"notes": "two", "version": 1})
    assert stale.status_code == 409
    assert (read(stale)["code"], read(stale)["version"]) == ("version_conflict", 2)
    assert read(api.get(f"/bookings/{code}"))["notes"] == "one"


def test_an_edit_that_changes_nothing_writes_nothing(hotel, api):
    code = book_two_rooms(hotel)
    assert (
        read(api.patch(f"/bookings/{code}", {"source": "direct", "booker": {"name": "Somchai Jaidee"}}))[
            "version"
        ]
        == 1
    )
    assert read(api.patch(f"/bookings/{code}", {}))["version"] == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"booker": {"name": None}}, {"booker.name": "invalid_type"}),
        ({"booker": {"name": " "}}, {"booker.name": "required"}),
        ({"booker": {"email": "a@"}}, {"booker.email": "invalid_email"}),
        ({"source": "x"}, {"source": "invalid_choice"}),
        ({"version": "one"}, {"version": "invalid_integer"}),
        ({"value": "1.00"}, {"value": "unknown_field"}),
        ({"notes": "x" * 5001}, {"notes": "too_long"}),
        ({"language": "th", "booker": {"language": "en"}}, {"booker.language": "languages_differ"}),
    ],
)
def test_a_wrong_edit_is_named(hotel, api, body, wrong):
    code = book_two_rooms(hotel)
    assert wrong_paths(api.patch(f"/bookings/{code}", body)) == wrong

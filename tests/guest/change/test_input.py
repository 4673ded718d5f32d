"""Whatever a browser sends, the guest's change page answers, in the guest's language, and saves nothing by it."""

import pytest

from kunjae.bookings.models import Booking
from tests.guest.change.pressing import GuestPage
from tests.hotel import book_two_rooms

pytestmark = pytest.mark.django_db

ODD = ["", "0", "99", "1" * 400, "１", "\0", "2026-13-40", "9999-12-31", "<b>🙂"]


@pytest.fixture
def page(hotel):
    return GuestPage(hotel, book_two_rooms(hotel))


@pytest.mark.parametrize(
    "verb", ["dates", "type", "cancel", "reset", "pick", "month", "stage", "confirm", "no such"]
)
def test_odd_buttons_and_fields(hotel, page, verb):
    page.press("dates:1")
    for odd in ODD:
        for fields in ({}, {"editing": f"dates:{odd}", "picking": odd, "month": odd, "check_in": odd}):
            answer = page.visitor.post(
                f"{page.code}/change/", page.form.values | {"do": f"{verb}:{odd}"} | fields
            )
            assert answer.status_code in (200, 404, 409, 422), (verb, odd, fields)
    assert Booking.objects.of(hotel).get(code=page.code).version == 1


@pytest.mark.parametrize(
    "name", ["staged", "digest", "seen", "editing", "check_in", "check_out", "room_type", "do"]
)
def test_odd_values(hotel, page, name):
    page.choose_dates("2026-12-20", "2026-12-22").press("dates:2")
    for odd in [*ODD, '{"1": [1]}', '[{"op": "cancel", "stay": 1, "x": 1}]', "[" * 5000]:
        for do in ("stage", "confirm"):
            answer = page.visitor.post(f"{page.code}/change/", page.form.values | {"do": do} | {name: odd})
            assert answer.status_code in (200, 302, 404, 409, 422), (name, odd, do)
    assert page.open(f"change/?do={name}:1&stay=x").status in (200, 404)


def test_a_room_type_that_there_is_not_is_dropped_from_what_was_chosen(page):
    forged = '[{"op": "change_room_type", "stay": 1, "room_type": "GONE"}]'
    for button in ("dates:1", "type:1", "dates:2", "type:2", "look", "confirm"):
        assert page.press(button, forged=True, staged=forged).form.values["staged"] == "[]"
        assert "Your booking changed meanwhile." in page.words


@pytest.mark.parametrize(
    ("check_in", "check_out", "words"),
    [
        ("", "", "This field is required."),
        ("2026-12-22", "2026-12-20", "check-out must be after check-in"),
        ("2026-12-20", "2028-12-20", "a stay is at most 365 nights"),
        ("tomorrow", "2026-12-20", "Enter a valid date."),
        ("1066-10-14", "1066-10-15", "is not a date a stay can have"),
        ("2026-11-20", "2026-11-22", "Nights that have passed cannot be changed."),
        ("2028-05-01", "2028-05-03", "Standard is not for sale in your rate plan on 1 May 2028"),
    ],
)
def test_dates_that_no_stay_can_have_are_refused_beside_their_field_and_kept(
    page, check_in, check_out, words
):
    page.choose_dates(check_in, check_out)
    assert page.status == 422
    assert words in page.words
    assert (page.form.values["check_in"], page.form.values["check_out"]) == (check_in, check_out)


def test_days_are_chosen_by_pressing_arrival_and_departure(page):
    page.press("dates:1").press("pick:2026-12-20")
    assert (page.form.values["check_in"], page.form.values["check_out"]) == ("2026-12-20", "")
    assert "Now the check-out date" in page.words
    assert page.day("2026-12-20") == "Sun 20 Dec 2026, 1,800, Check-in date"
    page.press("month:2027-01").press("pick:2027-01-02")
    assert (page.form.values["check_in"], page.form.values["check_out"]) == ("2026-12-20", "2027-01-02")
    page.press("pick:2027-01-05").press("again")
    assert (page.form.values["check_in"], page.form.values["check_out"]) == ("", "")
    assert page.press("stage").status == 422
    assert page.press("close").form.values["staged"] == "[]"

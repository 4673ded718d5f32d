"""The change page, button by button: what it stages, shows and saves."""

from datetime import date

import pytest

from kunjae.changes.models import HistoryEntry
from kunjae.changes.queries import load_change
from kunjae.rates.models import NightPrice
from tests.extranet.change.pressing import ChangePage
from tests.extranet.change.reading import nothing_saved, stays_of, value_of
from tests.hotel import NEAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

NEW_DATES = {"check_in": "2026-12-20", "check_out": "2026-12-22"}


# The page and its buttons


def test_the_page_shows_each_room_with_its_conditions_and_tools(page):
    assert page.status == 200
    for words in (
        "Room 1/2",
        "Room 2/2",
        "Standard 001",
        "Breakfast included",
        "Back to booking",
        "Add a room",
    ):
        assert words in page.words
    assert page.buttons() >= {"edit:1", "cancel:1", "move:1", "edit:2", "cancel:2", "move:2", "add"}
    assert page.form.buttons["confirm"] is False, "nothing to confirm yet"
    assert page.total == (6000, 6000, 0, 0)


def test_the_manuals_example_from_change_to_saved(page, hotel):
    book_stays(hotel, NEW_DATES | {"room": "001"})
    page.press("edit:1")
    assert page.form.values["check_in"] == "2026-12-10"
    page.press("look", **NEW_DATES)
    assert "Room 001 is taken" in page.words, "who is in it is said before anything is previewed"
    page.press("stage")
    assert page.form.buttons["confirm"] is False, "a room must be chosen first"
    assert "Something must be chosen first" in page.words
    page.press("edit:1").press("stage", room="003")
    assert page.total == (6000, 6000, 0, 0)
    assert page.plan.stays[0].after.room == "003"
    assert "Beds differ" in page.words
    page.press("cancel:2")
    assert page.total == (6000, 3000, 0, -3000)
    assert "Cancelled in this preview" in page.words
    page.press("confirm")
    assert "Save this change?" in page.words
    assert nothing_saved(page, hotel)
    page.press("save", reason="Asked by phone")
    assert page.status == 302
    assert page.answer["Location"] == f"/extranet/{hotel.slug}/bookings/{page.code}/"
    first, second = stays_of(page, hotel)
    assert (first.check_in, first.room, second.status) == (date(2026, 12, 20), "003", "cancelled")
    entry = HistoryEntry.objects.of(hotel).get(booking__code=page.code)
    assert (entry.reason, entry.change, entry.actor_name, entry.recorded) == (
        "Asked by phone", -300000, "clerk@example.com", True,
    )  # fmt: skip
    booking = page.client.get(page.answer["Location"])
    assert "The change is saved. Change in value: −3,000 THB." in booking.content.decode()
    assert "Nothing to settle, 3,000 THB left for the stay" in booking.content.decode()


def test_a_request_of_htmx_is_sent_on_by_a_header(page):
    page.press("cancel:2", htmx=True)
    assert page.total == (6000, 3000, 0, -3000)
    page.press("confirm", htmx=True).press("save", htmx=True)
    assert page.status == 200
    assert page.answer["HX-Redirect"].endswith(f"/bookings/{page.code}/")


def test_look_shows_what_is_typed_and_stages_nothing(page):
    page.press("edit:1").press("look", room_type="DLX")
    assert "2,500 + 2,500 = 5,000" in page.words
    assert page.form.values["room_type"] == "DLX"
    assert page.staged == []


def test_press_two_days_of_the_calendar_to_choose_dates(page):
    page.press("edit:1")
    assert {"pick:2026-12-20", "pick:2027-01-31"} <= page.buttons(), "two months from the stay's own"
    page.press("pick:2026-12-20")
    assert (page.form.values["check_in"], page.form.values["check_out"]) == ("2026-12-20", "2026-12-22")
    assert "Now press the check-out date" in page.words
    page.press("pick:2026-12-25")
    assert (page.form.values["check_in"], page.form.values["check_out"]) == ("2026-12-20", "2026-12-25")
    assert "Press the check-in date, then the check-out date" in page.words
    page.press("stage")
    assert page.total == (6000, 10500, 0, 4500)


def test_the_calendar_turns_to_other_months_and_keeps_what_is_typed(page):
    page.press("edit:1").press("month:2027-01", adults="3")
    assert {"pick:2027-01-01", "pick:2027-02-28", "month:2026-12", "month:2027-02"} <= page.buttons()
    assert "pick:2026-12-20" not in page.buttons()
    assert page.form.values["adults"] == "3"
    page.press("pick:2027-01-10")
    assert "pick:2027-02-28" in page.buttons(), "the month stays in view"


def test_close_stages_nothing(page):
    page.press("edit:1").press("close", **NEW_DATES)
    assert page.staged == []
    assert "editing" not in page.form.values


def test_an_unchanged_stay_stages_nothing(page):
    page.press("edit:1").press("stage")
    assert page.staged == []
    assert "Changed in this preview" not in page.words


def test_change_again_starts_from_what_is_staged(page):
    page.press("edit:1").press(
        "stage", **NEW_DATES, room_type="DLX", room="102", adults="3", guest_name="Malee"
    )
    page.press("edit:1")
    values = page.form.values
    assert [values[name] for name in ("check_in", "check_out", "room_type", "room", "adults", "guest_name")] == [
        "2026-12-20", "2026-12-22", "DLX", "102", "3", "Malee",
    ]  # fmt: skip
    page.press("stage", check_out="2026-12-21")
    assert page.plan.stays[0].after.room == "102"
    assert page.total == (6000, 3000 + 3000, 0, 0)


def test_reset_takes_back_one_stay_or_all(page):
    page.press("cancel:1").press("cancel:2")
    assert page.total == (6000, 0, 0, -6000)
    page.press("reset:1")
    assert page.total == (6000, 3000, 0, -3000)
    page.press("cancel:1").press("reset")
    assert page.total == (6000, 6000, 0, 0)
    assert page.staged == []


def test_cancel_all_and_reinstate_one_again(page, hotel):
    page.press("cancel:1").press("cancel:2").press("confirm").press("save")
    assert page.status == 302
    again = ChangePage(hotel, page.code)
    assert again.buttons() >= {"reinstate:1", "reinstate:2"}
    assert "edit:1" not in again.buttons()
    again.press("reinstate:2")
    assert "Reinstated in this preview" in again.words
    assert again.total == (0, 3000, 0, 3000)
    again.press("confirm").press("save")
    assert [stay.status for stay in stays_of(again, hotel)] == ["cancelled", "reserved"]


def test_reinstate_keeps_the_fee_or_waives_it(page, hotel, clock):
    clock.move_to(NEAR)
    ChangePage(hotel, page.code).press("cancel:2").press("confirm").press("save")
    assert value_of(page, hotel) == 3000 + 1500
    kept = ChangePage(hotel, page.code).press("reinstate:2")
    assert kept.plan.fees_waived == 0
    waived = ChangePage(hotel, page.code).press("reinstate:2", waive_2="on")
    assert waived.plan.fees_waived == 150000
    assert "Earlier fees taken back" in waived.words
    waived.press("confirm").press("save")
    assert value_of(page, hotel) == 6000


def test_a_reinstated_stay_can_be_changed_again(page, hotel):
    page.press("cancel:2").press("confirm").press("save")
    again = ChangePage(hotel, page.code).press("reinstate:2").press("edit:2").press("stage", **NEW_DATES)
    assert again.total == (3000, 6000, 0, 3000)
    again.press("confirm").press("save")
    assert stays_of(again, hotel)[1].check_in == date(2026, 12, 20)


def test_waiving_stays_waived_when_the_reinstated_stay_is_changed(page, hotel, clock):
    clock.move_to(NEAR)
    ChangePage(hotel, page.code).press("cancel:2").press("confirm").press("save")
    again = (
        ChangePage(hotel, page.code)
        .press("reinstate:2", waive_2="on")
        .press("edit:2")
        .press("stage", adults="1")
    )
    assert again.plan.fees_waived == 150000


def test_move_a_stay_to_another_booking(page, hotel):
    target = book_stays(hotel, NEW_DATES | {"room": "003"})
    page.press("move:2").press("stage", booking="")
    assert page.error_of("booking") == "This field is required."
    page.press("stage", booking="KJNONE99")
    assert page.error_of("booking"), "no such booking"
    assert page.form.values["booking"] == "KJNONE99"
    page.press("stage", booking=page.code)
    assert page.error_of("booking"), "the same booking"
    assert page.staged == []
    page.press("stage", booking=f" {target.lower()} ")
    assert f"Moves to {target} in this preview" in page.words
    assert page.total == (6000, 3000, 0, -3000)
    page.press("confirm").press("save")
    assert len(load_change(hotel, target).facts.booking.stays) == 2
    assert [stay.number for stay in stays_of(page, hotel)] == [1]
    assert value_of(page, hotel) == 3000


def test_a_booking_of_another_hotel_is_unknown_here(page, hotel):
    foreign = book_two_rooms(make_hotel("khao-yai"))
    page.press("move:2").press("stage", booking=foreign)
    assert page.error_of("booking")
    assert page.staged == []


def test_add_a_room_change_it_again_and_take_it_out(page, hotel):
    page.press("add")
    assert (page.form.values["check_in"], page.form.values["rate_plan"]) == ("2026-12-10", "BAR")
    assert "1,500 + 1,500 = 3,000" in page.words, "its price shows before anything is typed"
    page.press("stage", room="003", guest_name="Malee")
    assert "Added in this preview" in page.words
    assert page.total == (6000, 9000, 0, 3000)
    page.press("add:0")
    assert (page.form.values["room"], page.form.values["guest_name"]) == ("003", "Malee")
    page.press("stage", room_type="DLX", room="101")
    assert page.total == (6000, 11000, 0, 5000)
    page.press("add").press("stage", room="003")
    assert [stay.after.room for stay in page.plan.stays[2:]] == ["101", "003"]
    page.press("reset:add0")
    assert [stay.after.room for stay in page.plan.stays[2:]] == ["003"]
    page.press("confirm").press("save")
    assert [(stay.number, stay.room) for stay in stays_of(page, hotel)] == [
        (1, "001"),
        (2, "002"),
        (3, "003"),
    ]


def test_an_added_room_keeps_its_own_prices_when_it_is_changed_again(page):
    page.press("add").press("look", pricing="manual")
    page.press("stage", room="003", **{"price_2026-12-10": "900", "price_2026-12-11": "800"})
    assert page.total == (6000, 7700, 0, 1700)
    page.press("add:0")
    assert page.form.values["pricing"] == "manual"
    assert page.form.values["price_2026-12-10"] == "900.00"
    page.press("stage")
    assert page.total == (6000, 7700, 0, 1700)


def test_record_off_shows_and_saves_the_change_without_its_fee(page, hotel, clock):
    clock.move_to(NEAR)
    page.press("cancel:2")
    assert page.total == (6000, 3000, 1500, -1500)
    page.press("look", record=None)
    assert page.total == (6000, 3000, 0, -3000)
    assert "Fee waived 1,500" in page.words
    page.press("look", record="on")
    assert page.total == (6000, 3000, 1500, -1500)
    page.press("confirm", record=None)
    assert "Not counted as a change" in page.words
    page.press("save")
    entry = HistoryEntry.objects.of(hotel).get()
    assert (entry.recorded, entry.fee, entry.waived_fee, value_of(page, hotel)) == (False, 0, 150000, 3000)


def test_the_confirm_panel_says_what_will_be_saved_and_can_be_left(page):
    page.press("cancel:2").press("confirm")
    assert "Total change −3,000 THB" in page.words
    assert "Money is neither charged nor returned by itself." in page.words
    assert "confirm" not in page.buttons()
    page.press("close", reason="by phone")
    assert "save" not in page.buttons()
    page.press("confirm")
    assert page.form.values["reason"] == "by phone", "what was typed stays"


def test_own_prices_per_night(page, hotel):
    page.press("edit:1").press("look", pricing="manual")
    assert page.form.values["price_2026-12-10"] == "1500.00", "as the night would cost"
    page.press("stage", **{"price_2026-12-10": "1,250.50", "price_2026-12-11": ""})
    assert [night.room_price for night in page.plan.stays[0].after.nights] == [125050, 150000]
    page.press("edit:1")
    assert page.form.values["pricing"] == "manual"
    assert page.form.values["price_2026-12-10"] == "1250.50"
    page.press("stage").press("confirm").press("save")
    assert stays_of(page, hotel)[0].total == 275050


def test_own_prices_appear_at_once_without_javascript(page):
    """Pressing preview with the choice just made must not pass by the prices unseen."""
    page.press("edit:1").press("stage", pricing="manual")
    assert page.total == (6000, 6000, 0, 0)


def test_todays_price_is_taken_for_kept_nights_too(page, hotel):
    NightPrice.objects.of(hotel).filter(rate_plan__code="BAR").update(price=200000)
    page.press("edit:1").press("stage")
    assert page.total == (6000, 6000, 0, 0), "kept"
    page.press("edit:1").press("stage", pricing="today")
    assert page.total == (6000, 7000, 0, 1000)
    page.press("edit:1")
    assert page.form.values["pricing"] == "today"


def test_guests_and_rate_plan(page, hotel):
    page.press("edit:1").press("stage", adults="3", children="1", rate_plan="NRF", guest_name="Malee Deesuk")
    assert page.total == (6000, 3000 + 2 * (1200 + 500 + 250), 0, 900)
    page.press("confirm").press("save")
    stay = stays_of(page, hotel)[0]
    assert (stay.people, stay.rate_plan, stay.guest_name, stay.policy) == (
        (3, 1),
        "NRF",
        "Malee Deesuk",
        None,
    )


def test_too_many_guests_are_a_warning_that_staff_may_pass(page, hotel):
    page.press("edit:1").press("stage", adults="5")
    assert "at most 3 adults" in page.words
    page.press("confirm").press("save")
    assert stays_of(page, hotel)[0].adults == 5


def test_assign_later_leaves_the_stay_without_a_number(page, hotel):
    page.press("edit:1").press("stage", room="later")
    assert page.plan.stays[0].after.room is None
    page.press("edit:1")
    assert page.form.values["room"] == "later"
    page.press("stage").press("confirm").press("save")
    assert stays_of(page, hotel)[0].room is None


def test_a_number_can_be_given_later(page, hotel):
    page.press("edit:1").press("stage", room="later").press("confirm").press("save")
    again = ChangePage(hotel, page.code).press("edit:1")
    assert "No number yet" in again.words
    again.press("stage", room="003").press("confirm").press("save")
    assert stays_of(again, hotel)[0].room == "003"


def test_two_stays_swap_rooms(page, hotel):
    page.press("edit:1").press("stage", room="002")
    assert page.form.buttons["confirm"] is False, "002 is not free yet"
    page.press("edit:2").press("stage", room="001")
    assert page.form.buttons["confirm"] is True
    page.press("confirm").press("save")
    assert [stay.room for stay in stays_of(page, hotel)] == ["002", "001"]

"""The page of one booking: what it shows, editing details, recording payments."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kunjae.accounts.encryption import decrypt
from kunjae.bookings.commands import Booker
from kunjae.bookings.models import Booking
from kunjae.changes.commands import Details, change_at_once, edit_details
from kunjae.changes.models import HistoryEntry
from kunjae.changes.operations import Cancel
from kunjae.changes.operations_text import operations_from_json
from kunjae.payments.models import LedgerEntry, Payment
from kunjae.properties.models import Property
from tests.extranet.desk import staff
from tests.hostile.fuzzing import examples
from tests.hotel import CLERK, FAR, NEAR, book_stays, book_two_rooms, make_hotel

pytestmark = pytest.mark.django_db

DATES = {"check_in": "2026-12-10", "check_out": "2026-12-12"}


def address(code: str, *parts: str) -> str:
    return "/".join(["/extranet/baan-talay/bookings", code, *parts, ""])


def row(hotel: Property, code: str) -> Booking:
    return Booking.objects.of(hotel).select_related("booker", "note").get(code=code)


def page(client: Client, code: str) -> str:
    answer = client.get(address(code))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def details_of(hotel: Property, code: str, **changed: Any) -> dict[str, Any]:
    """What a browser sends from the untouched form, with these fields changed."""
    booking = row(hotel, code)
    return {
        "version": booking.version,
        "name": booking.booker.name,
        "phone": booking.booker.phone,
        "email": booking.booker.email,
        "language": booking.language,
        "source": booking.source,
        "notes": booking.note.text if booking.note else "",
    } | changed


def payment_of(hotel: Property, code: str, **changed: Any) -> dict[str, Any]:
    return {"version": row(hotel, code).version, "method": "cash", "amount": "600", "reference": ""} | changed


def test_the_page_shows_booker_stays_nights_policy_and_money() -> None:
    hotel = make_hotel(service_charge_percent=10, vat_percent=7)
    code = book_stays(
        hotel,
        DATES | {"room": "001", "adults": 3, "guest_name": "Anna Müller"},
        DATES | {"rate_plan": "NRF"},
        notes="Late arrival",
    )
    text = page(staff(hotel), code)
    for words in (
        code, "Somchai Jaidee", "+66 81 234 5678", "somchai@example.com", "Late arrival", "Confirmed",
        "Room 1/2", "Standard 001", "Anna Müller", "3 adults", "Thu 10 Dec", "1,500", "500", "2,000", "4,000",
        "Breakfast included", "Flexible", "Free until 7 Dec 2026 14:00, then 50%, from 9 Dec 2026 14:00 100%",
        "Room 2/2", "Non-refundable", "Prepayment 100%", "No policy: no fee", "Assign later",
        "6,400", "2,400", "Booked 25 Nov 2026 09:00 by clerk@example.com",
        "Service charge 10%", "VAT 7%", "Change/cancel", "/change/",
    ):  # fmt: skip
        assert words in text, words


def test_the_taxes_within_the_total_add_the_lines_of_the_stays() -> None:
    hotel = make_hotel(service_charge_percent=10, vat_percent=7)
    text = page(staff(hotel), book_two_rooms(hotel))
    for figure in ("5,097.70", "509.78", "392.52"):  # twice 2,548.85 + 254.89 + 196.26
        assert figure in text


def test_a_fee_chart_is_drawn_with_its_words() -> None:
    hotel = make_hotel()
    text = page(staff(hotel), book_two_rooms(hotel))
    assert 'aria-label="Fee if the whole stay is cancelled: Free until 7 Dec 2026 14:00' in text
    assert "style=" not in text


def test_the_pin_is_shown_behind_a_reveal_and_to_viewers_not_at_all() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    pin = decrypt(row(hotel, code).pin)
    assert re.search(rf"<details class=\"reveal\">.*>{pin}<", page(staff(hotel), code))
    assert pin not in page(staff(hotel, role="viewer", email="viewer@example.com"), code)


def test_a_pin_of_another_installation_is_no_crash() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    Booking.objects.of(hotel).filter(code=code).update(pin="gAAAAABnotours")
    assert "can't be read" in page(staff(hotel), code)


def test_a_cancelled_stay_stays_with_its_prices_its_fee_and_a_way_back() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    change_at_once(property=hotel, code=code, operations=[Cancel(2)], actor=CLERK, now=NEAR)
    text = page(staff(hotel), code)
    assert "has-ended" in text
    assert "Agreed, no longer counted" in text
    assert "It can be reinstated" in text
    assert "of which fees" in text
    assert "1,500" in text
    assert "Room 2: cancelled" in text


def test_the_three_latest_entries_are_shown_and_the_others_counted() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    for number in range(5):
        edit_details(property=hotel, code=code, details=Details(notes=f"Note {number}"), actor=CLERK, now=FAR)
    text = page(staff(hotel), code)
    assert "All 5 entries" in text
    assert text.count("Details edited") == 3


def test_a_code_is_found_in_small_letters_and_only_in_its_own_hotel() -> None:
    hotel, other = make_hotel(), make_hotel("other")
    mine, theirs = book_two_rooms(hotel), book_two_rooms(other)
    client = staff(hotel)
    assert client.get(address(mine.lower())).status_code == 200
    for parts in ((), ("details",), ("history",), ("history", "1")):
        assert client.get(address(theirs, *parts)).status_code == 404
    assert client.post(address(theirs, "details"), {}).status_code == 404
    assert client.post(address(theirs, "payments"), payment_of(other, theirs)).status_code == 404
    assert not Payment.objects.of(other).exists()


def test_the_page_takes_as_many_queries_for_ten_stays_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    hotel = make_hotel()
    one = book_stays(hotel, DATES)
    spread = [
        {"check_in": f"2027-01-{day:02}", "check_out": f"2027-01-{day + 2:02}", "guest_name": f"Guest {day}"}
        for day in range(1, 21, 2)
    ]
    ten = book_stays(hotel, *spread)
    client = staff(hotel)
    with django_assert_num_queries(17):
        page(client, one)
    with django_assert_num_queries(17):
        page(client, ten)


# Editing details


def test_edited_details_are_saved_and_kept_in_the_history() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    answer = client.post(
        address(code, "details"),
        details_of(
            hotel, code, name="Somchai  Jaidee Yen", phone="089 999 8888", notes="Quiet room", source="line"
        ),
        follow=True,
    )
    assert answer.redirect_chain == [(address(code), 302)]
    assert "The details are saved." in answer.content.decode()
    saved = row(hotel, code)
    assert (saved.booker.name, saved.booker.phone) == ("Somchai Jaidee Yen", "+66899998888")
    assert (saved.note and saved.note.text, saved.source, saved.version) == ("Quiet room", "line", 2)
    entry = HistoryEntry.objects.of(hotel).get()
    assert (entry.kind, entry.actor_name) == ("details", "clerk@example.com")


def test_saving_untouched_details_writes_nothing() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    answer = staff(hotel).post(address(code, "details"), details_of(hotel, code), follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert row(hotel, code).version == 1
    assert not HistoryEntry.objects.of(hotel).exists()


def test_what_was_typed_stays_when_something_is_wrong_with_it() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    answer = staff(hotel).post(
        address(code, "details"),
        details_of(hotel, code, name="", email="somchai@", notes="Typed long and carefully"),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "somchai@" in text
    assert "Typed long and carefully" in text
    assert 'aria-invalid="true"' in text
    assert row(hotel, code).version == 1


def test_details_typed_on_an_old_page_overwrite_nobody() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    typed = details_of(hotel, code, notes="Mine")
    edit_details(property=hotel, code=code, details=Details(notes="Theirs"), actor=CLERK, now=FAR)
    answer = client.post(address(code, "details"), typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else has changed this booking" in text
    assert "Mine" in text
    assert 'name="version" value="2"' in text  # so that the next press saves
    assert row(hotel, code).note.text == "Theirs"


def test_a_phone_that_cannot_be_understood_is_kept_as_typed() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    staff(hotel).post(address(code, "details"), details_of(hotel, code, phone="ext. 12 at the embassy"))
    assert row(hotel, code).booker.phone == "ext. 12 at the embassy"


def test_an_imported_source_and_language_of_no_choice_do_not_break_the_form() -> None:
    hotel = make_hotel()
    code = book_stays(hotel, DATES, booker=Booker(name="Li Wei", language="zh"))
    client = staff(hotel)
    assert "zh" in page(client, code)
    assert client.get(address(code, "details")).status_code == 200
    answer = client.post(address(code, "details"), details_of(hotel, code, notes="Tea"))
    assert answer.status_code == 302
    assert row(hotel, code).language == "zh"


# Payments


def test_a_payment_is_recorded_by_hand() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    answer = staff(hotel).post(
        address(code, "payments"),
        payment_of(hotel, code, method="bank_transfer", amount="1,200.50", reference=" SCB 1 "),
        follow=True,
    )
    text = answer.content.decode()
    assert answer.redirect_chain == [(address(code), 302)]
    assert "A payment of 1,200.50 THB is recorded." in text
    assert "SCB 1" in text
    assert "Bank transfer" in text
    payment = Payment.objects.of(hotel).get()
    assert (payment.amount, payment.method, payment.reference) == (120050, "bank_transfer", "SCB 1")
    assert row(hotel, code).paid == 120050


def test_the_amount_that_is_due_stands_in_the_form_already() -> None:
    hotel = make_hotel()
    client = staff(hotel)
    prepaid = book_stays(hotel, DATES | {"rate_plan": "NRF"}, DATES)
    assert 'name="amount" value="2400.00"' in page(client, prepaid)  # due now, not the whole 5,400


def test_with_nothing_due_now_the_balance_is_offered() -> None:
    hotel = make_hotel()
    assert 'name="amount" value="6000.00"' in page(staff(hotel), book_two_rooms(hotel))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "0"}, "more than zero"),
        ({"amount": "-5"}, "must not be negative"),
        ({"amount": "12.345"}, "THB has 2 decimals"),
        ({"amount": "a lot"}, "must be an amount"),
        ({"amount": "9" * 18}, "too large"),
        ({"method": "gold"}, "gold"),
        ({"method": ""}, "required"),
        ({"reference": "x" * 101}, "100"),
    ],
)
def test_a_payment_that_is_wrong_is_explained_and_not_recorded(wrong: dict[str, str], words: str) -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    answer = staff(hotel).post(address(code, "payments"), payment_of(hotel, code, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Payment.objects.of(hotel).exists()


def test_pressing_twice_records_once() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    pressed = payment_of(hotel, code)
    assert client.post(address(code, "payments"), pressed).status_code == 302
    again = client.post(address(code, "payments"), pressed)
    assert again.status_code == 409
    assert "nothing was recorded" in again.content.decode()
    assert Payment.objects.of(hotel).count() == 1


def test_going_to_the_payments_address_by_hand_leads_to_the_booking() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    assert staff(hotel).get(address(code, "payments")).url == address(code)  # type: ignore[attr-defined]


def test_the_ledger_behind_the_value_is_shown_and_sums_to_it() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    operations = operations_from_json([{"op": "cancel", "stay": 2}], hotel.currency)
    change_at_once(property=hotel, code=code, operations=operations, actor=CLERK, now=NEAR)
    text = page(staff(hotel), code)
    for words in ("+3,000", "−3,000", "+1,500", "Fee, room 2", "Change 1"):
        assert words in text
    assert sum(LedgerEntry.objects.of(hotel).values_list("amount", flat=True)) == row(hotel, code).value


# Roles


def test_a_viewer_sees_no_forms_and_may_post_nothing() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    viewer = staff(hotel, role="viewer", email="viewer@example.com")
    text = page(viewer, code)
    assert 'name="amount"' not in text
    assert "Change/cancel" not in text
    assert "/details/" not in text
    for part, sent in (
        ("details", details_of(hotel, code, notes="x")),
        ("payments", payment_of(hotel, code)),
    ):
        assert viewer.post(address(code, part), sent).status_code == 403
    assert row(hotel, code).version == 1


def test_nothing_is_accepted_without_the_token_of_the_form() -> None:
    hotel = make_hotel()
    code = book_two_rooms(hotel)
    client = staff(hotel)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(address(code, "payments"), payment_of(hotel, code)).status_code == 403


# Garbage

ANYTHING = st.text() | st.sampled_from(
    ["\x00", "\ud800", "1", "-1", "1e9", "٣", "9" * 400, "cash", "line", "\n"]
)


@examples(60)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "version",
                "name",
                "phone",
                "email",
                "language",
                "source",
                "notes",
                "method",
                "amount",
                "reference",
            ]
        ),
        ANYTHING,
    ),
    st.sampled_from(["details", "payments"]),
    st.booleans(),
)
def test_nothing_that_is_posted_breaks_a_page(
    db: None, sent: dict[str, str], part: str, on_top: bool
) -> None:
    hotel = Property.objects.filter(slug="baan-talay").first() or make_hotel()
    found = Booking.objects.of(hotel).first()
    code = found.code if found else book_stays(hotel, DATES, now=FAR - timedelta(days=1))
    good = (details_of if part == "details" else payment_of)(hotel, code) if on_top else {}
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}
    assert staff(hotel).post(address(code, part), good | sent).status_code in (302, 409, 422)
    assert staff(hotel).get(address(code)).status_code == 200

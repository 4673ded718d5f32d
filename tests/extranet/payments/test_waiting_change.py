"""A guest's change that waits for its money, as staff see it, everywhere, and drop it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.changes.models import PendingChange
from kunjae.inventory.models import Option
from kunjae.payments.models import Refund
from kunjae.properties.models import Property
from kunjae.rates.models import RatePlan
from tests.changes.the_guest import booking, checkout_for, confirm, move, pay, pay_cash
from tests.checks.holding import assert_all_holds
from tests.extranet.calendar.test_page import bars, rows
from tests.extranet.desk import staff
from tests.extranet.payments.money_desk import MoneyDesk, words
from tests.hotel import FAR, book_stays

pytestmark = pytest.mark.django_db
HERE = "/extranet/baan-talay/"


@pytest.fixture
def code(hotel: Property) -> str:
    """Two nights in room 001, prepaid, which the guest wants to be three from the 4th on."""
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    code = book_stays(hotel, {"check_in": "2026-12-01", "check_out": "2026-12-03", "room": "001"})
    pay_cash(hotel, code, 3000_00)
    return code


@pytest.fixture
def pending(hotel: Property, code: str) -> PendingChange:
    outcome = confirm(hotel, code, move("12-04", "12-07"))
    assert outcome.pending is not None
    return outcome.pending


def text(client: Client, page: str) -> str:
    answer = client.get(HERE + page)
    assert answer.status_code == 200
    return words(answer)  # type: ignore[arg-type]


def test_the_booking_says_what_the_guest_wants_until_when_and_what_is_to_pay(
    desk: MoneyDesk, pending: PendingChange
) -> None:
    page = desk.look()
    for expected in (
        "Change awaits payment", "1–3 Dec 2026, 2 nights → 4–7 Dec 2026, 3 nights",
        "1,500 THB to pay before it counts.", "The nights are kept until 25 Nov 2026 09:30.",
    ):  # fmt: skip
        assert expected in page, expected
    whole = desk.look("waiting-change")
    for expected in (
        "Before",
        "After",
        "+1,500 THB",
        "Nights kept until 25 Nov 2026 09:30",
        "Drop the change",
    ):
        assert expected in whole, expected


def test_it_stands_in_the_list_on_the_day_and_on_the_calendar(
    desk: MoneyDesk, pending: PendingChange
) -> None:
    assert "Change awaits payment" in text(desk.client, "bookings/")
    day = text(desk.client, "")
    assert "Change awaits payment 1 Somchai Jaidee 1,500 THB · until 25 Nov 2026 09:30" in day
    found = rows(desk.client.get(f"{HERE}calendar/").content.decode())
    assert bars(found["001"]) == ["waits Somchai Jaidee 2", "kept Somchai Jaidee 3"]
    card = text(desk.client, f"calendar/stays/{desk.code}/1/")
    assert "Change awaits payment" in card


def test_nights_kept_without_a_room_number_lie_among_those_without_one(
    desk: MoneyDesk, pending: PendingChange
) -> None:
    from kunjae.inventory.models import RoomNight

    RoomNight.objects.of(desk.hotel).filter(option_id=pending.id).delete()
    found = rows(desk.client.get(f"{HERE}calendar/").content.decode())
    assert bars(found["No room number'"]) == ["kept Somchai Jaidee 3"]


def test_the_calendar_takes_as_many_queries_for_two_that_wait_as_for_one(
    hotel: Property, clerk: Client
) -> None:
    RatePlan.objects.of(hotel).update(prepay_percent=100)
    counts = []
    for room in ("001", "002"):
        one = book_stays(hotel, {"check_in": "2026-12-01", "check_out": "2026-12-03", "room": room})
        pay_cash(hotel, one, 3000_00)
        confirm(hotel, one, move("12-04", "12-07"))
        clerk.get(f"{HERE}calendar/")
        with CaptureQueriesContext(connection) as found:
            clerk.get(f"{HERE}calendar/")
        counts.append(len(found))
    assert counts == [3 + 1 + 6 + 4] * 2


def test_dropped_by_staff_the_nights_are_free_and_the_guests_money_goes_back_once(
    desk: MoneyDesk, pending: PendingChange
) -> None:
    pay(desk.hotel, checkout_for(desk.hotel, pending, 500_00), 500_00, FAR)
    sent = desk.form("", "waiting-change")
    assert desk.press("", "waiting-change", sent=sent).status_code == 302
    page = desk.look()
    again = desk.press("", "waiting-change", sent=sent)
    assert (again.status_code, "no longer waits" in words(again)) == (409, True)
    pending.refresh_from_db()
    assert (pending.state, pending.dropped_because) == ("dropped", "by_staff")
    assert not Option.objects.of(desk.hotel).exists()
    assert list(Refund.objects.of(desk.hotel).values_list("amount", "cause")) == [(500_00, "change_dropped")]
    assert desk.told("change.dropped") == 1
    assert "The guest's change is dropped" in page
    assert "to pay before it counts" not in page
    assert "No change waits" in desk.look("waiting-change")
    assert_all_holds()


def test_cash_at_the_desk_confirms_it(desk: MoneyDesk, pending: PendingChange) -> None:
    sent = desk.form("", asked="")
    answer = desk.client.post(desk.address("payments"), sent | {"method": "cash", "amount": "1500"})
    assert answer.status_code == 302
    pending.refresh_from_db()
    assert pending.state == "confirmed"
    assert "4–7 Dec 2026" in desk.look()
    assert "Change awaits payment" not in desk.look()


def test_whose_time_is_over_looks_nowhere_as_if_it_waited_even_without_a_worker(
    desk: MoneyDesk, pending: PendingChange
) -> None:
    with time_machine.travel(pending.held_until + timedelta(seconds=1), tick=False):
        clerk = staff(desk.hotel)
        assert bars(rows(clerk.get(f"{HERE}calendar/").content.decode())["001"]) == ["paid Somchai Jaidee 2"]
        assert "Change awaits payment" not in desk.by(clerk).look()
    assert booking(desk.hotel, desk.code).pending_id is None


def test_the_change_page_warns_that_saving_drops_it(desk: MoneyDesk, pending: PendingChange) -> None:
    stage = '[{"op":"cancel","stay":1}]'
    page = desk.look("change", asked=f"?stage={stage}")
    assert "A change that the guest asked for waits for its payment" in page
    form = desk.form("confirm", "change", asked=f"?stage={stage}")
    asked = desk.press("confirm", "change", sent=form)
    assert "is dropped; the guest is told." in words(asked)
    digest = next(line for line in asked.content.decode().split('name="digest" value="')[1:])[:64]
    saved = desk.press("save", "change", sent=form | {"do": "save", "digest": digest, "record": "on"})
    assert saved.status_code == 302
    pending.refresh_from_db()
    assert (pending.state, pending.dropped_because) == ("dropped", "booking_changed")


def test_after_a_change_the_page_leads_to_the_money_that_is_to_return(desk: MoneyDesk) -> None:
    form = desk.form("confirm", "change", asked='?stage=[{"op":"cancel","stay":1}]')
    desk.press("save", "change", sent=form | {"do": "save"})
    page = desk.client.get(desk.address()).content.decode()
    assert f'<a class="button button--small" href="{desk.address("refund")}">Refund 3,000 THB</a>' in page
    assert "3000.00" in desk.form("", "refund").values()


def test_after_a_change_the_page_leads_to_asking_for_what_is_to_collect_and_no_more(desk: MoneyDesk) -> None:
    stage = '[{"op":"move_dates","stay":1,"check_in":"2026-12-04","check_out":"2026-12-07"}]'
    form = desk.form("confirm", "change", asked=f"?stage={stage}")
    desk.press("save", "change", sent=form | {"do": "save"})
    page = desk.client.get(desk.address()).content.decode()
    assert f'href="{desk.address("payment-request")}">Send payment request for 1,500 THB</a>' in page
    assert desk.form("", "payment-request")["amount"] == "1500.00"


def test_viewers_see_it_and_cannot_drop_it(desk: MoneyDesk, pending: PendingChange, viewer: Client) -> None:
    looking = desk.by(viewer)
    assert "Drop the change" not in looking.look("waiting-change")
    assert viewer.post(looking.address("waiting-change"), {"seen": str(pending.id)}).status_code == 403
    pending.refresh_from_db()
    assert pending.state == "waiting"

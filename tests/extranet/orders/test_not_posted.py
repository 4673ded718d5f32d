"""Guest activity > Not posted, and the PMS on an order's page: what does not get there, why, and what helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.concierge.models import Order
from kunjae.extranet.orders import not_posted
from kunjae.pms.models import Connection, FolioPosting, Reservation
from kunjae.pms.opening import OPEN
from kunjae.pms.registry import registered
from tests.extranet.desk import staff
from tests.extranet.orders.reading import HERE, look, press
from tests.ordering.the_counter import again, cancel, events, make_resort, massage, stayed, wants
from tests.pms.front_desk import FrontDesk

pytestmark = pytest.mark.django_db
NOT_POSTED = f"{HERE}not-posted/"


@pytest.fixture
def pms(db: None) -> Iterator[FrontDesk]:
    desk = FrontDesk()
    with registered(desk.pms):
        desk.opens()
        yield desk


@pytest.fixture
def clerk(pms: FrontDesk) -> Client:
    return staff(pms.hotel)


def page_of(row: Order) -> str:
    return f"{HERE}{row.id}/"


def failed(pms: FrontDesk, *, known: bool = False) -> Order:
    """A massage whose booking the PMS does not know, tried once."""
    code = stayed(pms.hotel)
    if known:
        pms.pms.knows(code)
    (row,) = pms.ordered(code, massage(persons=2))
    pms.works()
    return again(row)


def badge(client: Client) -> str:
    """What stands beside the entry of the menu."""
    page = client.get(HERE).content.decode()
    found = re.search(r'class="menu-badge badge-not_posted"( hidden)?>(\d+)<', page)
    assert found
    return "" if found[1] else found[2]


def test_what_does_not_get_there_is_shown_with_its_reason_and_goes_when_it_has_arrived(
    pms: FrontDesk, clerk: Client
) -> None:
    assert "Everything stands as it should" in look(clerk, NOT_POSTED)
    assert badge(clerk) == ""
    code = stayed(pms.hotel, room="001")
    (row,) = pms.ordered(code, massage(persons=2))
    assert badge(clerk) == "1"
    page = look(clerk, NOT_POSTED)
    assert "1 order was answered a moment ago and is about to be sent." in page
    assert "It is about to be sent to the PMS." in look(clerk, page_of(row))
    pms.works()
    page = look(clerk, NOT_POSTED)
    assert f"Thai massage, 60 min · Somchai Jaidee · Room 001 · {code} Not posted Charge 1,800 THB" in page
    assert (
        "No reservation of this booking was found in the PMS. Since 25 Nov 2026 09:00 · 1 attempt · next one"
        in page
    )
    assert "All 1 Failed 1" in page
    assert "a moment ago" not in page
    detail = look(clerk, page_of(row))
    assert "Not posted Charge 1,800 THB No reservation of this booking was found in the PMS." in detail
    assert "Next attempt 25 Nov 2026 09:00" in detail
    assert "Confirmed Not posted to the PMS" in look(clerk, f"/extranet/baan-talay/bookings/{code}/")
    pms.pms.knows(code)
    pms.clock.turn(seconds=1)
    posting = open_ids(clerk)[0]
    assert "It is being tried again" in press(clerk, NOT_POSTED, one=f"retry:{posting}")
    pms.works()
    assert (again(row).posting, badge(clerk)) == ("posted", "")
    assert "Everything stands as it should" in look(clerk, NOT_POSTED)
    detail = look(clerk, page_of(row))
    assert f"On the folio Charge 1,800 THB Number in the PMS C1 Folio R-{code} Reservation R-{code}" in detail
    assert "Counts in the booking's value 0" in detail
    assert "Posted to the folio in the PMS" in detail
    assert "Not posted" not in look(clerk, f"/extranet/baan-talay/bookings/{code}/").split("Orders")[-1]
    assert "It stood so already." in press(clerk, NOT_POSTED, one=f"retry:{posting}")


def open_ids(client: Client) -> list[UUID]:
    return [line["posting"].id for line in client.get(NOT_POSTED).context["lines"]]


def test_all_are_tried_again_at_once_and_only_the_failed_can_be_looked_at(
    pms: FrontDesk, clerk: Client
) -> None:
    rows = [failed(pms) for _ in range(2)]
    Connection.objects.of(pms.hotel).update(quiet_until=pms.clock.now + timedelta(hours=9))
    waits = pms.pms.knows(stayed(pms.hotel)).removeprefix("R-")
    pms.ordered(waits, wants("taxi"))
    pms.works()
    page = look(clerk, NOT_POSTED)
    assert "All 3 Failed 2" in page
    assert "On its way Charge 1,200 THB" in page
    assert len(clerk.get(f"{NOT_POSTED}?state=failed").context["lines"]) == 2
    for row in rows:
        pms.pms.knows(row.booking.code)
    Connection.objects.of(pms.hotel).update(quiet_until=None)
    assert "3 are being tried again." in press(clerk, NOT_POSTED, one="all")
    pms.passes(seconds=1)
    assert "Everything stands as it should" in look(clerk, NOT_POSTED)
    assert "There is nothing to try again." in press(clerk, NOT_POSTED, one="all")


def test_what_somebody_has_done_in_the_pms_is_kept_with_name_and_time(pms: FrontDesk, clerk: Client) -> None:
    row, taken_off = failed(pms), failed(pms, known=True)
    assert "Kept: it was done in the PMS by hand." in press(clerk, NOT_POSTED, one=f"by_hand:{row.id}")
    row = again(row)
    assert (row.posting, row.posted_by, row.counted) == ("by_hand", "clerk@example.com", 0)
    assert "Added by clerk@example.com, 25 Nov 2026 09:00." in look(clerk, page_of(row))
    cancel(pms.hotel, row, pms.clock.now)
    assert "To take off again 1" in look(clerk, f"{HERE}to-add/")
    pms.pms.faults.extend(["", "locked"])
    cancel(pms.hotel, taken_off, pms.clock.now)
    pms.works()
    detail = look(clerk, page_of(taken_off))
    assert "To be taken off Charge 1,800 THB" in detail
    assert "Taken off by hand" in detail
    assert "Kept: it was done" in press(clerk, page_of(taken_off), do="by_hand")
    assert (again(taken_off).posting, events(taken_off)[-1]) == ("reversed", "reversed")
    assert "There is no such posting" in press(clerk, page_of(taken_off), do="by_hand")


def test_the_reservation_can_be_said_by_hand(pms: FrontDesk, clerk: Client) -> None:
    row = failed(pms)
    pms.pms.knows("ELSEWHERE")
    for wrong in ("", "x" * 81, "a\0b"):
        answer = clerk.post(page_of(row), {"do": "link", "number": wrong})
        assert answer.status_code == 422
        assert "at most 80 characters" in answer.content.decode()
    assert 'value="xxx' in clerk.post(page_of(row), {"do": "link", "number": "x" * 81}).content.decode()
    answer = clerk.post(page_of(row), {"do": "link", "number": "R-NOWHERE"})
    assert answer.status_code == 422
    assert "the PMS has no reservation R-NOWHERE" in answer.content.decode()
    pms.pms.faults.append("down")
    assert clerk.post(page_of(row), {"do": "link", "number": "R-ELSEWHERE"}).status_code == 422
    assert not Reservation.objects.of(pms.hotel).exists()
    pms.clock.turn(seconds=1)
    page = press(clerk, page_of(row), do="link", number=" R-ELSEWHERE ")
    assert "Kept: orders of this booking go to that reservation, of " in page
    assert Reservation.objects.of(pms.hotel).get().number == "R-ELSEWHERE"
    pms.passes(seconds=1)
    assert pms.pms.standing() == [("R-ELSEWHERE", 180000)]
    other = failed(pms)
    answer = clerk.post(page_of(other), {"do": "link", "number": "R-ELSEWHERE"})
    assert answer.status_code == 422
    assert "belongs to another booking already" in answer.content.decode()


def test_why_nothing_goes_at_all_is_said_above(pms: FrontDesk, clerk: Client) -> None:
    failed(pms)
    stopped: list[tuple[dict[str, Any], str]] = [
        ({"enabled": False}, "The connection with the PMS is switched off."),
        ({"enabled": True, "paused_at": pms.clock.now, "paused_reason": "not_let_in"}, "is paused"),
        ({"held": True}, "The connection is held back since a backup was restored."),
    ]
    for values, expected in stopped:
        Connection.objects.of(pms.hotel).update(**values)
        page = look(clerk, NOT_POSTED)
        assert "Nothing goes to the PMS at the moment" in page
        assert expected in page
    Connection.objects.of(pms.hotel).delete()
    assert "The hotel is not connected to a PMS." in look(clerk, NOT_POSTED)


@pytest.mark.parametrize("one", ["", "retry:", "retry:nonsense", "explode:x", f"retry:{UUID(int=7)}", f"by_hand:{UUID(int=7)}"])  # fmt: skip
def test_odd_presses_are_answered_in_words(clerk: Client, one: str) -> None:
    page = press(clerk, NOT_POSTED, one=one)
    assert any(words in page for words in ("This button is not known.", "There is no such"))


def test_the_list_is_read_from_the_index_of_what_is_open(pms: FrontDesk) -> None:
    rows = FolioPosting.objects.of(pms.hotel).filter(OPEN).order_by("made_at", "id").values_list("id")
    plan = rows.explain()
    assert "pms_posting_open" in plan or connection.vendor != "sqlite", plan


def test_a_viewer_only_looks_another_hotel_sees_nothing_and_many_take_no_more_queries(
    pms: FrontDesk, clerk: Client
) -> None:
    row = failed(pms)
    viewer = staff(pms.hotel, "viewer", "viewer@example.com")
    assert "Try again" not in look(viewer, NOT_POSTED)
    assert viewer.post(NOT_POSTED, {"one": "all"}).status_code == 403
    assert "Try again" not in look(viewer, page_of(row))
    assert viewer.post(page_of(row), {"do": "retry"}).status_code == 403
    other = staff(make_resort("other"), email="other@example.com")
    assert other.get(NOT_POSTED).status_code == 404
    assert "This hotel has no PMS with a 2-way integration" in look(
        other, "/extranet/other/orders/not-posted/"
    )
    counts = []
    for more in (0, 3):
        for _ in range(more):
            pms.ordered(row.booking.code, massage())
        pms.works()
        for path in (NOT_POSTED, page_of(row)):
            with CaptureQueriesContext(connection) as asked:
                clerk.get(path)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
    size, not_posted.PAGE_SIZE = not_posted.PAGE_SIZE, 3
    try:
        first = clerk.get(NOT_POSTED)
        following = clerk.get(NOT_POSTED + first.context["next_url"])
    finally:
        not_posted.PAGE_SIZE = size
    shown: list[Any] = [*first.context["lines"], *following.context["lines"]]
    assert len({line["order"] for line in shown}) == 4
    assert look(clerk, f"{NOT_POSTED}?after=nonsense")

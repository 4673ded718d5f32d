"""The calendar's page: what stands where, for whom, and how often the database is asked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunjae.changes.commands import change_at_once
from kunjae.changes.operations import Cancel
from kunjae.properties.models import Property, Room
from tests.extranet.calendar.hotels import TODAY, full_hotel, guest, hotel_of_all_states, stay
from tests.extranet.desk import staff
from tests.hotel import CLERK, FAR, book_stays, make_hotel

pytestmark = pytest.mark.django_db

HERE = "/extranet/baan-talay/calendar/"
SIGN_IN = 3 + 1  # the session, the user, the role with its property; what waits beside the menu


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    with time_machine.travel(FAR, tick=False):
        yield


def page(client: Client, **asked: str | int) -> str:
    answer = client.get(HERE, asked)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the table by their names, each as its cells: free nights as ".", a bar as `state name width`."""
    found: dict[str, list[str]] = {}
    for row in re.split(r"<tr[^>]*>", text.partition("<tbody")[2].partition("</table>")[0])[1:]:
        head, *cells = re.split(r"<td", row)
        name = html.unescape(re.sub(r"<[^>]+>", "", head)) or "(more)"
        while name in found:
            name += "'"
        found[name] = [_cell(cell) for cell in cells]
    return found


def _cell(cell: str) -> str:
    width = re.match(r" colspan=(\d+)", cell)
    bar = re.search(r'<a href=\S+ class="?([\w ]+?)"?(?: data-[^>]*)?>([^<]*)</a>', cell)
    if bar:
        return f"{bar[1]} {html.unescape(bar[2])} {width[1] if width else 1}"
    return cell.partition(">")[2].strip().partition("<")[0] or "."


def bars(row: list[str]) -> list[str]:
    return [cell for cell in row if cell != "."]


def test_rooms_stand_under_their_type_with_a_bar_for_each_stay_and_block() -> None:
    hotel, _codes = hotel_of_all_states()
    found = rows(page(staff(hotel)))
    assert found["001"][:3] == ["leaves Leaving Lek 1", "new New Nid 3", "."]
    assert found["002"][:4] == ["inhouse due Inhouse Ice 3", ".", "owes Owing Oat 2", "."]
    assert found["003"][:4] == ["left Left Lamai 1", ".", "paid Paid Ploy 3", "."]
    assert found["101"][:3] == [".", "block Paint 4", "."]
    assert found["102"][:5] == [".", ".", ".", "hold Held until 12:00 · Malee 3", "."]
    assert bars(found["No room number'"]) == ["new Somewhere Som 3"]
    assert list(found) == [
        "Deluxefree", "101", "102", "No room number", "Standardfree", "001", "002", "003", "No room number'",
    ]  # fmt: skip
    assert all(len(row) <= 14 for row in found.values())


def test_each_type_says_how_many_rooms_are_free_on_each_night() -> None:
    hotel, _codes = hotel_of_all_states()
    found = rows(page(staff(hotel)))
    assert found["Standardfree"] == ["0", "1", "0", "1", "0", "1", "2", "3", "3", "3", "3", "3", "3", "3"]
    assert found["Deluxefree"] == ["2", "1", "1", "0", "0", "1", "2", "2", "2", "2", "2", "2", "2", "2"]


def test_a_bar_over_the_edge_carries_its_dates_and_nights() -> None:
    hotel = make_hotel()
    long = stay(hotel, "11-20", "12-30", "001", "Long Lin")
    text = page(staff(hotel))
    assert (
        f"<td colspan=14><a href=../bookings/{long}/ class=new data-i=2026-11-20 data-o=2026-12-30 data-n=40>"
        in text
    )


def test_the_second_stay_of_a_booking_says_its_number() -> None:
    hotel = make_hotel()
    dates = {"check_in": "2026-11-26", "check_out": "2026-11-28"}
    code = book_stays(hotel, dates | {"room": "001"}, dates | {"room": "002"})
    text = page(staff(hotel))
    assert f"<a href=../bookings/{code}/ class=new>" in text
    assert f"<a href=../bookings/{code}/ class=new data-s=2>" in text


def test_stays_without_a_number_lie_in_as_many_lanes_as_they_need() -> None:
    hotel = make_hotel()
    stay(hotel, "11-20", "11-26", None, "First")  # began before the window
    stay(hotel, "11-25", "11-27", None, "Second")
    stay(hotel, "11-26", "11-28", None, "Third")
    found = rows(page(staff(hotel)))
    assert bars(found["No room number'"]) == ["new First 2", "new Third 2"]
    assert bars(found["(more)"]) == ["new Second 2"]
    assert rows(page(staff(hotel), start="2026-11-27"))["No room number'"][0] == "new Third 1"


def test_those_who_began_before_the_window_without_a_number_are_found_among_all_others() -> None:
    """Rooms and numbers mixed on the first night, and many who leave later."""
    hotel = make_hotel()
    stay(hotel, "11-20", "12-20", "001", "Assigned")
    stay(hotel, "11-30", "12-04", None, "Crossing")
    stay(hotel, "12-02", "12-05", None, "Beginning")
    for index in range(5, 12):
        stay(hotel, f"12-{index:02}", f"12-{index + 1:02}", None, "Later")
    found = rows(page(staff(hotel), start="2026-12-02", days=14))
    assert sorted(bars(found["No room number'"]) + bars(found["(more)"]))[:2] == [
        "new Beginning 3",
        "new Crossing 2",
    ]
    assert bars(found["001"]) == ["new Assigned 14"]


def test_cancelled_stays_and_no_shows_have_no_bar() -> None:
    hotel = make_hotel()
    code = stay(hotel, "11-26", "11-28", "001", "Gone Gai")
    change_at_once(property=hotel, code=code, operations=[Cancel(1)], actor=CLERK, now=FAR)
    assert "Gone Gai" not in page(staff(hotel))


def test_a_retired_room_is_shown_as_long_as_something_lies_in_it() -> None:
    hotel = make_hotel()
    stay(hotel, "11-26", "11-28", "001", "Last Lee")
    Room.objects.of(hotel).filter(number__in=["001", "002"]).update(retired=True)
    text = page(staff(hotel))
    found = rows(text)
    assert bars(found["001"]) == ["new Last Lee 2"]
    assert "<tr class=retired><th>001<td>" in text
    assert "002" not in found


def test_names_are_escaped_and_cut_where_nobody_could_read_them() -> None:
    hotel = make_hotel()
    book_stays(
        hotel,
        {"check_in": "2026-11-26", "check_out": "2026-11-27", "room": "001"},
        booker=guest('<b>"&' + "x" * 190),
    )
    text = page(staff(hotel), days=30)
    assert ">&lt;b&gt;&quot;&amp;xxxxxxxxx…</a>" in text


def test_today_and_the_days_can_be_seen_and_reached() -> None:
    hotel = make_hotel()
    client = staff(hotel)
    text = page(client)
    assert 'class=today aria-current="date" title="Today"><i>Wed</i>25' in text
    assert "24 Nov – 7 Dec 2026" in text
    assert 'href="?start=2026-11-17&amp;days=14"' in text
    assert 'href="?start=2026-12-01&amp;days=14"' in text
    text = page(client, start="2027-02-01", days=30)
    assert "1 Feb – 2 Mar 2027" in text
    assert 'aria-current="date"' not in text
    assert 'value="2027-02-01"' in text
    assert 'href="?days=30"' in text, "back to today"


def test_the_page_speaks_thai() -> None:
    hotel, _codes = hotel_of_all_states()
    text = staff(hotel, language="th").get(HERE).content.decode()
    for words in ("ปฏิทินการจอง", "พฤศจิกายน 2569", "ห้องมาตรฐาน", "<i>พ.</i>25", "24 พ.ย. – 7 ธ.ค. 2569"):
        assert words in text


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"start": "soon"}, "Go to: must be a date such as 2026-12-10"),
        ({"start": "2026-02-30"}, "Go to: must be a date such as 2026-12-10"),
        ({"start": "0001-01-01"}, "Go to: is not a date a stay can have"),
        ({"start": "9999-12-31"}, "Go to: is not a date a stay can have"),
        ({"days": "400"}, "Days: can be 14 or 30"),
    ],
)
def test_days_that_cannot_be_shown_are_refused_in_words(asked: dict[str, str], complaint: str) -> None:
    answer = staff(make_hotel()).get(HERE, asked)
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert complaint in text
    assert asked.get("start", "") in text, "what was typed is kept"
    assert "Standard" in text, "and the calendar of today stands below"


@pytest.mark.parametrize("start", ["1990-01-01", "2200-01-01"])
def test_the_ends_of_time_are_shown(start: str) -> None:
    assert "Standard" in page(staff(make_hotel()), start=start, days=30)


def test_a_viewer_sees_all_and_has_nothing_to_press() -> None:
    hotel, codes = hotel_of_all_states()
    text = page(staff(hotel, role="viewer"))
    assert "Paid Ploy" in text
    assert f"../bookings/{codes['paid']}/" in text
    assert "data-may" not in text
    assert "free/?" not in text
    assert "Drag a bar" not in text


def test_another_hotel_is_never_seen() -> None:
    hotel, other = make_hotel(), make_hotel("khao-yai")
    stay(other, "11-26", "11-28", "001", "Foreign Fon")
    client = staff(hotel)
    assert "Foreign Fon" not in page(client)
    assert client.get("/extranet/khao-yai/calendar/").status_code == 404


def test_a_hotel_without_rooms_is_told_so() -> None:
    hotel = make_hotel()
    empty = Property.objects.create(
        slug="empty",
        name={"en": "Empty"},
        timezone="Asia/Bangkok",
        currency="THB",
        check_in_time=hotel.check_in_time,
        check_out_time=hotel.check_out_time,
        policy_cutoff_time=hotel.policy_cutoff_time,
        opened_at=FAR,
    )
    answer = staff(empty).get("/extranet/empty/calendar/")
    assert answer.status_code == 200
    assert "No rooms yet" in answer.content.decode()


def queries(hotel: Property, **asked: str | int) -> int:
    client = staff(hotel)
    client.get(f"/extranet/{hotel.slug}/calendar/", asked)
    with CaptureQueriesContext(connection) as found:
        client.get(f"/extranet/{hotel.slug}/calendar/", asked)
    return len(found)


def test_three_hundred_rooms_take_as_many_queries_as_five() -> None:
    """Types, rooms, blocks, counters, stays that begin, rooms of the first night; stays without a number run into the
    first night of neither."""
    first = TODAY - timedelta(days=1)
    few = full_hotel(5, first, 31, slug="few")
    many = full_hotel(300, first, 31, slug="many")
    assert {queries(hotel, days=days) for hotel in (few, many) for days in (14, 30)} == {SIGN_IN + 6}


def test_stays_without_a_number_that_run_into_the_window_take_one_query_more_whatever_their_number() -> None:
    counts = set()
    for stays in (1, 3):
        hotel = make_hotel(f"hotel-{stays}")
        for index in range(stays):
            stay(hotel, "11-20", f"11-{26 + index}", None, "Crossing")
        counts.add(queries(hotel))
    assert counts == {SIGN_IN + 7}


def test_a_full_house_of_three_hundred_rooms_for_thirty_days_has_at_most_400_kb() -> None:
    hotel = full_hotel(300, date(2026, 11, 24), 31)
    answer = staff(hotel, language="th").get("/extranet/full/calendar/", {"days": "30"})
    text = answer.content.decode()
    assert len(answer.content) <= 400_000
    found = rows(text)
    assert sum(len(row) for name, row in found.items() if name.isdigit()) >= 300 * 10
    assert all("." not in row[1:] for name, row in found.items() if name.isdigit())
    assert set(found["ห้องมาตรฐานว่าง"][1:]) == {"0"}


def test_the_card_of_a_stay_tells_dates_people_and_money() -> None:
    hotel, codes = hotel_of_all_states()
    client = staff(hotel)
    address = f"{HERE}stays/{codes['owes']}/1/"
    card = html.unescape(client.get(address, headers={"HX-Request": "true"}).content.decode())
    for words in (
        "Owing Oat",
        "Part paid",
        "28–30 Nov 2026",
        "2 nights",
        "Standard 002",
        "2 adults",
        "2,000 THB",
    ):
        assert words in card
    assert "<html" not in card
    assert "<html" in client.get(address).content.decode(), "without the script it is a page"
    due = html.unescape(client.get(f"{HERE}stays/{codes['inhouse']}/1/").content.decode())
    assert "In house · Balance to pay" in due
    viewer = staff(hotel, role="viewer", email="viewer@example.com").get(address).content.decode()
    assert f"/bookings/{codes['owes']}/" in viewer
    assert f"{codes['owes']}/change/" not in viewer


@pytest.mark.parametrize("part", ["KJNOBODY/1/", "{}/2/", "{}/99999999999999999999/", "%00/1/"])
def test_the_card_of_nobody_is_not_found(part: str) -> None:
    hotel, codes = hotel_of_all_states()
    assert staff(hotel).get(f"{HERE}stays/{part.format(codes['owes'])}").status_code == 404

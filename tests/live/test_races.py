"""Many at once over HTTP: never two winners, the losers are told so, and everything agrees afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest

from tests.live.client import Answer, Caller, at_once, crowd
from tests.live.gate import Gate
from tests.live.hotel import STANDARD, Season
from tests.live.server import Server

pytestmark = pytest.mark.database

SEE_WHAT_MOVED = {
    "en": "Something moved meanwhile and nothing was saved; please check the new preview.",
    "th": "ข้อมูลเปลี่ยนไประหว่างดำเนินการ ยังไม่ได้บันทึก กรุณาตรวจสอบพรีวิวใหม่",
}


def race(server: Server, works: Sequence[Callable[[], Answer]], table: str) -> list[Answer]:
    """What all were answered who looked at the same moment, before any of them wrote into the table."""
    gate = Gate(server.place, table)
    answers = at_once([*works, gate.open_when_crowded])
    return [answer for answer in answers if answer is not None]


def losers(answers: list[Answer]) -> list[Answer]:
    """All but the one winner."""
    assert [answer.status for answer in answers].count(201) == 1, [answer.text for answer in answers]
    return [answer for answer in answers if answer.status != 201]


def problems_of(answer: Answer) -> list[Any]:
    """What the refusal, or the fresh preview in it, says about the stays."""
    return [problem for each in answer.json["preview"]["stays"] for problem in each["problems"]]


def assert_as_seen(entry: Any, preview: Any) -> None:
    """The change that was saved is the one that the preview showed."""
    for figure in ("current", "new", "fee", "change"):
        assert entry[figure] == preview["total"][figure]
    for saved, shown in zip(entry["after"]["stays"], preview["stays"], strict=True):
        for fact in ("number", "status", "check_in", "check_out", "room_type", "room", "nights", "total"):
            assert saved[fact] == shown["after"][fact]


def room_nights(server: Server, season: Season) -> int:
    """How many nights of rooms are taken."""
    counted = "SELECT COUNT(*) FROM inventory_roomnight WHERE night BETWEEN ? AND ?"
    [(number,)] = server.place.sql(counted, *season.ends)
    return int(number)


def moves(caller: Caller, code: str, to: dict[str, str], room: str | None = None) -> Callable[[], Answer]:
    """The confirmation of a move to these dates, seen now."""
    return caller.previewed(code, {"op": "move_dates", "stay": 1, "room": room} | to)


def test_one_of_32_gets_the_last_room_of_a_type(server: Server, season: Season) -> None:
    clerk = Caller(server)
    clerk.booked(*[season.stay(10, 12) for _ in STANDARD[1:]])
    elsewhere = [clerk.booked(season.stay(20 + index, 21 + index)) for index in range(16)]
    works = [
        moves(each, code, season.nights(10, 12))
        for each, code in zip(crowd(server, 16), elsewhere, strict=True)
    ]
    works += [lambda each=each: each.book(season.stay(10, 12)) for each in crowd(server, 16)]  # type: ignore[misc]
    lost = losers(race(server, works, "inventory_typenight"))
    for answer in lost:
        assert answer.status == 409, answer.text
        if answer.code == "plan_outdated":
            assert answer.json["detail"] == SEE_WHAT_MOVED["en"]
            [sold_out] = problems_of(answer)
            assert sold_out["code"] == "sold_out"
            assert answer.json["preview"]["can_confirm"] is False
        else:
            assert answer.code == "sold_out"
            assert (
                answer.json["detail"]
                == f"Room type STD is sold out on {season.night(10)}, {season.night(11)}"
            )
            sold_out = answer.json
        assert (sold_out["room_type"], sold_out["nights"]) == ("STD", [season.night(10), season.night(11)])
    assert {answer.code for answer in lost} == {"plan_outdated", "sold_out"}
    for each in (10, 11):
        counter = "SELECT capacity, sold FROM inventory_typenight WHERE night = ?"
        assert server.place.sql(counter, season.night(each)) == [(10, 10)]
        sleeping = "SELECT COUNT(*) FROM bookings_stay WHERE check_in <= ? AND check_out > ?"
        assert server.place.sql(sleeping, season.night(each), season.night(each)) == [(10,)]


def test_one_of_32_gets_the_room_number(server: Server, season: Season) -> None:
    clerk = Caller(server)
    elsewhere = [clerk.booked(season.stay(20 + index, 21 + index)) for index in range(16)]
    movers = crowd(server, 16, language="th")
    works = [
        moves(each, code, season.nights(10, 12), room="003")
        for each, code in zip(movers, elsewhere, strict=True)
    ]
    works += [lambda each=each: each.book(season.stay(10, 12, room="003")) for each in crowd(server, 16)]  # type: ignore[misc]
    answers = race(server, works, "inventory_roomnight")
    [winner] = server.place.sql(
        "SELECT DISTINCT b.code FROM inventory_roomnight n JOIN bookings_stay s ON s.id = n.stay_id"
        " JOIN bookings_booking b ON b.id = s.booking_id WHERE n.night IN (?, ?)",
        season.night(10),
        season.night(11),
    )
    for answer in losers(answers):
        assert (answer.status, answer.code) in {(409, "plan_outdated"), (422, "plan_refused")}, answer.text
        [taken] = problems_of(answer)
        assert (taken["code"], taken["room"], taken["taken_by"]) == ("room_taken", "003", winner[0])
        assert taken["nights"] == [season.night(10), season.night(11)]
        assert "003" in taken["message"]
        assert winner[0] in taken["message"]
        if answer.code == "plan_outdated":
            assert answer.json["detail"] == SEE_WHAT_MOVED["th"]
    assert room_nights(server, season) == 2


def test_one_of_32_overlapping_ranges_gets_the_last_night(server: Server, season: Season) -> None:
    """Night 15 has one room left; each asks for other nights around it, of which there are plenty."""
    clerk = Caller(server)
    clerk.booked(*[season.stay(15, 16) for _ in STANDARD[1:]])
    ranges = [(15 - before, 16 + after) for before in range(4) for after in range(4)] * 2
    works = [
        lambda each=each, wanted=wanted: each.book(season.stay(*wanted))
        for each, wanted in zip(crowd(server, 32), ranges, strict=True)
    ]
    for answer in losers(race(server, works, "inventory_typenight")):
        assert (answer.status, answer.code) == (409, "sold_out"), answer.text
        assert (answer.json["room_type"], answer.json["nights"]) == ("STD", [season.night(15)])
        assert season.night(15) in answer.json["detail"]
    assert server.place.sql("SELECT sold FROM inventory_typenight WHERE night = ?", season.night(15)) == [
        (10,)
    ]
    others = (
        "SELECT COALESCE(MAX(sold), 0) FROM inventory_typenight WHERE night BETWEEN ? AND ? AND night <> ?"
    )
    assert server.place.sql(others, *season.ends, season.night(15)) <= [(1,)]


def test_16_changes_of_one_booking_are_applied_on_what_they_saw_or_shown_the_fresh_preview(
    server: Server, season: Season
) -> None:
    """Each prices its own stay anew. Who loses confirms the fresh preview it was given, until all are saved."""
    rooms = [season.stay(10, 12) for _ in STANDARD] + [season.stay(10, 12, room_type="DLX") for _ in range(5)]
    code = Caller(server).booked(*rooms, season.stay(20, 22))
    changes = [
        {"op": "set_prices", "stay": each, "nightly_prices": [f"{1000 + each}.00"] * 2}
        for each in range(1, 17)
    ]
    waiting = [
        (caller, change, caller.preview(code, change))
        for caller, change in zip(crowd(server, 16), changes, strict=True)
    ]
    for saved in range(16):
        works = [lambda one=one: one[0].confirm(code, one[1], digest=one[2]["digest"]) for one in waiting]
        answers = at_once(works) if saved else race(server, works, "bookings_booking")
        lost = losers(answers)
        assert {(answer.status, answer.code) for answer in lost} <= {(409, "plan_outdated")}
        [won] = [index for index, answer in enumerate(answers) if answer.status == 201]
        assert answers[won].json["before"]["version"] == saved + 1
        assert_as_seen(answers[won].json, waiting[won][2])
        waiting = [
            (caller, change, answer.json["preview"])
            for index, ((caller, change, _), answer) in enumerate(zip(waiting, answers, strict=True))
            if index != won
        ]
    history = Caller(server).get(f"/bookings/{code}/changes").json["items"]
    assert [entry["number"] for entry in history] == list(range(16, 0, -1))
    for later, earlier in pairwise(history):
        assert later["before"] == earlier["after"]
    after = Caller(server).read(code)
    assert after["version"] == 17
    assert [each["nights"][0]["room_price"] for each in after["stays"]] == [
        f"{1000 + number}.00" for number in range(1, 17)
    ]


def test_two_bookings_swap_rooms_at_the_same_time(server: Server, season: Season) -> None:
    """A room is free only once it was given back, so a straight swap of two bookings is refused on both sides; if
    each gives its own up and takes the other's as soon as it can, both get there."""
    clerk = Caller(server)
    pairs = [(f"{2 * pair + 1:03}", f"{2 * pair + 2:03}") for pair in range(4)]
    codes = {room: clerk.booked(season.stay(10, 14, room=room)) for pair in pairs for room in pair}
    wanted = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    people = dict(zip(codes, crowd(server, 8), strict=True))

    def assign(room: str | None) -> dict[str, Any]:
        return {"op": "assign_room", "stay": 1, "room": room}

    straight = at_once([people[own].previewed(codes[own], assign(wanted[own])) for own in codes])
    for own, answer in zip(codes, straight, strict=True):
        assert (answer.status, answer.code) == (422, "plan_refused"), answer.text
        [taken] = problems_of(answer)
        assert (taken["code"], taken["room"], taken["taken_by"]) == (
            "room_taken", wanted[own], codes[wanted[own]],
        )  # fmt: skip

    def swap(own: str) -> list[Answer]:
        given_up = people[own].change(codes[own], assign(None))
        tries = [given_up]
        while len(tries) < 200 and (len(tries) == 1 or tries[-1].status != 201):
            tries.append(people[own].change(codes[own], assign(wanted[own])))
        return tries

    for tries in at_once([lambda own=own: swap(own) for own in codes]):  # type: ignore[misc]
        assert {answer.status for answer in tries} <= {201, 409, 422}, [answer.text for answer in tries]
    for own, code in codes.items():
        assert clerk.read(code)["stays"][0]["room"] == wanted[own]
    assert room_nights(server, season) == 8 * 4


def test_a_night_that_a_change_gives_back_and_takes_again_is_never_free_for_others(
    server: Server, season: Season
) -> None:
    """The type is sold out on nights 10 to 13. One stay moves a day on, keeping two nights; two others swap their
    rooms in one change. Of the rivals only one gets what is given back: night 10."""
    clerk = Caller(server)
    clerk.booked(*[season.stay(10, 13, room=room) for room in STANDARD[3:]])
    shifting = clerk.booked(season.stay(10, 13, room="001"))
    swapping = clerk.booked(season.stay(10, 13, room="002"), season.stay(10, 13, room="003"))
    shift = {"op": "move_dates", "stay": 1} | season.nights(11, 14)
    swap = [
        {"op": "assign_room", "stay": 1, "room": "003"},
        {"op": "assign_room", "stay": 2, "room": "002"},
    ]
    grabs = [
        season.stay(10, 11),
        season.stay(11, 12),
        season.stay(12, 13),
        season.stay(10, 12),
        season.stay(11, 13),
        season.stay(10, 11, room="001"),
    ]
    grabs += [season.stay(first, first + 1, room=room) for room in ("002", "003") for first in (10, 11, 12)]
    one, two = crowd(server, 2)

    def grab(caller: Caller, wanted: dict[str, Any]) -> list[Answer]:
        tries = [caller.book(wanted)]
        while len(tries) < 5 and tries[-1].status != 201:
            tries.append(caller.book(wanted))
        return tries

    shifted, swapped = one.previewed(shifting, shift), two.previewed(swapping, *swap)
    works: list[Callable[[], list[Answer]]] = [lambda: [shifted()], lambda: [swapped()]]
    works += [
        lambda each=each, wanted=wanted: grab(each, wanted)  # type: ignore[misc]
        for each, wanted in zip(crowd(server, len(grabs)), grabs, strict=True)
    ]
    [[one_answer], [two_answer], *rivals] = at_once(works)
    assert [one_answer.status, two_answer.status] == [201, 201], one_answer.text + two_answer.text
    answers = [answer for tries in rivals for answer in tries]
    assert {answer.status for answer in answers} <= {201, 409, 422}, [answer.text for answer in answers]
    got = [answer.json["stays"][0] for answer in answers if answer.status == 201]
    assert [(each["check_in"], each["check_out"]) for each in got] in (
        [],
        [(season.night(10), season.night(11))],
    )
    assert clerk.read(shifting)["stays"][0]["room"] == "001"
    assert [each["room"] for each in clerk.read(swapping)["stays"]] == ["003", "002"]
    assert server.place.sql("SELECT sold FROM inventory_typenight WHERE night = ?", season.night(11)) == [
        (10,)
    ]

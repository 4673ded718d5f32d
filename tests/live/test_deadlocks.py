"""PostgreSQL breaks transactions off: they are run again, and nobody sees an error page for it (design.md 5.7)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection  # noqa: F401 - for the condition below

from tests.live.client import Answer, Caller, Visitor, at_once, crowd
from tests.live.deadlocks import Saboteur, look_for_deadlocks_at_once, repeatable_read, saboteur
from tests.live.desk import ChangePage
from tests.live.hotel import night, nights, stay
from tests.live.server import Place, Server, Template, wait_until

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def server(template: Template, tmp_path: Path) -> Iterator[Server]:
    with template.copied(tmp_path / "house") as place:
        look_for_deadlocks_at_once(place)
        running = Server(place, template.token, workers=2)
        running.start()
        yield running
        running.kill()


def deadlocks(place: Place) -> int:
    """How many PostgreSQL has found in this database; it tells within a second."""
    [(number,)] = place.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(number)


def broken_off(attacker: Saboteur, times: int, request: Callable[[], Answer]) -> Answer:
    """What the request answers when its first attempts end in deadlocks."""
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(request()))
    thread.start()
    for _ in range(times):
        attacker.break_off()
    attacker.leave()
    thread.join()
    return answers[0]


@pytest.fixture
def code(server: Server) -> str:
    """A booking of night 10, and of nothing else on night 20, whose counter there is."""
    clerk = Caller(server)
    clerk.booked(stay(20, 21))
    return clerk.booked(stay(10, 11))


MOVE = {"op": "move_dates", "stay": 1, "room": None} | nights(20, 21)


def test_a_change_that_is_broken_off_five_times_is_saved_all_the_same(server: Server, code: str) -> None:
    clerk = Caller(server)
    confirm = clerk.previewed(code, MOVE)
    with saboteur(server.place, code, night(20)) as attacker:
        answer = broken_off(attacker, 5, confirm)
    assert answer.status == 201, answer.text
    wait_until(lambda: deadlocks(server.place) == 5, "five deadlocks in PostgreSQL's own count")
    assert clerk.read(code)["version"] == 2
    assert server.place.sql("SELECT sold FROM inventory_typenight WHERE night = ?", night(20)) == [(2,)]
    assert "Traceback" not in server.log
    server.check()


@pytest.mark.parametrize(("language", "title"), [("en", "Too busy at the moment"), ("th", "ระบบไม่ว่างชั่วคราว")])
def test_after_five_more_tries_a_program_is_asked_to_come_back(
    server: Server, code: str, language: str, title: str
) -> None:
    clerk = Caller(server, language=language)
    confirm = clerk.previewed(code, MOVE)
    with saboteur(server.place, code, night(20)) as attacker:
        answer = broken_off(attacker, 6, confirm)
    assert (answer.status, answer.code, answer.json["title"]) == (503, "busy", title)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "1"
    assert clerk.read(code)["version"] == 1
    assert confirm().status == 201, "what it saw still holds"
    server.check()


def test_after_five_more_tries_a_page_asks_to_come_back(server: Server, code: str) -> None:
    desk = Visitor(server)
    desk.sign_in()
    page = ChangePage(desk, code).press("edit:1").press("stage", **nights(20, 21)).press("confirm")
    seen = page.form
    with saboteur(server.place, code, night(20)) as attacker:
        answer = broken_off(attacker, 6, lambda: page.press("save").answer)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    for words in ("ระบบไม่ว่างชั่วคราว", "Busy for a moment", "The last step was not saved."):
        assert words in answer.text
    assert Caller(server).read(code)["version"] == 1
    page.form = seen
    assert page.press("save").answer.status == 302, "going back and pressing again is enough"
    server.check()


def test_stays_that_move_between_two_bookings_in_opposite_directions(server: Server) -> None:
    clerk = Caller(server)
    codes = [clerk.booked(*[stay(10 + each, 12 + each) for each in range(4)]) for _ in range(2)]
    works = [
        (codes[each % 2], {"op": "move_to_booking", "stay": each // 2 + 1, "booking": codes[1 - each % 2]})
        for each in range(8)
    ]

    def until_saved(caller: Caller, code: str, operation: dict[str, object]) -> list[Answer]:
        tries = [caller.change(code, operation)]
        while tries[-1].status == 409 and len(tries) < 50:
            tries.append(caller.change(code, operation))
        return tries

    callers = crowd(server, 8)
    outcomes = at_once(
        [
            lambda caller=caller, work=work: until_saved(caller, *work)  # type: ignore[misc]
            for caller, work in zip(callers, works, strict=True)
        ]
    )
    assert {answer.status for tries in outcomes for answer in tries} <= {201, 409}
    assert [tries[-1].status for tries in outcomes] == [201] * 8
    for code in codes:
        assert [each["number"] for each in clerk.read(code)["stays"]] == [5, 6, 7, 8]
    server.check()


def test_changes_that_cannot_be_put_in_order_are_run_again(template: Template, tmp_path: Path) -> None:
    """Four rivals for the same counters: each failure means that another got through, so five tries are enough."""
    with template.copied(tmp_path / "house") as place:
        repeatable_read(place)
        server = Server(place, template.token, workers=2)
        server.start()
        clerk, callers = Caller(server), crowd(server, 4)
        codes = [clerk.booked(stay(10 + each, 11 + each)) for each in range(4)]
        rolled_back = "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"
        [(before,)] = place.sql(rolled_back)
        for first in range(20, 26):
            move = {"op": "move_dates", "stay": 1, "room": None} | nights(first, first + 3)
            answers = at_once([each.previewed(code, move) for each, code in zip(callers, codes, strict=True)])
            assert [answer.status for answer in answers] == [201] * 4, [answer.text for answer in answers]
        wait_until(lambda: place.sql(rolled_back) > [(before,)], "a transaction that was broken off")
        assert "Traceback" not in server.log
        server.check()
        server.kill()

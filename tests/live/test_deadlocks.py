"""PostgreSQL breaks transactions off: they are run again, and nobody sees an error page for it (design.md 5.7)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401 - for the condition below

from tests.live.client import Answer, Caller, Visitor, at_once, crowd
from tests.live.deadlocks import Saboteur, repeatable_read, saboteur
from tests.live.desk import ChangePage
from tests.live.hotel import Season
from tests.live.server import Place, Server, Template, wait_until

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


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
def code(server: Server, season: Season) -> str:
    """A booking of night 10, and of nothing else on night 20, whose counter there is."""
    clerk = Caller(server)
    clerk.booked(season.stay(20, 21))
    return clerk.booked(season.stay(10, 11))


@pytest.fixture
def to_night_20(season: Season) -> dict[str, Any]:
    return {"op": "move_dates", "stay": 1, "room": None} | season.nights(20, 21)


@pytest.fixture
def attacker(server: Server, season: Season, code: str) -> Iterator[Saboteur]:
    with saboteur(server.place, code, season.night(20)) as at_work:
        yield at_work


def test_a_change_that_is_broken_off_five_times_is_saved_all_the_same(
    server: Server, season: Season, code: str, to_night_20: dict[str, Any], attacker: Saboteur
) -> None:
    clerk, before = Caller(server), deadlocks(server.place)
    answer = broken_off(attacker, 5, clerk.previewed(code, to_night_20))
    assert answer.status == 201, answer.text
    wait_until(lambda: deadlocks(server.place) == before + 5, "five deadlocks in PostgreSQL's own count")
    assert clerk.read(code)["version"] == 2
    sold = "SELECT sold FROM inventory_typenight WHERE night = ?"
    assert server.place.sql(sold, season.night(20)) == [(2,)]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Too busy at the moment"), ("th", "ระบบไม่ว่างชั่วคราว")], ids=["en", "th"]
)
def test_after_five_more_tries_a_program_is_asked_to_come_back(
    server: Server, code: str, to_night_20: dict[str, Any], attacker: Saboteur, language: str, title: str
) -> None:
    clerk = Caller(server, language=language)
    confirm = clerk.previewed(code, to_night_20)
    answer = broken_off(attacker, 6, confirm)
    assert (answer.status, answer.code, answer.json["title"]) == (503, "busy", title)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "1"
    assert clerk.read(code)["version"] == 1
    assert confirm().status == 201, "what it saw still holds"


def test_after_five_more_tries_a_page_asks_to_come_back(
    server: Server, season: Season, code: str, attacker: Saboteur
) -> None:
    desk = Visitor(server)
    desk.sign_in()
    page = ChangePage(desk, code).press("edit:1").press("stage", **season.nights(20, 21)).press("confirm")
    seen = page.form
    answer = broken_off(attacker, 6, lambda: page.press("save").answer)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    for words in ("ระบบไม่ว่างชั่วคราว", "Busy for a moment", "The last step was not saved."):
        assert words in answer.text
    assert Caller(server).read(code)["version"] == 1
    page.form = seen
    assert page.press("save").answer.status == 302, "going back and pressing again is enough"


def test_stays_that_move_between_two_bookings_in_opposite_directions(server: Server, season: Season) -> None:
    clerk = Caller(server)
    codes = [clerk.booked(*[season.stay(10 + each, 12 + each) for each in range(4)]) for _ in range(2)]
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


def test_changes_that_cannot_be_put_in_order_are_run_again(
    template: Template, season: Season, tmp_path: Path
) -> None:
    """Four rivals for the same counters: each failure means that another got through, so five tries are enough."""
    with template.opened(tmp_path / "house", prepare=repeatable_read) as server:
        clerk, callers = Caller(server), crowd(server, 4)
        codes = [clerk.booked(season.stay(10 + each, 11 + each)) for each in range(4)]
        rolled_back = "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()"
        before = server.place.sql(rolled_back)
        for first in range(20, 26):
            move = {"op": "move_dates", "stay": 1, "room": None} | season.nights(first, first + 3)
            answers = at_once([each.previewed(code, move) for each, code in zip(callers, codes, strict=True)])
            assert [answer.status for answer in answers] == [201] * 4, [answer.text for answer in answers]
        wait_until(lambda: server.place.sql(rolled_back) > before, "a transaction that was broken off")
        server.check()

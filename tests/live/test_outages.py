"""The disk is full, the database is gone: a clear 503, nothing half saved, and all goes on when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection  # noqa: F401 - for the conditions below

from tests import postgres
from tests.live.client import Answer, Caller, Visitor, at_once
from tests.live.desk import ChangePage
from tests.live.hotel import Season
from tests.live.outages import NoMounting, PostgresServer, disk_full, no_file_may_grow, small_disk
from tests.live.server import Server, Template, furnished_template, wait_until

pytestmark = pytest.mark.database
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a SQLite file")
only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a PostgreSQL server")

SEASON = Season()
BUSY = {"en": "Too busy at the moment", "th": "ระบบไม่ว่างชั่วคราว"}


def asks_to_come_back(answer: Answer) -> None:
    """A page in both languages that says that nothing was saved."""
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5"), answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    for words in (
        "ระบบไม่ว่างชั่วคราว",
        "ขั้นตอนล่าสุดยังไม่ได้บันทึก",
        "Busy for a moment",
        "The last step was not saved.",
    ):
        assert words in answer.text


def is_busy(answer: Answer, language: str = "en") -> None:
    """The same for a program."""
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5"), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.code, answer.json["title"]) == ("busy", BUSY[language])


class Morning:
    """A program and a desk that each are about to save a change, and a third booking to be made."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.callers = {language: Caller(server, language=language) for language in BUSY}
        self.codes = [self.callers["en"].booked(SEASON.stay(10, 12)) for _ in range(2)]
        move = {"op": "move_dates", "stay": 1, "room": None} | SEASON.nights(20, 22)
        self.confirms = {
            language: caller.previewed(self.codes[0], move) for language, caller in self.callers.items()
        }
        desk = Visitor(server)
        assert desk.sign_in().status == 302
        self.page = ChangePage(desk, self.codes[1]).press("cancel:1").press("confirm")
        self.form = self.page.form

    def nobody_can_save(self) -> None:
        in_english, in_thai, booking, page, sign_in = at_once(
            [
                self.confirms["en"],
                self.confirms["th"],
                lambda: Caller(self.server).book(SEASON.stay(10, 12), key="one-booking"),
                lambda: self.page.press("save").answer,
                Visitor(self.server).sign_in,
            ]
        )
        is_busy(in_english)
        is_busy(in_thai, "th")
        is_busy(booking)
        asks_to_come_back(page)
        asks_to_come_back(sign_in)
        self.page.form = self.form

    def everybody_saves(self) -> None:
        """What was seen before still holds: nothing of it had been saved."""
        assert self.confirms["en"]().status == 201
        assert self.confirms["th"]().status == 409, "the program in Thai was about to do the same"
        assert self.callers["en"].book(SEASON.stay(10, 12), key="one-booking").status == 201
        assert self.page.press("save").answer.status == 302
        read = self.callers["en"].read
        assert [read(code)["version"] for code in self.codes] == [2, 2]
        assert self.server.place.sql("SELECT COUNT(*) FROM bookings_booking") == [(3,)]
        self.server.check()


# SQLite


@pytest.fixture
def on_a_small_disk(template: Template, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """A server whose data folder is a disk of 30 MB."""
    try:
        with (
            small_disk(tmp_path / "disk", 30) as disk,
            template.opened(disk / "house") as server,
        ):
            yield server, disk
    except NoMounting:
        pytest.skip("nothing can be mounted here")


@only_sqlite
def test_a_full_disk(on_a_small_disk: tuple[Server, Path]) -> None:
    server, disk = on_a_small_disk
    with_and_without(server, lambda: disk_full(disk))


@only_sqlite
def test_a_disk_that_refuses_to_write(template: Template, tmp_path: Path) -> None:
    with template.opened(tmp_path / "house") as server:
        with_and_without(server, lambda: no_file_may_grow(server))


def with_and_without(server: Server, outage: Callable[[], AbstractContextManager[None]]) -> None:
    """Twice, as what came back may go again."""
    morning = Morning(server)
    for _ in range(2):
        with outage():
            morning.nobody_can_save()
            assert morning.callers["en"].read(morning.codes[0])["version"] == 1, "reading goes on"
    morning.everybody_saves()


@only_sqlite
def test_a_data_folder_that_is_gone(template: Template, tmp_path: Path) -> None:
    with template.opened(tmp_path / "house") as server:
        morning = Morning(server)
        data, away = server.place.data, tmp_path / "away"
        data.rename(away)
        morning.nobody_can_save()
        away.rename(data)
        morning.everybody_saves()


# PostgreSQL


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that no other test uses."""
    try:
        with postgres.running() as url:
            server = PostgresServer(url)
            yield server
            if server.again is not None:
                server.stop()
    except postgres.NoPostgres as error:
        pytest.skip(str(error))


@only_postgresql
def test_a_database_server_that_stops_and_starts_again(own_postgres: PostgresServer, tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    template = furnished_template(tmp_path / "template", own_postgres.url)
    with template.opened(tmp_path / "house") as server:
        morning = Morning(server)
        own_postgres.stop()
        morning.nobody_can_save()
        is_busy(morning.callers["th"].get("/bookings"), "th")
        assert not server.is_ready()
        own_postgres.start()
        wait_until(server.is_ready, "the server to say that it is ready again")
        morning.everybody_saves()

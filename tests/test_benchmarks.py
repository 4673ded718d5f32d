"""The benchmarks' own logic: what was recorded is sent again exactly, and figures stand where they belong."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from benchmarks.bare_driver import BareSqlite
from benchmarks.bare_sql import (
    DifferentWork,
    Statement,
    executions_of,
    for_driver,
    record,
    replay,
    statements_of,
)
from benchmarks.databases import _copied
from benchmarks.figures import Row, alternate, milliseconds, read_rows, table, write_rows


def asked(sql: str, *params: Any, rows: int = 1, together: bool = True, many: bool = False) -> Statement:
    return Statement(sql, params, many, together, rows)


TAKE = asked("UPDATE room SET taken = %s WHERE number = %s AND taken = 0", 1, "101")
TAKE_BOTH = asked("INSERT INTO night VALUES (%s, %s)", ("101", "2%"), ("102", "3"), rows=2, many=True)
LOOK = asked("SELECT number FROM room WHERE number LIKE '1%%' AND taken = %s", 0, rows=-1, together=False)


@pytest.fixture
def driver(tmp_path: Path) -> Any:
    path = str(tmp_path / "hotel.sqlite3")
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE room (number TEXT, taken INT); CREATE TABLE night (number TEXT, night TEXT);"
        "INSERT INTO room VALUES ('101', 0), ('102', 0);"
    )
    connection.close()
    driver = BareSqlite(path, "PRAGMA journal_mode = WAL")
    yield driver
    driver.close()


def test_what_was_recorded_is_done_again(driver: BareSqlite) -> None:
    replay(for_driver([TAKE, TAKE_BOTH, LOOK], driver), driver)
    assert driver.execute("SELECT number FROM room WHERE taken = 1")[1] == [("101",)]
    assert driver.execute("SELECT * FROM night")[1] == [("101", "2%"), ("102", "3")]
    assert not driver.connection.in_transaction


def test_work_that_does_something_else_the_second_time_is_told(driver: BareSqlite) -> None:
    replay(for_driver([TAKE], driver), driver)
    with pytest.raises(DifferentWork, match="0 rows instead of 1"):
        replay(for_driver([TAKE], driver), driver)


def test_among_others_only_writes_must_be_the_same(driver: BareSqlite) -> None:
    read = asked("SELECT number FROM room", rows=7)
    replay(for_driver([read], driver), driver, in_order=False)
    with pytest.raises(DifferentWork):
        replay(for_driver([read], driver), driver)


def test_statements_are_counted_with_begin_and_commit() -> None:
    assert statements_of([LOOK]) == 1
    assert statements_of([TAKE]) == 3
    assert statements_of([LOOK, TAKE, TAKE_BOTH, LOOK, TAKE]) == 9
    assert executions_of([LOOK, TAKE, TAKE_BOTH]) == 6


@pytest.mark.django_db(transaction=True)
def test_a_recording_knows_where_the_transaction_was() -> None:
    from tests.hotel import book_two_rooms, make_hotel

    hotel = make_hotel()
    found = record(lambda: book_two_rooms(hotel))
    assert found
    assert all(each.in_transaction for each in found)
    assert not any(each.sql.startswith(("BEGIN", "COMMIT")) for each in found)
    inserted = [each for each in found if each.sql.startswith('INSERT INTO "bookings_stay"')]
    assert [each.rows for each in inserted] == [2]


def test_batches_take_turns() -> None:
    done: list[str] = []
    house = [lambda: done.append("house")] * 5
    bare = [lambda: done.append("bare")] * 3
    ours, theirs = alternate(house, bare, batch=2)
    assert done == ["house"] * 2 + ["bare"] * 2 + ["house"] * 2 + ["bare"] + ["house"]
    assert (len(ours.ms), len(theirs.ms)) == (5, 3)


def test_the_table_has_a_row_for_each_thing_and_a_column_for_each_database(tmp_path: Path) -> None:
    quick = Row(what="preview", target="≤ 3 ×", figure="2.0 ×", reached=True, raw={"ratio": 2.0})
    slow = Row(what="preview", target="≤ 3 ×", figure="4.0 ×", reached=False)
    alone = Row(what="memory", target="", figure="90 MB", reached=None)
    write_rows(tmp_path / "rows.json", [quick, alone])
    rows = read_rows(tmp_path / "rows.json")
    assert rows == [quick, alone]
    assert read_rows(tmp_path / "none.json") == []
    assert table({"SQLite": rows, "PostgreSQL": [slow]}).splitlines() == [
        "| what | to reach | SQLite | PostgreSQL | reached |",
        "|---|---|---|---|---|",
        "| preview | ≤ 3 × | 2.0 × | 4.0 × | **no** |",
        "| memory |  | 90 MB |  |  |",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        (b"n:\xc3", r"\\x6e3ac3"),
        ("a\tb\\c", r"a\tb\\c"),
        ("a\nb", r"a\nb"),
        (7, "7"),
        ("สม", "สม"),
    ],
)
def test_values_are_copied_as_postgresql_reads_them(value: Any, text: str) -> None:
    assert _copied(value) == text


def test_milliseconds_have_the_figures_that_count() -> None:
    assert [milliseconds(value) for value in (0.4234, 8.06, 112.3)] == ["0.42", "8.1", "112.3"]

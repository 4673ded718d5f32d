"""SQLite takes one writer at a time: sixteen wait their turn, and none for long."""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path

import pytest
from django.db import connection  # noqa: F401 - for the condition below

from tests.live.client import Answer, Caller, Visitor, at_once, crowd
from tests.live.hotel import Season
from tests.live.server import Server, Template

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has many writers at a time"),
]

SEASON = Season()
LONGEST_WAIT = 1.0
"""Seconds from wanting to write until one may, as the house's own log tells of everyone who waits long."""
ROUNDS, SECONDS = 5, 2.0


def test_nobody_of_16_writers_meets_a_lock_or_waits_long(template: Template, tmp_path: Path) -> None:
    """Four processes, sixteen programs that preview and confirm on bookings of their own, and somebody who signs in
    and out. A machine that is busy with other tests can make a round slow, not each of five."""
    with template.opened(tmp_path / "house", workers=4) as server:
        callers = crowd(server, 16)
        codes = [caller.booked(SEASON.stay(7 * each, 7 * each + 2)) for each, caller in enumerate(callers)]
        longest: list[float] = []
        while len(longest) < ROUNDS and (not longest or longest[-1] >= LONGEST_WAIT):
            before = len(server.log)
            answers = all_write(server, callers, codes)
            assert {answer.status for answer in answers} <= {201, 302}, {answer.text for answer in answers}
            assert [answer.status for answer in answers].count(201) >= 16
            longest.append(max(waits(server.log[before:]), default=0.0))
        assert longest[-1] < LONGEST_WAIT, f"the longest waits of {ROUNDS} rounds, in seconds: {longest}"
        for word in ("locked", "Traceback", '"busy"'):
            assert word not in server.log
        server.check()


def all_write(server: Server, callers: list[Caller], codes: list[str]) -> list[Answer]:
    """What all writes of a round were answered."""
    until = time.monotonic() + SECONDS

    def change(caller: Caller, code: str, first: int) -> list[Answer]:
        answers = []
        for step in count():
            if time.monotonic() > until:
                break
            to = SEASON.nights(first + step % 4, first + step % 4 + 2)
            answers.append(caller.change(code, {"op": "move_dates", "stay": 1, "room": None} | to))
        return answers

    def sign_in_and_out() -> list[Answer]:
        answers = []
        while time.monotonic() < until:
            visitor = Visitor(server)
            answers += [visitor.sign_in(), visitor.post("/accounts/logout/", {})]
        return answers

    works = [
        lambda caller=caller, each=each: change(caller, codes[each], 7 * each)
        for each, caller in enumerate(callers)
    ]
    return [answer for answers in at_once([*works, sign_in_and_out]) for answer in answers]


def waits(log: str) -> list[float]:
    """The long waits that the log tells of."""
    lines = [line for line in log.splitlines() if '"writer_waited"' in line]
    return [float(json.loads(line)["seconds"]) for line in lines]
